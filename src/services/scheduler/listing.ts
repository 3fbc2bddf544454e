/** Listings of records in the order of their keys, a page at a time. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Json, JsonObject } from '../../base/json.ts'
import type { Collection, Key, Store } from '../../store/index.ts'
import { validation } from './errors.ts'
import { pageSize } from './limits.ts'

/** What a page of a listing needs to know. */
export interface Listing<T extends JsonObject> {
  readonly store: Store
  readonly from: Collection<T, never>
  /** What the keys begin with; what follows is of texts. */
  readonly prefix: Key
  readonly keyOf: (value: T) => readonly string[]
  readonly wanted: (value: T) => boolean
  readonly limit: number | undefined
  readonly token: string | undefined
  /** The operation, and all that must be the same on the next page. */
  readonly purpose: readonly Json[]
}

/** One page, and where the next begins. Fails with ValidationException for a token of another listing. */
export async function page<T extends JsonObject>(
  listing: Listing<T>,
): Promise<{ readonly items: readonly T[]; readonly token?: string }> {
  const { store, from, prefix, keyOf, wanted, limit = pageSize } = listing
  const purpose = `scheduler ${JSON.stringify([listing.purpose, prefix.map(String)])}`
  const items: T[] = []
  let after = readPosition(purpose, listing.token)
  for (;;) {
    const found = await from.list(store, {
      prefix,
      ...(after === undefined ? {} : { after: [...prefix, ...after] }),
      limit: 200,
    })
    for (const { value } of found.items) {
      if (wanted(value)) {
        if (items.length === limit) return { items, token: writePageToken(purpose, after ?? []) }
        items.push(value)
      }
      after = keyOf(value)
    }
    if (found.next === undefined) return { items }
  }
}

function readPosition(purpose: string, token: string | undefined): readonly string[] | undefined {
  if (token === undefined) return undefined
  const position = readPageToken(purpose, token)
  // UNVERIFIED: the words.
  if (!Array.isArray(position) || !position.every((part) => typeof part === 'string'))
    throw validation('Invalid NextToken.')
  return position
}
