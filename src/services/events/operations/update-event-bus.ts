import type * as Api from '@aws-sdk/client-eventbridge'
import type { OperationContext } from '../../../dispatch/index.ts'
import { changeBus } from '../bus-changes.ts'
import { busArn } from '../domain/names.ts'
import { busSettings, plain } from '../views.ts'

/** UNVERIFIED: that what is left out stays as it is. */
export async function updateEventBus(
  input: Api.UpdateEventBusRequest,
  context: OperationContext,
): Promise<Api.UpdateEventBusResponse> {
  const bus = await changeBus(context, input.Name, 'events:UpdateEventBus', (before) => ({
    ...before,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.KmsKeyIdentifier === undefined ? {} : { kmsKeyIdentifier: input.KmsKeyIdentifier }),
    ...(input.DeadLetterConfig?.Arn === undefined ? {} : { deadLetterArn: input.DeadLetterConfig.Arn }),
    ...(input.LogConfig === undefined ? {} : { logConfig: plain(input.LogConfig) }),
  }))
  return { Arn: busArn(bus), Name: bus.busName, ...busSettings(bus) }
}
