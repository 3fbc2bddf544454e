/** Listings of records in the order of their keys, a page at a time. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Json, JsonObject } from '../../base/json.ts'
import type { Collection, Key, Page, PageSelector, Store } from '../../store/index.ts'
import { invalidToken } from './errors.ts'
import { pageSize } from './limits.ts'

/** What a page of a listing needs to know. */
export interface Listing<T extends JsonObject> {
  /** Reads a page; most often a collection's `list`. */
  readonly read: (selector: PageSelector) => Promise<Page<T>>
  readonly prefix: Key
  /** The last first. */
  readonly reverse?: boolean
  /** The key of a record in that listing, behind the prefix: of texts and numbers. */
  readonly keyOf: (value: T) => ReadonlyArray<string | number>
  readonly wanted?: (value: T) => boolean
  readonly limit: number | undefined
  readonly token: string | undefined
  /** The operation, and all that must be the same on the next page. */
  readonly purpose: readonly Json[]
}

/** Reads a collection by its own keys. */
export function byKey<T extends JsonObject>(
  store: Store,
  from: Collection<T, never>,
): (selector: PageSelector) => Promise<Page<T>> {
  return (selector) => from.list(store, selector)
}

/** One page, and where the next begins. Fails with InvalidToken for a token of another listing. */
export async function page<T extends JsonObject>(
  listing: Listing<T>,
): Promise<{ readonly items: readonly T[]; readonly token?: string }> {
  const { read, prefix, keyOf, reverse = false, wanted = () => true } = listing
  const limit = listing.limit || pageSize
  const purpose = `states ${JSON.stringify([listing.purpose, prefix.map(String)])}`
  const items: T[] = []
  let after = readPosition(purpose, listing.token)
  for (;;) {
    const found = await read({
      prefix,
      reverse,
      ...(after === undefined ? {} : { after: [...prefix, ...after] }),
      limit: Math.min(1000, limit + 1),
    })
    for (const { value } of found.items) {
      if (wanted(value)) {
        if (items.length === limit) return { items, token: writePageToken(purpose, after ?? []) }
        items.push(value)
      }
      after = keyOf(value)
    }
    if (found.next === undefined) return { items }
    // Records that an index still named and that changed since are left out: go on behind them all the same.
    if (found.items.length === 0) after = found.next.slice(prefix.length) as Array<string | number>
  }
}

function readPosition(
  purpose: string,
  token: string | undefined,
): ReadonlyArray<string | number> | undefined {
  if (token === undefined) return undefined
  const position = readPageToken(purpose, token)
  if (
    !Array.isArray(position) ||
    !position.every((part) => typeof part === 'string' || typeof part === 'number')
  )
    throw invalidToken()
  return position
}
