/** Listings, a page at a time. Source: API Reference, GetRoutes (maxResults, nextToken). */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import { badRequest } from './errors.ts'
import { pageSize } from './limits.ts'

/** One page of items that are all at hand: an API has few hundreds of anything. Fails with BadRequestException. */
export function pageOf<Item>(
  items: readonly Item[],
  {
    MaxResults,
    NextToken,
  }: { readonly MaxResults?: string | undefined; readonly NextToken?: string | undefined },
  purpose: string,
): { readonly Items: Item[]; readonly NextToken?: string | undefined } {
  const size = MaxResults === undefined ? pageSize : Number(MaxResults)
  if (!Number.isInteger(size) || size < 1) throw badRequest('Invalid maxResults value specified')
  const from = NextToken === undefined ? 0 : readPageToken(purpose, NextToken)
  if (typeof from !== 'number') throw badRequest('Invalid nextToken value specified')
  const end = from + size
  return {
    Items: items.slice(from, end),
    ...(end < items.length ? { NextToken: writePageToken(purpose, end) } : {}),
  }
}
