/**
 * What both engines do to a commit before anything else: refuse what cannot be stored, encode keys and values, and
 * find out which topics it touches. A plan is plain data and crosses threads.
 */
import { type EncodedKey, encodeKey, encodePrefix, prefixRange } from './key.ts'
import { commitBytesMax, commitChangesMax, listLimitDefault } from './limits.ts'
import { StoreArgumentError } from './store-argument-error.ts'
import type { Change, Key, ListSelector, Receipt, StoredValue } from './types.ts'
import { encodeValue, storedBytes } from './value.ts'

/** A {@link Receipt} with its queue encoded. */
interface PlannedReceipt {
  readonly queue: EncodedKey
  readonly id: number
  readonly lease: number
}

/** A {@link Change} ready for an engine; null where the change left something out. Instants are whole. */
export type PlannedChange =
  | { readonly type: 'check'; readonly key: EncodedKey; readonly version: number | null }
  | {
      readonly type: 'set'
      readonly key: EncodedKey
      readonly value: StoredValue
      readonly expiresAt: number | null
    }
  | { readonly type: 'delete'; readonly key: EncodedKey }
  | { readonly type: 'deleteRange'; readonly low: EncodedKey; readonly high: EncodedKey }
  | { readonly type: 'append'; readonly log: EncodedKey; readonly values: readonly StoredValue[] }
  | { readonly type: 'checkLog'; readonly log: EncodedKey; readonly next: number }
  | { readonly type: 'trim'; readonly log: EncodedKey; readonly before: number | null }
  | {
      readonly type: 'enqueue'
      readonly queue: EncodedKey
      readonly value: StoredValue
      readonly deliverAt: number | null
      readonly group: EncodedKey | null
      readonly enqueuedAt: number | null
    }
  | ({ readonly type: 'acknowledge' } & PlannedReceipt)
  | ({ readonly type: 'release'; readonly deliverAt: number | null } & PlannedReceipt)
  | ({ readonly type: 'extend'; readonly until: number } & PlannedReceipt)
  | { readonly type: 'purge'; readonly queue: EncodedKey; readonly before: number | null }
  | { readonly type: 'fence'; readonly name: EncodedKey; readonly holder: EncodedKey; readonly token: number }
  | { readonly type: 'hold'; readonly blob: string; readonly holder: EncodedKey }
  | { readonly type: 'drop'; readonly blob: string; readonly holder: EncodedKey }

/** Prepares the changes of a commit. Throws {@link StoreArgumentError}. */
export function planCommit(changes: readonly Change[]): PlannedChange[] {
  if (changes.length > commitChangesMax) {
    throw new StoreArgumentError(`A commit has more than ${commitChangesMax} changes`)
  }
  const plan: PlannedChange[] = []
  const keys = new RecordKeys()
  let bytes = 0
  for (const change of changes) {
    const planned = planChange(change, keys)
    bytes += valueBytes(planned)
    if (bytes > commitBytesMax) {
      throw new StoreArgumentError(`The values of a commit are larger than ${commitBytesMax} bytes together`)
    }
    plan.push(planned)
  }
  return plan
}

/** Encodes keys of records. A condition and the change that rests on it mostly name one key: that is encoded once. */
class RecordKeys {
  #last: Key | undefined
  #encoded: EncodedKey | undefined

