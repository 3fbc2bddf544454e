import type { OperationContext } from '../../dispatch/index.ts'
import { notBuilt } from './errors.ts'
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
 * the request's id as its own. The version is chosen anew when it runs.
 */
export async function enqueueAsync(
  _context: OperationContext,
  _target: InvocationTarget,
  _payload: Uint8Array,
  _facts: AsyncFacts,
): Promise<void> {
  throw notBuilt('asynchronous invocation')
}
