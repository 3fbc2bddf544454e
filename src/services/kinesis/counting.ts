/** What an account has in a region, for its quotas. */
import type { OperationContext } from '../../dispatch/index.ts'
import { limitExceeded } from './errors.ts'
import { accountShards } from './limits.ts'
import { streams } from './records.ts'

/** How much an account has. */
export interface Counts {
  /** Of provisioned streams. */
  readonly openShards: number
  readonly onDemand: number
  readonly creating: number
}

export async function countStreams({ store, accountId, region }: OperationContext): Promise<Counts> {
  const counts = { openShards: 0, onDemand: 0, creating: 0 }
  let after = {}
  for (;;) {
    const page = await streams.list(store, { prefix: [accountId, region], ...after })
    for (const { value } of page.items) {
      if (value.mode === 'ON_DEMAND') counts.onDemand++
      else counts.openShards += value.openShards
      if (value.status === 'CREATING') counts.creating++
    }
    if (page.next === undefined) return counts
    after = { after: page.next }
  }
}

/** Fails with LimitExceededException when the account would have more shards than it may. */
export function checkAccountShards(
  { accountId, region }: Pick<OperationContext, 'accountId' | 'region'>,
  open: number,
  more: number,
): void {
  const limit = accountShards(region)
  if (open + more <= limit) return
  throw limitExceeded(
    `This request would exceed the shard limit for the account ${accountId} in ${region}. Current shard count for the account: ${open}. Limit: ${limit}. Number of additional shards that would have resulted from this request: ${more}. Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request higher limits.`,
  )
}
