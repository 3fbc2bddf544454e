/** Parquet files. */
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import type { Json, JsonObject } from '../../../../base/json.ts'
import { ItemReaderError } from './source.ts'

/** Where a file's bytes are: it is read by its parts, not as a whole. */
export interface ParquetFile {
  readonly byteLength: number
  /** `end` is not included. */
  slice(start: number, end?: number): Promise<ArrayBuffer>
}

/** A file that is in memory. */
export function parquetOf(bytes: Buffer): ParquetFile {
  const whole = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  return { byteLength: whole.byteLength, slice: async (start, end) => whole.slice(start, end) }
}

/**
 * Rows as objects, one group of rows after the other: whole numbers beyond the safe ones and dates become texts, bytes Base64.
 * Fails with ItemReaderError.
 */
export async function* readParquet(file: ParquetFile): AsyncGenerator<JsonObject> {
  const metadata = await reading(() => parquetMetadataAsync(file))
  let rowStart = 0
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows)
    const rows = { file, metadata, rowStart, rowEnd }
    for (const row of await reading(() => parquetReadObjects(rows))) yield plain(row) as JsonObject
    rowStart = rowEnd
  }
}

async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof ItemReaderError) throw error
    throw new ItemReaderError(
      `The object is no Parquet that can be read: ${error instanceof Error ? error.message : ''}`,
    )
  }
}

function plain(value: unknown): Json {
  if (typeof value === 'bigint') {
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(value)
      : String(value)
  }
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
  }
  return value === undefined ? null : (value as Json)
}
