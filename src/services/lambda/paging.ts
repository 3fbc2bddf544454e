/** Listings, a page at a time: `Marker` and `MaxItems` in, items and `NextMarker` out. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Key, Page, PageSelector, Store } from '../../store/index.ts'
import { invalidParameter } from './errors.ts'

/** What a request says of the page it wants. */
export interface PageRequest {
  readonly Marker?: string | undefined
  readonly MaxItems?: number | undefined
}

/** Which records to list. */
export interface Listing<T> {
  readonly read: (store: Store, selector: PageSelector) => Promise<Page<T>>
  readonly prefix: Key
  /** Where a record stands: its key in the collection, or in the index that is read. */
  readonly keyOf: (value: T) => Key
  /** Leaves records out. Default: none. */
  readonly wanted?: (value: T) => boolean
  /** Items of a page when the request names no number, and the most that it gets. */
  readonly pageItems: number
  /** All that must be the same on the next page. */
  readonly purpose: string
}

/** A page. Fails with InvalidParameterValueException for a marker of another listing. */
export async function listPage<T>(
  store: Store,
  { Marker, MaxItems }: PageRequest,
  listing: Listing<T>,
): Promise<{ readonly items: T[]; readonly NextMarker?: string }> {
  const limit = Math.min(MaxItems ?? listing.pageItems, listing.pageItems)
  const purpose = `lambda ${listing.purpose} ${JSON.stringify(listing.prefix)}`
  const items: T[] = []
  let after = readMarker(purpose, Marker)
  for (;;) {
    const page = await listing.read(store, {
      prefix: listing.prefix,
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
    })
    for (const { value } of page.items) {
      if (!(listing.wanted?.(value) ?? true)) continue
      if (items.length === limit) {
        const last = items.at(-1)
        return last === undefined
          ? { items }
          : { items, NextMarker: writePageToken(purpose, listing.keyOf(last) as (string | number)[]) }
      }
      items.push(value)
    }
    if (page.next === undefined) return { items }
    after = page.next
  }
}

/** For listings of nothing. Fails with InvalidParameterValueException for a marker, which must be of another listing. */
export function noMarker({ Marker }: PageRequest): void {
  readMarker('lambda nothing', Marker)
}

function readMarker(purpose: string, marker: string | undefined): Key | undefined {
  if (marker === undefined || marker === '') return undefined
  const position = readPageToken(purpose, marker)
  const valid =
    Array.isArray(position) && position.every((part) => typeof part === 'string' || typeof part === 'number')
  // UNVERIFIED: AWS's words.
  if (!valid) throw invalidParameter('Invalid marker.')
  return position as Key
}
