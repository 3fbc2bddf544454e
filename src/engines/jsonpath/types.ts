import type { Json } from '../../base/json.ts'

/** One step of a path. */
export type Step =
  | { readonly kind: 'property'; readonly name: string }
  /** `['a','b']`: as the last step an object of both, before others each of them. */
  | { readonly kind: 'properties'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  /** Either end may be absent, and counts from the end where negative. */
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number }
  | { readonly kind: 'wildcard' }
  /** `..`: the step after it is tried at every node from here down. */
  | { readonly kind: 'scan' }
  | { readonly kind: 'filter'; readonly filter: Filter }

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly operand: Filter }
  | { readonly kind: 'exists'; readonly operand: FilterPath }
  | { readonly kind: 'compare'; readonly operator: Operator; readonly left: Operand; readonly right: Operand }

export type Operand = FilterPath | { readonly kind: 'value'; readonly value: Json }

/** `@.a` looks at the node in question, `$.a` at the whole document. */
export interface FilterPath {
  readonly kind: 'path'
  readonly from: 'node' | 'document'
  readonly steps: readonly Step[]
}

export type Operator =
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'nin'
  | 'subsetof'
  | 'anyof'
  | 'noneof'
  | 'contains'
  | 'size'
  | 'empty'

/** What a path starts from. */
export type Root =
  | { readonly kind: 'input' }
  | { readonly kind: 'context' }
  | { readonly kind: 'variable'; readonly name: string }
