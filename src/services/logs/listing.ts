/** Listings of records, a page at a time. */

import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Json } from '../../base/json.ts'
import type { Key, Page } from '../../store/index.ts'
import { invalidToken } from './errors.ts'
import { scannedRecords } from './limits.ts'

/** What a page of a listing needs to know. */
export interface Listing<T> {
  /** Reads records in their order, behind a key. */
  readonly read: (after: Key | undefined, limit: number) => Promise<Page<T>>
  /** Where a record stands in that order. All its parts are texts and numbers. */
  readonly keyOf: (value: T) => Key
  /** Leaves records out. Default: none. */
  readonly wanted?: (value: T) => boolean
  readonly limit: number
  readonly token: string | undefined
  /** All that must be the same on the next page. */
  readonly purpose: readonly Json[]
}

/**
 * One page. It may be short, or empty, and yet have a token, when much had to be looked through.
 * Fails with InvalidParameterException for a token of another listing.
 */
export async function page<T>(
  listing: Listing<T>,
): Promise<{ readonly items: T[]; readonly token?: string }> {
  const purpose = `logs ${JSON.stringify(listing.purpose)}`
  const items: T[] = []
  const stopAt = (after: Key) => ({ items, token: writePageToken(purpose, after as Json) })
  let after = readPosition(purpose, listing.token)
  for (let scanned = 0; ; ) {
    const found = await listing.read(after, Math.max(listing.limit + 1, 100))
    for (const { value } of found.items) {
      if (after !== undefined && items.length === listing.limit) return stopAt(after)
      if (listing.wanted?.(value) ?? true) items.push(value)
      after = listing.keyOf(value)
    }
    if (found.next === undefined) return { items }
    after = found.next
    scanned += found.items.length
    if (items.length === listing.limit || scanned >= scannedRecords) return stopAt(after)
  }
}

function readPosition(purpose: string, token: string | undefined): Key | undefined {
  if (token === undefined) return undefined
  const position = readPageToken(purpose, token)
  const valid =
    Array.isArray(position) && position.every((part) => typeof part === 'string' || typeof part === 'number')
  if (!valid) throw invalidToken()
  return position as Key
}

/** The first text behind all that begin with a prefix, for the end of a range. */
export function afterPrefix(prefix: string): string {
  // No character of a name sorts behind this one: it is the last that Unicode has.
  return `${prefix}\u{10ffff}`
}
