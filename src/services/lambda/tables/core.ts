import type { Lambda } from '@aws-sdk/client-lambda'
import type { OperationTable } from '../../../dispatch/index.ts'
import {
  createAlias,
  deleteAlias,
  getAlias,
  listAliases,
  updateAlias,
} from '../operations/aliases/aliases.ts'
import {
  deleteCapacityProvider,
  getCapacityProvider,
  listCapacityProviders,
  listFunctionVersionsByCapacityProvider,
  updateCapacityProvider,
} from '../operations/capacity/capacity-providers.ts'
import {
  getFunctionScalingConfig,
  putFunctionScalingConfig,
} from '../operations/capacity/function-scaling-config.ts'
import {
  deleteFunctionConcurrency,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from '../operations/concurrency/reserved-concurrency.ts'
import { createFunction } from '../operations/functions/create-function.ts'
import { deleteFunction } from '../operations/functions/delete-function.ts'
import { getFunction } from '../operations/functions/get-function.ts'
import { getFunctionConfiguration } from '../operations/functions/get-function-configuration.ts'
import { listFunctions } from '../operations/functions/list-functions.ts'
import { updateFunctionCode } from '../operations/functions/update-function-code.ts'
import { updateFunctionConfiguration } from '../operations/functions/update-function-configuration.ts'
import { invoke } from '../operations/invoking/invoke.ts'
import { invokeAsync } from '../operations/invoking/invoke-async.ts'
import { invokeWithResponseStream } from '../operations/invoking/invoke-with-response-stream.ts'
import {
  addLayerVersionPermission,
  getLayerVersionPolicy,
  removeLayerVersionPermission,
} from '../operations/layers/layer-permissions.ts'
import {
  deleteLayerVersion,
  getLayerVersion,
  getLayerVersionByArn,
  publishLayerVersion,
} from '../operations/layers/layer-versions.ts'
import { listLayers, listLayerVersions } from '../operations/layers/list-layers.ts'
import { addPermission, getPolicy, removePermission } from '../operations/policies/permissions.ts'
import {
  deleteResourcePolicy,
  getResourcePolicy,
  putResourcePolicy,
} from '../operations/policies/resource-policies.ts'
import { listTags, tagResource, untagResource } from '../operations/tags.ts'
import { listVersionsByFunction } from '../operations/versions/list-versions-by-function.ts'
import { publishVersion } from '../operations/versions/publish-version.ts'
import type { LambdaRoom } from '../room.ts'

/** Functions, versions, aliases, layers, policies, invoking, reserved concurrency, tags. */
export function coreOperations(room: LambdaRoom) {
  return {
    AddLayerVersionPermission: addLayerVersionPermission,
    AddPermission: addPermission,
    CreateAlias: createAlias,
    CreateFunction: createFunction(room),
    DeleteAlias: deleteAlias,
    DeleteCapacityProvider: deleteCapacityProvider,
    DeleteFunction: deleteFunction(room),
    DeleteFunctionConcurrency: deleteFunctionConcurrency,
    DeleteLayerVersion: deleteLayerVersion,
    DeleteResourcePolicy: deleteResourcePolicy,
    GetAlias: getAlias,
    GetCapacityProvider: getCapacityProvider,
    GetFunction: getFunction,
    GetFunctionConcurrency: getFunctionConcurrency,
    GetFunctionConfiguration: getFunctionConfiguration,
    GetFunctionScalingConfig: getFunctionScalingConfig,
    GetLayerVersion: getLayerVersion,
    GetLayerVersionByArn: getLayerVersionByArn,
    GetLayerVersionPolicy: getLayerVersionPolicy,
    GetPolicy: getPolicy,
    GetResourcePolicy: getResourcePolicy,
    Invoke: invoke(room),
    InvokeAsync: invokeAsync,
    InvokeWithResponseStream: invokeWithResponseStream(room),
    ListAliases: listAliases,
    ListCapacityProviders: listCapacityProviders,
    ListFunctions: listFunctions,
    ListFunctionVersionsByCapacityProvider: listFunctionVersionsByCapacityProvider,
    ListLayerVersions: listLayerVersions,
    ListLayers: listLayers,
    ListTags: listTags,
    ListVersionsByFunction: listVersionsByFunction,
    PublishLayerVersion: publishLayerVersion,
    PublishVersion: publishVersion,
    PutFunctionConcurrency: putFunctionConcurrency,
    PutFunctionScalingConfig: putFunctionScalingConfig,
    PutResourcePolicy: putResourcePolicy,
    RemoveLayerVersionPermission: removeLayerVersionPermission,
    RemovePermission: removePermission,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateAlias: updateAlias,
    UpdateCapacityProvider: updateCapacityProvider,
    UpdateFunctionCode: updateFunctionCode(room),
    UpdateFunctionConfiguration: updateFunctionConfiguration(room),
  } satisfies OperationTable<Lambda>
}
