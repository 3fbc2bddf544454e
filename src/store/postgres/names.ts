import { createHash } from 'node:crypto'
import type { EncodedKey } from '../key.ts'

/** How much of a SHA-256 names a log, a queue or a group: two names in 2^64 would meet. Unit: bytes. */
const idBytes = 16

/** The name under which the database knows a log or a queue. */
export function nameId(key: EncodedKey): Buffer {
  return createHash('sha256').update(key, 'latin1').digest().subarray(0, idBytes)
}

/** The name of a group, which is a queue's own. A key ends itself, so the two cannot run into each other. */
export function groupId(queue: EncodedKey, group: EncodedKey): Buffer {
  return createHash('sha256').update(`${queue}\x00${group}`, 'latin1').digest().subarray(0, idBytes)
}

/** The lock of a group, as the database computes it from the id. */
export function groupLock(id: Buffer): number {
  return id.readInt32BE(0)
}
