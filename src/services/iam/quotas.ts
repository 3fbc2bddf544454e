import type { AccountId } from '../../aws/identifiers.ts'
import type { Page, PageSelector, Store } from '../../store/index.ts'
import { quotaExceeded } from './errors.ts'

interface Listed {
  list(store: Store, selector: PageSelector): Promise<Page<unknown>>
}

/**
 * Fails with LimitExceeded when an account has as many records as its quota allows. Two requests at the brink may both
 * pass: what these quotas protect (a listing's length) does not break by one more.
 */
export async function checkQuota(
  store: Store,
  records: Listed,
  accountId: AccountId,
  quota: string,
  limit: number,
): Promise<void> {
  if ((await countRecords(store, records, accountId, limit)) >= limit) throw quotaExceeded(quota, limit)
}

/** How many records an account has, counted up to a limit. */
export async function countRecords(
  store: Store,
  records: Listed,
  accountId: AccountId,
  limit: number,
): Promise<number> {
  return (await records.list(store, { prefix: [accountId], limit })).items.length
}
