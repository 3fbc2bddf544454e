import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { Execution } from '../domain/durable/types.ts'

/**
 * Where the next page of an execution's operations begins: behind an order. Good as long as the invocation runs that asks, since
 * operations keep their order and new ones come behind.
 */
export function stateMarker(execution: Execution, after: number): string {
  return writePageToken(purpose(execution), after)
}

/** Undefined when it is no marker of this execution. */
export function readStateMarker(execution: Execution, marker: string): number | undefined {
  const after = readPageToken(purpose(execution), marker)
  return typeof after === 'number' ? after : undefined
}

function purpose({ id }: Execution): string {
  return `GetDurableExecutionState/${id}`
}
