import type { AttributeValue } from '../values/types.ts'
import type { Path } from './paths.ts'

/** An operand of SET whose names and values are known. */
export type UpdateOperand =
  | { readonly type: 'path'; readonly path: Path }
  | { readonly type: 'value'; readonly value: AttributeValue }
  | { readonly type: 'if not exists'; readonly path: Path; readonly otherwise: UpdateOperand }
  | { readonly type: 'append'; readonly first: UpdateOperand; readonly second: UpdateOperand }
  | { readonly type: '+' | '-'; readonly left: UpdateOperand; readonly right: UpdateOperand }

export type UpdateAction =
  | { readonly type: 'SET'; readonly path: Path; readonly value: UpdateOperand }
  | { readonly type: 'REMOVE'; readonly path: Path }
  | {
      readonly type: 'ADD' | 'DELETE'
      readonly path: Path
      readonly value: AttributeValue
      /** From AttributeUpdates: another message when types do not fit. */
      readonly legacy?: true
    }

/** An update whose names and values are known; see {@link applyUpdate}. */
export interface Update {
  readonly actions: readonly UpdateAction[]
}
