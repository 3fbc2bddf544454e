/** A record as a shard's log keeps it: a byte for its form, what belongs to it as JSON, then the data as it is. */
import { invariant } from '../../base/invariant.ts'

/** What belongs to a record beside its data. */
export interface RecordFacts {
  /** Absent where the service places records and the producer named none. */
  readonly partitionKey?: string
  readonly encrypted?: true
}

const form = 1
const headBytes = 3

export function writeRecord(facts: RecordFacts, data: Uint8Array): Uint8Array {
  const text = Buffer.from(JSON.stringify(facts), 'utf8')
  const bytes = Buffer.allocUnsafe(headBytes + text.length + data.length)
  bytes[0] = form
  bytes.writeUInt16BE(text.length, 1)
  bytes.set(text, headBytes)
  bytes.set(data, headBytes + text.length)
  return bytes
}

export function readRecord(stored: Uint8Array): RecordFacts & { readonly data: Uint8Array } {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength)
  invariant(bytes[0] === form, 'a record is in the form in which records are written')
  const end = headBytes + bytes.readUInt16BE(1)
  const facts = JSON.parse(bytes.toString('utf8', headBytes, end)) as RecordFacts
  return { ...facts, data: stored.subarray(end) }
}
