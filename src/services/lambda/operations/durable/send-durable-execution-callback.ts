import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { readError } from '../../domain/durable/handler-answer.ts'
import { type CallbackOutcome, endCallback, heartbeat } from '../../domain/durable/outside.ts'
import { callbackClosed, refused } from '../../domain/durable/refusals.ts'
import { readCallbackId } from '../../domain/durable/tokens.ts'
import type { OfExecution } from '../../durable/records.ts'
import { changingExecution } from '../../durable/storing.ts'
import { required } from '../../required.ts'

/** Ends a callback well. */
export async function sendDurableExecutionCallbackSuccess(
  input: Api.SendDurableExecutionCallbackSuccessCommandInput,
  context: OperationContext,
): Promise<Api.SendDurableExecutionCallbackSuccessResponse> {
  const bytes = input.Result as Uint8Array | undefined
  const result = bytes === undefined || bytes.length === 0 ? {} : { result: new TextDecoder().decode(bytes) }
  return await end(context, required(input.CallbackId, 'CallbackId'), { status: 'SUCCEEDED', ...result })
}

/** Ends a callback with an error. */
export async function sendDurableExecutionCallbackFailure(
  input: Api.SendDurableExecutionCallbackFailureRequest,
  context: OperationContext,
): Promise<Api.SendDurableExecutionCallbackFailureResponse> {
  const error = readError(input.Error) ?? {}
  return await end(context, required(input.CallbackId, 'CallbackId'), { status: 'FAILED', error })
}

/** Whoever works on a callback is still there. */
export async function sendDurableExecutionCallbackHeartbeat(
  input: Api.SendDurableExecutionCallbackHeartbeatRequest,
  context: OperationContext,
): Promise<Api.SendDurableExecutionCallbackHeartbeatResponse> {
  const { of, operationId } = addressed(context, required(input.CallbackId, 'CallbackId'))
  const answer = await changingExecution(
    context,
    of,
    () => [operationId],
    ({ execution, lookup }, now) => ({
      change: heartbeat(execution, lookup(operationId), now),
      answer: {},
    }),
  )
  if (!answer) throw callbackClosed()
  return answer
}

async function end(context: OperationContext, callbackId: string, outcome: CallbackOutcome): Promise<object> {
  const { of, operationId } = addressed(context, callbackId)
  const answer = await changingExecution(
    context,
    of,
    () => [operationId],
    ({ execution, lookup }, now) => ({
      change: endCallback(execution, lookup(operationId), outcome, now),
      answer: {},
    }),
  )
  if (!answer) throw callbackClosed()
  return answer
}

/** Callbacks of another account or region are none that this caller could end. */
function addressed(
  { accountId, region }: OperationContext,
  callbackId: string,
): { readonly of: OfExecution; readonly operationId: string } {
  const named = readCallbackId(callbackId)
  if (!named) throw refused('Invalid callback id')
  const { executionId, operationId } = named
  if (named.accountId !== accountId || named.region !== region) throw callbackClosed()
  return { of: { accountId, region, executionId }, operationId }
}
