import type { Lambda } from '@aws-sdk/client-lambda'
import type { OperationTable } from '../../../dispatch/index.ts'
import type { LambdaRoom } from '../room.ts'

/** Durable executions. */
export function durableOperations(_room: LambdaRoom) {
  return {} satisfies OperationTable<Lambda>
}
