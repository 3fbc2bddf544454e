/** Bounds of mapping templates. Source, where not named: API Gateway Developer Guide, "Quotas for configuring and running a REST API". */

/** A template. Unit: characters. Source: as above, "Mapping template size", 300 KB. */
export const templateCharactersMax = 300 * 1024

/** Rounds of one #foreach; further items are left out, as Velocity's own bound does. Source: as above, "#foreach ... loop iterations". */
export const loopRoundsMax = 1_000

/** What a template writes. Unit: characters. Source: as above, the payload size of 10 MB. */
export const outputCharactersMax = 10 * 1024 * 1024

/** Steps of one rendering: nodes that are visited, items that methods walk. Ours; a template of 300 KB takes some ten thousand. */
export const stepsMax = 1_000_000

/** Blocks, brackets and macros within one another. Ours; Velocity stops macros at 20. */
export const depthMax = 100

/** One text or list that a template makes. Unit: characters or items. Ours. */
export const valueSizeMax = 10 * 1024 * 1024

/** Texts that expressions beyond linear time are tried on. Unit: characters. Ours. */
export const backtrackingCharactersMax = 4_096

/** Levels of a document, or of a value that is written. Source: Jackson, with which AWS reads documents, goes no deeper. */
export const jsonDepthMax = 1_000
