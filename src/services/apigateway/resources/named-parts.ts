/** Resource types that templates name, or that are there in any case. Source: CloudFormation template reference, AWS::ApiGateway::…. */
import type * as Api from '@aws-sdk/client-api-gateway'
import {
  given,
  type ResourceProperties,
  type ResourceType,
  readDocumentText,
  unlessMissing,
  unlessTaken,
} from '../../../dispatch/index.ts'
import { inputOf, propertiesOf } from './naming.ts'
import { schemaText } from './parts.ts'
import { valuePatches } from './patching.ts'

/** AWS::ApiGateway::Model. A name that no template gives is made of letters and digits alone. */
export const model: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const name = String(properties.Name ?? request.name({ max: 64 }).replace(/[^a-zA-Z0-9]/g, ''))
    await unlessTaken(
      request,
      'AWS::ApiGateway::Model',
      name,
      call('apigateway:CreateModel', {
        restApiId: properties.RestApiId,
        name,
        contentType: String(properties.ContentType ?? 'application/json'),
        ...inputOf(properties, 'Description'),
        schema: schemaText(properties),
      }),
      'ConflictException',
    )
    return { physicalId: name, attributes: {} }
  },

  async update({ properties, previous, physicalId: modelName, call }) {
    const patchOperations = valuePatches(previous, properties, {
      Description: '/description',
      Schema: '/schema',
    })
    if (patchOperations.length > 0)
      await call('apigateway:UpdateModel', { restApiId: properties.RestApiId, modelName, patchOperations })
    return { physicalId: modelName, attributes: {} }
  },

  async remove({ call, properties, physicalId: modelName }) {
    await unlessMissing(
      call('apigateway:DeleteModel', { restApiId: properties.RestApiId, modelName }),
      'NotFoundException',
    )
  },

  async read({ call, identifier }) {
    // The specification names models by their names alone; the API that they are of may stand before.
    const [restApiId, modelName] = identifier.split('|')
    if (modelName === undefined) return undefined
    const found = await unlessMissing(
      call<Api.Model>('apigateway:GetModel', { restApiId, modelName }),
      'NotFoundException',
    )
    if (!found) return undefined
    return {
      physicalId: modelName,
      attributes: {},
      properties: {
        RestApiId: restApiId ?? '',
        ...propertiesOf(found, 'Name', 'Description', 'ContentType'),
        Schema: readDocumentText(found.schema ?? '{}'),
      },
    }
  },
}

/** AWS::ApiGateway::GatewayResponse. */
export const gatewayResponse: ResourceType = {
  create: putGatewayResponse,
  update: putGatewayResponse,

  async remove({ call, properties }) {
    const { RestApiId: restApiId, ResponseType: responseType } = properties
    await unlessMissing(
      call('apigateway:DeleteGatewayResponse', { restApiId, responseType }),
      'NotFoundException',
    )
  },

  async read({ call, identifier }) {
    const [restApiId = '', responseType = ''] = identifier.split('|')
    const found = await unlessMissing(
      call<Api.GatewayResponse>('apigateway:GetGatewayResponse', { restApiId, responseType }),
      'NotFoundException',
    )
    if (!found || found.defaultResponse) return undefined
    const properties = {
      RestApiId: restApiId,
      ResponseType: responseType,
      ...propertiesOf(found, 'StatusCode', 'ResponseParameters', 'ResponseTemplates'),
    }
    return { physicalId: identifier, attributes: { Id: identifier }, properties }
  },
}

async function putGatewayResponse({ call, properties }: Parameters<ResourceType['create']>[0]) {
  const { RestApiId: restApiId, ResponseType: responseType } = properties
  await call('apigateway:PutGatewayResponse', {
    restApiId,
    responseType,
    ...inputOf(properties, 'ResponseParameters', 'ResponseTemplates'),
    ...(properties.StatusCode === undefined ? {} : { statusCode: String(properties.StatusCode) }),
  })
  const id = `${String(restApiId)}|${String(responseType)}`
  return { physicalId: id, attributes: { Id: id } }
}