  encode(key: Key): EncodedKey {
    if (this.#encoded === undefined || key !== this.#last) this.#encoded = encodeKey(key)
    this.#last = key
    return this.#encoded
  }
}

function planChange(change: Change, keys: RecordKeys): PlannedChange {
  switch (change.type) {
    case 'check':
      return { type: 'check', key: keys.encode(change.key), version: change.version }
    case 'set':
      return {
        type: 'set',
        key: keys.encode(change.key),
        value: encodeValue(change.value),
        expiresAt: optionalInstant(change.expiresAt, 'expiresAt'),
      }
    case 'delete':
      return { type: 'delete', key: keys.encode(change.key) }
    case 'deleteRange':
      return { type: 'deleteRange', ...planRange(change) }
    case 'append':
      return { type: 'append', log: encodeKey(change.log), values: change.values.map(encodeValue) }
    case 'checkLog':
      return { type: 'checkLog', log: encodeKey(change.log), next: change.next }
    case 'trim':
      return {
        type: 'trim',
        log: encodeKey(change.log),
        before: optionalInstant(change.before, 'before'),
      }
    case 'enqueue':
      return {
        type: 'enqueue',
        queue: encodeKey(change.queue),
        value: encodeValue(change.value),
        deliverAt: optionalInstant(change.deliverAt, 'deliverAt'),
        group: change.group === undefined ? null : encodeKey([change.group]),
        enqueuedAt: optionalInstant(change.enqueuedAt, 'enqueuedAt'),
      }
    case 'acknowledge':
      return { type: 'acknowledge', ...planReceipt(change.receipt) }
    case 'release':
      return {
        type: 'release',
        ...planReceipt(change.receipt),
        deliverAt: optionalInstant(change.deliverAt, 'deliverAt'),
      }
    case 'extend':
      return { type: 'extend', ...planReceipt(change.receipt), until: instant(change.until, 'until') }
    case 'purge':
      return {
        type: 'purge',
        queue: encodeKey(change.queue),
        before: optionalInstant(change.before, 'before'),
      }
    case 'fence': {
      const { name, holder, token } = change.lease
      return { type: 'fence', name: encodeKey(name), holder: encodeKey([holder]), token }
    }
    case 'hold':
      return { type: 'hold', blob: change.blob, holder: encodeKey(change.holder) }
    case 'drop':
      return { type: 'drop', blob: change.blob, holder: encodeKey(change.holder) }
  }
}

function planReceipt(receipt: Receipt): PlannedReceipt {
  return { queue: encodeKey(receipt.queue), id: receipt.id, lease: receipt.lease }
}

/** A listing ready for an engine: the keys at or after `low` and before `high`. */
export interface PlannedList {
  readonly low: EncodedKey
  readonly high: EncodedKey
  readonly reverse: boolean
  readonly limit: number
}

/** Prepares a listing. Throws {@link StoreArgumentError}. */
export function planList(selector: ListSelector): PlannedList {
  const reverse = selector.reverse ?? false
  let { low, high } = planRange(selector)
  if (selector.after !== undefined) {
    const after = encodeKey(selector.after)
    if (reverse) high = lesser(high, after)
    else low = greater(low, `${after}\x00` as EncodedKey)
  }
  return { low, high, reverse, limit: planLimit(selector.limit) }
}

function planRange(range: { prefix: Key; start?: Key; end?: Key }): { low: EncodedKey; high: EncodedKey } {
  let { low, high } = prefixRange(encodePrefix(range.prefix))
  if (range.start !== undefined) low = greater(low, encodePrefix(range.start))
  if (range.end !== undefined) high = lesser(high, encodePrefix(range.end))
  return { low, high }
}

function greater(left: EncodedKey, right: EncodedKey): EncodedKey {
  return left > right ? left : right
}

function lesser(left: EncodedKey, right: EncodedKey): EncodedKey {
  return left < right ? left : right
}

/** A number of entries to read: a whole number from 0, at most what fits; default 1,000. */
export function planLimit(limit: number | undefined): number {
  if (limit === undefined) return listLimitDefault
  if (Number.isNaN(limit) || limit < 0) throw new StoreArgumentError(`A limit must not be ${limit}`)
  return Math.min(Math.floor(limit), 2 ** 31 - 1)
}

/** A span of time for a lease: at least 0. Unit: milliseconds, made whole. */
export function planSpan(milliseconds: number, name: string): number {
  if (milliseconds < 0) throw new StoreArgumentError(`${name} must not be negative`)
  return instant(milliseconds, name)
}

/** Whole, and never earlier than was asked for: "not before" must stay true. */
export function instant(value: number, name: string): number {
  const whole = Math.ceil(value)
  if (!Number.isSafeInteger(whole)) throw new StoreArgumentError(`${name} must not be ${value}`)
  return whole
}

export function optionalInstant(value: number | undefined, name: string): number | null {
  return value === undefined ? null : instant(value, name)
}

function valueBytes(change: PlannedChange): number {
  if (change.type === 'set' || change.type === 'enqueue') return storedBytes(change.value)
  if (change.type !== 'append') return 0
  return change.values.reduce((sum, value) => sum + storedBytes(value), 0)
}
