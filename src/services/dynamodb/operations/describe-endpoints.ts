import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'

/** Answers where clients that discover endpoints go on: where they are. Source: API Reference, DescribeEndpoints. */
export async function describeEndpoints(
  _input: Api.DescribeEndpointsRequest,
  context: OperationContext,
): Promise<Api.DescribeEndpointsResponse> {
  const address = context.host ?? new URL(context.settings.endpoint).host
  return { Endpoints: [{ Address: address, CachePeriodInMinutes: 1440 }] }
}