/** AWS::ApiGateway::UsagePlanKey. */
export const usagePlanKey: ResourceType = {
  async create(request) {
    const { call, properties } = request
    const input = inputOf(properties, 'KeyId', 'KeyType', 'UsagePlanId')
    const id = `${String(input.keyId)}:${String(input.usagePlanId)}`
    await unlessTaken(
      request,
      'AWS::ApiGateway::UsagePlanKey',
      id,
      call('apigateway:CreateUsagePlanKey', input),
      'ConflictException',
    )
    return { physicalId: id, attributes: { Id: id } }
  },

  async remove({ call, properties }) {
    await unlessMissing(
      call('apigateway:DeleteUsagePlanKey', inputOf(properties, 'KeyId', 'UsagePlanId')),
      'NotFoundException',
    )
  },

  async read({ call, identifier }) {
    const [keyId = '', usagePlanId = ''] = identifier.split(':')
    const found = await unlessMissing(
      call('apigateway:GetUsagePlanKey', { keyId, usagePlanId }),
      'NotFoundException',
    )
    if (!found) return undefined
    const properties = { KeyId: keyId, KeyType: 'API_KEY', UsagePlanId: usagePlanId }
    return { physicalId: identifier, attributes: { Id: identifier }, properties }
  },
}

/** AWS::ApiGateway::DocumentationVersion. */
export const documentationVersion: ResourceType = {
  async create(request) {
    const { call, properties } = request
    const { RestApiId: restApiId, DocumentationVersion } = properties
    const version = String(DocumentationVersion)
    await unlessTaken(
      request,
      'AWS::ApiGateway::DocumentationVersion',
      `${version}|${String(restApiId)}`,
      call('apigateway:CreateDocumentationVersion', {
        restApiId,
        documentationVersion: version,
        ...inputOf(properties, 'Description'),
      }),
      'ConflictException',
    )
    return { physicalId: version, attributes: given(properties, 'RestApiId') }
  },

  async update({ call, properties, previous, physicalId }) {
    const patchOperations = valuePatches(previous, properties, { Description: '/description' })
    if (patchOperations.length > 0)
      await call('apigateway:UpdateDocumentationVersion', {
        restApiId: properties.RestApiId,
        documentationVersion: physicalId,
        patchOperations,
      })
    return { physicalId, attributes: given(properties, 'RestApiId') }
  },

  async remove({ call, properties, physicalId: documentationVersion_ }) {
    await unlessMissing(
      call('apigateway:DeleteDocumentationVersion', {
        restApiId: properties.RestApiId,
        documentationVersion: documentationVersion_,
      }),
      'NotFoundException',
    )
  },

  async read({ call, identifier }) {
    const [version = '', restApiId = ''] = identifier.split('|')
    const found = await unlessMissing(
      call<Api.DocumentationVersion>('apigateway:GetDocumentationVersion', {
        restApiId,
        documentationVersion: version,
      }),
      'NotFoundException',
    )
    if (!found) return undefined
    const properties = {
      RestApiId: restApiId,
      DocumentationVersion: version,
      ...propertiesOf(found, 'Description'),
    }
    return { physicalId: version, attributes: { RestApiId: restApiId }, properties }
  },
}

/** AWS::ApiGateway::Account: the role for logs, which stays when the resource goes. */
export const account: ResourceType = {
  async create(request) {
    await setRole(request, request.properties)
    const id = request.name()
    return { physicalId: id, attributes: { Id: id } }
  },

  async update(request) {
    await setRole(request, request.properties)
    return { physicalId: request.physicalId, attributes: { Id: request.physicalId } }
  },

  remove: async () => {},
}

async function setRole(
  { call }: Pick<Parameters<ResourceType['create']>[0], 'call'>,
  { CloudWatchRoleArn }: ResourceProperties,
): Promise<void> {
  await call('apigateway:UpdateAccount', {
    patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: String(CloudWatchRoleArn ?? '') }],
  })
}
