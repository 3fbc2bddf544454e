/** Expressions as they are written: names and values that stand for others are not looked up yet. */

/** A step of a document path. `alias` (`#a`) stands for a name. */
export type PathStep =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'alias'; readonly alias: string }
  | { readonly type: 'index'; readonly index: number }

export type PathNode = readonly PathStep[]

export type FunctionName =
  | 'attribute_exists'
  | 'attribute_not_exists'
  | 'attribute_type'
  | 'begins_with'
  | 'contains'
  | 'size'
  | 'if_not_exists'
  | 'list_append'

export type OperandNode =
  | { readonly type: 'path'; readonly path: PathNode }
  | { readonly type: 'value'; readonly name: string }
  | { readonly type: 'function'; readonly name: FunctionName; readonly operands: readonly OperandNode[] }

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

export type ConditionNode =
  | { readonly type: 'and' | 'or'; readonly conditions: readonly ConditionNode[] }
  | { readonly type: 'not'; readonly condition: ConditionNode }
  | {
      readonly type: 'compare'
      readonly operator: Comparator
      readonly left: OperandNode
      readonly right: OperandNode
    }
  | {
      readonly type: 'between'
      readonly operand: OperandNode
      readonly lower: OperandNode
      readonly upper: OperandNode
    }
  | { readonly type: 'in'; readonly operand: OperandNode; readonly choices: readonly OperandNode[] }
  | { readonly type: 'function'; readonly name: FunctionName; readonly operands: readonly OperandNode[] }

/** What SET assigns: an operand, or the sum or difference of two. */
export type AssignedNode =
  | OperandNode
  | {
      readonly type: 'arithmetic'
      readonly operator: '+' | '-'
      readonly left: OperandNode
      readonly right: OperandNode
    }

export type UpdateActionNode =
  | { readonly type: 'SET'; readonly path: PathNode; readonly value: AssignedNode }
  | { readonly type: 'REMOVE'; readonly path: PathNode }
  | { readonly type: 'ADD' | 'DELETE'; readonly path: PathNode; readonly value: string }

export type UpdateNode = readonly UpdateActionNode[]

export type ProjectionNode = readonly PathNode[]
