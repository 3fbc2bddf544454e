import type * as Api from '@aws-sdk/client-dynamodb'
import { capacityQuotas } from '../limits.ts'

/** Answers AWS's default quotas. Nothing here is held to them. */
export async function describeLimits(): Promise<Api.DescribeLimitsOutput> {
  return {
    AccountMaxReadCapacityUnits: capacityQuotas.account,
    AccountMaxWriteCapacityUnits: capacityQuotas.account,
    TableMaxReadCapacityUnits: capacityQuotas.table,
    TableMaxWriteCapacityUnits: capacityQuotas.table,
  }
}
