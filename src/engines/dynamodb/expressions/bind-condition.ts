import { DynamoDbError } from '../errors.ts'
import type { ConditionNode, OperandNode } from './ast.ts'
import { type Bindings, undefinedValue } from './bindings.ts'
import type { Condition, Operand } from './condition.ts'
import { ConditionLeaves, leafFindings, nothing } from './condition-leaves.ts'
import { conditionNode } from './parse.ts'
import type { ExpressionKind } from './tokens.ts'

/** Reads a condition or filter and looks up its names and values. Fails with a DynamoDbError. */
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
  readonly #findings = leafFindings()
  readonly #leaves = new ConditionLeaves(this.#findings)

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
    switch (node.type) {
      case 'function':
        return this.#leaves.function(
          node.name,
          node.operands.map((operand) => this.#operand(operand)),
        )
      case 'compare':
        return this.#leaves.compare(node.operator, this.#operand(node.left), this.#operand(node.right))
      case 'between':
        return this.#leaves.between(
          this.#operand(node.operand),
          this.#operand(node.lower),
          this.#operand(node.upper),
        )
      case 'in':
        return this.#leaves.in(
          this.#operand(node.operand),
          node.choices.map((choice) => this.#operand(choice)),
        )
    }
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
    return this.#leaves.size(node.operands.map((operand) => this.#operand(operand)))
  }
}
