/**
 * APIs as documents. Source: Developer Guide, "Export a REST API from API Gateway"; answers of AWS as they were published
 * (localstack/localstack:tests/aws/services/apigateway/test_apigateway_extended.snapshot.json).
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { APIGateway, Authorizer, Method } from '@aws-sdk/client-api-gateway'
import { testServer } from '../../support/server.ts'
import { Account, refused } from './support.ts'

const server = testServer()

const petStore = (account: Account) => ({
  swagger: '2.0',
  info: { title: 'PetStore', description: 'Your first API', version: '2017' },
  'x-amazon-apigateway-binary-media-types': ['image/png'],
  'x-amazon-apigateway-request-validators': {
    all: { validateRequestBody: true, validateRequestParameters: true },
  },
  'x-amazon-apigateway-gateway-responses': {
    DEFAULT_4XX: { responseParameters: { 'gatewayresponse.header.X': "'y'" } },
  },
  'x-amazon-apigateway-documentation': {
    documentationParts: [{ location: { type: 'API' }, properties: { description: 'all' } }],
  },
  securityDefinitions: {
    api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
    sigv4: {
      type: 'apiKey',
      name: 'Authorization',
      in: 'header',
      'x-amazon-apigateway-authtype': 'awsSigv4',
    },
    asked: {
      type: 'apiKey',
      name: 'Unused',
      in: 'header',
      'x-amazon-apigateway-authtype': 'custom',
      'x-amazon-apigateway-authorizer': {
        type: 'request',
        authorizerUri: account.functionUri('auth'),
        identitySource: 'method.request.header.A, method.request.querystring.b',
        authorizerResultTtlInSeconds: 0,
      },
    },
  },
  paths: {
    '/pets': {
      get: {
        parameters: [
          { name: 'type', in: 'query', required: false, type: 'string' },
          { name: 'page', in: 'query', required: true, type: 'string' },
        ],
        produces: ['application/json'],
        responses: {
          200: {
            description: '200 response',
            schema: { $ref: '#/definitions/Pets' },
            headers: { 'Access-Control-Allow-Origin': { type: 'string' } },
          },
        },
        'x-amazon-apigateway-integration': {
          type: 'http',
          httpMethod: 'GET',
          uri: 'http://example.com/petstore/pets',
          responses: {
            default: {
              statusCode: '200',
              responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" },
            },
          },
          requestParameters: {
            'integration.request.querystring.page': 'method.request.querystring.page',
          },
          passthroughBehavior: 'when_no_match',
        },
      },
      post: {
        operationId: 'CreatePet',
        consumes: ['application/json'],
        produces: ['application/json'],
        parameters: [{ in: 'body', name: 'Pet', required: true, schema: { $ref: '#/definitions/Pet' } }],
        responses: { 200: { description: '200 response', schema: { $ref: '#/definitions/Pet' } } },
        security: [{ asked: [], api_key: [] }],
        'x-amazon-apigateway-request-validator': 'all',
        'x-amazon-apigateway-integration': {
          type: 'aws_proxy',
          httpMethod: 'POST',
          uri: account.functionUri('f'),
          passthroughBehavior: 'when_no_match',
        },
      },
    },
    '/{proxy+}': {
      'x-amazon-apigateway-any-method': {
        parameters: [{ name: 'proxy', in: 'path', required: true, type: 'string' }],
        produces: ['application/json'],
        responses: {},
        security: [{ sigv4: [] }],
        'x-amazon-apigateway-integration': {
          type: 'mock',
          passthroughBehavior: 'never',
          contentHandling: 'CONVERT_TO_TEXT',
          timeoutInMillis: 500,
          responses: { '4\\d\\d': { statusCode: '400', responseTemplates: { 'application/json': 'no' } } },
        },
      },
    },
  },
  definitions: {
    Pet: { type: 'object', properties: { id: { type: 'integer' } } },
    Pets: { type: 'array', items: { $ref: '#/definitions/Pet' } },
  },
})

async function deployed(gateway: APIGateway, body: string): Promise<string> {
  const { id: restApiId = '' } = await gateway.importRestApi({ body: Buffer.from(body) })
  await gateway.createDeployment({ restApiId, stageName: 'local' })
  return restApiId
}

/** All that an API is, with names in the place of ids. */
async function facts(gateway: APIGateway, restApiId: string) {
  const { items: resources = [] } = await gateway.getResources({ restApiId, embed: ['methods'] })
  const { items: authorizers = [] } = await gateway.getAuthorizers({ restApiId })
  const { items: validators = [] } = await gateway.getRequestValidators({ restApiId })
  const { items: models = [] } = await gateway.getModels({ restApiId })
  const nameOf = (list: readonly { id?: string | undefined; name?: string | undefined }[], id?: string) =>
    list.find((item) => item.id === id)?.name
  const method = ({ authorizerId, requestValidatorId, methodIntegration, ...rest }: Method) => ({
    ...rest,
    authorizer: nameOf(authorizers, authorizerId),
    validator: nameOf(validators, requestValidatorId),
    integration: { ...methodIntegration, cacheNamespace: undefined },
  })
  const { id, rootResourceId, createdDate, $metadata, ...api } = await gateway.getRestApi({ restApiId })
  return {
    api,
    resources: resources.map(({ path, resourceMethods = {} }) => [
      path,
      Object.entries(resourceMethods).map(([name, found]) => [name, method(found)]),
    ]),
    authorizers: authorizers
      .map(({ id: _id, ...rest }: Authorizer) => rest)
      .sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1)),
    validators: validators.map(({ id: _id, ...rest }) => rest),
    models: models.map(({ name, schema }) => [name, schema?.replaceAll(restApiId, 'api')]),
    response: (await gateway.getGatewayResponse({ restApiId, responseType: 'DEFAULT_4XX' }))
      .responseParameters,
  }
}

