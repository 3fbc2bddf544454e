import type { Lambda } from '@aws-sdk/client-lambda'
import type { OperationTable } from '../../../dispatch/index.ts'
import {
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  listFunctionEventInvokeConfigs,
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
} from '../operations/asynchronous/event-invoke-config.ts'
import {
  getFunctionRecursionConfig,
  putFunctionRecursionConfig,
} from '../operations/asynchronous/recursion-config.ts'
import type { LambdaRoom } from '../room.ts'

/** Asynchronous invocation, event source mappings, URLs, code signing, provisioned concurrency, capacity, account settings. */
export function eventOperations(_room: LambdaRoom) {
  return {
    DeleteFunctionEventInvokeConfig: deleteFunctionEventInvokeConfig,
    GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig,
    GetFunctionRecursionConfig: getFunctionRecursionConfig,
    ListFunctionEventInvokeConfigs: listFunctionEventInvokeConfigs,
    PutFunctionEventInvokeConfig: putFunctionEventInvokeConfig,
    PutFunctionRecursionConfig: putFunctionRecursionConfig,
    UpdateFunctionEventInvokeConfig: updateFunctionEventInvokeConfig,
  } satisfies OperationTable<Lambda>
}
