import type { AttributeValue, TypeName } from '../values/types.ts'
import type { Comparator } from './ast.ts'
import type { Path } from './paths.ts'

/** An operand whose names and values are known. */
export type Operand =
  | { readonly type: 'path'; readonly path: Path }
  | { readonly type: 'value'; readonly value: AttributeValue }
  | { readonly type: 'size'; readonly operand: Operand }

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
