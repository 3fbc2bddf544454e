/** Parquet files. */
import { parquetReadObjects } from 'hyparquet'
import type { Json, JsonObject } from '../../../../base/json.ts'
import { ItemReaderError } from './source.ts'

/** Rows as objects: whole numbers beyond the safe ones and dates become texts, bytes Base64. */
export async function readParquet(bytes: Buffer): Promise<JsonObject[]> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  try {
    return (await parquetReadObjects({ file })).map((row) => plain(row) as JsonObject)
  } catch (error) {
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