function textOf(body: Uint8Array | undefined): string {
  return Buffer.from(body ?? []).toString('utf8')
}

describe('exporting', () => {
  it('writes Swagger as AWS does, without what is its own', async () => {
    const account = new Account(server)
    const { gateway } = account
    const given = petStore(account)
    const restApiId = await deployed(gateway, JSON.stringify(given))
    const exported = await gateway.getExport({ restApiId, stageName: 'local', exportType: 'swagger' })
    assert.equal(exported.contentType, 'application/octet-stream')
    assert.equal(exported.contentDisposition, 'attachment; filename="swagger_2017.json"')
    const document = JSON.parse(textOf(exported.body)) as typeof given & { host: string }
    const { 'x-amazon-apigateway-integration': _integration, ...get } = given.paths['/pets'].get
    assert.deepEqual(document.paths['/pets'].get, get)
    assert.deepEqual(
      [document.host, document.info, document.definitions],
      [`${restApiId}.execute-api.us-east-1.localhost:${server.port}`, given.info, given.definitions],
    )
    assert.ok(!textOf(exported.body).includes('apigateway-integration'))
    const whole = await gateway.getExport({
      restApiId,
      stageName: 'local',
      exportType: 'swagger',
      parameters: { extensions: 'apigateway' },
    })
    const full = JSON.parse(textOf(whole.body)) as typeof given
    assert.deepEqual(full.paths, given.paths)
  })

  it('writes OpenAPI 3', async () => {
    const account = new Account(server)
    const { gateway } = account
    const restApiId = await deployed(gateway, JSON.stringify(petStore(account)))
    const exported = await gateway.getExport({
      restApiId,
      stageName: 'local',
      exportType: 'oas30',
      parameters: { extensions: 'integrations' },
    })
    const document = JSON.parse(textOf(exported.body)) as {
      openapi: string
      servers: [{ url: string }]
      paths: Record<string, Record<string, object>>
    }
    assert.equal(document.openapi, '3.0.1')
    assert.deepEqual(document.servers, [
      {
        url: `http://${restApiId}.execute-api.us-east-1.localhost:${server.port}/{basePath}`,
        variables: { basePath: { default: 'local' } },
      },
    ])
    const { 'x-amazon-apigateway-integration': integration, ...get } = (document.paths['/pets']?.get ??
      {}) as Record<string, object>
    assert.deepEqual(get, {
      parameters: [
        { name: 'type', in: 'query', schema: { type: 'string' } },
        { name: 'page', in: 'query', required: true, schema: { type: 'string' } },
      ],
      responses: {
        200: {
          description: '200 response',
          headers: { 'Access-Control-Allow-Origin': { schema: { type: 'string' } } },
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Pets' } } },
        },
      },
    })
    assert.equal((integration as { type: string }).type, 'http')
  })

  it('is the way back of importing, in every form', async () => {
    const account = new Account(server)
    const { gateway } = account
    const restApiId = await deployed(gateway, JSON.stringify(petStore(account)))
    const before = await facts(gateway, restApiId)
    for (const exportType of ['swagger', 'oas30'])
      for (const accepts of ['application/json', 'application/yaml']) {
        const { body } = await gateway.getExport({
          restApiId,
          stageName: 'local',
          exportType,
          accepts,
          parameters: { extensions: 'apigateway' },
        })
        const again = await deployed(gateway, textOf(body))
        assert.deepEqual(await facts(gateway, again), before, `${exportType} as ${accepts}`)
        assert.equal((await gateway.getDocumentationParts({ restApiId: again })).items?.length, 1)
        await gateway.deleteRestApi({ restApiId: again })
      }
  })

  it('shows what a stage shows, not what came since', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId, root } = await account.deployedApi('since')
    await gateway.createResource({ restApiId, parentId: root, pathPart: 'later' })
    await gateway.updateRestApi({
      restApiId,
      patchOperations: [{ op: 'replace', path: '/name', value: 'renamed' }],
    })
    const { body } = await gateway.getExport({ restApiId, stageName: 'dev', exportType: 'oas30' })
    const document = JSON.parse(textOf(body)) as { info: { title: string }; paths: object }
    assert.deepEqual([document.info.title, Object.keys(document.paths)], ['since', ['/']])
    await refused(
      gateway.getExport({ restApiId, stageName: 'absent', exportType: 'oas30' }),
      'NotFoundException',
      'Invalid stage identifier specified',
    )
    await refused(
      gateway.getExport({ restApiId, stageName: 'dev', exportType: 'raml' }),
      'BadRequestException',
    )
  })
})
