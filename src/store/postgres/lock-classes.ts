/**
 * The advisory locks of the PostgreSQL engine: a class and the hash of a name. A transaction takes all that it needs
 * before it touches a row, in order of class and hash, so no two can wait for each other. Two names with one hash
 * share a lock, which costs waiting and nothing else.
 */
export const lockClass = {
  /** Held shared by every commit; alone by one with too many changes for locks of its own. */
  everything: 1,
  records: 2,
  /** All records whose keys begin with one part. */
  root: 3,
  record: 4,
  log: 5,
  queue: 6,
  group: 7,
  message: 8,
  lease: 9,
  blob: 10,
} as const

export type LockClass = (typeof lockClass)[keyof typeof lockClass]

/** Added to the class, so that other programs' locks in the same database are not met by chance ("Lm"). */
export const lockBase = 0x4c6d0000

/** FNV-1a over the characters, as a signed 32-bit number. Source: draft-eastlake-fnv. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash | 0
}
