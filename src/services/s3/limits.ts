/** The largest object in one request, and the largest part. Unit: bytes. Source: Amazon S3 User Guide, "Multipart upload limits". */
export const putBytesMax = 5 * 1024 ** 3

/** The largest object. Unit: bytes. Source: Amazon S3 User Guide, "Uploading objects": 50 TB since December 2025; earlier 5 TB. */
export const objectBytesMax = 50 * 1024 ** 4

/** The smallest part but the last. Unit: bytes. Source: "Multipart upload limits". */
export const partBytesMin = 5 * 1024 ** 2

/** The highest number of a part. Unit: parts. Source: "Multipart upload limits". */
export const partNumberMax = 10_000

/** Entries of one page of a listing. Source: API reference, ListObjectsV2 and its kin. */
export const pageMax = 1_000

/** Objects that DeleteObjects takes. Source: API reference, DeleteObjects. */
export const deleteMax = 1_000

/** Buckets of an account. Source: Amazon S3 User Guide, "Bucket quotas and limitations": 10,000 general purpose buckets. */
export const bucketsMax = 10_000

/** Buckets in a page of ListBuckets when no size is asked for. Source: API reference, ListBuckets. */
export const bucketPageMax = 10_000

/** User metadata of an object. Unit: bytes. Source: Amazon S3 User Guide, "Working with object metadata". */
export const userMetadataBytesMax = 2 * 1024

/** A bucket policy. Unit: bytes. Source: Amazon S3 User Guide, "Bucket policies": 20 KB. */
export const policyBytesMax = 20 * 1024

/** Configurations of one kind (analytics, inventory, metrics, intelligent tiering) of a bucket. Source: API reference, PutBucketAnalyticsConfiguration and its kin. */
export const configurationsMax = 1_000

/** Configurations in one page. Source: API reference, ListBucketInventoryConfigurations and its kin. */
export const configurationPage = 100

/** Rules of a CORS configuration. Source: API reference, PutBucketCors. */
export const corsRulesMax = 100

/** Routing rules of a website. Source: Amazon S3 User Guide, "(Optional) Configuring a webpage redirect". */
export const routingRulesMax = 50

/** Notification configurations of a bucket. Source: Amazon S3 User Guide, "Event notifications": 100. */
export const notificationRulesMax = 100

/** A body up to this size lies beside its object's record, and both are one commit; a larger one is a blob. Unit: bytes. Ours: see docs/decisions/0050. */
export const inlineBytesMax = 64 * 1024

/** Requests with XML in the body. Unit: bytes. Source: the largest is DeleteObjects (1,000 keys of 1,024 bytes) and CompleteMultipartUpload (10,000 parts); ours with room for escapes. */
export const documentBytesMax = 16 * 1024 ** 2

/** Form fields of a POST upload before its file, all together. Unit: bytes. Source: API reference, "POST Object": 20 KB of fields with the policy. */
export const formFieldsBytesMax = 20 * 1024

/** Times that a commit is tried that meets others' changes. Ours. */
export const commitAttempts = 40

/** How long a deletion of a bucket may take before others may write again. Unit: milliseconds. Ours: a node that ended in the middle must not close the bucket for ever. */
export const deletionMs = 10_000

/** Buckets remembered on one node. Ours. */
export const rememberedBuckets = 1_000

/** How often rules of lifecycle are looked at. Unit: milliseconds. Ours: they act on midnights (UTC), so an hour is the most that they are late. */
export const lifecycleRoundMs = 3_600_000

/** Keys that one step of lifecycle looks at. Ours: its changes are one commit. */
export const lifecycleStep = 200

/** How long a notification is tried. Unit: milliseconds. Ours; AWS names none for S3. */
export const notificationTryingMs = 6 * 3_600_000

/** How long a completion may hold its upload. Unit: milliseconds. Ours: a node that ended in the middle must not hold it for ever. */
export const completionMs = 30_000

/** How long a completion that was answered is answered again. Unit: milliseconds. Ours: AWS documents that completing is idempotent, and names no span. */
export const completedMs = 86_400_000

/** Bodies that are let go of in one commit. Ours. */
export const releaseStep = 1_000

/** How long lines of access logs are gathered. Unit: milliseconds. Ours: AWS takes hours. */
export const accessLogMs = 60_000
/** Lines of one object of an access log, at most. Ours. */
export const accessLogLinesMax = 1_000

/** Rules of a replication configuration. Source: API reference, PutBucketReplication. */
export const replicationRulesMax = 1_000

/** How long a copy is tried before it has failed. Unit: milliseconds. Ours; AWS names none. */
export const replicationTryingMs = 6 * 3_600_000

/** Rows of one file of an inventory. Ours: a file is packed in memory. */
export const inventoryFileRows = 100_000

/** Rows of one Parquet file of an inventory. Ours: it is encoded at one go, and nothing else runs meanwhile. */
export const inventoryParquetRows = 10_000

/** Versions that an inventory reads at once. Ours. */
export const inventoryPage = 1_000

/** Versions that counting a bucket's storage reads at once. Ours. */
export const storageMetricsPage = 1_000
