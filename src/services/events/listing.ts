/** Listings of records in the order of their names, a page at a time. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Json, JsonObject } from '../../base/json.ts'
import type { Collection, Key, Store } from '../../store/index.ts'
import { validation } from './errors.ts'
import { pageSize } from './limits.ts'

/** What a page of a listing needs to know. */
export interface Listing<T extends JsonObject> {
  readonly store: Store
  readonly from: Collection<T, never> | Collection<T, string>
  /** What the keys begin with; the name follows. */
  readonly prefix: Key
  readonly nameOf: (value: T) => string
  readonly namePrefix?: string | undefined
  /** Leaves records out. Default: none. */
  readonly wanted?: (value: T) => boolean
  readonly limit?: number | undefined
  readonly token?: string | undefined
  /** The operation, and all that must be the same on the next page. */
  readonly purpose: readonly Json[]
}

/** One page, and where the next begins. Fails with ValidationException for a token of another listing. */
export async function page<T extends JsonObject>(
  listing: Listing<T>,
): Promise<{ readonly items: readonly T[]; readonly token?: string }> {
  const { store, from, prefix, nameOf, namePrefix = '', limit = pageSize } = listing
  const purpose = `events ${JSON.stringify([listing.purpose, prefix.map(String), namePrefix])}`
  const items: T[] = []
  let after = readPosition(purpose, listing.token)
  for (;;) {
    const found = await from.list(store, {
      prefix,
      start: [...prefix, namePrefix],
      end: [...prefix, `${namePrefix}\u{10ffff}`],
      ...(after === undefined ? {} : { after: [...prefix, after] }),
      limit: 200,
    })
    for (const { value } of found.items) {
      const wanted = listing.wanted?.(value) ?? true
      if (wanted && items.length === limit) return { items, token: writePageToken(purpose, after ?? '') }
      if (wanted) items.push(value)
      after = nameOf(value)
    }
    if (found.next === undefined) return { items }
  }
}

function readPosition(purpose: string, token: string | undefined): string | undefined {
  if (token === undefined) return undefined
  const position = readPageToken(purpose, token)
  if (typeof position !== 'string') throw validation('The specified NextToken is not valid.')
  return position
}

/** A page of what is in memory already. */
export function slice<T>(
  items: readonly T[],
  limit: number = pageSize,
  token: string | undefined,
  purpose: readonly Json[],
): { readonly items: readonly T[]; readonly token?: string } {
  const text = `events ${JSON.stringify(purpose)}`
  const position = token === undefined ? 0 : readPageToken(text, token)
  if (typeof position !== 'number') throw validation('The specified NextToken is not valid.')
  const end = position + limit
  return {
    items: items.slice(position, end),
    ...(end < items.length ? { token: writePageToken(text, end) } : {}),
  }
}
