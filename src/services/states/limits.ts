/** Quotas of Step Functions, and a few of our own. Source, where not named: Developer Guide, "Step Functions service quotas". */

/** Unit: bytes of a definition. */
export const definitionBytesMax = 1_048_576

/** Unit: bytes of UTF-8 of an input, an output, a task's result. */
export const payloadBytesMax = 262_144

/** State machines of an account and region. */
export const machinesMax = 100_000

/** Activities of an account and region. */
export const activitiesMax = 100_000

/** Standard executions of an account and region that have not ended. */
export const openExecutionsMax = 1_000_000

/** Executions that are started before those that are open are counted. Ours: the quota may be exceeded by so many. */
export const openExecutionsSlack = 100_000

/** Map Runs that are open at once: others wait. Ours: of a node, where AWS counts those of an account and region. */
export const openMapRunsMax = 1_000

/** Versions of one machine. Source: Developer Guide, "State machine versions". */
export const versionsPerMachine = 1_000

/** Aliases of one machine. Source: Developer Guide, "State machine aliases". */
export const aliasesPerMachine = 100

/** Tags of one resource. */
export const tagsPerResource = 50

/** How long an execution can be looked at after its end, and its name is taken. Unit: milliseconds. */
export const executionKeptMs = 90 * 86_400_000

/** How long after its end an execution can be redriven. Unit: milliseconds. Source: Developer Guide, "Restarting state machine executions with redrive". */
export const redrivableMs = 14 * 86_400_000

/** Redrives of one execution. Source: as above. */
export const redrivesMax = 1_000

/** Unit: seconds. How long GetActivityTask waits. Source: API Reference, GetActivityTask. */
export const activityPollSeconds = 60

/** Pollers of one activity at once. */
export const activityPollersMax = 1_000

/** Items of one page where the caller names no number. Source: API Reference, ListExecutions (maxResults). */
export const pageSize = 100

/** Destinations of a logging configuration. Source: API Reference, LoggingConfiguration. */
export const logDestinationsMax = 1

/** Reading, deciding and committing is repeated this often when others change the same. Ours. */
export const commitAttempts = 20

/** How long the tasks of a node that gives no sign of life stay with it. Unit: milliseconds. Ours: then another node does them. */
export const nodeLeaseMs = 4_000

/** Tasks that are under way at once on a node. Ours: the others wait their turn in memory. */
export const tasksAtOnce = 512

/** Timers and messages to executions that are handled at once on a node. Ours. */
export const messagesAtOnce = 256

/** Executions whose turns go into one commit. Ours: what one of them waits for the others is far below a commit. */
export const jointTurnsMax = 32

/** Changes of turns that go into one commit. Ours: PostgreSQL locks nearly so many places, and has room for 400 (src/store/postgres/batch.ts). */
export const jointChangesMax = 300

/** How long a message stays with a node that gives no sign of life. Unit: milliseconds. Ours. */
export const messageLeaseMs = 5_000

/** What came for one execution that goes into one commit. Unit: arrivals. Ours: bounds what a commit carries. */
export const arrivalsPerCommit = 64

/** Programs that are kept compiled. Ours. */
export const programsKept = 1_000

/** Tasks that are remembered from their beginning to their end, for metrics of how long they took. Ours: of those that wait longest it is not told. */
export const rememberedTasksMax = 10_000

/** Executions of a deleted machine that are ended, or removed, in one step. Ours. */
export const removalStep = 100

/** Diagnostics of one answer where the caller names no number. Source: API Reference, ValidateStateMachineDefinition (maxResults). */
export const diagnosticsMax = 100
