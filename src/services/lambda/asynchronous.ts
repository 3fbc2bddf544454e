import type { OperationContext } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import { serviceFailure } from './errors.ts'
import { addEvent } from './event-queues.ts'
import type { InvocationTarget } from './invocation.ts'

/** What an asynchronous invocation brings along beside its payload. */
export interface AsyncFacts {
  /** The client context's JSON, decoded from base64. */
  readonly clientContext?: string
  readonly traceHeader?: string
  readonly tenantId?: string
  readonly durableExecutionName?: string
}

/**
 * Stores an event for a function: when this answers, the event is durable and will be handed to the function, with
 * the request's id as its own. The version is chosen anew when it runs. Fails with ServiceException when it cannot be stored.
 */
export async function enqueueAsync(
  context: OperationContext,
  target: InvocationTarget,
  payload: Uint8Array,
  facts: AsyncFacts,
): Promise<void> {
  const { store, requestId, now } = context
  const { id, accountId, region, name } = target.record
  const commit = atomic(store)
  await addEvent(commit, store, {
    functionId: id,
    accountId,
    region,
    name,
    ...(target.qualifier === undefined ? {} : { qualifier: target.qualifier }),
    requestId,
    payload: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8'),
    ...facts,
    progress: { acceptedAt: now, invokeCount: 0, returnCount: 0 },
  })
  const result = await commit.commit()
  if (!result.ok) throw serviceFailure('The event could not be stored.')
  context.trail.tell({
    stage: 'accepted',
    event: requestId,
    ...(context.causes === undefined ? {} : { causes: context.causes }),
    source: target.invokedArn,
    target: target.invokedArn,
  })
}
