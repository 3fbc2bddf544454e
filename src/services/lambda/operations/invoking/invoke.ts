import type * as Api from '@aws-sdk/client-lambda'
import type { Operation, OperationContext } from '../../../../dispatch/index.ts'
import { enqueueAsync } from '../../asynchronous.ts'
import { chooseTarget, invokeTarget } from '../../invocation.ts'
import { addressOf } from '../../lookups.ts'
import { required } from '../../required.ts'
import type { LambdaRoom } from '../../room.ts'

/** Runs a function and waits for it, or takes an event for it, or only sees whether it could be run. */
export function invoke(room: LambdaRoom): Operation<Api.InvokeCommandInput, Api.InvocationResponse> {
  return async (input, context) => {
    const address = addressOf(context, required(input.FunctionName, 'FunctionName'), input.Qualifier)
    const target = await chooseTarget(context.store, context.random, address)
    // Clients may give text too; here bytes arrive.
    const payload = (input.Payload ?? new Uint8Array(0)) as Uint8Array
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 }
    if (input.InvocationType === 'Event') {
      await enqueueAsync(context, target, payload, {})
      return { StatusCode: 202 }
    }
    const outcome = await invokeTarget(room, context.store, target, invocationOf(input, context, payload))
    const { tail } = outcome.report
    return {
      StatusCode: 200,
      ...(outcome.kind === 'error' ? { FunctionError: outcome.functionError } : {}),
      ...(tail === undefined ? {} : { LogResult: Buffer.from(tail).toString('base64') }),
      Payload: outcome.payload,
      ExecutedVersion: target.version.version,
    }
  }
}

function invocationOf(input: Api.InvokeCommandInput, context: OperationContext, payload: Uint8Array) {
  return {
    requestId: context.requestId,
    payload,
    signal: context.signal,
    ...(input.LogType === 'Tail' ? { tail: true } : {}),
    ...(input.TenantId === undefined ? {} : { tenantId: input.TenantId }),
  }
}
