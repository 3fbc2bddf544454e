/** Quotas of SQS. Source, where nothing else stands: SQS Developer Guide, "Amazon SQS message quotas", "Amazon SQS FIFO queue quotas". */

/** The largest message, and all messages of a batch together: bodies with their attributes. Unit: bytes. */
export const messageBytesMax = 1_048_576

/** The largest request body: a batch in JSON, where a byte may take six (`\u0000`). Unit: bytes. Source: chosen. */
export const requestBytesMax = 8 * 1024 * 1024

/** Messages of one batch, and of one ReceiveMessage. */
export const batchEntriesMax = 10

/** Attributes of one message that its sender names. */
export const messageAttributesMax = 10

/** Characters of a message attribute's name and of its type. */
export const attributeNameCharactersMax = 256

/** Longest delay of a message or queue. Unit: seconds. */
export const delaySecondsMax = 900

/** Longest visibility timeout, counted from the receipt. Unit: seconds. */
export const visibilitySecondsMax = 43_200

/** Longest wait of a ReceiveMessage. Unit: seconds. */
export const waitSecondsMax = 20
/** How long pollers inside this server may wait. Unit: seconds. Ours: so that a virtual clock that moves by days has little to run. */
export const insideWaitSecondsMax = 86_400

/** Messages of a queue that are received and neither deleted nor visible again. Beyond it nothing is received. */
export const inFlightMax = 120_000

/** After how many messages received on a node their number in flight is counted anew. Unit: messages. Source: chosen. */
export const inFlightRecount = 10_000

/** For how long FIFO queues know what was sent, and receive attempts. Unit: milliseconds. Source: "Exactly-once processing in Amazon SQS". */
export const deduplicationMs = 300_000

/** How long after a purge none may follow. Unit: milliseconds. Source: API Reference, PurgeQueue. */
export const purgeIntervalMs = 60_000

/** Tags of a queue. Source: "Amazon SQS quotas": more than 50 are not recommended; the model knows no quota. Ours: the same number. */
export const tagsMax = 50

/** Unit: statements of a policy. Source: "Amazon SQS policy quotas". */
export const policyStatementsMax = 20

/** Unit: principals of a policy. Source: the same. */
export const policyPrincipalsMax = 50

/** Unit: actions of a statement. Source: the same. */
export const permissionActionsMax = 7

/** A policy's text. Unit: bytes. Source: "Amazon SQS policy quotas". */
export const policyBytesMax = 8192

/** Queues of one answer of a listing. Source: API Reference, ListQueues. */
export const listedQueuesMax = 1000

/** Unit: message move tasks of one answer. Source: API Reference, ListMessageMoveTasks. */
export const listedTasksMax = 10

/** Source: API Reference, StartMessageMoveTask. Unit: messages a second. */
export const movesPerSecondMax = 500

/** How long a message move task goes on. Unit: milliseconds. Source: SQS Developer Guide, "Learn how to configure a dead-letter queue redrive": 36 hours. */
export const moveTaskMsMax = 36 * 3_600_000

/** Source queues that a redrive allow policy can name. Source: API Reference, SetQueueAttributes. */
export const allowedSourcesMax = 10

/** How often a change is tried again when others changed the same queue meanwhile. Unit: attempts. Source: chosen. */
export const commitAttempts = 16

/** How often messages are looked for that are too old for their queues. Unit: milliseconds. Source: chosen: only disk space depends on it. */
export const retentionRoundMs = 3_600_000

/** For how long a task that has ended can be listed. Unit: milliseconds. UNVERIFIED: AWS lists the ten most recent ones of a queue. */
export const taskKeptMs = 14 * 86_400_000

/** Queues that are remembered in memory. Source: chosen. */
export const cachedQueuesMax = 10_000
