/**
 * Quotas of DynamoDB.
 * Source: Developer Guide, "Quotas in Amazon DynamoDB", "Constraints in Amazon DynamoDB"; API Reference.
 */

/** Unit: global secondary indexes of a table. */
export const globalIndexCount = 20
/** Unit: local secondary indexes of a table. */
export const localIndexCount = 5
/** Unit: capacity units a second that can be written down at all. Source: recorded on AWS (dynalite). */
export const throughputUnits = 1_000_000_000_000
/** Unit: attributes that all local and global indexes of a table include by name, together. */
export const projectedAttributeCount = 100
/** Unit: tags of one table. */
export const tagCount = 50
/** Unit: bytes of a resource policy. */
export const policyBytes = 20_480

/** Unit: bytes of a page of Query or Scan, before filters. */
export const pageBytes = 1024 * 1024
/** Unit: bytes that BatchGetItem answers. */
export const batchGetBytes = 16 * 1024 * 1024
/** Unit: keys of one BatchGetItem, over all tables. */
export const batchGetCount = 100
/** Unit: puts and deletes of one BatchWriteItem, over all tables. */
export const batchWriteCount = 25
/** Unit: bytes that a request may have. Source: API Reference, BatchWriteItem: 16 MB. */
export const requestBytes = 16 * 1024 * 1024
/** Unit: bytes of all items of one transaction together. */
export const transactionBytes = 4 * 1024 * 1024
/** Unit: milliseconds for which a client's token stands for one transaction. Source: API Reference, TransactWriteItems: 10 minutes. */
export const transactionTokenMs = 600_000
/** Unit: bytes of all items of one partition key in a table with local indexes. */
export const itemCollectionBytes = 10 * 1024 ** 3

/** Unit: bytes of an item that are read by one read unit. Source: Developer Guide, "DynamoDB read and write operations". */
export const readUnitBytes = 4096
/** Unit: bytes of an item that are written by one write unit. */
export const writeUnitBytes = 1024

/** Unit: seconds. An item whose time lies farther back than this does not end. Source: Developer Guide, "Time to Live (TTL)": five years. */
export const expiryAgeSeconds = 5 * 365 * 86_400

/** Unit: tables that ListTables answers at most. */
export const tablePageCount = 100
/** Unit: tags on a page of ListTagsOfResource. Source: recorded on AWS: 10. */
export const tagPageCount = 10

/** Unit: attempts of a commit that meets changes by others. Ours; each one lets somebody else's change through. */
export const commitAttempts = 200
/** Unit: items read from the store at once. Ours: bounds memory; items are up to 400 KiB. */
export const readStepCount = 256
/** Unit: items put into an index, or removed, in one commit by work in the background. Ours. */
export const workStepCount = 100
/** Unit: items up to which DescribeTable counts at once; beyond, the last count is told. Ours. */
export const countedAtOnce = 1000
/** Unit: milliseconds between two counts of large tables. Source: API Reference, TableDescription: about six hours. */
export const countIntervalMs = 6 * 3_600_000

/** Unit: write units a second of one partition. Source: Developer Guide, "Partitions and data distribution". */
export const partitionWriteUnits = 1000
/** Unit: read units a second of one partition. */
export const partitionReadUnits = 3000
/** Unit: partitions of a new on-demand table. Source: Developer Guide, "On-demand capacity mode": 4,000 writes, 12,000 reads. */
export const onDemandPartitions = 4
/** Unit: shards of a stream. Ours: more would not run more functions here. */
export const shardCountMax = 16

/** What a new on-demand table can take at once. Unit: request units a second. Source: Developer Guide, "Understanding DynamoDB warm throughput". */
export const initialWarmThroughput = { read: 12_000, write: 4_000 } as const

/** Days for which a table can be restored to a point in time. Source: API Reference, PointInTimeRecoverySpecification. */
export const recoveryDays = 35

/** Quotas that DescribeLimits tells. Unit: capacity units a second. Source: Developer Guide, quotas, "Throughput default quotas". */
export const capacityQuotas = { account: 80_000, table: 40_000 } as const

/** Unit: attributes of a global index's partition key, and as many of its sort key. Source: Developer Guide, "Multi-attribute keys pattern". */
export const indexKeyAttributeCount = 4

/** Unit: streams of Kinesis that one table's changes go to at a time. Source: Developer Guide, "Using Kinesis Data Streams", "Considerations". UNVERIFIED: the number. */
export const destinationCount = 2

/** Unit: backups on a page of ListBackups. Source: API Reference, ListBackups. */
export const backupPageCount = 100
/** Unit: milliseconds for which CreateBackup waits for the copy. Ours: less than clients wait for an answer. */
export const backupWaitMs = 20_000
