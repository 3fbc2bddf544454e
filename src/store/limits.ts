/** The longest key, encoded. Unit: bytes. Ours: PostgreSQL's B-tree takes 2,704; a part of 1,024 zero bytes needs 2,050. */
export const keyBytesMax = 2400

/** The largest value of a record, log entry or message. Unit: bytes of JSON text or of raw bytes. Ours: more is a blob. */
export const valueBytesMax = 16 * 1024 * 1024

/** All values of one commit together. Unit: bytes. Ours: a commit is held in memory several times on its way. */
export const commitBytesMax = 64 * 1024 * 1024

/** Changes in one commit. Ours. */
export const commitChangesMax = 10_000

/** Entries of a listing, log or queue that are read when the caller names no limit. */
export const listLimitDefault = 1000

/** How long a blob that nobody holds is kept. Unit: milliseconds. Ours: an upload must be held by then. */
export const blobGraceMs = 3_600_000

/** The least span between two sweeps of what has expired. Unit: milliseconds. Ours: only disk space depends on it. */
export const sweepIntervalMs = 300_000

/** Records that the embedded store keeps in memory, with their keys. Unit: bytes. Ours: a store's working set at a desk. */
export const rememberedBytesMax = 16 * 1024 * 1024

/** The largest record that is kept in memory. Unit: bytes. Ours: one that is larger would push out many. */
export const rememberedValueBytesMax = 64 * 1024
