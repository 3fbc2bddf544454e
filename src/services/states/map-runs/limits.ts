/** Child executions of one Map Run at once, where the definition sets no limit. Source: Developer Guide, "Setting concurrency": 10,000. Ours: less. */
export const childrenAtOnce = 256

/** Items of one Map Run. Source: Developer Guide, "ItemReader (Map)", MaxItems: 100,000,000. Ours: what one process reads through. */
export const itemsMax = 10_000_000

/** Bytes of one object that an item reader reads whole (JSON, Parquet). Ours. AWS: 10 GB. */
export const readerBytesMax = 512 * 1024 * 1024

/** Bytes of one line of JSON Lines or CSV. Ours. AWS: 8 MB for a row of CSV. */
export const lineBytesMax = 8 * 1024 * 1024

/** Bytes of child inputs that one commit stores. Ours. */
export const inputBytesPerCommit = 1024 * 1024

/** Results of children that one commit stores. Ours. */
export const resultsPerCommit = 256

/** Bytes after which another file of results is begun. Source: Developer Guide, "ResultWriter (Map)": files of at most 5 GB. Ours: what fits memory. */
export const resultFileBytesMax = 64 * 1024 * 1024

/** Results that are read at once. Ours. */
export const resultsPerRead = 500

/** How long a notice of a child stays with a coordinator that has taken it. Unit: milliseconds. Ours. */
export const noticeLeaseMs = 10_000
