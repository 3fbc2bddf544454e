import { DynamoDbError } from '../errors.ts'
import { compareValues } from '../values/compare.ts'
import { valueText } from '../values/text.ts'
import { type AttributeValue, type TypeName, typeNames, typeOf } from '../values/types.ts'
import type { ConditionNode, FunctionName, OperandNode } from './ast.ts'
import { type Bindings, undefinedValue } from './bindings.ts'
import type { Condition, Operand } from './condition.ts'
import { Findings } from './findings.ts'
import { countProblem, typeProblem } from './functions.ts'
import { conditionNode } from './parse.ts'
import { type Path, pathText, samePath } from './paths.ts'
import type { ExpressionKind } from './tokens.ts'

type Subject = 'name or value' | 'operand count' | 'distinct' | 'operand type'

/** Stands in for an operand that is not there; a finding has been made then. */
const nothing: Operand = { type: 'value', value: { NULL: true } }

/**
 * Reads a condition or filter and looks up its names and values. Fails with a DynamoDbError.
 * The rules on operands are AWS's, as observed by the tests of dynalite and ScyllaDB Alternator.
 */
export function parseCondition(
  text: string,
  bindings: Bindings,
  kind: ExpressionKind = 'ConditionExpression',
): Condition {
  return bindCondition(conditionNode(text, kind), bindings, kind)
}

function bindCondition(node: ConditionNode, bindings: Bindings, kind: ExpressionKind): Condition {
  if ('conditions' in node) {
    const conditions = node.conditions.map((condition) => bindCondition(condition, bindings, kind))
    return { type: node.type, conditions }
  }
  if (node.type === 'not') return { type: 'not', condition: bindCondition(node.condition, bindings, kind) }
  return new LeafBinder(bindings, kind).bind(node)
}

type Leaf = Exclude<ConditionNode, { readonly type: 'and' | 'or' } | { readonly type: 'not' }>

/** One comparison or function. AWS names the most important thing that is wrong with the first wrong one. */
class LeafBinder {
  readonly #bindings: Bindings
  readonly #kind: ExpressionKind
  readonly #findings = new Findings<Subject>(['name or value', 'operand count', 'distinct', 'operand type'])

  constructor(bindings: Bindings, kind: ExpressionKind) {
    this.#bindings = bindings
    this.#kind = kind
  }

  bind(node: Leaf): Condition {
    const condition = this.#leaf(node)
    this.#findings.check((message) => new DynamoDbError(`Invalid ${this.#kind}: ${message}`))
    return condition
  }

  #leaf(node: Leaf): Condition {
    if (node.type === 'function') {
      return this.#function(
        node.name,
        node.operands.map((operand) => this.#operand(operand)),
      )
    }
    if (node.type === 'compare') {
      const { operator } = node
      const left = this.#operand(node.left)
      const right = this.#operand(node.right)
      this.#checkDistinct(operator, left, [right])
      if (operator !== '=' && operator !== '<>') this.#checkOrder(operator, [left, right])
      return { type: 'compare', operator, left, right }
    }
    if (node.type === 'between') {
      const operand = this.#operand(node.operand)
      const lower = this.#operand(node.lower)
      const upper = this.#operand(node.upper)
      this.#checkBounds(lower, upper)
      this.#checkOrder('BETWEEN', [operand, lower, upper])
      return { type: 'between', operand, lower, upper }
    }
    const operand = this.#operand(node.operand)
    const choices = node.choices.map((choice) => this.#operand(choice))
    this.#checkDistinct('IN', operand, choices)
    return { type: 'in', operand, choices }
  }

