/** Listings, a page at a time. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Json } from '../../base/json.ts'
import type { Key, PageSelector, Store, Stored } from '../../store/index.ts'
import { invalidParameter } from './errors.ts'

/** A range of records that is shown in pages. */
interface Listed<T> {
  list(store: Store, selector: PageSelector): Promise<{ items: ReadonlyArray<Stored<T>>; next?: Key }>
}

/** One page of a range; `token` is what the page before answered. Fails with InvalidParameterException for a token of another listing. */
export async function pageOf<T>(
  store: Store,
  records: Listed<T>,
  prefix: Key,
  limit: number,
  token: string | undefined,
  purpose: string,
): Promise<{ readonly items: readonly T[]; readonly token?: string }> {
  const after = token === undefined ? undefined : readToken(purpose, token)
  const page = await records.list(store, { prefix, limit, ...(after === undefined ? {} : { after }) })
  const items = page.items.map(({ value }) => value)
  return page.next === undefined
    ? { items }
    : { items, token: writePageToken(purpose, page.next as readonly Json[] as Json) }
}

/** Where a page starts. */
export function readToken(purpose: string, token: string): Key {
  const position = readPageToken(purpose, token)
  if (!Array.isArray(position)) throw invalidParameter('Invalid pagination token.')
  return position as Key
}
