import type * as Api from '@aws-sdk/client-api-gateway'
import type { PatchOperation } from '@aws-sdk/client-api-gateway'
import { type JsonObject, sameJson } from '../../../base/json.ts'
import {
  changed,
  everyItem,
  type MadeResource,
  objectText,
  orRemove,
  type ResourceCalls,
  type ResourceProperties,
  type ResourceRequest,
  type ResourceType,
  tagList,
  tagMap,
  tagsOf,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { createOnce, retagged, tagArn } from './made-part.ts'
import { inputOf, loweredObject, propertiesOf } from './naming.ts'
import { listPatches, textOf, valuePatches } from './patching.ts'

/** AWS::ApiGateway::RestApi. Source: CloudFormation template reference, of that name. */
export const restApi: ResourceType = {
  async create(request) {
    const { properties } = request
    const body = await bodyOf(request)
    const tags = tagsOf(request, properties.Tags)
    if (body === undefined) {
      const made = await createOnce<Api.RestApi>(request, 'CreateRestApi', {
        ...inputOf(
          properties,
          'Name',
          'Description',
          'Version',
          'CloneFrom',
          'MinimumCompressionSize',
          'DisableExecuteApiEndpoint',
          'SecurityPolicy',
          'EndpointAccessMode',
        ),
        ...(properties.BinaryMediaTypes === undefined ? {} : { binaryMediaTypes: mediaTypes(properties) }),
        ...(properties.ApiKeySourceType === undefined ? {} : { apiKeySource: properties.ApiKeySourceType }),
        ...(properties.EndpointConfiguration === undefined
          ? {}
          : { endpointConfiguration: loweredObject(properties.EndpointConfiguration) }),
        ...(properties.Policy === undefined ? {} : { policy: textOf(properties.Policy ?? '') }),
        ...tagMap('tags', tags),
      })
      return madeOf(made)
    }
    const made = await createOnce<Api.RestApi>(request, 'ImportRestApi', importOf(properties, body))
    const restApiId = made.id ?? ''
    return orRemove(
      request,
      async () => {
        await update(request, restApiId, patchesOf({}, properties, made))
        if (Object.keys(tags).length > 0)
          await request.call('apigateway:TagResource', {
            resourceArn: tagArn(request, `/restapis/${restApiId}`),
            tags,
          })
        return madeOf(made)
      },
      () => request.call('apigateway:DeleteRestApi', { restApiId }),
    )
  },

  async update(request) {
    const { properties, previous, physicalId: restApiId, call } = request
    const body = await bodyOf(request)
    const isNew = changed(previous, properties, 'Body', 'BodyS3Location', 'Parameters', 'Mode')
    const put = body !== undefined && (isNew || properties.BodyS3Location !== undefined)
    if (put)
      await call('apigateway:PutRestApi', {
        restApiId,
        mode: properties.Mode === 'merge' ? 'merge' : 'overwrite',
        ...importOf(properties, body),
      })
    const now = await call<Api.RestApi>('apigateway:GetRestApi', { restApiId })
    // What a document has put over settings that stand beside it is put back.
    await update(request, restApiId, patchesOf(put ? {} : previous, properties, now))
    await retagged(request, `/restapis/${restApiId}`)
    return madeOf(now)
  },

  async remove({ call, physicalId: restApiId }) {
    await unlessMissing(call('apigateway:DeleteRestApi', { restApiId }), 'NotFoundException')
  },

  async read({ call, identifier: restApiId }) {
    const found = await unlessMissing(
      call<Api.RestApi>('apigateway:GetRestApi', { restApiId }),
      'NotFoundException',
    )
    if (!found) return undefined
    const { endpointConfiguration, policy, apiKeySource, tags = {} } = found
    const made = madeOf(found)
    return {
      ...made,
      properties: {
        ...propertiesOf(
          found,
          'Name',
          'Description',
          'Version',
          'BinaryMediaTypes',
          'MinimumCompressionSize',
          'DisableExecuteApiEndpoint',
        ),
        ...(apiKeySource === undefined ? {} : { ApiKeySourceType: apiKeySource }),
        ...(endpointConfiguration === undefined
          ? {}
          : {
              EndpointConfiguration: propertiesOf(
                endpointConfiguration,
                'Types',
                'IpAddressType',
                'VpcEndpointIds',
              ),
            }),
        ...(policy === undefined ? {} : { Policy: JSON.parse(`"${policy}"`) as string }),
        ...(Object.keys(tags).length > 0 ? { Tags: tagList(tags) } : {}),
        ...made.attributes,
      },
    }
  },

  async list(calls) {
    const found = await everyItem<Api.RestApi>(calls, 'apigateway:GetRestApis', {}, 'items', 'position')
    return found.map(({ id = '' }) => id)
  },

  inert: ['EndpointConfiguration.IpAddressType', 'SecurityPolicy', 'EndpointAccessMode'],
}

function madeOf({ id = '', rootResourceId = '' }: Api.RestApi): MadeResource {
  return { physicalId: id, attributes: { RestApiId: id, RootResourceId: rootResourceId } }
}

function importOf({ Parameters, FailOnWarnings }: ResourceProperties, body: string): object {
  return {
    body: Buffer.from(body),
    ...(Parameters === undefined ? {} : { parameters: Parameters }),
    ...(FailOnWarnings === undefined ? {} : { failOnWarnings: FailOnWarnings }),
  }
}

async function update(
  { call }: ResourceCalls,
  restApiId: string,
  patchOperations: readonly PatchOperation[],
): Promise<void> {
  if (patchOperations.length > 0) await call('apigateway:UpdateRestApi', { restApiId, patchOperations })
}

/** What brings an API to the settings that stand beside its document. What was set and is not any more goes back to what is usual. */
function patchesOf(
  previous: ResourceProperties,
  next: ResourceProperties,
  { binaryMediaTypes = [], endpointConfiguration }: Api.RestApi,
): readonly PatchOperation[] {
  const endpoint = (next.EndpointConfiguration ?? {}) as JsonObject
  const [was = 'EDGE'] = endpointConfiguration?.types ?? []
  const [type] = (endpoint.Types ?? []) as readonly string[]
  return [
    ...(next.Name === undefined ? [] : valuePatches(previous, next, { Name: '/name' })),
    ...valuePatches(previous, next, {
      Description: '/description',
      Version: '/version',
      ApiKeySourceType: ['/apiKeySource', 'HEADER'],
      DisableExecuteApiEndpoint: ['/disableExecuteApiEndpoint', 'false'],
      MinimumCompressionSize: '/minimumCompressionSize',
      Policy: '/policy',
      SecurityPolicy: '/securityPolicy',
      EndpointAccessMode: '/endpointAccessMode',
    }),
    ...(type === undefined || type === was
      ? []
      : [{ op: 'replace', path: `/endpointConfiguration/types/${was}`, value: type } as const]),
    ...(sameJson(previous.EndpointConfiguration, next.EndpointConfiguration)
      ? []
      : listPatches(
          [...(endpointConfiguration?.vpcEndpointIds ?? [])],
          endpoint.VpcEndpointIds,
          '/endpointConfiguration/vpcEndpointIds',
          true,
        )),
    ...(next.BinaryMediaTypes === undefined && previous.BinaryMediaTypes === undefined
      ? []
      : listPatches([...binaryMediaTypes], mediaTypes(next), '/binaryMediaTypes')),
  ]
}

/** Templates may write the slashes of media types as `~1`. Source: CloudFormation template reference, AWS::ApiGateway::RestApi. */
function mediaTypes({ BinaryMediaTypes }: ResourceProperties): string[] {
  return ((BinaryMediaTypes ?? []) as readonly string[]).map((type) => type.replaceAll('~1', '/'))
}

/** The document that makes the API, if there is one. */
async function bodyOf({ properties, call }: ResourceRequest): Promise<string | undefined> {
  const { Body, BodyS3Location } = properties
  if (Body !== undefined && Body !== null) return textOf(Body)
  if (BodyS3Location === undefined || BodyS3Location === null) return undefined
  return objectText({ call }, BodyS3Location as JsonObject)
}
