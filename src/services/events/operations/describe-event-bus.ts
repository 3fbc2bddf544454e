import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireBus } from '../buses.ts'
import { busSettings, busView } from '../views.ts'

export async function describeEventBus(
  input: Api.DescribeEventBusRequest,
  context: OperationContext,
): Promise<Api.DescribeEventBusResponse> {
  const { bus } = await requireBus(context, input.Name, 'events:DescribeEventBus')
  return { ...busView(bus), ...busSettings(bus) }
}
