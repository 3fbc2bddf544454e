/**
 * What a listing answers: keys with a prefix, those that share what goes up to a delimiter rolled up into one common prefix,
 * a page at a time. Source: Amazon S3 User Guide, "Organizing objects using prefixes"; API reference, ListObjectsV2.
 */
import { behindPrefix, compareUtf8 } from './text-order.ts'

/** Where reading goes on: at a key, itself included, or behind an item. */
export type From<Position> = { readonly at: string } | { readonly behind: Position }

/** Something with a key, in the order of keys; several may share one. */
export interface Item<Position, Value> {
  readonly key: string
  readonly position: Position
  readonly value: Value
}

/** Reads the next items from a place on; `more`: there may be others behind them. */
export type ReadItems<Position, Value> = (
  from: From<Position>,
  limit: number,
) => Promise<{ readonly items: ReadonlyArray<Item<Position, Value>>; readonly more: boolean }>

/** What a listing is asked for. */
export interface ListingRequest<Position> {
  readonly prefix: string
  /** '' for none. */
  readonly delimiter: string
  /** Where to begin; undefined: with the first key of the prefix. */
  readonly from: From<Position> | undefined
  /** What the marker was: a common prefix that it is, or lies in, has been told already. */
  readonly marker: string
  readonly maxKeys: number
}

/** What is listed: an item, or a common prefix. */
export type Listed<Position, Value> =
  | { readonly item: Item<Position, Value> }
  | { readonly commonPrefix: string }

/** One page. */
export interface ListingPage<Position, Value> {
  readonly entries: ReadonlyArray<Listed<Position, Value>>
  readonly truncated: boolean
}

/** What is read at least when prefixes are rolled up: many items may make one entry. */
const rolledPage = 100
const pageMax = 1_001

/** Collects one page. `visible` tells items that are no part of the listing (delete markers among objects). */
export async function collectPage<Position, Value>(
  request: ListingRequest<Position>,
  read: ReadItems<Position, Value>,
  visible: (value: Value) => boolean = () => true,
): Promise<ListingPage<Position, Value>> {
  const { prefix, delimiter, marker, maxKeys } = request
  const entries: Array<Listed<Position, Value>> = []
  if (maxKeys === 0) return { entries, truncated: false }
  let from: From<Position> = request.from ?? { at: prefix }
  if ('at' in from && compareUtf8(from.at, prefix) < 0) from = { at: prefix }
  let rolled: string | undefined
  for (;;) {
    const wanted = maxKeys - entries.length + 1
    const limit = Math.min(delimiter === '' ? wanted : Math.max(wanted, rolledPage), pageMax)
    const { items, more } = await read(from, limit)
    for (const item of items) {
      const { key } = item
      if (!key.startsWith(prefix)) {
        if (compareUtf8(key, prefix) < 0) continue
        return { entries, truncated: false }
      }
      if (rolled !== undefined && key.startsWith(rolled)) continue
      const common = commonPrefixOf(key, prefix, delimiter)
      // UNVERIFIED: a marker inside a common prefix hides it, as a marker that is one does.
      if (common !== undefined && marker.startsWith(common)) continue
      if (!visible(item.value)) continue
      if (entries.length === maxKeys) return { entries, truncated: true }
      if (common === undefined) entries.push({ item })
      else {
        rolled = common
        entries.push({ commonPrefix: common })
      }
    }
    const last = items.at(-1)
    if (!more || last === undefined) return { entries, truncated: false }
    const inside = hiddenPrefix(last.key, rolled, prefix, request)
    if (inside === undefined) from = { behind: last.position }
    else {
      const next = behindPrefix(inside)
      if (next === undefined) return { entries, truncated: false }
      from = { at: next }
    }
  }
}

/** The common prefix that the rest of may be jumped over. */
function hiddenPrefix<Position>(
  key: string,
  rolled: string | undefined,
  prefix: string,
  { delimiter, marker }: ListingRequest<Position>,
): string | undefined {
  if (rolled !== undefined && key.startsWith(rolled)) return rolled
  const common = commonPrefixOf(key, prefix, delimiter)
  return common !== undefined && marker.startsWith(common) ? common : undefined
}

/** What goes up to the first delimiter behind the prefix, with it; undefined when there is none. */
export function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}
