import { AwsError } from '../../../aws/aws-error.ts'
import type { Json } from '../../../base/json.ts'
import type { ResourceProperties, ResourceRequest, ResourceType } from '../../../dispatch/index.ts'
import {
  everyItem,
  given,
  resourceExists,
  retag,
  tagsOf,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { resourceArn } from '../views.ts'
import { changesOf } from './part-type.ts'

const members = [
  'AccessLogSettings',
  'AutoDeploy',
  'ClientCertificateId',
  'DefaultRouteSettings',
  'DeploymentId',
  'Description',
  'RouteSettings',
  'StageVariables',
] as const

/** AWS::ApiGatewayV2::Stage. Source: CloudFormation template reference, AWS::ApiGatewayV2::Stage. */
export const stage: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const place = placeOf(properties)
    try {
      await unlessAgain(
        request,
        call('apigatewayv2:CreateStage', {
          ...place,
          ...given(properties, ...members),
          Tags: tagsOf(request, properties.Tags),
        }),
        'ConflictException',
      )
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ConflictException')
        throw resourceExists('AWS::ApiGatewayV2::Stage', `${place.ApiId}|${place.StageName}`)
      throw error
    }
    return madeOf(properties)
  },

  async update(request) {
    const { properties, previous, call, partition, region } = request
    const place = placeOf(properties)
    if (properties.AccessLogSettings === undefined && previous.AccessLogSettings !== undefined)
      await call('apigatewayv2:DeleteAccessLogSettings', place)
    const { AccessLogSettings: _log, ...before } = previous
    await call('apigatewayv2:UpdateStage', {
      ...place,
      ...changesOf({ members, usual: { AutoDeploy: false } }, before, properties),
    })
    const ResourceArn = resourceArn(partition, { region }, `/apis/${place.ApiId}/stages/${place.StageName}`)
    await retag(
      request,
      'Tags',
      (Tags) => call('apigatewayv2:TagResource', { ResourceArn, Tags }),
      (TagKeys) => call('apigatewayv2:UntagResource', { ResourceArn, TagKeys }),
    )
    return madeOf(properties)
  },

  async remove({ call, properties }) {
    await unlessMissing(call('apigatewayv2:DeleteStage', placeOf(properties)), 'NotFoundException')
  },

  async read({ call, identifier }) {
    const [ApiId = '', StageName = ''] = identifier.split('|')
    const found = await unlessMissing(
      call<object>('apigatewayv2:GetStage', { ApiId, StageName }),
      'NotFoundException',
    )
    if (!found) return undefined
    const properties = {
      ApiId,
      StageName,
      ...given(JSON.parse(JSON.stringify(found)) as ResourceProperties, ...members, 'Tags'),
    }
    return { ...madeOf(properties), properties }
  },

  async list(calls, { ApiId }) {
    const found = await everyItem<{ StageName?: string }>(calls, 'apigatewayv2:GetStages', { ApiId }, 'Items')
    return found.map(({ StageName = '' }) => `${String(ApiId)}|${StageName}`)
  },

  inert: ['AccessPolicyId'],
}

function placeOf(properties: ResourceProperties): { readonly ApiId: string; readonly StageName: string } {
  return { ApiId: String(properties.ApiId), StageName: String(properties.StageName) }
}

function madeOf(properties: ResourceRequest['properties']): {
  readonly physicalId: string
  readonly attributes: Readonly<Record<string, Json>>
} {
  return { physicalId: placeOf(properties).StageName, attributes: {} }
}
