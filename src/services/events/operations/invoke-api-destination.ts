import { AwsError } from '../../../aws/aws-error.ts'
import { failureText } from '../../../delivery/index.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { HttpAnswer } from '../adapters/http-client.ts'
import {
  type ApiDestinationCall,
  ApiDestinationError,
  callApiDestination,
  callApiMethod,
} from '../api-destination-calls.ts'
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

/** A request to a method of an API on behalf of another service, which is a session of a role. */
export interface InvokeApiInput extends InvokeApiDestinationInput {
  /** The service that acts as the role. */
  readonly Service: `${string}.amazonaws.com`
  /** For what it does. */
  readonly SourceArn: string
}

/** For services that call API destinations themselves: Pipes. Tries once; the caller tries again. */
export function invokeApiDestination(room: EventsRoom) {
  return (
    { Arn, Input, HttpParameters }: InvokeApiDestinationInput,
    context: OperationContext,
  ): Promise<InvokeApiDestinationOutput> =>
    tried(() => {
      const call = { arn: Arn, parameters: HttpParameters ?? {}, input: Input }
      return callApiDestination(room, context, call, context.signal)
    })
}

/** The same for methods of APIs, by requests that the caller's role signs. */
export function invokeApi(room: EventsRoom) {
  return (
    { Arn, Input, HttpParameters, Service, SourceArn }: InvokeApiInput,
    context: OperationContext,
  ): Promise<InvokeApiDestinationOutput> =>
    tried(() => {
      const signer = { caller: context, service: Service, sourceArn: SourceArn }
      const call = { arn: Arn, parameters: HttpParameters ?? {}, input: Input, signer }
      return callApiMethod(room, context, call, context.signal)
    })
}

async function tried(send: () => Promise<HttpAnswer>): Promise<InvokeApiDestinationOutput> {
  try {
    const { body } = await send()
    return { Body: body }
  } catch (error) {
    if (error instanceof AwsError) throw error
    const { code, final } = error instanceof ApiDestinationError ? error : { code: 'ERROR', final: false }
    throw new AwsError(code, failureText(error), final ? {} : { statusCode: 503, fault: 'server' })
  }
}
