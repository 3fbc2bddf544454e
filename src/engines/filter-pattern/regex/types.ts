/** A set of characters: one flag for each of the first 128, and one for all others. */
export interface CharacterSet {
  readonly ascii: readonly boolean[]
  readonly others: boolean
}

/** One place of an alternative: a character out of a set, so and so often. `max` is absent when there is none. */
export interface Atom {
  readonly set: CharacterSet
  readonly min: number
  readonly max?: number
}

/** One side of `|`. Without anchors it is found anywhere in the text. */
export interface Alternative {
  readonly anchoredStart: boolean
  readonly anchoredEnd: boolean
  readonly atoms: readonly Atom[]
}

export type Regex = readonly Alternative[]
