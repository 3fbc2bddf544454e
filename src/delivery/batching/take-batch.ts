import type { SourceRecord } from '../types.ts'

/** Bytes of a record inside its batch: with the comma behind it. */
export function recordBytes({ json }: SourceRecord): number {
  return Buffer.byteLength(json) + 1
}

/**
 * How many of the first records make a batch: at most `size`, and as many as fit into `bytesMax`, but one at least. `full`: more
 * would not fit, so that there is nothing to wait for.
 */
export function batchLength(
  records: readonly SourceRecord[],
  size: number,
  bytesMax: number,
): { readonly length: number; readonly full: boolean } {
  let bytes = 0
  for (let length = 0; length < records.length; length++) {
    const record = records[length]
    if (record === undefined) break
    if (length >= size) return { length, full: true }
    bytes += recordBytes(record)
    if (bytes > bytesMax && length > 0) return { length, full: true }
  }
  return { length: records.length, full: records.length >= size || bytes >= bytesMax }
}
