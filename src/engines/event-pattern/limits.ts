/**
 * Combinations of branches that the `$or`s of one pattern may make.
 * Source: EventBridge User Guide, "Comparison operators for use in event patterns", considerations for `$or`.
 */
export const combinationsMax = 1_000

/** Numbers that `numeric` compares lie between minus and plus this. Source: Event Ruler, "Numeric matching". */
export const numberMax = 5e9

/**
 * How often the same characters may stand between two wildcards of one value. Unit: occurrences. Source: AWS refuses `*:*:*:*:*:event-bus/*` as too
 * complex (EventBridge User Guide, "Wildcard matching"). UNVERIFIED: where exactly it draws the line.
 */
export const repeatedSequencesMax = 3

/** Levels of an event that are looked at. Source: Jackson, the parser of AWS's matcher, reads no more. */
export const nestingMax = 1_000

/** What an error shows of the pattern. Unit: characters. Source: Jackson, the parser whose errors AWS passes on. */
export const shownCharactersMax = 500
