/** Listings, a page at a time. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Json, JsonObject } from '../../base/json.ts'
import type { Key, Page, PageSelector } from '../../store/index.ts'
import { invalidToken } from './errors.ts'
import { pageSize } from './limits.ts'

/** What a page of a listing needs to know. */
export interface Listing<T extends JsonObject> {
  readonly read: (selector: PageSelector) => Promise<Page<T>>
  /** What the keys begin with. */
  readonly prefix: Key
  /** What follows in the key of a record: texts and numbers. */
  readonly keyOf: (value: T) => readonly (string | number)[]
  readonly wanted?: (value: T) => boolean
  readonly reverse?: boolean
  readonly token: string | undefined
  /** The operation, and all that must be the same on the next page. */
  readonly purpose: readonly Json[]
}

/** One page, and where the next begins. Fails with InvalidNextTokenException for a token of another listing. */
export async function pageOf<T extends JsonObject>(
  listing: Listing<T>,
): Promise<{ readonly items: readonly T[]; readonly nextToken?: string }> {
  const { read, prefix, keyOf, wanted = () => true, reverse = false, token } = listing
  const purpose = `codedeploy ${JSON.stringify([listing.purpose, prefix.map(String)])}`
  const position = token === undefined ? undefined : readPosition(purpose, token)
  let after: Key | undefined = position && [...prefix, ...position]
  const items: T[] = []
  do {
    const page: Page<T> = await read({ prefix, reverse, ...(after && { after }), limit: pageSize })
    for (const { value } of page.items) {
      if (!wanted(value)) continue
      const last = items.at(-1)
      if (last && items.length === pageSize)
        return { items, nextToken: writePageToken(purpose, [...keyOf(last)]) }
      items.push(value)
    }
    after = page.next
  } while (after)
  return { items }
}

function readPosition(purpose: string, token: string): Key {
  const position = readPageToken(purpose, token)
  if (
    Array.isArray(position) &&
    position.every((part) => typeof part === 'string' || typeof part === 'number')
  )
    return position as Key
  throw invalidToken()
}
