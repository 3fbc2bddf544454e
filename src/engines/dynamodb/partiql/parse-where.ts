import { DynamoDbError } from '../errors.ts'
import type { Comparator } from '../expressions/ast.ts'
import type { Condition, Operand } from '../expressions/condition.ts'
import { ConditionLeaves, leafFindings } from '../expressions/condition-leaves.ts'
import { inOperands, parentheses } from '../limits.ts'
import type { AttributeValue } from '../values/types.ts'
import { isKeyword } from './keywords.ts'
import { readLiteral, seesLiteral } from './literals.ts'
import type { Parameters } from './parameters.ts'
import { readPath } from './paths.ts'
import { notWellFormed, type StatementReader, unexpectedToken } from './tokens.ts'

const comparators: Readonly<Record<string, Comparator>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}

const functions = [
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
] as const

/** A condition or an operand, before it is known which is wanted. */
type Part = { readonly condition: Condition } | { readonly operand: Operand }

/**
 * Reads what follows WHERE. Conditions are values as well: `attribute_exists(a) = false`. Fails with a DynamoDbError.
 * Source: Developer Guide, "PartiQL functions", "PartiQL operators"; observed on AWS by dynamodb-conformance and floci.
 */
export class WhereParser {
  readonly #reader: StatementReader
  readonly #parameters: Parameters
  #depth = 0

  constructor(reader: StatementReader, parameters: Parameters) {
    this.#reader = reader
    this.#parameters = parameters
  }

  condition(): Condition {
    return this.#condition(this.#or())
  }

  #or(): Part {
    return this.#joined('or', () => this.#joined('and', () => this.#not()))
  }

  #joined(type: 'and' | 'or', part: () => Part): Part {
    const first = part()
    if (!this.#reader.seesKeyword(type.toUpperCase())) return first
    const conditions = [this.#condition(first)]
    while (this.#reader.takeKeywords(type.toUpperCase())) conditions.push(this.#condition(part()))
    return { condition: { type, conditions } }
  }

  #not(): Part {
    if (!this.#reader.takeKeywords('NOT')) return this.#predicate()
    return { condition: { type: 'not', condition: this.#deeper(() => this.#condition(this.#not())) } }
  }

  /** UNVERIFIED: that a value alone is no condition, not even a boolean one. */
  #condition(part: Part): Condition {
    if ('condition' in part) return part.condition
    throw unexpectedToken()
  }

  #predicate(): Part {
    let part = this.#part()
    for (;;) {
      const further = this.#comparison(part)
      if (!further) return part
      part = further
    }
  }

  #comparison(part: Part): Part | undefined {
    const { next } = this.#reader
    const operator = next.type === 'sign' ? comparators[next.text] : undefined
    if (operator) {
      this.#reader.take()
      const left = operandOf(part)
      const right = operandOf(this.#part())
      return this.#checked((leaves) => leaves.compare(operator, left, right))
    }
    if (this.#reader.takeKeywords('IS')) return this.#is(operandOf(part))
    const negated = this.#reader.seesKeyword('NOT')
    if (negated) this.#reader.take()
    const found = this.#reader.takeKeywords('BETWEEN')
      ? this.#between(operandOf(part))
      : this.#reader.takeKeywords('IN')
        ? this.#in(operandOf(part))
        : undefined
    if (!found) {
      if (negated) throw unexpectedToken()
      return undefined
    }
    return negated ? { condition: { type: 'not', condition: this.#condition(found) } } : found
  }

  #between(operand: Operand): Part {
    const lower = operandOf(this.#part())
    this.#reader.expectKeywords('AND')
    const upper = operandOf(this.#part())
    return this.#checked((leaves) => leaves.between(operand, lower, upper))
  }

  #in(operand: Operand): Part {
    const close = this.#reader.takeSign('[') ? ']' : ')'
    if (close === ')') this.#reader.expectSign('(')
    const choices = [operandOf(this.#part())]
    while (this.#reader.takeSign(',')) choices.push(operandOf(this.#part()))
    this.#reader.expectSign(close)
    this.#parameters.atTheEnd(() => {
      if (choices.length <= inOperands) return
      throw new DynamoDbError(
        `The IN operator is provided with too many operands; number of operands: ${choices.length}`,
      )
    })
    return this.#checked((leaves) => leaves.in(operand, choices))
  }

  /** IS [NOT] MISSING asks for the attribute, IS [NOT] NULL for the type. UNVERIFIED: that what is missing is not null. */
  #is(operand: Operand): Part {
    const negated = this.#reader.takeKeywords('NOT')
    let condition: Condition
    if (this.#reader.takeKeywords('MISSING')) {
      if (operand.type !== 'path') throw unexpectedToken()
      condition = { type: 'not exists', path: operand.path }
    } else {
      this.#reader.expectKeywords('NULL')
      condition = { type: 'has type', operand, name: 'NULL' }
    }
    return { condition: negated ? { type: 'not', condition } : condition }
  }

  #part(): Part {
    const { next, following } = this.#reader
    if (this.#reader.takeSign('(')) {
      const inner = this.#deeper(() => this.#or())
      this.#reader.expectSign(')')
      return inner
    }
    if (next.type === 'parameter') {
      this.#reader.take()
      return { operand: { type: 'value', value: this.#parameters.take() } }
    }
    if (next.type === 'word' && following.type === 'sign' && following.text === '(') return this.#call()
    if (seesLiteral(this.#reader)) return valuePart(readLiteral(this.#reader))
    if (next.type === 'word' && isKeyword(next.text)) throw unexpectedToken()
    return { operand: { type: 'path', path: readPath(this.#reader) } }
  }

  #call(): Part {
    const token = this.#reader.take()
    const name = token.text.toLowerCase()
    const known = functions.find((one) => one === name)
    if (!known && name !== 'size') {
      throw new DynamoDbError(`Unrecognized function: ${name}${this.#reader.place(token)}`)
    }
    this.#reader.expectSign('(')
    const operands = this.#deeper(() => this.#operands())
    if (known) return this.#checked((leaves) => leaves.function(known, operands))
    let operand: Operand | undefined
    this.#checked((leaves) => {
      operand = leaves.size(operands)
      return { type: 'and', conditions: [] }
    })
    return { operand: operand ?? { type: 'size', operand: { type: 'value', value: { L: [] } } } }
  }

  #operands(): Operand[] {
    const operands: Operand[] = []
    if (this.#reader.takeSign(')')) return operands
    do operands.push(operandOf(this.#part()))
    while (this.#reader.takeSign(','))
    this.#reader.expectSign(')')
    return operands
  }

  /** AWS reads all of a statement before it looks at its operands. */
  #checked(make: (leaves: ConditionLeaves) => Condition): Part {
    const findings = leafFindings()
    const condition = make(new ConditionLeaves(findings))
    this.#parameters.atTheEnd(() => findings.check((message) => new DynamoDbError(message)))
    return { condition }
  }

  #deeper<T>(read: () => T): T {
    if (this.#depth >= parentheses) throw notWellFormed('')
    this.#depth++
    const result = read()
    this.#depth--
    return result
  }
}

function valuePart(value: AttributeValue): Part {
  return { operand: { type: 'value', value } }
}

function operandOf(part: Part): Operand {
  return 'operand' in part ? part.operand : { type: 'condition', condition: part.condition }
}
