import { inOperands, operators, parentheses } from '../limits.ts'
import type { Comparator, ConditionNode, OperandNode } from './ast.ts'
import { Findings, type Subject } from './findings.ts'
import { readFunctionName, refuseUse } from './functions.ts'
import { PathParser } from './parse-path.ts'
import type { TokenReader } from './tokens.ts'

const comparators: ReadonlySet<string> = new Set<Comparator>(['=', '<>', '<', '<=', '>', '>='])
const keywords = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN'])

/** A part that has been read: a condition, or an operand of which it is not known yet what becomes of it. */
type Part =
  | { readonly condition: ConditionNode; readonly grouped?: boolean }
  | { readonly operand: OperandNode; readonly grouped?: boolean }

/**
 * Reads a condition: a filter, a condition or a key condition have one grammar. Fails with a DynamoDbError.
 * Source: Developer Guide, "Condition and filter expressions, operators, and functions" (syntax, precedence).
 */
export function readCondition(reader: TokenReader): ConditionNode {
  return new ConditionParser(reader).condition()
}

class ConditionParser {
  readonly #reader: TokenReader
  readonly #findings = new Findings<Subject>([
    'parentheses',
    'function name',
    'function use',
    'reserved word',
    'count',
    'index',
  ])
  readonly #paths: PathParser
  #depth = 0
  #operatorCount = 0

  constructor(reader: TokenReader) {
    this.#reader = reader
    this.#paths = new PathParser(reader, this.#findings, keywords)
  }

  condition(): ConditionNode {
    const condition = this.#condition(this.#or())
    this.#reader.expectEnd()
    if (this.#operatorCount > operators) {
      const message = `The expression contains too many operators; operator count: ${this.#operatorCount}`
      this.#findings.add('count', message)
    }
    this.#findings.check((message) => this.#reader.failure(message))
    return condition
  }

  #or(): Part {
    return this.#joined('or', () => this.#joined('and', () => this.#not()))
  }

  #joined(type: 'and' | 'or', part: () => Part): Part {
    const first = part()
    if (!this.#reader.seesKeyword(type.toUpperCase())) return first
    const conditions = [this.#condition(first)]
    while (this.#reader.takeKeyword(type.toUpperCase())) {
      this.#operatorCount++
      conditions.push(this.#condition(part()))
    }
    return { condition: { type, conditions } }
  }

  #not(): Part {
    if (!this.#reader.takeKeyword('NOT')) return this.#predicate()
    this.#operatorCount++
    const condition = this.#deeper(() => this.#condition(this.#not()))
    return { condition: { type: 'not', condition } }
  }

  /** A function alone is a condition; any other operand alone is not. */
  #condition(part: Part): ConditionNode {
    if ('condition' in part) return part.condition
    const { operand } = part
    if (operand.type !== 'function') throw this.#reader.syntaxError()
    if (operand.name === 'size') refuseUse(operand.name, this.#findings)
    return operand
  }

  #predicate(): Part {
    const part = this.#part()
    if ('condition' in part) return part
    const { operand } = part
    const { next } = this.#reader
    if (next.type === 'sign' && comparators.has(next.text)) {
      this.#reader.take()
      const right = this.#operand()
      return this.#compared({ type: 'compare', operator: next.text as Comparator, left: operand, right }, [
        operand,
        right,
      ])
    }
    if (this.#reader.takeKeyword('BETWEEN')) {
      const lower = this.#operand()
      if (!this.#reader.takeKeyword('AND')) throw this.#reader.syntaxError()
      const upper = this.#operand()
      return this.#compared({ type: 'between', operand, lower, upper }, [operand, lower, upper])
    }
    if (this.#reader.takeKeyword('IN')) {
      this.#reader.expectSign('(')
      const choices = this.#operands()
      if (choices.length > inOperands) {
        const message = 'The IN operator is provided with too many operands; number of operands: '
        this.#findings.add('count', message + choices.length)
      }
      return this.#compared({ type: 'in', operand, choices }, [operand, ...choices])
    }
    return part
  }

  #compared(condition: ConditionNode, operands: readonly OperandNode[]): Part {
    this.#operatorCount++
    for (const operand of operands) this.#checkUse(operand)
    return { condition }
  }

  /** Something in parentheses, or an operand. */
  #part(): Part {
    if (!this.#reader.takeSign('(')) return { operand: this.#plainOperand() }
    const inner = this.#deeper(() => this.#or())
    this.#reader.expectSign(')')
    if (inner.grouped) this.#findings.add('parentheses', 'The expression has redundant parentheses;')
    if ('condition' in inner) return { condition: inner.condition, grouped: true }
    // A path goes on behind its parentheses: `(a).b`.
    const { operand } = inner
    if (operand.type !== 'path' || !(this.#reader.sees('.') || this.#reader.sees('['))) {
      return { operand, grouped: true }
    }
    return { operand: { type: 'path', path: this.#paths.rest(operand.path) } }
  }

  #operand(): OperandNode {
    const part = this.#part()
    if ('condition' in part) throw this.#reader.syntaxError()
    return part.operand
  }

  #plainOperand(): OperandNode {
    const { next } = this.#reader
    if (next.type === 'value') {
      this.#reader.take()
      return { type: 'value', name: next.text }
    }
    if (!this.#reader.seesCall || keywords.has(next.text.toUpperCase())) {
      return { type: 'path', path: this.#paths.path() }
    }
    this.#reader.take()
    this.#reader.expectSign('(')
    this.#operatorCount++
    const name = readFunctionName(next.text, this.#findings)
    const operands = this.#deeper(() => this.#operands())
    for (const operand of operands) this.#checkUse(operand)
    if (name === 'if_not_exists' || name === 'list_append') refuseUse(name, this.#findings)
    return { type: 'function', name, operands }
  }

  /** Operands and the parenthesis behind them. */
  #operands(): OperandNode[] {
    const operands = [this.#operand()]
    while (this.#reader.takeSign(',')) operands.push(this.#operand())
    this.#reader.expectSign(')')
    return operands
  }

  #checkUse(operand: OperandNode): void {
    if (operand.type === 'function' && operand.name !== 'size') refuseUse(operand.name, this.#findings)
  }

  #deeper<T>(read: () => T): T {
    if (this.#depth >= parentheses) throw this.#reader.failure('The expression has redundant parentheses;')
    this.#depth++
    const result = read()
    this.#depth--
    return result
  }
}
