import type * as Api from '@aws-sdk/client-sns'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../authorization.ts'
import { loadNow } from '../directory.ts'

export async function getDataProtectionPolicy(
  { ResourceArn }: Api.GetDataProtectionPolicyInput,
  context: OperationContext,
): Promise<Api.GetDataProtectionPolicyResponse> {
  const known = await loadNow(context, ResourceArn, 'ResourceArn')
  authorize(context, known, 'GetDataProtectionPolicy')
  const { dataProtectionPolicy } = known.topic
  return dataProtectionPolicy === undefined ? {} : { DataProtectionPolicy: dataProtectionPolicy }
}
