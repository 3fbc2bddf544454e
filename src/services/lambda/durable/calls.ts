/** Chained invocations: an execution calls another function and waits for what it answers. */
import { AwsError } from '../../../aws/aws-error.ts'
import { randomUuid } from '../../../base/random.ts'
import type { Outcome } from '../../../compute/index.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import type { RunningJob } from '../../../jobs/index.ts'
import type { Message } from '../../../store/index.ts'
import { readFunctionError } from '../domain/durable/handler-answer.ts'
import { chainedPayloadBytes } from '../domain/durable/limits.ts'
import { type ChainedOutcome, endChainedInvoke, outcomeOfChild } from '../domain/durable/outside.ts'
import type { Execution, Operation } from '../domain/durable/types.ts'
import { invokeTarget } from '../invocation.ts'
import type { LambdaRoom } from '../room.ts'
import { targetOf } from './chained-targets.ts'
import { failureOf } from './invocations.ts'
import type { CallMessage, OfExecution } from './records.ts'
import { startExecution } from './start.ts'
import { changingExecution, findExecution, keyOf, load } from './storing.ts'

/**
 * Handles a call, or the outcome of one. A durable function is called once: its execution has names from the start. Another
 * function is called again when the server dies before its answer is stored.
 */
export async function handleCall(
  room: LambdaRoom,
  surroundings: Surroundings,
  { value }: Message<CallMessage>,
  job: RunningJob,
): Promise<void> {
  const { store } = surroundings
  const stored = await findExecution(store, value)
  if (!stored) return
  if (value.kind === 'report') return await report(surroundings, stored.value)
  const operation = (await load(store, stored, [value.operationId])).lookup(value.operationId)
  if (stored.value.status !== 'RUNNING' || operation?.status !== 'STARTED') return
  const outcome = await call(room, surroundings, stored.value, operation, job)
  if (outcome !== undefined) await end(surroundings, value, value.operationId, outcome)
}

async function report(surroundings: Surroundings, child: Execution): Promise<void> {
  const outcome = outcomeOfChild(child)
  const { parent } = child
  if (outcome === undefined || parent === undefined) return
  const of = { ...keyOf(child), executionId: parent.executionId }
  await end(surroundings, of, parent.operationId, outcome)
}

async function end(
  surroundings: Surroundings,
  of: OfExecution,
  operationId: string,
  outcome: ChainedOutcome,
): Promise<void> {
  await changingExecution(
    surroundings,
    of,
    () => [operationId],
    ({ execution, lookup }, now) => ({
      change: endChainedInvoke(execution, lookup(operationId), outcome, now),
      answer: undefined,
    }),
  )
}

/** Answers the outcome, or undefined when an execution was begun that will tell. */
async function call(
  room: LambdaRoom,
  surroundings: Surroundings,
  execution: Execution,
  operation: Operation,
  job: RunningJob,
): Promise<ChainedOutcome | undefined> {
  const { store, random } = surroundings
  const { invoke, input, id: operationId } = operation
  if (invoke === undefined) return undefined
  try {
    const target = await targetOf(store, random, execution, invoke.functionName, invoke.version)
    if (invoke.child !== undefined) {
      await startExecution(surroundings, target, {
        synchronous: false,
        child: { ...invoke.child, parent: { executionId: execution.id, operationId } },
        ...(input === undefined ? {} : { input }),
        ...(invoke.tenantId === undefined ? {} : { tenantId: invoke.tenantId }),
        ...(invoke.traceId === undefined ? {} : { traceHeader: invoke.traceId }),
      })
      return undefined
    }
    const outcome = await invokeTarget(room, store, target, {
      requestId: randomUuid(random),
      payload: new TextEncoder().encode(input ?? '{}'),
      ...(invoke.tenantId === undefined ? {} : { tenantId: invoke.tenantId }),
      ...(invoke.traceId === undefined ? {} : { traceHeader: invoke.traceId }),
    })
    return chainedOutcome(outcome)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return { status: 'FAILED', error: failureOf(error, job).error }
  }
}

function chainedOutcome({ kind, payload }: Outcome): ChainedOutcome {
  const text = new TextDecoder().decode(payload)
  if (kind === 'error') return { status: 'FAILED', error: readFunctionError(text) }
  if (payload.length > chainedPayloadBytes) {
    const ErrorMessage = `CHAINED_INVOKE output payload size must be less than or equal to ${chainedPayloadBytes} bytes.`
    return { status: 'FAILED', error: { ErrorMessage } }
  }
  return { status: 'SUCCEEDED', ...(payload.length === 0 ? {} : { result: text }) }
}
