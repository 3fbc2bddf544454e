/** Bounds of mapping templates. Source, where not named: API Gateway Developer Guide, "Quotas for configuring and running a REST API". */

/** A template. Unit: characters. Source: as above, "Mapping template size", 300 KB. */
export const templateCharactersMax = 300 * 1024

/** Rounds of one #foreach; further items are left out, as Velocity's own bound does. Source: as above, "#foreach ... loop iterations". */
export const loopRoundsMax = 1_000

/** What a template writes. Unit: characters. Source: as above, the payload size of 10 MB. */
export const outputCharactersMax = 10 * 1024 * 1024

/**
 * Steps of one rendering: nodes that are visited, items and pieces of texts that methods walk. Unit: steps, each a quarter of a microsecond or
 * less. Ours: fifty milliseconds of work, for nobody else is answered meanwhile; a template of 300 KB takes some ten thousand.
 */
export const stepsMax = 200_000

/** More steps for what was sent, so that a large body can be read, walked and written some times. Unit: characters for one step. Ours. */
export const charactersPerStep = 8

/** A regular expression, its counted repetitions written out. Unit: parts. Ours. */
export const patternSizeMax = 5_000

/** Characters times parts of its expression that one text may have where nobody counts. Ours: some hundred milliseconds. */
export const patternWorkMax = 5_000_000

/** Blocks, brackets and macros within one another. Ours; Velocity stops macros at 20. */
export const depthMax = 100

/** One text or list that a template makes. Unit: characters or items. Ours. */
export const valueSizeMax = 10 * 1024 * 1024

/** Places that expressions beyond linear time may have to look at, a text's length to the power of their repetitions. Ours. */
export const backtrackingWorkMax = 50_000_000

/** Levels of a document, or of a value that is written. Source: Jackson, with which AWS reads documents, goes no deeper. */
export const jsonDepthMax = 1_000

/** A document whose numbers are kept as they are written: that takes some times as long as reading it. Unit: characters. Ours. */
export const exactNumbersMax = 1024 * 1024
