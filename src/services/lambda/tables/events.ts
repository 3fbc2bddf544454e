import type { Lambda } from '@aws-sdk/client-lambda'
import type { OperationTable } from '../../../dispatch/index.ts'
import type { LambdaRoom } from '../room.ts'

/** Asynchronous invocation, event source mappings, URLs, code signing, provisioned concurrency, capacity, account settings. */
export function eventOperations(_room: LambdaRoom) {
  return {} satisfies OperationTable<Lambda>
}
