/** Quotas of EventBridge, and a few of our own. Source, where not named: EventBridge User Guide, "Amazon EventBridge quotas". */

/** Unit: bytes of all entries of one PutEvents. Source: API Reference, PutEvents ("the total entry size must be less than 1MB"). */
export const entriesBytes = 1_048_576

/** Unit: bytes that a `Time` counts. Source: User Guide, "Calculating PutEvents event entry size". */
export const timeBytes = 14

/** Buses of one account in a region. */
export const busesPerAccount = 100
/** Rules of one bus. */
export const rulesPerBus = 300

/** Unit: characters of a rule's pattern. */
export const patternLength = 2_048

/** Targets of one rule. */
export const targetsPerRule = 5
/** Archives of one bus. */
export const archivesPerBus = 10
/** Connections of one account in a region. */
export const connectionsPerAccount = 3_000
/** Destinations of one account in a region. */
export const apiDestinationsPerAccount = 3_000

/** Replays of one account and region that run at once. */
export const runningReplays = 10

/** Tags of one resource. Source: API Reference, TagResource. */
export const tagsPerResource = 50

/** Unit: bytes of a bus's policy. */
export const policyBytes = 10_240

/** Items of one page where the caller names no number. Ours; the API Reference's most is the same. */
export const pageSize = 100

/** Reading, deciding and committing is repeated this often when others change the same. Ours. */
export const commitAttempts = 20

/** Deliveries that are under way at once on a node. Ours. */
export const deliveriesAtOnce = 32

/** Calls of API destinations that are under way at once on a node. Ours. */
export const httpCallsAtOnce = 64

/** Unit: milliseconds for one request to an API destination. Source: User Guide, "API destinations" ("5 seconds"). */
export const httpTimeoutMs = 5_000

/** Unit: bytes read of an API destination's answer. Source: User Guide, "Headers included in requests" (Range). */
export const httpAnswerBytes = 1_048_576

/** Requests a second to an API destination that names no number. Source: API Reference, CreateApiDestination. */
export const invocationRateDefault = 300

/** Unit: milliseconds before an access token's end at which a new one is fetched. Ours. */
export const tokenMarginMs = 60_000

/** Archived events that one step of a replay takes. Ours. */
export const replayStep = 100

/** How often archives let go of events that are too old. Unit: milliseconds. Ours; AWS names 24 hours. */
export const archiveRoundMs = 86_400_000

/** Archived events that are removed in one commit. Ours. */
export const archiveRemovalStep = 500

/** Dead letters that fail are tried for so long. Unit: milliseconds. Ours: as long as an event may live. */
export const deadLetterTryingMs = 86_400_000
