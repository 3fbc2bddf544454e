import { DynamoDbError } from '../errors.ts'
import type { Condition } from '../expressions/condition.ts'
import { emptyItem } from '../values/types.ts'
import type { WireValue } from '../values/validate.ts'
import { isKeyword } from './keywords.ts'
import { readLiteral } from './literals.ts'
import { Parameters } from './parameters.ts'
import { readUpdateClauses } from './parse-update.ts'
import { WhereParser } from './parse-where.ts'
import { readName, readPath } from './paths.ts'
import type {
  Column,
  DeleteStatement,
  InsertStatement,
  Returning,
  SelectStatement,
  Statement,
  UpdateStatement,
} from './statement.ts'
import { notWellFormed, StatementReader, unexpectedToken } from './tokens.ts'

/**
 * Reads a PartiQL statement and puts its parameters in. Tables and keys are not looked at. Fails with a DynamoDbError.
 * Source: Developer Guide, "PartiQL - a SQL-compatible query language for Amazon DynamoDB"; the messages are AWS's,
 * observed by dynamodb-conformance and floci.
 */
export function parseStatement(text: string, parameters: readonly WireValue[] = []): Statement {
  const taken = new Parameters(parameters)
  const parser = new StatementParser(new StatementReader(text), taken)
  const statement = parser.statement()
  taken.check()
  return statement
}

interface From {
  readonly table: string
  readonly index: string | undefined
}

class StatementParser {
  readonly #reader: StatementReader
  readonly #parameters: Parameters

  constructor(reader: StatementReader, parameters: Parameters) {
    this.#reader = reader
    this.#parameters = parameters
  }

  statement(): Statement {
    const statement = this.#anyStatement()
    this.#reader.expectEnd()
    return statement
  }

