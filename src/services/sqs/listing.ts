import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Json } from '../../base/json.ts'
import type { Key } from '../../store/index.ts'
import { invalidParameterValue, invalidValue } from './errors.ts'
import { listedQueuesMax } from './limits.ts'

/** How many queues a page has, by what the request says. Fails with InvalidParameterValue. */
export function pageSize(maxResults: number | undefined): number {
  if (maxResults === undefined) return listedQueuesMax
  if (maxResults < 1 || maxResults > listedQueuesMax)
    throw invalidValue(
      maxResults,
      'MaxResults',
      `MaxResults must be an integer between 1 and ${listedQueuesMax}.`,
    )
  return maxResults
}

/** Where a page begins. Fails with InvalidParameterValue for a token of another listing. UNVERIFIED: AWS's words. */
export function positionOf(purpose: string, token: string | undefined): Key | undefined {
  if (token === undefined || token === '') return undefined
  const position = readPageToken(purpose, token)
  if (!Array.isArray(position)) throw invalidParameterValue('Invalid or expired next token.')
  return position as Key
}

/** Source: API Reference, ListQueues: there is a token only when the request has MaxResults. */
export function tokenOf(
  purpose: string,
  next: Key | undefined,
  maxResults: number | undefined,
): { NextToken?: string } {
  if (next === undefined || maxResults === undefined) return {}
  return { NextToken: writePageToken(purpose, next as Json) }
}
