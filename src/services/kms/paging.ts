/** Listings, a page at a time. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Json } from '../../base/json.ts'
import type { Key } from '../../store/index.ts'
import { invalidMarker } from './errors.ts'

export interface PageInput {
  readonly Limit?: number | undefined
  readonly Marker?: string | undefined
}

/** Some of what is listed; `next` is there when more follows. A page of a collection is one. */
export interface Portion<T> {
  readonly items: ReadonlyArray<{ readonly value: T }>
  readonly next?: Key
}

/** One page of records. `keyOf`: where a record stands in the order of the listing; `purpose`: what a marker belongs to. */
export async function pageOf<T>(
  input: PageInput,
  limit: number,
  purpose: string,
  read: (after: Key | undefined, limit: number) => Promise<Portion<T>>,
  keyOf: (value: T) => Key,
) {
  const after = input.Marker === undefined ? undefined : readMarker(purpose, input.Marker)
  const { items, next } = await read(after, input.Limit ?? limit)
  const last = items.at(-1)
  const values = items.map(({ value }) => value)
  if (next === undefined || last === undefined) return { values, more: { Truncated: false } }
  const NextMarker = writePageToken(`kms ${purpose}`, keyOf(last.value) as Json)
  return { values, more: { Truncated: true, NextMarker } }
}

/** One page of what is in memory. */
export function sliceOf<T>(input: PageInput, limit: number, purpose: string, all: readonly T[]) {
  const start = input.Marker === undefined ? 0 : Number(readMarker(purpose, input.Marker)[0])
  const end = start + (input.Limit ?? limit)
  const values = all.slice(start, end)
  if (end >= all.length) return { values, more: { Truncated: false } }
  return { values, more: { Truncated: true, NextMarker: writePageToken(`kms ${purpose}`, [end]) } }
}

/** Fails with InvalidMarkerException. */
function readMarker(purpose: string, marker: string): Key {
  const position = readPageToken(`kms ${purpose}`, marker)
  if (!Array.isArray(position)) throw invalidMarker()
  return position as Key
}
