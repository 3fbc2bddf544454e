import type { Lambda } from '@aws-sdk/client-lambda'
import type { OperationTable } from '../../../dispatch/index.ts'
import { getAccountSettings } from '../operations/account/get-account-settings.ts'
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
import {
  createCodeSigningConfig,
  deleteCodeSigningConfig,
  getCodeSigningConfig,
  listCodeSigningConfigs,
  listFunctionsByCodeSigningConfig,
  updateCodeSigningConfig,
} from '../operations/code-signing/code-signing-config.ts'
import {
  deleteFunctionCodeSigningConfig,
  getFunctionCodeSigningConfig,
  putFunctionCodeSigningConfig,
} from '../operations/code-signing/function-code-signing-config.ts'
import {
  deleteProvisionedConcurrencyConfig,
  getProvisionedConcurrencyConfig,
  listProvisionedConcurrencyConfigs,
  putProvisionedConcurrencyConfig,
} from '../operations/concurrency/provisioned-concurrency.ts'
import {
  createEventSourceMapping,
  deleteEventSourceMapping,
  getEventSourceMapping,
  listEventSourceMappings,
  updateEventSourceMapping,
} from '../operations/event-sources/event-source-mapping.ts'
import {
  getRuntimeManagementConfig,
  putRuntimeManagementConfig,
} from '../operations/runtime-management/runtime-management-config.ts'
import {
  createFunctionUrlConfig,
  deleteFunctionUrlConfig,
  getFunctionUrlConfig,
  listFunctionUrlConfigs,
  updateFunctionUrlConfig,
} from '../operations/urls/function-url-config.ts'
import type { LambdaRoom } from '../room.ts'

/** Asynchronous invocation, event source mappings, URLs, code signing, provisioned concurrency, capacity, account settings. */
export function eventOperations(room: LambdaRoom) {
  return {
    CreateCodeSigningConfig: createCodeSigningConfig,
    CreateEventSourceMapping: createEventSourceMapping,
    CreateFunctionUrlConfig: createFunctionUrlConfig,
    DeleteCodeSigningConfig: deleteCodeSigningConfig,
    DeleteEventSourceMapping: deleteEventSourceMapping,
    DeleteFunctionCodeSigningConfig: deleteFunctionCodeSigningConfig,
    DeleteFunctionEventInvokeConfig: deleteFunctionEventInvokeConfig,
    DeleteFunctionUrlConfig: deleteFunctionUrlConfig,
    DeleteProvisionedConcurrencyConfig: deleteProvisionedConcurrencyConfig,
    GetAccountSettings: getAccountSettings,
    GetCodeSigningConfig: getCodeSigningConfig,
    GetEventSourceMapping: getEventSourceMapping,
    GetFunctionCodeSigningConfig: getFunctionCodeSigningConfig,
    GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig,
    GetFunctionRecursionConfig: getFunctionRecursionConfig,
    GetFunctionUrlConfig: getFunctionUrlConfig,
    GetProvisionedConcurrencyConfig: getProvisionedConcurrencyConfig(room),
    GetRuntimeManagementConfig: getRuntimeManagementConfig,
    ListCodeSigningConfigs: listCodeSigningConfigs,
    ListEventSourceMappings: listEventSourceMappings,
    ListFunctionEventInvokeConfigs: listFunctionEventInvokeConfigs,
    ListFunctionUrlConfigs: listFunctionUrlConfigs,
    ListFunctionsByCodeSigningConfig: listFunctionsByCodeSigningConfig,
    ListProvisionedConcurrencyConfigs: listProvisionedConcurrencyConfigs(room),
    PutFunctionCodeSigningConfig: putFunctionCodeSigningConfig,
    PutFunctionEventInvokeConfig: putFunctionEventInvokeConfig,
    PutFunctionRecursionConfig: putFunctionRecursionConfig,
    PutProvisionedConcurrencyConfig: putProvisionedConcurrencyConfig,
    PutRuntimeManagementConfig: putRuntimeManagementConfig,
    UpdateCodeSigningConfig: updateCodeSigningConfig,
    UpdateEventSourceMapping: updateEventSourceMapping,
    UpdateFunctionEventInvokeConfig: updateFunctionEventInvokeConfig,
    UpdateFunctionUrlConfig: updateFunctionUrlConfig,
  } satisfies OperationTable<Lambda>
}
