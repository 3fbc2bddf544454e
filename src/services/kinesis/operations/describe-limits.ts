import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { countStreams } from '../counting.ts'
import { accountShards, onDemandStreams } from '../limits.ts'

/** What the account has in this region, and may have. */
export async function describeLimits(
  _input: Api.DescribeLimitsInput,
  context: OperationContext,
): Promise<Api.DescribeLimitsOutput> {
  const { openShards, onDemand } = await countStreams(context)
  return {
    ShardLimit: accountShards(context.region),
    OpenShardCount: openShards,
    OnDemandStreamCount: onDemand,
    OnDemandStreamCountLimit: onDemandStreams,
  }
}
