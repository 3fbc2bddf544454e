/** What a pattern of Java's language consists of. */

/** Whether a code unit belongs to a set. */
export type CodeSet = (code: number) => boolean

/** A part of a pattern. */
export type PatternNode =
  | { readonly kind: 'set'; readonly contains: CodeSet }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly item: PatternNode; readonly min: number; readonly max: number }
  | { readonly kind: 'look'; readonly item: PatternNode; readonly negative: boolean }
  | { readonly kind: 'assert'; readonly at: 'start' | 'end' | 'word' | 'noWord' }

/** A text that is no pattern, or one that cannot be matched in a time that its length bounds. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}
