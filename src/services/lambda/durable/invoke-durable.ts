import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Execution } from '../domain/durable/types.ts'
import type { InvocationTarget } from '../invocation.ts'
import { startExecution, untilEnded } from './start.ts'
import { keyOf } from './storing.ts'

/**
 * Invoke of a durable function: begins an execution (or finds the one of that name) and answers at once, or waits for its
 * end. `payload`: JSON, seen to before. Fails as {@link startExecution} does.
 */
export async function invokeDurable(
  context: OperationContext,
  target: InvocationTarget,
  input: Pick<Api.InvocationRequest, 'InvocationType' | 'DurableExecutionName' | 'TenantId'>,
  payload: Uint8Array,
): Promise<Api.InvocationResponse> {
  const synchronous = input.InvocationType !== 'Event'
  const execution = await startExecution(context, target, {
    synchronous,
    ...(payload.length === 0 ? {} : { input: new TextDecoder().decode(payload) }),
    ...(input.DurableExecutionName === undefined ? {} : { name: input.DurableExecutionName }),
    ...(input.TenantId === undefined ? {} : { tenantId: input.TenantId }),
    ...(context.traceHeader === undefined ? {} : { traceHeader: context.traceHeader }),
  })
  const facts = { DurableExecutionArn: execution.arn, ExecutedVersion: execution.version }
  if (!synchronous) return { StatusCode: 202, ...facts }
  const ended = await untilEnded(context.store, keyOf(execution), context.signal)
  return { StatusCode: 200, ...facts, ...outcomeOf(ended) }
}

/** An execution's end as an invocation's outcome. */
function outcomeOf({
  status,
  result,
  error,
}: Execution): Pick<Api.InvocationResponse, 'FunctionError' | 'Payload'> {
  const bytes = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>
  if (status === 'SUCCEEDED') return result === undefined ? {} : { Payload: bytes(result) as never }
  // UNVERIFIED: the spelling of the members; it is that of other functions' errors.
  const { ErrorMessage, ErrorType, ErrorData, StackTrace } = error ?? {}
  const body = JSON.stringify({
    errorMessage: ErrorMessage,
    errorType: ErrorType,
    errorData: ErrorData,
    stackTrace: StackTrace,
  })
  return { FunctionError: 'Unhandled', Payload: bytes(body) as never }
}
