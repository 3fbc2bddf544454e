import type { AccountId } from '../../aws/identifiers.ts'
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Key, Page, PageSelector, Store } from '../../store/index.ts'
import { validation } from './errors.ts'
import { maxItemsDefault } from './limits.ts'

/** The members with which every listing is asked for a page. */
export interface PageRequest {
  readonly Marker?: string | undefined
  readonly MaxItems?: number | undefined
}

/** The members with which every listing says whether there is more. */
export interface PageAnswer {
  IsTruncated: boolean
  Marker?: string
}

export interface PageOf<T> {
  readonly items: T[]
  readonly answer: PageAnswer
}

/** A collection as a listing sees it. */
interface Listed<T> {
  list(store: Store, selector: PageSelector): Promise<Page<T>>
}

/** How many records are read at once when a filter may drop most of them. Unit: records. Source: chosen. */
const scanned = 500

/** Where a marker of the same listing (`purpose`: operation, account and filters) points. Fails with ValidationError. */
export function readMarker(purpose: string, marker: string | undefined): string | undefined {
  if (marker === undefined) return undefined
  const position = readPageToken(purpose, marker)
  if (typeof position !== 'string') throw validation('Invalid Marker.')
  return position
}

function answerFor(purpose: string, truncatedAt: string | undefined): PageAnswer {
  return truncatedAt === undefined
    ? { IsTruncated: false }
    : { IsTruncated: true, Marker: writePageToken(purpose, truncatedAt) }
}

/** A page of what is at hand. Items must be in order of their positions. */
export function pageOfList<T>(
  items: readonly T[],
  positionOf: (item: T) => string,
  purpose: string,
  { Marker, MaxItems = maxItemsDefault }: PageRequest,
): PageOf<T> {
  const after = readMarker(purpose, Marker)
  const left = after === undefined ? items : items.filter((item) => positionOf(item) > after)
  const kept = left.slice(0, MaxItems)
  const last = kept.at(-1)
  const truncatedAt = left.length > kept.length && last !== undefined ? positionOf(last) : undefined
  return { items: kept, answer: answerFor(purpose, truncatedAt) }
}

/** Which records of an account to page through. */
export interface RecordPage<T> {
  readonly purpose: string
  /** The last part of the record's key. */
  readonly positionOf: (record: T) => string
  /** Default: all. */
  readonly keep?: (record: T) => boolean
}

/** A page of an account's records, in order of their keys. */
export async function pageOfRecords<T>(
  store: Store,
  from: Listed<T>,
  accountId: AccountId,
  { Marker, MaxItems = maxItemsDefault }: PageRequest,
  { purpose, positionOf, keep = () => true }: RecordPage<T>,
): Promise<PageOf<T>> {
  const after = readMarker(purpose, Marker)
  let position: Key | undefined = after === undefined ? undefined : [accountId, after]
  const found: T[] = []
  for (;;) {
    const page: Page<T> = await from.list(store, {
      prefix: [accountId],
      limit: Math.min(scanned, MaxItems + 1),
      ...(position === undefined ? {} : { after: position }),
    })
    for (const { value } of page.items) if (keep(value)) found.push(value)
    position = page.next
    if (found.length > MaxItems || position === undefined) break
  }
  const items = found.slice(0, MaxItems)
  const last = items.at(-1)
  const truncatedAt = found.length > MaxItems && last !== undefined ? positionOf(last) : undefined
  return { items, answer: answerFor(purpose, truncatedAt) }
}

/** All records of an account in a collection that its quota bounds. */
export async function allOf<T>(store: Store, from: Listed<T>, prefix: Key): Promise<T[]> {
  const all: T[] = []
  let position: Key | undefined
  do {
    const page: Page<T> = await from.list(store, {
      prefix,
      ...(position === undefined ? {} : { after: position }),
    })
    all.push(...page.items.map(({ value }) => value))
    position = page.next
  } while (position !== undefined)
  return all
}
