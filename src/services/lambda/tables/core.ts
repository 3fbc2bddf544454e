import type { Lambda } from '@aws-sdk/client-lambda'
import type { OperationTable } from '../../../dispatch/index.ts'
import type { LambdaRoom } from '../room.ts'

/** Functions, versions, aliases, layers, policies, invoking, reserved concurrency, tags. */
export function coreOperations(_room: LambdaRoom) {
  return {} satisfies OperationTable<Lambda>
}
