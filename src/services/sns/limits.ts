/** Quotas of SNS, and a few of our own. Source, where not named: AWS General Reference, "Amazon SNS endpoints and quotas". */

export const topicNameCharactersMax = 256
/** Topics of one account in a region. */
export const standardTopicsMax = 100_000
/** Topics of one account in a region. */
export const fifoTopicsMax = 1_000

/** Subscriptions of one topic. AWS allows 12,500,000 for standard topics; ours is what one node holds in memory well. */
export const subscriptionsMax = 100_000
/** Subscriptions of one FIFO topic. */
export const fifoSubscriptionsMax = 100

/** Filter policies of one topic. */
export const filterPoliciesPerTopicMax = 200
/** Unit: bytes. Source: Developer Guide, "Amazon SNS subscription filter policies", constraints. */
export const filterPolicyBytesMax = 262_144
/** Names in one filter policy. Source: as above. */
export const filterPolicyKeysMax = 5
/** Combinations of the values of one filter policy. Source: as above. */
export const filterPolicyCombinationsMax = 150
/** The largest number that `numeric` takes, in both directions. Unit: that of the number. Source: Developer Guide, "Numeric value matching". */
export const filterPolicyNumberMax = 1e9
/** Filters, compiled, that a node remembers. Ours. */
export const compiledFiltersMax = 5_000

/** Unit: bytes of a message with its attributes, and of all messages of a batch. Source: API Reference, Publish. */
export const messageBytesMax = 262_144
/** Entries of one batch. Source: API Reference, PublishBatch. */
export const batchEntriesMax = 10
/** Source: API Reference, PublishBatchRequestEntry. Unit: characters. */
export const batchIdCharactersMax = 80
/** Source: API Reference, Publish: "less than 100 characters". */
export const subjectCharactersMax = 100
/** Source: API Reference, Publish, MessageGroupId and MessageDeduplicationId. Unit: characters. */
export const messageIdCharactersMax = 128
/** Unit: bytes. Source: Developer Guide, "Amazon SNS message attributes". */
export const attributeNameBytesMax = 256
/** Unit: bytes of a request. Binary attributes are base64, and forms write most characters as three. Ours. */
export const requestBytesMax = 4 * 1024 * 1024

/** How long a message is remembered by its deduplication id. Unit: milliseconds. Source: Developer Guide, "Message deduplication for FIFO topics". */
export const deduplicationMs = 300_000
/** How long the last sequence number of a group is remembered. Later ones are greater anyway, by the clock. Unit: milliseconds. Ours. */
export const sequenceKeptMs = 86_400_000

/** Tags of one topic. */
export const tagsMax = 50
/** Unit: bytes. Source: AWS General Reference. */
export const policyBytesMax = 30_720
/** Unit: characters. Source: API Reference, SetTopicAttributes. */
export const displayNameCharactersMax = 100

/** Items of one page of a listing. Source: API Reference, ListTopics, ListSubscriptions. */
export const pageSize = 100

/** How long a subscription waits for its confirmation. Unit: milliseconds. Source: Developer Guide: "48 hours". */
export const confirmationMs = 172_800_000
/** Bytes of chance in a confirmation's token. Source: as long as AWS's. */
export const tokenBytes = 144

/** Reading, deciding and committing is repeated this often when others change the same. Ours. */
export const commitAttempts = 30
/** Topics that a node remembers. Ours. */
export const cachedTopicsMax = 10_000

/** Unit: subscriptions. A message for so many at most becomes their deliveries in Publish's own commit. Ours. */
export const directDeliveriesMax = 100
/** Deliveries that one step of a longer fan-out makes. Ours. */
export const fanOutStep = 500
/** Bytes of copies up to which each delivery holds the message itself. Beyond, it is kept once beside them. Ours. */
export const copiedBytesMax = 1_048_576

/** Deliveries that are under way at once on a node. Ours. */
export const deliveriesAtOnce = 32
/** Requests to HTTP endpoints that are under way at once on a node. Ours. */
export const httpDeliveriesAtOnce = 64
/** Unit: milliseconds. Source: Developer Guide, "Amazon SNS message delivery to HTTP/S": "15 seconds". */
export const httpTimeoutMs = 15_000
/** How long a delivery to an AWS service is tried at most. Unit: milliseconds. Source: Developer Guide, "Amazon SNS message delivery retries": 23 days. */
export const tryingMsMax = 1_987_200_000
/** Records of a deleted topic that are removed in one commit. Ours. */
export const removalStep = 500

/** How long a data key is used again. Unit: milliseconds. Source: Developer Guide, "Managing Amazon SNS encryption keys and costs" (5 minutes). */
export const dataKeyReuseMs = 300_000
