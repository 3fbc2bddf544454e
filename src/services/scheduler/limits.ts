/** Quotas of EventBridge Scheduler, and a few of our own. Source, where not named: Scheduler User Guide, "Quotas for Amazon EventBridge Scheduler". */

export const groupsPerRegion = 500

/** Unit: bytes of a target's input. Source: "Payload size" of 256 KB. */
export const inputBytes = 262_144

/** Tags of one group. Source: API Reference, TagResource. */
export const tagsPerGroup = 50

/** Items of one page where the caller names no number. Source: API Reference, ListSchedules (MaxResults). */
export const pageSize = 100

/** Reading, deciding and committing is repeated this often when others change the same. Ours. */
export const commitAttempts = 20

/** Invocations that are under way at once on a node. Ours. */
export const invocationsAtOnce = 32

/** Schedules of a deleted group that are removed in one commit. Ours. */
export const removalStep = 100

/** Dead letters that fail are tried for so long. Unit: milliseconds. Ours: as long as an invocation may take. */
export const deadLetterTryingMs = 86_400_000
