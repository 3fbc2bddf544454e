/**
 * What a change looks at or alters, as a path from the general to the particular: all records, those of one root, one
 * record. Locks, the order of changes within a transaction, and which commits may share one, all follow from it.
 */
import { type EncodedKey, prefixesOf } from '../key.ts'
import type { PlannedChange } from '../plan.ts'
import { hash32, type LockClass, lockClass } from './lock-classes.ts'
import { groupId, groupLock } from './names.ts'

/** One step of a path. `name` tells it from all others; class and hash are its lock. */
export interface Step {
  readonly name: string
  readonly lock: LockClass
  readonly hash: number
}

/** Where a change acts. */
export interface Place {
  /** From the general to the particular. */
  readonly path: readonly Step[]
  /** Another transaction must not act there at the same time. */
  readonly alone: boolean
  /** Changes of this kind at one place need no order among themselves but that of the batch. */
  readonly unordered: boolean
}

const allRecords: Step = { name: 'R', lock: lockClass.records, hash: 0 }

/** The place of a change. A condition without a change has a place too. */
export function placeOf(change: PlannedChange): Place {
  switch (change.type) {
    case 'check':
      return { path: recordPath(change.key), alone: false, unordered: false }
    case 'set':
    case 'delete':
      return { path: recordPath(change.key), alone: true, unordered: false }
    case 'deleteRange':
      return { path: rangePath(change.low, change.high), alone: true, unordered: false }
    case 'append':
    case 'trim':
      return { path: [logStep(change.log)], alone: true, unordered: false }
    case 'checkLog':
      return { path: [logStep(change.log)], alone: false, unordered: false }
    case 'enqueue':
      return change.group === null
        ? { path: [queueStep(change.queue)], alone: false, unordered: true }
        : {
            path: [queueStep(change.queue), groupStep(change.queue, change.group)],
            alone: true,
            unordered: true,
          }
    case 'acknowledge':
    case 'release':
    case 'extend': {
      const message: Step = { name: `m${change.id}`, lock: lockClass.message, hash: change.id | 0 }
      return { path: [queueStep(change.queue), message], alone: true, unordered: false }
    }
    case 'purge':
      return { path: [queueStep(change.queue)], alone: true, unordered: false }
    case 'fence':
      return {
        path: [{ name: `l${change.name}`, lock: lockClass.lease, hash: hash32(change.name) }],
        alone: false,
        unordered: false,
      }
    case 'hold':
    case 'drop':
      return {
        path: [{ name: `b${change.blob}`, lock: lockClass.blob, hash: blobLock(change.blob) }],
        alone: true,
        unordered: false,
      }
  }
}

/** The lock of a blob: the first 32 bits of its hash. Names that are no hash name no blob, and share one lock. */
export function blobLock(hash: string): number {
  return Number.parseInt(hash.slice(0, 8), 16) | 0
}

/** The lock of a lease, a queue or a log: of the encoded key. */
export function nameLock(key: EncodedKey): number {
  return hash32(key)
}

function recordPath(key: EncodedKey): Step[] {
  return [allRecords, rootStep(key), { name: `r${key}`, lock: lockClass.record, hash: hash32(key) }]
}

/** Below one root, if the range is; else all records. */
function rangePath(low: EncodedKey, high: EncodedKey): Step[] {
  const root = rootOf(low)
  const within = root !== '' && high.startsWith(root) && high <= `${root}\xff`
  return within ? [allRecords, rootStep(low)] : [allRecords]
}

function rootStep(key: EncodedKey): Step {
  const root = rootOf(key)
  return { name: `o${root}`, lock: lockClass.root, hash: hash32(root) }
}

function rootOf(key: EncodedKey): string {
  return prefixesOf(key)[1] ?? ''
}

function logStep(log: EncodedKey): Step {
  return { name: `g${log}`, lock: lockClass.log, hash: nameLock(log) }
}

function queueStep(queue: EncodedKey): Step {
  return { name: `q${queue}`, lock: lockClass.queue, hash: nameLock(queue) }
}

function groupStep(queue: EncodedKey, group: EncodedKey): Step {
  const id = groupId(queue, group)
  return { name: `p${id.toString('latin1')}`, lock: lockClass.group, hash: groupLock(id) }
}
