import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { readCodeUsage } from '../../code-storage.ts'
import { accountConcurrency, codeStorageBytes, unzippedBytes, zippedBytes } from '../../limits.ts'
import { provisionedTotal } from '../../provisioned-concurrency.ts'
import { reservations } from '../../records.ts'

/** The quotas of an account in a region, and how much of them is used. */
export async function getAccountSettings(
  _input: Api.GetAccountSettingsRequest,
  context: OperationContext,
): Promise<Api.GetAccountSettingsResponse> {
  const { store, accountId, region } = context
  const reserved = (await reservations.get(store, [accountId, region]))?.value.reserved ?? {}
  const reservedTotal = Object.values(reserved).reduce((sum, share) => sum + share, 0)
  const provisioned = await provisionedTotal(store, context, reserved)
  const { codeBytes, functions } = await readCodeUsage(store, context)
  return {
    AccountLimit: {
      TotalCodeSize: codeStorageBytes,
      CodeSizeUnzipped: unzippedBytes,
      CodeSizeZipped: zippedBytes,
      ConcurrentExecutions: accountConcurrency,
      UnreservedConcurrentExecutions: accountConcurrency - reservedTotal - provisioned,
    },
    AccountUsage: { TotalCodeSize: codeBytes, FunctionCount: functions },
  }
}
