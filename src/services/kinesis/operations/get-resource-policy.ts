import type * as Api from '@aws-sdk/client-kinesis'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readPolicy } from '../policies.ts'

/** The policy of a stream or consumer. */
export async function getResourcePolicy(
  input: Api.GetResourcePolicyInput,
  context: OperationContext,
): Promise<Api.GetResourcePolicyOutput> {
  const Policy = await readPolicy(context, 'GetResourcePolicy', input)
  // UNVERIFIED: the words.
  if (Policy === undefined)
    throw new AwsError('ResourceNotFoundException', `No resource policy found for ${input.ResourceARN}.`)
  return { Policy }
}
