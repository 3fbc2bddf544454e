/** Unit: characters of a pattern. Source: CloudWatch Logs API Reference, PutMetricFilter, `filterPattern`. */
export const patternCharacters = 1024

/**
 * Unit: regular expressions in one JSON or space-delimited pattern.
 * Source: CloudWatch Logs User Guide, "Supported regular expressions (regex) syntax", quotas.
 */
export const regexesPerPattern = 2

/** Unit: wildcards in one property selector. Source: User Guide, "Using filter patterns to match terms in JSON log events". */
export const wildcardsPerSelector = 1

/** Unit: selectors with a wildcard in one pattern. Source: as above, "Compound expressions". */
export const wildcardSelectorsPerPattern = 3

/**
 * Unit: positions of a regular expression once its counted repetitions are written out. Bounds what one character of a
 * message costs. Chosen here (AWS publishes none); RE2 and its descendants stop at 1,000 repetitions.
 */
export const regexPositions = 1024
