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
import {
  checkTenant,
  invocationOf,
  type PayloadReader,
  readClientContext,
  readPayload,
  writtenPayload,
} from './request.ts'

/** Runs a function and waits for it, or takes an event for it, or only sees whether it could be run. */
export function invoke(room: LambdaRoom): Operation<Api.InvokeCommandInput, Api.InvocationResponse> {
  return invoking(room, readPayload)
}

/** The same for services of this server, whose payload is JSON that they wrote. */
export function invokeFunction(room: LambdaRoom): Operation<Api.InvokeCommandInput, Api.InvocationResponse> {
  return invoking(room, writtenPayload)
}

function invoking(
  room: LambdaRoom,
  readPayload: PayloadReader,
): Operation<Api.InvokeCommandInput, Api.InvocationResponse> {
  return async (input, context) => {
    const name = required(input.FunctionName, 'FunctionName')
    const found = authorizedAddress(context, name, input.Qualifier, 'lambda:InvokeFunction')
    // Nothing that is known already is waited for: the shortest way is that of a warm function.
    const address = found instanceof Promise ? await found : found
    const chosen = chooseTarget(context.store, context.random, address, room.targets)
    const target = chosen instanceof Promise ? await chosen : chosen
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 }
    checkTenant(target, input.TenantId)
    // Clients may give text too; here bytes arrive.
    const sent = input.Payload as Uint8Array | undefined
    if (target.version.settings.durable !== undefined) {
      requireInvocable(target)
      const size = input.InvocationType === 'Event' ? 'event' : 'sync'
      return await invokeDurable(context, target, input, readPayload(sent, size))
    }
    if (input.InvocationType === 'Event')
      return await takeEvent(context, target, input, readPayload(sent, 'event'))
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
  payload: Uint8Array,
): Promise<Api.InvocationResponse> {
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
  const worded = invocationOf(context, target, input, payload)
  const invocation = worded instanceof Promise ? await worded : worded
  const outcome = await invokeTarget(room, context.store, target, invocation, watchedBy(context))
  const { tail } = outcome.report
  const answer: Api.InvocationResponse = {
    StatusCode: 200,
    Payload: outcome.payload as NonNullable<Api.InvocationResponse['Payload']>,
    ExecutedVersion: target.version.version,
  }
  if (outcome.kind === 'error') answer.FunctionError = outcome.functionError
  if (tail !== undefined) answer.LogResult = Buffer.from(tail).toString('base64')
  return answer
}
