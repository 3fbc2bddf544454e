/**
 * Events in one execution's history, the last of which tells that there were too many. Standard executions alone.
 * Source: Step Functions Developer Guide, "Step Functions service quotas", "Maximum execution history size".
 */
export const historyEventsMax = 25_000

/**
 * Bytes of UTF-8 of a state's input, output or result. Source: the same page, "Maximum input or output size for a task, state, or execution".
 */
export const payloadBytesMax = 262_144

/** Bytes of all variables that one scope can see. Source: the same page, "Maximum size of all stored variables": 10 MiB for one execution. */
export const variableBytesMax = 10 * 1024 * 1024

/** Iterations of one inline Map state at once. Source: Developer Guide, "Using Map state in Inline mode": up to 40 concurrent iterations. */
export const inlineMapConcurrencyMax = 40

/** Seconds that a Standard execution may last: one year. Source: quotas, "Maximum execution time". */
export const standardExecutionSecondsMax = 31_536_000

/** Seconds that an Express execution may last: five minutes. Source: the same row. */
export const expressExecutionSecondsMax = 300

/** Transitions of one step after which the rest is left to the next one: our own bound, so that a commit stays small. */
export const transitionsPerStepMax = 1_000

/** Bytes of history of one step after which the rest is left to the next one. Our own bound. */
export const historyBytesPerStepMax = 1024 * 1024

/** Items, or results, in one page of a Map state at work: what one iteration's end writes anew. Our own. */
export const forkPageItems = 64

/** Forks within forks. Our own bound, beyond what a definition of 1 MiB can nest. */
export const nestingMax = 1_000
