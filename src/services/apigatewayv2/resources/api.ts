import type * as Api from '@aws-sdk/client-apigatewayv2'
import type { JsonObject } from '../../../base/json.ts'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceRequest,
  ResourceType,
} from '../../../dispatch/index.ts'
import {
  changed,
  everyItem,
  given,
  objectText,
  retag,
  tagsOf,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { resourceArn } from '../views.ts'
import { changesOf, createOnce } from './part-type.ts'

/** Properties that CreateApi and UpdateApi take under the same name. */
const members = [
  'ApiKeySelectionExpression',
  'CorsConfiguration',
  'Description',
  'DisableExecuteApiEndpoint',
  'DisableSchemaValidation',
  'IpAddressType',
  'Name',
  'RouteSelectionExpression',
  'Version',
] as const

const quickCreate = ['CredentialsArn', 'RouteKey', 'Target'] as const

/** AWS::ApiGatewayV2::Api. Source: CloudFormation template reference, AWS::ApiGatewayV2::Api. */
export const api: ResourceType = {
  async create(request) {
    const { properties } = request
    const body = await bodyOf(request)
    const Tags = tagsOf(request, properties.Tags)
    if (body === undefined) {
      const made = await createOnce<Api.CreateApiResponse>(request, 'CreateApi', {
        ...given(properties, ...members, ...quickCreate),
        Name: String(properties.Name ?? ''),
        ProtocolType: String(properties.ProtocolType ?? ''),
        Tags,
      })
      return madeOf(request, made)
    }
    const made = await createOnce<Api.ImportApiResponse>(request, 'ImportApi', importOf(properties, body))
    await afterImport(request, String(made.ApiId))
    const ResourceArn = arnOf(request, String(made.ApiId))
    if (Object.keys(Tags).length > 0) await request.call('apigatewayv2:TagResource', { ResourceArn, Tags })
    return madeOf(request, made)
  },

  async update(request) {
    const { properties, previous, physicalId: ApiId, call } = request
    const body = await bodyOf(request)
    if (
      body !== undefined &&
      (changed(previous, properties, 'Body', 'BasePath') || properties.BodyS3Location !== undefined)
    )
      await call('apigatewayv2:ReimportApi', { ApiId, ...importOf(properties, body) })
    if (body !== undefined) await afterImport(request, ApiId)
    else {
      if (properties.CorsConfiguration === undefined && previous.CorsConfiguration !== undefined)
        await unlessMissing(call('apigatewayv2:DeleteCorsConfiguration', { ApiId }), 'NotFoundException')
      const { CorsConfiguration: _cors, ...before } = previous
      const usual = {
        DisableExecuteApiEndpoint: false,
        DisableSchemaValidation: false,
        IpAddressType: 'ipv4',
      }
      const changes = changesOf({ members: [...members, ...quickCreate], usual }, before, properties)
      await call('apigatewayv2:UpdateApi', {
        ApiId,
        ...changes,
        ...(changed(previous, properties, ...quickCreate) ? {} : withoutQuickCreate),
      })
    }
    const ResourceArn = arnOf(request, ApiId)
    await retag(
      request,
      'Tags',
      (Tags) => call('apigatewayv2:TagResource', { ResourceArn, Tags }),
      (TagKeys) => call('apigatewayv2:UntagResource', { ResourceArn, TagKeys }),
    )
    return madeOf(request, await call<Api.GetApiResponse>('apigatewayv2:GetApi', { ApiId }))
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('apigatewayv2:DeleteApi', { ApiId: physicalId }), 'NotFoundException')
  },

  async read(query) {
    const found = await unlessMissing(
      query.call<Api.GetApiResponse>('apigatewayv2:GetApi', { ApiId: query.identifier }),
      'NotFoundException',
    )
    if (!found) return undefined
    const made = madeOf(query, found)
    return {
      ...made,
      properties: {
        ...given(found as object as ResourceProperties, ...members, 'ProtocolType', 'Tags'),
        ...made.attributes,
      },
    }
  },

  async list(calls) {
    const found = await everyItem<Api.Api>(calls, 'apigatewayv2:GetApis', {}, 'Items')
    return found.map(({ ApiId = '' }) => ApiId)
  },

  inert: ['DisableSchemaValidation', 'IpAddressType'],
}

/** UpdateApi takes these for a change of quick create, which it is not when they stay. */
const withoutQuickCreate = Object.fromEntries(quickCreate.map((name) => [name, undefined]))

function arnOf({ partition, region }: ResourceCalls, apiId: string): string {
  return resourceArn(partition, { region }, `/apis/${apiId}`)
}

function madeOf(
  { partition, region, accountId }: ResourceCalls,
  { ApiId = '', ApiEndpoint = '' }: Api.GetApiResponse,
): MadeResource {
  return {
    physicalId: ApiId,
    attributes: {
      ApiId,
      ApiEndpoint,
      ExecuteApiArn: `arn:${partition}:execute-api:${region}:${accountId}:${ApiId}`,
    },
  }
}

function importOf(properties: ResourceProperties, body: string): object {
  const { BasePath: Basepath, FailOnWarnings } = properties
  return {
    Body: body,
    ...(Basepath === undefined ? {} : { Basepath }),
    ...(FailOnWarnings === undefined ? {} : { FailOnWarnings }),
  }
}

/** What stands beside the document counts more than what stands in it. */
async function afterImport({ call, properties }: ResourceRequest, ApiId: string): Promise<void> {
  const named = given(properties, ...members)
  if (Object.keys(named).length > 0) await call('apigatewayv2:UpdateApi', { ApiId, ...named })
}

/** The document that makes the API, if there is one. */
async function bodyOf({ properties, call }: ResourceRequest): Promise<string | undefined> {
  const { Body, BodyS3Location } = properties
  if (Body !== undefined) return typeof Body === 'string' ? Body : JSON.stringify(Body)
  if (BodyS3Location === undefined) return undefined
  return objectText({ call }, BodyS3Location as JsonObject)
}
