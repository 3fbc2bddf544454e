/** A request to a function URL as an invocation of its function. */
import type { Outcome, StreamedOutcome } from '../../compute/index.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { invokeDurable } from './durable/invoke-durable.ts'
import { payloadTooLarge } from './errors.ts'
import type { FunctionUrl } from './function-urls.ts'
import { chooseTarget, invokeTarget, streamTarget } from './invocation.ts'
import { syncPayloadBytes } from './limits.ts'
import { checkTenant, invocationOf } from './operations/invoking/request.ts'
import type { LambdaRoom } from './room.ts'

/** What came of it, without what nobody asks here. */
export type UrlOutcome = StreamedOutcome | Pick<Outcome, 'kind' | 'payload'>

/**
 * Runs the function with an event; with `InvokeMode` RESPONSE_STREAM its response is handed on as it comes. Fails as Invoke
 * does, with an AwsError.
 */
export async function invokeUrl(
  room: LambdaRoom,
  context: OperationContext,
  { accountId, region, name, qualifier, invokeMode }: FunctionUrl,
  event: Uint8Array,
): Promise<UrlOutcome> {
  const { store, random, partition, trail } = context
  const address = { partition, accountId, region, name, ...(qualifier === '' ? {} : { qualifier }) }
  const target = await chooseTarget(store, random, address, room.targets)
  checkTenant(target, undefined)
  if (event.length > syncPayloadBytes) throw payloadTooLarge()
  if (target.version.settings.durable !== undefined) {
    const { FunctionError, Payload } = await invokeDurable(context, target, {}, event)
    return { kind: FunctionError === undefined ? 'success' : 'error', payload: Payload ?? noBytes }
  }
  const invocation = await invocationOf(context, target, {}, event)
  const run = invokeMode === 'RESPONSE_STREAM' ? streamTarget : invokeTarget
  return await run(room, store, target, invocation, { trail })
}

const noBytes = new TextEncoder().encode('null')
