/** Runs the functions of executions: one invocation for each message, as the rules allow. */
import { AwsError } from '../../../aws/aws-error.ts'
import { randomUuid } from '../../../base/random.ts'
import { ComputeError, type Outcome } from '../../../compute/index.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import type { RunningJob } from '../../../jobs/index.ts'
import type { Message } from '../../../store/index.ts'
import { envelope } from '../domain/durable/envelope.ts'
import { readFunctionError } from '../domain/durable/handler-answer.ts'
import { beginInvocation, endInvocation, type InvocationOutcome } from '../domain/durable/invocations.ts'
import { statePageBytes } from '../domain/durable/limits.ts'
import type { Execution } from '../domain/durable/types.ts'
import { invokeTarget } from '../invocation.ts'
import type { LambdaRoom } from '../room.ts'
import { targetOf } from './chained-targets.ts'
import type { OfExecution } from './records.ts'
import { stateMarker } from './state-pages.ts'
import { changingExecution, keyOf, readOperations } from './storing.ts'

/**
 * Handles a request for an invocation. Begin and end are commits of their own, and both know the message: wherever a server
 * dies, the message that comes back finds out what is left to do.
 */
export async function runInvocation(
  room: LambdaRoom,
  surroundings: Surroundings,
  message: Message<OfExecution>,
  job: RunningJob,
): Promise<void> {
  const { random } = surroundings
  const of = message.value
  const invocation = { id: randomUuid(random), message: message.id }
  const begun = await changingExecution(surroundings, of, none, ({ execution }, now) => {
    const begun = beginInvocation(execution, invocation, now)
    return { change: begun?.change, answer: begun }
  })
  if (!begun) return
  const { execution } = begun.change
  const outcome = await runFunction(room, surroundings, execution, begun.updatedOperationIds, job)
  await changingExecution(
    surroundings,
    of,
    ({ id }) => [id],
    ({ execution, root }, now) => ({
      change: endInvocation(execution, root, invocation.id, outcome, now),
      answer: undefined,
    }),
  )
}

const none = (): string[] => []

/** Fails where it is to be tried again without counting as a failure of the function: no room for it, server ending. */
async function runFunction(
  room: LambdaRoom,
  { store, random }: Surroundings,
  execution: Execution,
  updatedOperationIds: readonly string[],
  job: RunningJob,
): Promise<InvocationOutcome> {
  const page = await readOperations(store, keyOf(execution), 0, {
    items: Number.POSITIVE_INFINITY,
    bytes: statePageBytes,
  })
  const marker = page.next === undefined ? undefined : stateMarker(execution, page.next)
  const payload = new TextEncoder().encode(envelope(execution, page.operations, marker, updatedOperationIds))
  const { functionName, version, invokedArn, tenantId, traceHeader, invocation } = execution
  try {
    const target = await targetOf(store, random, execution, functionName, version)
    const outcome = await invokeTarget(
      room,
      store,
      { ...target, invokedArn },
      {
        requestId: invocation?.id ?? '',
        payload,
        ...(tenantId === undefined ? {} : { tenantId }),
        ...(traceHeader === undefined ? {} : { traceHeader }),
      },
    )
    return readOutcome(outcome)
  } catch (error) {
    return failureOf(error, job)
  }
}

function readOutcome({ kind, payload }: Outcome): InvocationOutcome {
  const text = new TextDecoder().decode(payload)
  if (kind === 'success') return { kind: 'answered', payload: text }
  return { kind: 'failed', error: readFunctionError(text), repeat: true }
}

/** What a failure beside the function is to the execution; fails with what is no failure of it at all. */
export function failureOf(error: unknown, job: RunningJob): InvocationOutcome & { readonly kind: 'failed' } {
  if (!(error instanceof AwsError) || job.signal.aborted) throw error
  if (error.code === 'TooManyRequestsException') throw error
  if (error.cause instanceof ComputeError && error.cause.reason === 'stopping') throw error
  const gone = error.code === 'ResourceNotFoundException'
  return {
    kind: 'failed',
    error: { ErrorType: error.code, ErrorMessage: error.message },
    repeat: !gone,
  }
}
