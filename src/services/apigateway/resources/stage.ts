import type * as Api from '@aws-sdk/client-api-gateway'
import {
  everyPage,
  orRemove,
  type ResourceProperties,
  type ResourceType,
  tagList,
  tagMap,
  tagsOf,
  unlessMissing,
  unlessTaken,
} from '../../../dispatch/index.ts'
import { retagged } from './made-part.ts'
import { inputOf, propertiesOf } from './naming.ts'
import { valuePatches } from './patching.ts'
import { stagePatches } from './stage-patches.ts'

/** AWS::ApiGateway::Stage. Source: CloudFormation template reference, of that name. */
export const stage: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const place = placeOf(properties)
    const { restApiId, stageName } = place
    await unlessTaken(
      request,
      'AWS::ApiGateway::Stage',
      `${restApiId}|${stageName}`,
      call('apigateway:CreateStage', {
        ...place,
        ...inputOf(
          properties,
          'DeploymentId',
          'Description',
          'CacheClusterEnabled',
          'CacheClusterSize',
          'Variables',
          'DocumentationVersion',
          'TracingEnabled',
        ),
        ...tagMap('tags', tagsOf(request, properties.Tags)),
      }),
      'ConflictException',
    )
    const { AccessLogSetting, CanarySetting, ClientCertificateId, MethodSettings } = properties
    const rest = Object.fromEntries(
      Object.entries({ AccessLogSetting, CanarySetting, ClientCertificateId, MethodSettings }).filter(
        ([, value]) => value !== undefined,
      ),
    ) as ResourceProperties
    return orRemove(
      request,
      async () => {
        const patchOperations = stagePatches({}, rest)
        if (patchOperations.length > 0) await call('apigateway:UpdateStage', { ...place, patchOperations })
        return { physicalId: stageName, attributes: {} }
      },
      () => call('apigateway:DeleteStage', place),
    )
  },

  async update(request) {
    const { properties, previous, call } = request
    const place = placeOf(properties)
    const patchOperations = [
      ...(properties.DeploymentId === undefined
        ? []
        : valuePatches(previous, properties, { DeploymentId: '/deploymentId' })),
      ...stagePatches(previous, properties),
    ]
    if (patchOperations.length > 0) await call('apigateway:UpdateStage', { ...place, patchOperations })
    await retagged(request, `/restapis/${place.restApiId}/stages/${place.stageName}`)
    return { physicalId: place.stageName, attributes: {} }
  },

  async remove({ call, properties }) {
    await unlessMissing(call('apigateway:DeleteStage', placeOf(properties)), 'NotFoundException')
  },

  async read({ call, identifier }) {
    const [restApiId = '', stageName = ''] = identifier.split('|')
    const found = await unlessMissing(
      call<Api.Stage>('apigateway:GetStage', { restApiId, stageName }),
      'NotFoundException',
    )
    if (!found) return undefined
    const { tags = {} } = found
    return {
      physicalId: stageName,
      attributes: {},
      properties: {
        RestApiId: restApiId,
        StageName: stageName,
        ...propertiesOf(
          found,
          'DeploymentId',
          'Description',
          'CacheClusterEnabled',
          'CacheClusterSize',
          'ClientCertificateId',
          'DocumentationVersion',
          'TracingEnabled',
          'Variables',
        ),
        ...(Object.keys(tags).length > 0 ? { Tags: tagList(tags) } : {}),
      },
    }
  },

  async list(calls, { RestApiId }) {
    const [found] = await everyPage<Api.Stages>(
      calls,
      'apigateway:GetStages',
      { restApiId: RestApiId },
      'position',
    )
    return (found?.item ?? []).map(({ stageName = '' }) => `${String(RestApiId)}|${stageName}`)
  },
}

function placeOf(properties: ResourceProperties): { readonly restApiId: string; readonly stageName: string } {
  return { restApiId: String(properties.RestApiId), stageName: String(properties.StageName ?? '') }
}
