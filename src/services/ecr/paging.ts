/** Listings, a page at a time. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Json } from '../../base/json.ts'
import type { Key, Page } from '../../store/index.ts'
import { invalidParameter } from './errors.ts'
import { pageSize } from './limits.ts'

export interface PageInput {
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
}

/** One page of records. `keyOf`: where a record stands in the order of the listing; `purpose`: what a token belongs to. */
export async function pageOf<T>(
  input: PageInput,
  purpose: string,
  read: (after: Key | undefined, limit: number) => Promise<Page<T>>,
  keyOf: (value: T) => Key,
): Promise<{ readonly values: readonly T[]; readonly more: { readonly nextToken?: string } }> {
  const after = input.nextToken === undefined ? undefined : readToken(purpose, input.nextToken)
  const { items, next } = await read(after, input.maxResults ?? pageSize)
  const last = items.at(-1)
  const values = items.map(({ value }) => value)
  if (next === undefined || last === undefined) return { values, more: {} }
  return { values, more: { nextToken: writePageToken(`ecr ${purpose}`, keyOf(last.value) as Json) } }
}

function readToken(purpose: string, token: string): Key {
  const position = readPageToken(`ecr ${purpose}`, token)
  if (!Array.isArray(position)) throw invalidParameter('nextToken', 'Invalid nextToken')
  return position as Key
}
