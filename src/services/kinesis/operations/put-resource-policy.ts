import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changePolicy, checkPolicy } from '../policies.ts'
import { required } from '../required.ts'

/** Sets who else may use a stream or consumer. */
export async function putResourcePolicy(
  input: Api.PutResourcePolicyInput,
  context: OperationContext,
): Promise<object> {
  const policy = required(input.Policy, 'Policy')
  checkPolicy(policy)
  await changePolicy(context, 'PutResourcePolicy', input, policy)
  return {}
}
