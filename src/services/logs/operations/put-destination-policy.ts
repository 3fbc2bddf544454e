import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import { utf8Bytes } from '../../../base/utf8.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readDocument } from '../../../engines/policy/index.ts'
import { changeDestination } from '../destinations.ts'
import { invalidParameter } from '../errors.ts'
import { destinationPolicyBytes } from '../limits.ts'
import { required } from '../required.ts'

/**
 * Says who may name a destination in a filter. It is asked when a filter is put. `forceUpdate` changes nothing here: whether filters
 * of other accounts hold under the new policy is not looked at.
 */
export async function putDestinationPolicy(
  input: Api.PutDestinationPolicyRequest,
  context: OperationContext,
): Promise<object> {
  const accessPolicy = required(input.accessPolicy, 'accessPolicy')
  // UNVERIFIED: the words, of both.
  if (utf8Bytes(accessPolicy) > destinationPolicyBytes)
    throw invalidParameter(`The access policy must not be larger than ${destinationPolicyBytes} bytes.`)
  const read = readDocument(accessPolicy)
  if (!read.ok) throw invalidParameter('The access policy is not a valid policy document.')
  await changeDestination(context, required(input.destinationName, 'destinationName'), (destination) => ({
    ...destination,
    accessPolicy,
  }))
  return {}
}
