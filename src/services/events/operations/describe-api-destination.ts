import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { destinationView, requireDestination } from '../api-destinations.ts'
import { required } from '../required.ts'

export async function describeApiDestination(
  input: Api.DescribeApiDestinationRequest,
  context: OperationContext,
): Promise<Api.DescribeApiDestinationResponse> {
  const { value } = await requireDestination(context, required(input.Name, 'Name'))
  const { description } = value
  return {
    ...(await destinationView(context, value)),
    ...(description === undefined ? {} : { Description: description }),
  }
}
