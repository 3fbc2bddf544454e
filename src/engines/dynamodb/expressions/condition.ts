import type { AttributeValue, TypeName } from '../values/types.ts'
import type { Comparator } from './ast.ts'
import type { Path } from './paths.ts'

/** An operand whose names and values are known. */
export type Operand =
  | { readonly type: 'path'; readonly path: Path }
  | { readonly type: 'value'; readonly value: AttributeValue }
  | { readonly type: 'size'; readonly operand: Operand }
  /** Whether a condition holds, as a value. PartiQL alone has it. */
  | { readonly type: 'condition'; readonly condition: Condition }

/** A condition whose names and values are known; see {@link evaluateCondition}. */
export type Condition =
  | { readonly type: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly type: 'not'; readonly condition: Condition }
  | {
      readonly type: 'compare'
      readonly operator: Comparator
      readonly left: Operand
      readonly right: Operand
    }
  | {
      readonly type: 'between'
      readonly operand: Operand
      readonly lower: Operand
      readonly upper: Operand
    }
  | { readonly type: 'in'; readonly operand: Operand; readonly choices: readonly Operand[] }
  | { readonly type: 'exists' | 'not exists'; readonly path: Path }
  | { readonly type: 'has type'; readonly operand: Operand; readonly name: TypeName }
  | { readonly type: 'begins with'; readonly operand: Operand; readonly start: Operand }
  | { readonly type: 'contains'; readonly operand: Operand; readonly part: Operand }

/** All paths that a condition reads; the service holds them against the keys. */
export function conditionPaths(condition: Condition): Path[] {
  switch (condition.type) {
    case 'and':
    case 'or':
      return condition.conditions.flatMap(conditionPaths)
    case 'not':
      return conditionPaths(condition.condition)
    case 'compare':
      return [condition.left, condition.right].flatMap(operandPaths)
    case 'between':
      return [condition.operand, condition.lower, condition.upper].flatMap(operandPaths)
    case 'in':
      return [condition.operand, ...condition.choices].flatMap(operandPaths)
    case 'exists':
    case 'not exists':
      return [condition.path]
    case 'has type':
      return operandPaths(condition.operand)
    case 'begins with':
      return [condition.operand, condition.start].flatMap(operandPaths)
    case 'contains':
      return [condition.operand, condition.part].flatMap(operandPaths)
  }
}

function operandPaths(operand: Operand): Path[] {
  switch (operand.type) {
    case 'path':
      return [operand.path]
    case 'size':
      return operandPaths(operand.operand)
    case 'condition':
      return conditionPaths(operand.condition)
    case 'value':
      return []
  }
}
