/** Looking through the secrets of an account, a page at a time. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Json } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { type Filter, meetsFilters } from './domain/filters.ts'
import { invalidToken } from './errors.ts'
import { replicas, type Secret, secrets } from './records.ts'
import { secretArn } from './secrets.ts'

/** What is looked for. */
export interface Search {
  readonly filters: readonly Filter[]
  readonly deleted: boolean
}

/** All secrets of the caller's account in this region that are looked for, replicas included, in the order of their names. */
export async function searchSecrets(context: OperationContext, { filters, deleted }: Search) {
  const { accountId, region, store, now } = context
  const found: Secret[] = []
  let after = {}
  for (;;) {
    const page = await secrets.list(store, { prefix: [accountId, region], ...after })
    found.push(...page.items.map(({ value }) => value))
    if (page.next === undefined) break
    after = { after: page.next }
  }
  const leading = await replicas.list(store, { prefix: [accountId, region] })
  for (const { value } of leading.items) {
    const stored = await secrets.get(store, [accountId, value.primary, value.name])
    if (stored !== undefined) found.push(stored.value)
  }
  return found
    .filter((secret) => {
      if (secret.deletionAt !== undefined && (!deleted || secret.deletionAt <= now)) return false
      const primaryRegion = secret.replicas.length > 0 ? secret.region : undefined
      return meetsFilters({ ...secret, primaryRegion }, filters)
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map((value) => ({ value, arn: secretArn(context, value, region) }))
}

/** A page of what is in memory; `purpose`: what a token belongs to. Fails with InvalidNextTokenException. */
export function pageOf<T>(
  all: readonly T[],
  limit: number,
  token: string | undefined,
  purpose: readonly Json[],
) {
  const name = `secretsmanager ${JSON.stringify(purpose)}`
  const position = token === undefined ? 0 : readPageToken(name, token)
  if (typeof position !== 'number') throw invalidToken()
  const end = position + limit
  const items = all.slice(position, end)
  return end < all.length ? { items, more: { NextToken: writePageToken(name, end) } } : { items, more: {} }
}
