/** A template, taken apart. Source: Apache Velocity Engine, "VTL Reference". */
import type { AnyNumber } from './numbers.ts'

/** What stands in a template one after the other. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reference'; readonly reference: Reference; readonly backslashes: number }
  | { readonly kind: 'set'; readonly target: Reference; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise?: Block }
  | { readonly kind: 'foreach'; readonly name: string; readonly list: Expression; readonly body: Block }
  | { readonly kind: 'define'; readonly name: string; readonly body: Block }
  | { readonly kind: 'macro'; readonly macro: Macro }
  | {
      readonly kind: 'call'
      readonly name: string
      readonly args: readonly Expression[]
      readonly text: string
    }
  | { readonly kind: 'evaluate'; readonly value: Expression }
  | { readonly kind: 'break' | 'stop' }

export type Block = readonly Node[]

export interface Branch {
  readonly condition: Expression
  readonly body: Block
}

export interface Macro {
  readonly name: string
  readonly parameters: readonly string[]
  readonly body: Block
}

/** `$name.property.method(1)[2]`. */
export interface Reference {
  readonly name: string
  readonly steps: readonly Step[]
  /** `$!name`: without a value nothing is written. */
  readonly quiet: boolean
  /** As it was written. */
  readonly text: string
}

export type Step =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'method'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'index'; readonly index: Expression }

export type Operator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%'

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | AnyNumber | boolean | null }
  /** A text in double quotes with references or directives in it. */
  | { readonly kind: 'template'; readonly body: Block }
  | { readonly kind: 'reference'; readonly reference: Reference }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression }
  | { readonly kind: 'map'; readonly entries: ReadonlyArray<readonly [Expression, Expression]> }
  | { readonly kind: 'not' | 'negative'; readonly operand: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: Operator
      readonly left: Expression
      readonly right: Expression
    }
