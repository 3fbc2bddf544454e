import { operators, parentheses } from '../limits.ts'
import type { AssignedNode, OperandNode, UpdateActionNode, UpdateNode } from './ast.ts'
import { Findings, type Subject } from './findings.ts'
import { readFunctionName, refuseUse } from './functions.ts'
import { PathParser } from './parse-path.ts'
import type { TokenReader } from './tokens.ts'

const sections = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const
type Section = (typeof sections)[number]
const keywords: ReadonlySet<string> = new Set<string>(sections)

/**
 * Reads an update expression. Fails with a DynamoDbError.
 * Source: Developer Guide, "Using update expressions in DynamoDB".
 */
export function readUpdate(reader: TokenReader): UpdateNode {
  return new UpdateParser(reader).update()
}

class UpdateParser {
  readonly #reader: TokenReader
  readonly #findings = new Findings<Subject>([
    'reserved word',
    'function name',
    'function use',
    'section',
    'count',
    'index',
  ])
  readonly #paths: PathParser
  #operatorCount = 0
  #depth = 0

  constructor(reader: TokenReader) {
    this.#reader = reader
    this.#paths = new PathParser(reader, this.#findings, keywords)
  }

  update(): UpdateNode {
    const actions: UpdateActionNode[] = []
    const seen = new Set<Section>()
    do {
      const section = sections.find((name) => this.#reader.takeKeyword(name))
      if (!section) throw this.#reader.syntaxError()
      if (seen.has(section)) {
        const message = `The "${section}" section can only be used once in an update expression;`
        this.#findings.add('section', message)
      }
      seen.add(section)
      do actions.push(this.#action(section))
      while (this.#reader.takeSign(','))
    } while (this.#reader.next.type !== 'end')
    if (this.#operatorCount > operators) {
      const message = `The expression contains too many operators; operator count: ${this.#operatorCount}`
      this.#findings.add('count', message)
    }
    this.#findings.check((message) => this.#reader.failure(message))
    return actions
  }

  #action(section: Section): UpdateActionNode {
    const path = this.#paths.path()
    if (section === 'REMOVE') return { type: 'REMOVE', path }
    if (section === 'SET') {
      this.#reader.expectSign('=')
      return { type: 'SET', path, value: this.#assigned() }
    }
    if (this.#reader.next.type !== 'value') throw this.#reader.syntaxError()
    return { type: section, path, value: this.#reader.take().text }
  }

  /** `a + b`, with parentheses around all of it or around each part. */
  #assigned(): AssignedNode {
    if (!this.#reader.sees('(')) return this.#arithmetic(this.#operand())
    this.#reader.take()
    const inner = this.#deeper(() => this.#assigned())
    this.#reader.expectSign(')')
    return inner.type === 'arithmetic' ? inner : this.#arithmetic(inner)
  }

  #arithmetic(left: OperandNode): AssignedNode {
    const operator = this.#reader.sees('+') ? '+' : this.#reader.sees('-') ? '-' : undefined
    if (!operator) return left
    this.#reader.take()
    this.#operatorCount++
    return { type: 'arithmetic', operator, left, right: this.#operand() }
  }

  #operand(): OperandNode {
    const { next } = this.#reader
    if (this.#reader.takeSign('(')) {
      const operand = this.#deeper(() => this.#operand())
      this.#reader.expectSign(')')
      return operand
    }
    if (next.type === 'value') {
      this.#reader.take()
      return { type: 'value', name: next.text }
    }
    if (!this.#reader.seesCall || keywords.has(next.text.toUpperCase())) {
      return { type: 'path', path: this.#paths.path() }
    }
    return this.#call()
  }

  #call(): OperandNode {
    const name = readFunctionName(this.#reader.take().text, this.#findings)
    this.#reader.expectSign('(')
    this.#operatorCount++
    const operands = [this.#deeper(() => this.#operand())]
    while (this.#reader.takeSign(',')) operands.push(this.#deeper(() => this.#operand()))
    this.#reader.expectSign(')')
    if (name !== 'if_not_exists' && name !== 'list_append') refuseUse(name, this.#findings)
    for (const operand of operands) {
      // Functions do not take lists that were put together just now (observed on AWS by ScyllaDB Alternator's tests).
      if (operand.type === 'function' && operand.name === 'list_append') {
        refuseUse('list_append', this.#findings)
      }
    }
    return { type: 'function', name, operands }
  }

  #deeper<T>(read: () => T): T {
    if (this.#depth >= parentheses) throw this.#reader.failure('The expression has redundant parentheses;')
    this.#depth++
    const result = read()
    this.#depth--
    return result
  }
}