  #anyStatement(): Statement {
    if (this.#reader.seesKeyword('SELECT')) return this.#select()
    if (this.#reader.takeKeywords('INSERT', 'INTO')) return this.#insert()
    if (this.#reader.takeKeywords('UPDATE')) return this.#update()
    if (this.#reader.takeKeywords('DELETE', 'FROM')) return this.#delete()
    if (this.#reader.takeKeywords('FROM')) return this.#updateFromFirst()
    if (!this.#reader.takeKeywords('EXISTS')) throw unexpectedToken()
    this.#reader.expectSign('(')
    const select = this.#select()
    this.#reader.expectSign(')')
    return { type: 'EXISTS', select }
  }

  #select(): SelectStatement {
    this.#reader.expectKeywords('SELECT')
    const columns = this.#reader.takeSign('*') ? undefined : this.#columns()
    this.#reader.expectKeywords('FROM')
    const { table, index } = this.#from('WHERE', 'ORDER')
    const condition = this.#where()
    return { type: 'SELECT', table, index, columns, condition, orderBy: this.#orderBy(condition) }
  }

  #columns(): Column[] {
    const columns: Column[] = []
    do {
      const { next, following } = this.#reader
      if (next.type === 'word' && following.type === 'sign' && following.text === '(') {
        throw new DynamoDbError(`Unexpected path component${this.#reader.place(next)}`)
      }
      const path = readPath(this.#reader)
      const last = path.findLastIndex((step) => typeof step === 'string')
      const indexes = path.slice(last + 1).map((step) => `[${step}]`)
      columns.push({ path, name: String(path[last]) + indexes.join('') })
    } while (this.#reader.takeSign(','))
    return columns
  }

  /** Source: Developer Guide, "PartiQL select statements for DynamoDB", order_by_clause. */
  #orderBy(condition: Condition | undefined): SelectStatement['orderBy'] {
    if (!this.#reader.seesKeyword('ORDER')) return []
    if (!condition) {
      // A WHERE behind it is one token too many, and that is what AWS says then.
      throw this.#restHasWhere()
        ? notWellFormed('Unexpected token after expression')
        : new DynamoDbError('Must have WHERE clause in the statement when using ORDER BY clause.')
    }
    this.#reader.expectKeywords('ORDER', 'BY')
    const orderBy = []
    do {
      const path = readPath(this.#reader)
      const descending = this.#reader.takeKeywords('DESC')
      if (!descending) this.#reader.takeKeywords('ASC')
      orderBy.push({ path, descending })
    } while (this.#reader.takeSign(','))
    return orderBy
  }

  #restHasWhere(): boolean {
    while (this.#reader.next.type !== 'end')
      if (this.#reader.takeKeywords('WHERE')) return true
      else this.#reader.take()
    return false
  }

  #insert(): InsertStatement {
    const { table } = this.#tablePath()
    if (!this.#reader.takeKeywords('VALUE')) throw notWellFormed('Unexpected token after expression')
    this.#reader.expectSign('{')
    const item = emptyItem()
    if (!this.#reader.takeSign('}')) {
      do {
        const name = this.#reader.take()
        if (name.type !== 'string') throw unexpectedToken()
        this.#reader.expectSign(':')
        if (this.#reader.next.type === 'parameter') {
          this.#reader.take()
          item[name.text] = this.#parameters.take()
        } else item[name.text] = readLiteral(this.#reader)
      } while (this.#reader.takeSign(','))
      this.#reader.expectSign('}')
    }
    return { type: 'INSERT', table, item }
  }

  #update(): UpdateStatement {
    const { table } = this.#from('SET', 'REMOVE')
    const update = readUpdateClauses(this.#reader, this.#parameters)
    const condition = this.#requiredWhere()
    return { type: 'UPDATE', table, update, condition, returning: this.#returning() }
  }

  /** `FROM t WHERE ... SET ...`: an UPDATE the other way round. */
  #updateFromFirst(): UpdateStatement {
    const { table } = this.#from('WHERE', 'SET', 'REMOVE')
    const condition = this.#requiredWhere()
    const update = readUpdateClauses(this.#reader, this.#parameters)
    return { type: 'UPDATE', table, update, condition, returning: this.#returning() }
  }

  #delete(): DeleteStatement {
    const { table } = this.#from('WHERE', 'RETURNING')
    const condition = this.#requiredWhere()
    const returning = this.#returning()
    if (returning && !(returning.attributes === 'ALL' && returning.version === 'OLD')) {
      throw new DynamoDbError(
        `Invalid returning clause: RETURNING ${returning.attributes} ${returning.version} *. Only RETURNING ALL OLD * is allowed in DELETE statements.`,
      )
    }
    return { type: 'DELETE', table, condition, returning }
  }

  #returning(): Returning | undefined {
    if (!this.#reader.takeKeywords('RETURNING')) return undefined
    const attributes = this.#reader.takeKeywords('ALL') ? 'ALL' : 'MODIFIED'
    if (attributes === 'MODIFIED') this.#reader.expectKeywords('MODIFIED')
    const version = this.#reader.takeKeywords('OLD') ? 'OLD' : 'NEW'
    if (version === 'NEW') this.#reader.expectKeywords('NEW')
    this.#reader.expectSign('*')
    return { attributes, version }
  }

  /** A write names its item. UNVERIFIED: the words for a statement without any condition. */
  #requiredWhere(): Condition {
    const condition = this.#where()
    if (condition) return condition
    throw new DynamoDbError('Where clause does not contain a mandatory equality on all key attributes')
  }

  #where(): Condition | undefined {
    if (!this.#reader.takeKeywords('WHERE')) return undefined
    return new WhereParser(this.#reader, this.#parameters).condition()
  }

  /** A table, with an index if there is one, and no alias. `behind`: the keywords that may follow. */
  #from(...behind: readonly string[]): From {
    const from = this.#tablePath()
    const { type, text } = this.#reader.next
    const alias = type === 'identifier' || (type === 'word' && !isKeyword(text))
    if (alias || (this.#reader.seesKeyword('AS', 'AT') && !this.#reader.seesKeyword(...behind))) {
      throw new DynamoDbError('Aliasing is not supported')
    }
    return from
  }

  #tablePath(): From {
    const names: string[] = []
    do {
      const name = readName(this.#reader)
      if (name === undefined) throw unexpectedToken()
      names.push(name)
    } while (this.#reader.takeSign('.'))
    const [table, index] = names
    if (names.length > 2) {
      throw new DynamoDbError('A path may contain at most 2 components in the FROM clause')
    }
    if (!table || index === '') throw new DynamoDbError('Path component cannot be an empty string')
    return { table, index }
  }
}
