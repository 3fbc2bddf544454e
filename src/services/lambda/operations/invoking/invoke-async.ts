import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { enqueueAsync } from '../../asynchronous.ts'
import { authorizedAddress } from '../../authorization.ts'
import { requestTooLarge } from '../../errors.ts'
import { chooseTarget, requireInvocable } from '../../invocation.ts'
import { asyncPayloadBytes } from '../../limits.ts'
import { required } from '../../required.ts'
import { checkTenant, readPayload } from './request.ts'

/** Takes an event for a function: the older form of Invoke with the type Event. */
export async function invokeAsync(
  input: Api.InvokeAsyncCommandInput,
  context: OperationContext,
): Promise<Api.InvokeAsyncResponse> {
  const name = required(input.FunctionName, 'FunctionName')
  const address = await authorizedAddress(context, name, undefined, 'lambda:InvokeFunction')
  const target = await chooseTarget(context.store, context.random, address)
  checkTenant(target, undefined)
  const payload = readPayload(await whole(input.InvokeArgs as AsyncIterable<Uint8Array>), 'event')
  requireInvocable(target)
  const { traceHeader } = context
  await enqueueAsync(context, target, payload, traceHeader === undefined ? {} : { traceHeader })
  return { Status: 202 }
}

async function whole(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body) {
    bytes += part.length
    if (bytes > asyncPayloadBytes)
      throw requestTooLarge(
        `Request must be smaller than ${asyncPayloadBytes} bytes for the InvokeAsync operation`,
      )
    parts.push(part)
  }
  return Buffer.concat(parts)
}
