import type { Lambda } from '@aws-sdk/client-lambda'
import type { OperationTable } from '../../../dispatch/index.ts'
import {
  deleteFunctionConcurrency,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from '../operations/concurrency/reserved-concurrency.ts'
import { getFunctionConfiguration } from '../operations/functions/get-function-configuration.ts'
import { invoke } from '../operations/invoking/invoke.ts'
import type { LambdaRoom } from '../room.ts'

/** Functions, versions, aliases, layers, policies, invoking, reserved concurrency, tags. */
export function coreOperations(room: LambdaRoom) {
  return {
    DeleteFunctionConcurrency: deleteFunctionConcurrency,
    GetFunctionConcurrency: getFunctionConcurrency,
    GetFunctionConfiguration: getFunctionConfiguration,
    Invoke: invoke(room),
    PutFunctionConcurrency: putFunctionConcurrency,
  } satisfies OperationTable<Lambda>
}
