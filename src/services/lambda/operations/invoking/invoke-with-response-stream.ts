import type * as Api from '@aws-sdk/client-lambda'
import type { Outcome, StreamedOutcome } from '../../../../compute/index.ts'
import type { Operation } from '../../../../dispatch/index.ts'
import { authorizedAddress } from '../../authorization.ts'
import { chooseTarget, streamTarget } from '../../invocation.ts'
import { required } from '../../required.ts'
import type { LambdaRoom } from '../../room.ts'
import { checkTenant, invocationOf, readPayload } from './request.ts'

/** Runs a function and passes its response on piece by piece, as the function writes it. */
export function invokeWithResponseStream(
  room: LambdaRoom,
): Operation<Api.InvokeWithResponseStreamCommandInput, Api.InvokeWithResponseStreamResponse> {
  return async (input, context) => {
    const { store, random } = context
    const name = required(input.FunctionName, 'FunctionName')
    const address = await authorizedAddress(context, name, input.Qualifier, 'lambda:InvokeFunction')
    const target = await chooseTarget(store, random, address)
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 }
    checkTenant(target, input.TenantId)
    const payload = readPayload(input.Payload as Uint8Array | undefined, 'sync')
    const invocation = await invocationOf(context, target, input, payload)
    const { trail, causes } = context
    const watched = { trail, ...(causes === undefined ? {} : { causes }) }
    const outcome = await streamTarget(room, store, target, invocation, watched)
    return {
      StatusCode: 200,
      ExecutedVersion: target.version.version,
      ResponseStreamContentType: 'body' in outcome ? outcome.contentType : 'application/json',
      EventStream: eventsOf(outcome),
    }
  }
}

/** The events of a response. */
async function* eventsOf(
  outcome: StreamedOutcome | Outcome,
): AsyncGenerator<Api.InvokeWithResponseStreamResponseEvent> {
  if (!('body' in outcome)) {
    const { report } = outcome
    const text = Buffer.from(outcome.payload).toString('utf8')
    // UNVERIFIED: that a failure before the first piece comes in InvokeComplete alone.
    if (outcome.kind === 'success') yield { PayloadChunk: { Payload: bytesOf(outcome.payload) } }
    const error = outcome.kind === 'error' ? { code: outcome.functionError, details: text } : undefined
    yield { InvokeComplete: completion(report.tail, error) }
    return
  }
  for await (const piece of outcome.body) yield { PayloadChunk: { Payload: bytesOf(piece as Uint8Array) } }
  const { report, error } = await outcome.completed
  yield { InvokeComplete: completion(report.tail, error) }
}

function completion(
  tail: string | undefined,
  error: { readonly code: string; readonly details: string } | undefined,
): Api.InvokeWithResponseStreamCompleteEvent {
  return {
    ...(error === undefined ? {} : { ErrorCode: error.code, ErrorDetails: error.details }),
    ...(tail === undefined ? {} : { LogResult: Buffer.from(tail).toString('base64') }),
  }
}

function bytesOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}
