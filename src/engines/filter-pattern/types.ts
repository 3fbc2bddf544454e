/**
 * A filter pattern as it was understood. Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters,
 * subscription filters, filter log events, and Live Tail".
 */
export type FilterPattern =
  /** Blank: every event. */
  | { readonly type: 'everything' }
  /** `%...%` alone. */
  | { readonly type: 'regex'; readonly source: string }
  /** Words and phrases that the message must, may or must not contain. */
  | { readonly type: 'terms'; readonly terms: readonly Term[] }
  /** `{ ... }`: conditions on a message that is a JSON document. */
  | { readonly type: 'json'; readonly condition: JsonCondition }
  /** `[ ... ]`: conditions on the words of a message, by position. Without any fields it takes every event. */
  | { readonly type: 'fields'; readonly fields: readonly Field[] }

export interface Term {
  /** `optional` (`?`) means that one of these must be there; they count only when all terms are optional. */
  readonly kind: 'include' | 'optional' | 'exclude'
  readonly text: string
}

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>='

/** What a value is compared with. Only an unquoted word can be a number; asterisks at the ends of a text are wildcards. */
export type Operand =
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'quoted'; readonly text: string }
  | { readonly type: 'regex'; readonly source: string }

export interface Comparison {
  readonly type: 'compare'
  readonly operator: Operator
  readonly operand: Operand
}

/** Several conditions, two or more, with the same word between them. */
export interface Compound<Condition> {
  readonly type: 'and' | 'or'
  readonly conditions: readonly Condition[]
}

export type JsonCondition =
  | Compound<JsonCondition>
  | (Comparison & { readonly selector: Selector })
  | { readonly type: 'is'; readonly selector: Selector; readonly value: 'NULL' | 'TRUE' | 'FALSE' }
  | { readonly type: 'not-exists'; readonly selector: Selector }

/** The way from the root of a document to a value. */
export type Selector = readonly SelectorStep[]

export type SelectorStep =
  | { readonly type: 'property'; readonly name: string }
  | { readonly type: 'element'; readonly index: number }
  | { readonly type: 'any-property' }
  | { readonly type: 'any-element' }

export type FieldCondition = Compound<FieldCondition> | Comparison

/** One place of a space-delimited pattern. `ellipsis` stands for any number of unnamed fields. */
export type Field =
  | { readonly type: 'ellipsis' }
  | { readonly type: 'field'; readonly name?: string; readonly condition?: FieldCondition }
