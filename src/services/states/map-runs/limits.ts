/** Child executions of one Map Run at once, whatever its MaxConcurrency. Source: Developer Guide, "Setting MaxConcurrency's value for Distributed Map states". */
export const childrenAtOnceMax = 10_000

/**
 * Child executions at once that have something to do here, where MaxConcurrency is not set, or 0. Ours: those that rest (they wait for a time, a token, another
 * execution) do not count. About as many as there are execution environments on a machine of 16 GB: what more children ask of functions would wait
 * there, in vain after a while, and no child would end sooner.
 */
export const busyChildrenDefault = 256

/** Inputs of children that run at once, beyond the first. Unit: bytes. Ours: they are in memory, those of Express children several times. */
export const childBytesAtOnce = 64 * 1024 * 1024

/** Child inputs that are read from the store at once. Ours. */
export const childrenPerRead = 100

/** Items of one Map Run. Source: Developer Guide, "ItemReader (Map)", MaxItems: 100,000,000. Ours: what one process reads through. */
export const itemsMax = 10_000_000

/** Bytes of one object that an item reader reads whole (JSON, manifests, packed Parquet). Ours. AWS: 10 GB. */
export const readerBytesMax = 512 * 1024 * 1024

/** Bytes of one line of JSON Lines or CSV. Ours. AWS: 8 MB for a row of CSV. */
export const lineBytesMax = 8 * 1024 * 1024

/** Bytes of child inputs that one commit stores. Ours. */
export const inputBytesPerCommit = 1024 * 1024

/** Child inputs that one commit stores. Ours. */
export const inputsPerCommit = 4_096

/** Child inputs that the first commit waits for. Ours. */
export const firstInputsPerCommit = 16

/** Results of children that one commit stores. Ours. */
export const resultsPerCommit = 256

/** Bytes after which another file of results is begun. Source: Developer Guide, "ResultWriter (Map)": files of at most 5 GB. Ours: what fits memory. */
export const resultFileBytesMax = 16 * 1024 * 1024

/** Results that are read at once. Ours. */
export const resultsPerRead = 500

/** How long a notice of a child stays with a coordinator that has taken it. Unit: milliseconds. Ours. */
export const noticeLeaseMs = 10_000

/** How long counts of children that have begun are told of in memory alone, when nothing else is stored. Unit: milliseconds. Ours. */
export const countsStoredMs = 1_000
