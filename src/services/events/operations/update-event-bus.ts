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
  const bus = await changeBus(
    context,
    input.Name,
    'events:UpdateEventBus',
    ({ deadLetterArn, ...before }) => ({
      ...before,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...(input.KmsKeyIdentifier === undefined ? {} : { kmsKeyIdentifier: input.KmsKeyIdentifier }),
      ...deadLetters(input.DeadLetterConfig, deadLetterArn),
      ...(input.LogConfig === undefined ? {} : { logConfig: plain(input.LogConfig) }),
    }),
  )
  return { Arn: busArn(bus), Name: bus.busName, ...busSettings(bus) }
}

/** UNVERIFIED: that a setting without a queue takes the queue away. */
function deadLetters(
  given: Api.DeadLetterConfig | undefined,
  before: string | undefined,
): { readonly deadLetterArn?: string } {
  const arn = given === undefined ? before : given.Arn
  return arn === undefined ? {} : { deadLetterArn: arn }
}
