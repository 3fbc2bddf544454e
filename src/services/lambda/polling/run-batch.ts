import type { Clock } from '../../../base/clock.ts'
import type { RandomSource } from '../../../base/random.ts'
import type { Trail } from '../../../dispatch/index.ts'
import type { Store } from '../../../store/index.ts'
import { startExecution, untilEnded } from '../durable/start.ts'
import { keyOf } from '../durable/storing.ts'
import { type InvocationTarget, invokeTarget, requireInvocable } from '../invocation.ts'
import type { LambdaRoom } from '../room.ts'

/** One invocation for a batch. */
export interface BatchInvocation {
  readonly requestId: string
  readonly traceHeader: string
  readonly payload: Uint8Array
  /** The names of its records on the trail. */
  readonly causes: readonly string[]
  /** The ARN of where they come from. */
  readonly source: string
  readonly signal: AbortSignal
}

/** What the function answered. */
export type BatchAnswer =
  | { readonly kind: 'success'; readonly payload: string }
  | { readonly kind: 'error'; readonly functionError: string }

interface BatchSurroundings {
  readonly store: Store
  readonly clock: Clock
  readonly random: RandomSource
  readonly trail: Trail
}

/** Runs the function, or the durable execution that it is, and waits for its end. Fails as {@link invokeTarget} does. */
export async function runBatch(
  room: LambdaRoom,
  surroundings: BatchSurroundings,
  target: InvocationTarget,
  { requestId, traceHeader, payload, causes, source, signal }: BatchInvocation,
): Promise<BatchAnswer> {
  const { store, trail } = surroundings
  if (target.version.settings.durable !== undefined) {
    return await runDurable(surroundings, target, { traceHeader, payload, signal })
  }
  const watched = { trail, causes, source }
  const outcome = await invokeTarget(room, store, target, { requestId, payload, traceHeader }, watched)
  if (outcome.kind === 'error') return { kind: 'error', functionError: outcome.functionError ?? 'Unhandled' }
  return { kind: 'success', payload: new TextDecoder().decode(outcome.payload) }
}

/** Source: Lambda Developer Guide, "Invoking durable functions": mappings wait for the end of the execution. */
async function runDurable(
  surroundings: BatchSurroundings,
  target: InvocationTarget,
  { traceHeader, payload, signal }: Pick<BatchInvocation, 'traceHeader' | 'payload' | 'signal'>,
): Promise<BatchAnswer> {
  requireInvocable(target)
  const execution = await startExecution(surroundings, target, {
    synchronous: true,
    input: new TextDecoder().decode(payload),
    traceHeader,
  })
  const { status, result } = await untilEnded(surroundings.store, keyOf(execution), signal)
  return status === 'SUCCEEDED'
    ? { kind: 'success', payload: result ?? '' }
    : { kind: 'error', functionError: 'Unhandled' }
}
