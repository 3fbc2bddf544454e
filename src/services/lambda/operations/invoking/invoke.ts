import type * as Api from '@aws-sdk/client-lambda'
import type { Operation, OperationContext } from '../../../../dispatch/index.ts'
import { enqueueAsync } from '../../asynchronous.ts'
import { authorizedAddress } from '../../authorization.ts'
import { invokeDurable } from '../../durable/invoke-durable.ts'
import {
  chooseTarget,
  type InvocationTarget,
  invokeTarget,
  requireInvocable,
  type Watched,
} from '../../invocation.ts'
import { required } from '../../required.ts'
import type { LambdaRoom } from '../../room.ts'
import { checkTenant, invocationOf, readClientContext, readPayload } from './request.ts'

/** Runs a function and waits for it, or takes an event for it, or only sees whether it could be run. */
export function invoke(room: LambdaRoom): Operation<Api.InvokeCommandInput, Api.InvocationResponse> {
  return async (input, context) => {
    const name = required(input.FunctionName, 'FunctionName')
    const address = await authorizedAddress(context, name, input.Qualifier, 'lambda:InvokeFunction')
    const target = await chooseTarget(context.store, context.random, address, room.targets)
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 }
    checkTenant(target, input.TenantId)
    // Clients may give text too; here bytes arrive.
    const sent = input.Payload as Uint8Array | undefined
    if (target.version.settings.durable !== undefined) {
      requireInvocable(target)
      const size = input.InvocationType === 'Event' ? 'event' : 'sync'
      return await invokeDurable(context, target, input, readPayload(sent, size))
    }
    if (input.InvocationType === 'Event') return await takeEvent(context, target, input, sent)
    return await runNow(room, context, target, input, readPayload(sent, 'sync'))
  }
}

function watchedBy({ trail, causes }: OperationContext): Watched {
  return { trail, ...(causes === undefined ? {} : { causes }) }
}

async function takeEvent(
  context: OperationContext,
  target: InvocationTarget,
  input: Api.InvokeCommandInput,
  sent: Uint8Array | undefined,
): Promise<Api.InvocationResponse> {
  const payload = readPayload(sent, 'event')
  requireInvocable(target)
  const clientContext = readClientContext(input.ClientContext)
  await enqueueAsync(context, target, payload, {
    ...(clientContext === undefined ? {} : { clientContext }),
    ...(input.TenantId === undefined ? {} : { tenantId: input.TenantId }),
    ...(context.traceHeader === undefined ? {} : { traceHeader: context.traceHeader }),
  })
  return { StatusCode: 202 }
}

async function runNow(
  room: LambdaRoom,
  context: OperationContext,
  target: InvocationTarget,
  input: Api.InvokeCommandInput,
  payload: Uint8Array,
): Promise<Api.InvocationResponse> {
  const invocation = await invocationOf(context, target, input, payload)
  const outcome = await invokeTarget(room, context.store, target, invocation, watchedBy(context))
  const { tail } = outcome.report
  return {
    StatusCode: 200,
    ...(outcome.kind === 'error' ? { FunctionError: outcome.functionError } : {}),
    ...(tail === undefined ? {} : { LogResult: Buffer.from(tail).toString('base64') }),
    Payload: outcome.payload as NonNullable<Api.InvocationResponse['Payload']>,
    ExecutedVersion: target.version.version,
  }
}