  #operand(node: OperandNode): Operand {
    if (node.type === 'path') {
      const path = this.#bindings.path(node.path, (message) => this.#findings.add('name or value', message))
      return { type: 'path', path }
    }
    if (node.type === 'value') {
      const value = this.#bindings.value(node.name)
      if (value) return { type: 'value', value }
      this.#findings.add('name or value', undefinedValue(node.name))
      return nothing
    }
    // Of the functions, only size can be an operand; the reader has seen to that.
    const operands = node.operands.map((operand) => this.#operand(operand))
    const [operand = nothing] = operands
    if (this.#counts(node.name, operands.length)) this.#checkSize(operand)
    return { type: 'size', operand }
  }

  #function(name: FunctionName, operands: readonly Operand[]): Condition {
    const [first = nothing, second = nothing] = operands
    const counts = this.#counts(name, operands.length)
    if (counts && operands.length > 1) this.#checkDistinct(name, first, [second])
    switch (name) {
      case 'attribute_exists':
      case 'attribute_not_exists': {
        if (counts && first.type !== 'path') {
          const message = `Operator or function requires a document path; operator or function: ${name}`
          this.#findings.add('operand type', message)
        }
        const path: Path = first.type === 'path' ? first.path : ['']
        return { type: name === 'attribute_exists' ? 'exists' : 'not exists', path }
      }
      case 'attribute_type':
        return { type: 'has type', operand: first, name: this.#typeName(second, counts) }
      case 'begins_with': {
        for (const operand of counts ? operands : []) {
          const type = typeOfOperand(operand)
          if (type === undefined || type === 'S' || type === 'B') continue
          this.#findings.add('operand type', typeProblem(name, type))
        }
        return { type: 'begins with', operand: first, start: second }
      }
      default:
        return { type: 'contains', operand: first, part: second }
    }
  }

  #counts(name: FunctionName, count: number): boolean {
    const problem = countProblem(name, count)
    if (problem !== undefined) this.#findings.add('operand count', problem)
    return problem === undefined
  }

  #checkSize(operand: Operand): void {
    const type = typeOfOperand(operand)
    if (type === 'N' || type === 'BOOL' || type === 'NULL') {
      this.#findings.add('operand type', typeProblem('size', type))
    }
  }

  #typeName(operand: Operand, counts: boolean): TypeName {
    const value = operand.type === 'value' ? operand.value : undefined
    if (value && 'S' in value) {
      const name = typeNames.find((known) => known === value.S)
      if (name) return name
      const message = `Invalid attribute type name found; type: ${value.S}, valid types: {${typeNames.join(',')}}`
      this.#findings.add('operand type', message)
    } else if (counts) {
      const type = typeOfOperand(operand) ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}'
      this.#findings.add('operand type', typeProblem('attribute_type', type))
    }
    return 'S'
  }

  /** A path is not to be compared with itself. */
  #checkDistinct(name: string, first: Operand, others: readonly Operand[]): void {
    if (first.type !== 'path') return
    for (const other of others) {
      if (other.type !== 'path' || !samePath(first.path, other.path)) continue
      this.#findings.add(
        'distinct',
        'The first operand must be distinct from the remaining operands for this operator or function; ' +
          `operator: ${name}, first operand: ${pathText(first.path)}`,
      )
    }
  }

  /** Values of the request must have an order where one is asked for; those of the item need not. */
  #checkOrder(name: string, operands: readonly Operand[]): void {
    for (const operand of operands) {
      const type = typeOfOperand(operand)
      if (type === undefined || type === 'S' || type === 'N' || type === 'B') continue
      this.#findings.add('operand type', typeProblem(name, type))
    }
  }

  #checkBounds(lower: Operand, upper: Operand): void {
    if (lower.type !== 'value' || upper.type !== 'value') return
    const sameType = typeOf(lower.value) === typeOf(upper.value)
    const order = compareValues(lower.value, upper.value)
    if (sameType && (order === undefined || order <= 0)) return
    this.#findings.add(
      'operand type',
      `The BETWEEN operator requires ${
        sameType
          ? 'upper bound to be greater than or equal to lower bound'
          : 'same data type for lower and upper bounds'
      }; lower bound operand: ${boundText(lower.value)}, upper bound operand: ${boundText(upper.value)}`,
    )
  }
}

function typeOfOperand(operand: Operand): TypeName | undefined {
  if (operand.type === 'size') return 'N'
  return operand.type === 'value' ? typeOf(operand.value) : undefined
}

function boundText(value: AttributeValue): string {
  return `AttributeValue: ${valueText(value)}`
}
