/** Which function answers which operation. */
import type { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2'
import type { JsonObject } from '../../base/json.ts'
import type { OperationContext, OperationTable } from '../../dispatch/index.ts'
import { createApi, deleteApi, deleteCorsConfiguration, getApi, getApis, updateApi } from './apis.ts'
import { change } from './changing.ts'
import {
  authorizerKind,
  deploymentKind,
  integrationKind,
  integrationResponseKind,
  modelKind,
  routeKind,
  routeResponseKind,
  stageKind,
} from './domain/kinds.ts'
import {
  createApiMapping,
  createDomainName,
  createVpcLink,
  deleteApiMapping,
  deleteDomainName,
  deleteVpcLink,
  getApiMapping,
  getApiMappings,
  getDomainName,
  getDomainNames,
  getVpcLink,
  getVpcLinks,
  updateApiMapping,
  updateDomainName,
  updateVpcLink,
} from './domain-names.ts'
import { noPart } from './errors.ts'
import { exportApi, importApi, reimportApi } from './importing.ts'
import { requirePart } from './lookups.ts'
import { modelRules } from './part-rules.ts'
import { partOperations } from './parts.ts'
import { entries } from './records.ts'
import type { GatewayRoom } from './room.ts'
import {
  anyAuthorizerRules,
  anyIntegrationRules,
  anyRouteRules,
  integrationResponseRules,
  routeResponseRules,
} from './socket-part-rules.ts'
import {
  createDeployment,
  deleteAccessLogSettings,
  deleteRouteSettings,
  getDeployment,
  listDeployments,
  refuseUsedDeployment,
  stageRules,
} from './stages.ts'
import { getTags, tagResource, untagResource } from './tags.ts'

const routes = partOperations(routeKind, anyRouteRules)
const integrations = partOperations(integrationKind, anyIntegrationRules)
const authorizers = partOperations(authorizerKind, anyAuthorizerRules)
const models = partOperations(modelKind, modelRules)
const stages = partOperations(stageKind, stageRules)
const deployments = partOperations(deploymentKind, {
  decide: ({ body }) => body,
  remove: refuseUsedDeployment,
})
const routeResponses = partOperations(routeResponseKind, routeResponseRules)
const integrationResponses = partOperations(integrationResponseKind, integrationResponseRules)

/** All operations that are here. */
export function operationsOf(room: GatewayRoom) {
  return {
    CreateApi: createApi,
    CreateApiMapping: createApiMapping,
    CreateAuthorizer: authorizers.create,
    CreateDeployment: createDeployment,
    CreateDomainName: createDomainName(room.names),
    CreateIntegration: integrations.create,
    CreateIntegrationResponse: integrationResponses.create,
    CreateModel: models.create,
    CreateRoute: routes.create,
    CreateRouteResponse: routeResponses.create,
    CreateStage: stages.create,
    CreateVpcLink: createVpcLink,
    DeleteAccessLogSettings: deleteAccessLogSettings,
    DeleteApi: deleteApi,
    DeleteApiMapping: deleteApiMapping,
    DeleteAuthorizer: authorizers.remove,
    DeleteCorsConfiguration: deleteCorsConfiguration,
    DeleteDeployment: deployments.remove,
    DeleteDomainName: deleteDomainName,
    DeleteIntegration: integrations.remove,
    DeleteIntegrationResponse: integrationResponses.remove,
    DeleteModel: models.remove,
    DeleteRoute: routes.remove,
    DeleteRouteRequestParameter: deleteRouteRequestParameter,
    DeleteRouteResponse: routeResponses.remove,
    DeleteRouteSettings: deleteRouteSettings,
    DeleteStage: stages.remove,
    DeleteVpcLink: deleteVpcLink,
    ExportApi: exportApi,
    GetApi: getApi,
    GetApiMapping: getApiMapping,
    GetApiMappings: getApiMappings,
    GetApis: getApis,
    GetAuthorizer: authorizers.get,
    GetAuthorizers: authorizers.list,
    GetDeployment: getDeployment,
    GetDeployments: listDeployments,
    GetDomainName: getDomainName,
    GetDomainNames: getDomainNames,
    GetIntegration: integrations.get,
    GetIntegrationResponse: integrationResponses.get,
    GetIntegrationResponses: integrationResponses.list,
    GetIntegrations: integrations.list,
    GetModel: models.get,
    GetModels: models.list,
    GetRoute: routes.get,
    GetRouteResponse: routeResponses.get,
    GetRouteResponses: routeResponses.list,
    GetRoutes: routes.list,
    GetStage: stages.get,
    GetStages: stages.list,
    GetTags: getTags,
    GetVpcLink: getVpcLink,
    GetVpcLinks: getVpcLinks,
    ImportApi: importApi,
    ReimportApi: reimportApi,
    ResetAuthorizersCache: resetAuthorizersCache,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateApi: updateApi,
    UpdateApiMapping: updateApiMapping,
    UpdateAuthorizer: authorizers.update,
    UpdateDeployment: deployments.update,
    UpdateDomainName: updateDomainName,
    UpdateIntegration: integrations.update,
    UpdateIntegrationResponse: integrationResponses.update,
    UpdateModel: models.update,
    UpdateRoute: routes.update,
    UpdateRouteResponse: routeResponses.update,
    UpdateStage: stages.update,
    UpdateVpcLink: updateVpcLink,
  } satisfies OperationTable<ApiGatewayV2>
}

/** Has all nodes forget what authorizers answered for a stage. */
async function resetAuthorizersCache(
  { ApiId: apiId = '', StageName: id = '' }: { ApiId?: string | undefined; StageName?: string | undefined },
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const stage = await requirePart(context, stageKind, { apiId, id })
    entries.put(commit, { ...stage.value, resets: (stage.value.resets ?? 0) + 1 }, stage)
  })
  return {}
}

async function deleteRouteRequestParameter(
  input: {
    ApiId?: string | undefined
    RouteId?: string | undefined
    RequestParameterKey?: string | undefined
  },
  context: OperationContext,
): Promise<object> {
  const { ApiId: apiId = '', RouteId: id = '', RequestParameterKey: key = '' } = input
  await change(context, async (commit) => {
    const route = await requirePart(context, routeKind, { apiId, id })
    const { [key]: gone, ...rest } = (route.value.body.RequestParameters ?? {}) as JsonObject
    if (gone === undefined) throw noPart('RequestParameter')
    const body = { ...route.value.body, RequestParameters: rest as JsonObject }
    entries.put(commit, { ...route.value, body, modifiedAt: context.now }, route)
  })
  return {}
}
