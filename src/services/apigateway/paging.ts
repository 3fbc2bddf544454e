/** Listings, a page at a time. Source: API Reference, GetRestApis (limit, position): 25 items where no limit is named, 500 at most. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import { badRequest } from './errors.ts'
import { pageSizeDefault, pageSizeMax } from './limits.ts'

/** Which page a request asks for. */
export interface PageInput {
  readonly limit?: number | undefined
  readonly position?: string | undefined
}

/** One page of items that are all at hand. Fails with BadRequestException for a position that is no other page's. */
export function pageOf<Item>(
  items: readonly Item[],
  { limit = pageSizeDefault, position }: PageInput,
  purpose: string,
): { readonly items: Item[]; readonly position?: string } {
  // UNVERIFIED: limits out of range; AWS's reference names the largest page alone.
  const size = Math.min(Math.max(Math.trunc(limit), 1), pageSizeMax)
  const from = position === undefined || position === '' ? 0 : readPageToken(purpose, position)
  if (typeof from !== 'number') throw badRequest('Invalid position specified')
  const end = from + size
  return {
    items: items.slice(from, end),
    ...(end < items.length ? { position: writePageToken(purpose, end) } : {}),
  }
}
