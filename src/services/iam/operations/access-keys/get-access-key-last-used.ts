import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { accessDenied } from '../../errors.ts'
import { accessKeys, lastUses } from '../../records.ts'
import { required } from '../../required.ts'
import { instant } from '../../views.ts'

/** When a key was last used, and for what. For a key that is not there AWS does not say so, it denies access. */
export async function getAccessKeyLastUsed(
  input: Api.GetAccessKeyLastUsedRequest,
  { store, accountId, principal }: OperationContext,
): Promise<Api.GetAccessKeyLastUsedResponse> {
  const accessKeyId = required(input.AccessKeyId, 'AccessKeyId')
  const key = await accessKeys.get(store, [accountId, accessKeyId])
  if (!key) {
    throw accessDenied(
      `User: ${principal.arn} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${accessKeyId}`,
    )
  }
  const use = (await lastUses.get(store, [accountId, accessKeyId]))?.value
  return {
    UserName: key.value.owner?.name,
    AccessKeyLastUsed: use
      ? { LastUsedDate: instant(use.at), Region: use.region, ServiceName: use.service }
      : { LastUsedDate: undefined, Region: 'N/A', ServiceName: 'N/A' },
  }
}
