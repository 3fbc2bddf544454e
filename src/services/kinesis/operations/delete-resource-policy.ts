import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changePolicy } from '../policies.ts'

/** Takes the policy of a stream or consumer away. */
export async function deleteResourcePolicy(
  input: Api.DeleteResourcePolicyInput,
  context: OperationContext,
): Promise<object> {
  await changePolicy(context, 'DeleteResourcePolicy', input, undefined)
  return {}
}
