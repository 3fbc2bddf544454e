import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Json } from '../../base/json.ts'
import type { Key } from '../../store/index.ts'
import { invalidParameter } from './errors.ts'

/** Where a page begins. Fails with InvalidParameter for a token of another listing. UNVERIFIED: AWS's words. */
export function positionOf(purpose: string, token: string | undefined): { readonly after?: Key } {
  if (token === undefined || token === '') return {}
  const position = readPageToken(purpose, token)
  if (!Array.isArray(position)) throw invalidParameter('NextToken')
  return { after: position as Key }
}

export function tokenOf(purpose: string, next: Key | undefined): { NextToken?: string } {
  return next === undefined ? {} : { NextToken: writePageToken(purpose, next as Json) }
}
