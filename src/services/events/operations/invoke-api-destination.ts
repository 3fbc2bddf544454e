import { AwsError } from '../../../aws/aws-error.ts'
import { failureText } from '../../../delivery/index.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { type ApiDestinationCall, ApiDestinationError, callApiDestination } from '../api-destination-calls.ts'
import type { EventsRoom } from '../room.ts'

/** A request to an API destination on behalf of another service. */
export interface InvokeApiDestinationInput {
  readonly Arn: string
  /** The body. */
  readonly Input: string
  /** Values are texts, no paths into an event. */
  readonly HttpParameters?: ApiDestinationCall['parameters']
}

/** What the destination answered. */
export interface InvokeApiDestinationOutput {
  readonly Body: string
}

/** For services that call API destinations themselves: Pipes. Tries once; the caller tries again. */
export function invokeApiDestination(room: EventsRoom) {
  return async (
    { Arn, Input, HttpParameters }: InvokeApiDestinationInput,
    context: OperationContext,
  ): Promise<InvokeApiDestinationOutput> => {
    try {
      const call = { arn: Arn, parameters: HttpParameters ?? {}, input: Input }
      const { body } = await callApiDestination(room, context, call, context.signal)
      return { Body: body }
    } catch (error) {
      const { code, final } = error instanceof ApiDestinationError ? error : { code: 'ERROR', final: false }
      throw new AwsError(code, failureText(error), final ? {} : { statusCode: 503, fault: 'server' })
    }
  }
}
