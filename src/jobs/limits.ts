import type { BackoffPolicy } from '../base/backoff.ts'

/** Handlers of one queue that run at once on this node, unless its options say otherwise. Ours. */
export const concurrencyDefault = 8

/** Messages that are taken from a queue at once. Ours: with a tenth of a millisecond for each, what waits behind them waits less than ten. */
export const messagesPerPull = 64

/**
 * How long a message stays with this node without a sign of life, unless options say otherwise. Unit: milliseconds.
 * Ours: the work of a node that died goes on elsewhere after this long. Where only one process has the store, it goes on when the next one
 * opens it.
 */
export const leaseMsDefault = 6_000

/** A lease is extended this often in its span, so that two extensions may fail before it is lost. Ours. */
export const extensionsPerLease = 3

/** How failed work is repeated, unless options say otherwise. Ours. */
export const retryDefault: BackoffPolicy = { firstMs: 1_000, longestMs: 300_000, factor: 2 }

/** How this room repeats what the store failed to do. Ours. */
export const storeRetry: BackoffPolicy = { firstMs: 100, longestMs: 30_000, factor: 2 }

/** Runs of a handler for one delivery when its commit meets changes by others. Ours; then back-off. */
export const conflictingRunsMax = 8

/**
 * A queue is looked at this often though nothing was heard of it. Unit: milliseconds. Ours: the store promises to notify,
 * this bounds what a broken promise costs.
 */
export const safetyPollMs = 6 * 3_600_000

/** Empty answers in a row about a queue with something due, after which looking again waits for `unripeMs`. Ours. */
export const unripePullsMax = 3

/** Unit: milliseconds. Clocks of nodes differ by this much without making them ask incessantly. Ours. */
export const unripeMs = 50

/** How long it is remembered that a delivery did not count. Unit: milliseconds. Ours; forgetting costs an attempt. */
export const uncountedKeptMs = 14 * 86_400_000

/** How long stopping waits for handlers, unless told otherwise. Unit: milliseconds. Ours. */
export const drainMsDefault = 10_000
