import type * as Api from '@aws-sdk/client-api-gateway'
import type { JsonObject } from '../../../base/json.ts'
import {
  everyItem,
  given,
  type MadeResource,
  orRemove,
  type ResourceProperties,
  type ResourceRequest,
  type ResourceType,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { createOnce } from './made-part.ts'
import { inputOf, loweredObject, propertiesOf } from './naming.ts'
import { valuePatches } from './patching.ts'
import { stagePatches } from './stage-patches.ts'

/**
 * AWS::ApiGateway::Deployment. With a stage's name it makes that stage too, and shows itself in it; the stage goes when the deployment
 * goes that it shows. Source: CloudFormation template reference, of that name.
 */
export const deployment: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const made = await createOnce<Api.Deployment>(request, 'CreateDeployment', {
      restApiId: properties.RestApiId,
      ...inputOf(properties, 'Description', 'StageName'),
      ...stageInput(properties),
      ...(properties.DeploymentCanarySettings === undefined
        ? {}
        : { canarySettings: loweredObject(properties.DeploymentCanarySettings, ['StageVariableOverrides']) }),
    })
    const deploymentId = made.id ?? ''
    return orRemove(
      request,
      async () => {
        await describeStage(request, {}, restOf(description(properties)))
        return madeOf(properties, deploymentId)
      },
      async () => {
        await removeStage(request, deploymentId)
        await call('apigateway:DeleteDeployment', { restApiId: properties.RestApiId, deploymentId })
      },
    )
  },

  async update(request) {
    const { properties, previous, physicalId: deploymentId, call } = request
    const restApiId = properties.RestApiId
    const patchOperations = valuePatches(previous, properties, { Description: '/description' })
    if (patchOperations.length > 0)
      await call('apigateway:UpdateDeployment', { restApiId, deploymentId, patchOperations })
    if (properties.StageName !== undefined && properties.StageName === previous.StageName)
      await describeStage(request, description(previous), description(properties))
    return madeOf(properties, deploymentId)
  },

  async remove(request) {
    const { call, physicalId: deploymentId, properties } = request
    await removeStage(request, deploymentId)
    await unlessMissing(
      call('apigateway:DeleteDeployment', { restApiId: properties.RestApiId, deploymentId }),
      'NotFoundException',
    )
  },

  async read({ call, identifier }) {
    const [deploymentId = '', restApiId = ''] = identifier.split('|')
    const found = await unlessMissing(
      call<Api.Deployment>('apigateway:GetDeployment', { restApiId, deploymentId }),
      'NotFoundException',
    )
    if (!found) return undefined
    const properties = { RestApiId: restApiId, ...propertiesOf(found, 'Description') }
    return { ...madeOf(properties, deploymentId), properties }
  },

  async list(calls, { RestApiId }) {
    const found = await everyItem<Api.Deployment>(
      calls,
      'apigateway:GetDeployments',
      { restApiId: RestApiId },
      'items',
      'position',
    )
    return found.map(({ id = '' }) => `${id}|${String(RestApiId)}`)
  },
}

function madeOf(properties: ResourceProperties, id: string): MadeResource {
  return { physicalId: id, attributes: { DeploymentId: id, ...given(properties, 'RestApiId') } }
}

/** What a deployment says of its stage: settings of all methods stand beside those of single ones. */
function description({ StageDescription }: ResourceProperties): ResourceProperties {
  const stage = (StageDescription ?? {}) as JsonObject
  const all = given(
    stage as ResourceProperties,
    'CacheDataEncrypted',
    'CacheTtlInSeconds',
    'CachingEnabled',
    'DataTraceEnabled',
    'LoggingLevel',
    'MetricsEnabled',
    'ThrottlingBurstLimit',
    'ThrottlingRateLimit',
  )
  const own = (stage.MethodSettings ?? []) as readonly JsonObject[]
  const settings =
    Object.keys(all).length === 0 ? own : [{ HttpMethod: '*', ResourcePath: '/*', ...all }, ...own]
  return { ...(stage as ResourceProperties), ...(settings.length > 0 ? { MethodSettings: settings } : {}) }
}

/** What CreateDeployment itself says of a stage. */
function stageInput({ StageDescription, StageName }: ResourceProperties): object {
  if (StageName === undefined) return {}
  const stage = (StageDescription ?? {}) as ResourceProperties
  return {
    ...inputOf(stage, 'CacheClusterEnabled', 'CacheClusterSize', 'Variables', 'TracingEnabled'),
    ...(stage.Description === undefined ? {} : { stageDescription: stage.Description }),
  }
}

/** What it leaves unsaid. */
function restOf(properties: ResourceProperties): ResourceProperties {
  return given(
    properties,
    'AccessLogSetting',
    'CanarySetting',
    'ClientCertificateId',
    'DocumentationVersion',
    'MethodSettings',
  )
}

async function describeStage(
  { call, properties }: ResourceRequest,
  before: ResourceProperties,
  after: ResourceProperties,
): Promise<void> {
  if (properties.StageName === undefined) return
  const patchOperations = stagePatches(before, after)
  if (patchOperations.length > 0)
    await call('apigateway:UpdateStage', {
      restApiId: properties.RestApiId,
      stageName: properties.StageName,
      patchOperations,
    })
}

/** The stage that a deployment has made goes with it, unless it shows another one by now. */
async function removeStage({ call, properties }: ResourceRequest, deploymentId: string): Promise<void> {
  const { RestApiId: restApiId, StageName: stageName } = properties
  if (stageName === undefined) return
  const found = await unlessMissing(
    call<Api.Stage>('apigateway:GetStage', { restApiId, stageName }),
    'NotFoundException',
  )
  if (found?.deploymentId === deploymentId)
    await unlessMissing(call('apigateway:DeleteStage', { restApiId, stageName }), 'NotFoundException')
}
