/**
 * Documents as APIs. Source: Developer Guide, "Develop REST APIs using OpenAPI in API Gateway"; answers of AWS as they were published
 * (localstack/localstack:tests/aws/services/apigateway/test_apigateway_import.snapshot.json).
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { APIGateway, Method } from '@aws-sdk/client-api-gateway'
import { testServer } from '../../support/server.ts'
import { Account, refused } from './support.ts'

const server = testServer()

function bytes(document: unknown): Uint8Array {
  return Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))
}

async function methodsOf(
  gateway: APIGateway,
  restApiId: string | undefined,
): Promise<Record<string, Method>> {
  const { items = [] } = await gateway.getResources({ restApiId, embed: ['methods'], limit: 500 })
  return Object.fromEntries(
    items.flatMap(({ path, resourceMethods = {} }) =>
      Object.entries(resourceMethods).map(([name, method]) => [`${name} ${path}`, method] as const),
    ),
  )
}

const mock = {
  type: 'mock',
  requestTemplates: { 'application/json': '{"statusCode": 200}' },
  responses: { default: { statusCode: '200' } },
}

describe('importing Swagger 2.0', () => {
  it('makes an API with all that its extensions say', async () => {
    const account = new Account(server)
    const { gateway } = account
    const document = {
      swagger: '2.0',
      info: { title: 'PetStore', description: 'Your first API', version: '2017-04-20' },
      basePath: '/base/part',
      consumes: ['application/json'],
      'x-amazon-apigateway-binary-media-types': ['image/png'],
      'x-amazon-apigateway-minimum-compression-size': 5,
      'x-amazon-apigateway-api-key-source': 'AUTHORIZER',
      'x-amazon-apigateway-request-validators': {
        all: { validateRequestBody: true, validateRequestParameters: true },
        body: { validateRequestBody: true, validateRequestParameters: false },
      },
      'x-amazon-apigateway-request-validator': 'all',
      'x-amazon-apigateway-gateway-responses': {
        DEFAULT_4XX: {
          responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
        },
      },
      securityDefinitions: {
        api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
        token: {
          type: 'apiKey',
          name: 'Auth',
          in: 'header',
          'x-amazon-apigateway-authtype': 'custom',
          'x-amazon-apigateway-authorizer': {
            type: 'token',
            authorizerUri: account.functionUri('auth'),
            authorizerResultTtlInSeconds: 60,
          },
        },
        pool: {
          type: 'apiKey',
          name: 'TestHeaderAuth',
          in: 'header',
          'x-amazon-apigateway-authtype': 'cognito_user_pools',
          'x-amazon-apigateway-authorizer': {
            type: 'cognito_user_pools',
            providerARNs: [`arn:aws:cognito-idp:us-east-1:${account.id}:userpool/us-east-1_ABC123`],
          },
        },
      },
      security: [{ token: [] }],
      paths: {
        '/pets': {
          get: {
            operationId: 'ListPets',
            parameters: [
              { name: 'page', in: 'query', type: 'string' },
              { name: 'X-Trace', in: 'header', required: true, type: 'string' },
            ],
            responses: {
              200: {
                description: 'ok',
                schema: { $ref: '#/definitions/Pets' },
                headers: { 'Access-Control-Allow-Origin': { type: 'string' } },
              },
            },
            'x-amazon-apigateway-integration': {
              type: 'http',
              httpMethod: 'GET',
              uri: 'http://example.com/pets',
              passthroughBehavior: 'when_no_match',
              requestParameters: {
                'integration.request.querystring.page': 'method.request.querystring.page',
                'integration.request.header.nothing': true,
              },
              responses: {
                default: {
                  statusCode: '200',
                  responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" },
                },
                '5\\d\\d': { statusCode: 500 },
              },
            },
          },
          post: {
            security: [{ api_key: [], pool: ['email', 'openid'] }],
            'x-amazon-apigateway-request-validator': 'body',
            parameters: [{ in: 'body', name: 'body', schema: { $ref: '#/definitions/Pet' } }],
            responses: {},
            'x-amazon-apigateway-integration': {
              type: 'aws_proxy',
              httpMethod: 'POST',
              uri: account.functionUri('f'),
            },
          },
        },
        '/pets/{id}': {
          parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
          'x-amazon-apigateway-any-method': {
            security: [{ sigv4: [] }],
            'x-amazon-apigateway-integration': mock,
          },
          options: { security: [], 'x-amazon-apigateway-integration': mock },
        },
      },
      definitions: {
        Pet: { type: 'object', properties: { id: { type: 'integer' }, example: { type: 'string' } } },
        Pets: { type: 'array', items: { $ref: '#/definitions/Pet' } },
      },
    }
    const made = await gateway.importRestApi({
      body: bytes(document),
      parameters: { basepath: 'ignore', endpointConfigurationTypes: 'REGIONAL' },
    })
    const restApiId = made.id
    assert.deepEqual(
      [made.name, made.description, made.version, made.binaryMediaTypes, made.minimumCompressionSize],
      ['PetStore', 'Your first API', '2017-04-20', ['image/png'], 5],
    )
    assert.deepEqual([made.apiKeySource, made.endpointConfiguration?.types], ['AUTHORIZER', ['REGIONAL']])
    assert.deepEqual(made.warnings, [
      "Invalid format for 'requestParameters'. Expected type string for property 'integration.request.header.nothing' of resource '/pets' and method 'GET' but got 'true'",
    ])
    const methods = await methodsOf(gateway, restApiId)
    assert.deepEqual(Object.keys(methods).sort(), [
      'ANY /pets/{id}',
      'GET /pets',
      'OPTIONS /pets/{id}',
      'POST /pets',
    ])
    const { items: validators = [] } = await gateway.getRequestValidators({ restApiId })
    const validator = (name: string) => validators.find((found) => found.name === name)?.id
    const { items: authorizers = [] } = await gateway.getAuthorizers({ restApiId })
    const authorizer = (name: string) => authorizers.find((found) => found.name === name)
    const { methodIntegration, ...get } = methods['GET /pets'] ?? {}
    assert.deepEqual(get, {
      httpMethod: 'GET',
      authorizationType: 'CUSTOM',
      authorizerId: authorizer('token')?.id,
      apiKeyRequired: false,
      operationName: 'ListPets',
      requestValidatorId: validator('all'),
      requestParameters: { 'method.request.querystring.page': false, 'method.request.header.X-Trace': true },
      methodResponses: {
        200: {
          statusCode: '200',
          responseModels: { 'application/json': 'Pets' },
          responseParameters: { 'method.response.header.Access-Control-Allow-Origin': false },
        },
      },
    })
    const { cacheNamespace, ...integration } = methodIntegration ?? {}
    assert.deepEqual(integration, {
      type: 'HTTP',
      httpMethod: 'GET',
      uri: 'http://example.com/pets',
      connectionType: 'INTERNET',
      passthroughBehavior: 'WHEN_NO_MATCH',
      requestParameters: { 'integration.request.querystring.page': 'method.request.querystring.page' },
      timeoutInMillis: 29_000,
      cacheKeyParameters: [],
      integrationResponses: {
        200: {
          statusCode: '200',
          responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" },
        },
        500: { statusCode: '500', selectionPattern: '5\\d\\d' },
      },
    })
    const post = methods['POST /pets']
    assert.deepEqual(
      [post?.authorizationType, post?.authorizationScopes, post?.apiKeyRequired, post?.requestModels],
      ['COGNITO_USER_POOLS', ['email', 'openid'], true, { 'application/json': 'Pet' }],
    )
    assert.equal(post?.requestValidatorId, validator('body'))
    const { id, ...pool } = authorizer('pool') ?? {}
    assert.deepEqual(pool, {
      name: 'pool',
      type: 'COGNITO_USER_POOLS',
      providerARNs: [`arn:aws:cognito-idp:us-east-1:${account.id}:userpool/us-east-1_ABC123`],
      authType: 'cognito_user_pools',
      identitySource: 'method.request.header.TestHeaderAuth',
    })
    assert.equal(authorizer('token')?.identitySource, 'method.request.header.Auth')
    const any = methods['ANY /pets/{id}']
    assert.deepEqual(
      [any?.authorizationType, any?.requestParameters],
      ['AWS_IAM', { 'method.request.path.id': true }],
    )
    assert.equal(methods['OPTIONS /pets/{id}']?.authorizationType, 'NONE')
    const pets = await gateway.getModel({ restApiId, modelName: 'Pets' })
    assert.deepEqual(JSON.parse(pets.schema ?? ''), {
      type: 'array',
      items: { $ref: `https://apigateway.amazonaws.com/restapis/${restApiId}/models/Pet` },
    })
    const flat = await gateway.getModel({ restApiId, modelName: 'Pets', flatten: true })
    assert.deepEqual(JSON.parse(flat.schema ?? ''), {
      type: 'array',
      items: { $ref: '#/definitions/Pet' },
      definitions: {
        Pet: { type: 'object', properties: { id: { type: 'integer' }, example: { type: 'string' } } },
      },
    })
    const response = await gateway.getGatewayResponse({ restApiId, responseType: 'UNAUTHORIZED' })
    assert.deepEqual(
      [response.statusCode, response.responseParameters],
      ['401', { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" }],
    )
    await refused(
      gateway.importRestApi({ body: bytes(document), failOnWarnings: true }),
      'BadRequestException',
      /^Warnings found during import:\n\tInvalid format for 'requestParameters'/,
    )
  })

  it('does with its base path what is asked', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId } = await account.api('paths')
    const document = {
      swagger: '2.0',
      info: { title: 'paths', version: '2' },
      basePath: '/base/part',
      paths: { '/test': { get: { 'x-amazon-apigateway-integration': mock } } },
    }
    for (const [basepath, path] of [
      ['ignore', '/test'],
      ['prepend', '/base/part/test'],
      ['split', '/part/test'],
    ] as const) {
      await gateway.putRestApi({
        restApiId,
        mode: 'overwrite',
        parameters: { basepath },
        body: bytes(document),
      })
      assert.deepEqual(Object.keys(await methodsOf(gateway, restApiId)), [`GET ${path}`])
    }
  })
})

describe('importing OpenAPI 3', () => {
  const document = `
openapi: 3.0.1
info: { title: three, version: '2.0' }
servers:
  - url: https://example.com/{basePath}
    variables: { basePath: { default: part } }
tags: []
paths:
  /person:
    post:
      operationId: CreatePerson
      requestBody:
        required: true
        content:
          application/json: { schema: { $ref: '#/components/schemas/Person' } }
      responses:
        200:
          description: made
          content:
            application/json: { schema: { type: object } }
        default: { description: other }
      x-amazon-apigateway-integration: { $ref: '#/components/x-amazon-apigateway-integrations/mock' }
components:
  x-amazon-apigateway-integrations:
    mock: { type: mock, responses: { default: { statusCode: 200 } } }
  schemas:
    House: { type: object, properties: { who: { $ref: '#/components/schemas/Person' } } }
    Person: { type: object, nullable: true, properties: { house: { $ref: '#/components/schemas/House' } } }
`

  it('reads YAML, references, bodies and models that name one another', async () => {
    const { gateway } = new Account(server)
    const { id: restApiId } = await gateway.importRestApi({
      body: bytes(document),
      parameters: { basepath: 'prepend' },
    })
    const methods = await methodsOf(gateway, restApiId)
    const post = methods['POST /part/person']
    assert.deepEqual(
      [post?.operationName, post?.requestModels],
      ['CreatePerson', { 'application/json': 'Person' }],
    )
    assert.deepEqual(Object.keys(post?.methodResponses ?? {}), ['200'])
    const inline = post?.methodResponses?.['200']?.responseModels?.['application/json'] ?? ''
    assert.match(inline, /^MODEL[0-9a-f]{6}$/)
    const { items: models = [] } = await gateway.getModels({ restApiId })
    assert.deepEqual(models.map(({ name }) => name).sort(), ['House', inline, 'Person'])
    const flat = await gateway.getModel({ restApiId, modelName: 'Person', flatten: true })
    assert.deepEqual(Object.keys((JSON.parse(flat.schema ?? '') as { definitions: object }).definitions), [
      'House',
    ])
    assert.match(
      (await gateway.getModelTemplate({ restApiId, modelName: 'Person' })).value ?? '',
      /inputRoot/,
    )
  })

  it('keeps what is there where it is merged, and its ids where it is overwritten', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { id: restApiId } = await gateway.importRestApi({ body: bytes(document) })
    const before = (await gateway.getResources({ restApiId })).items ?? []
    const merged = await gateway.putRestApi({
      restApiId,
      mode: 'merge',
      body: bytes({
        openapi: '3.0.1',
        info: { title: 'merged', version: '3' },
        'x-amazon-apigateway-binary-media-types': ['image/png'],
        paths: { '/other': { get: { 'x-amazon-apigateway-integration': mock } } },
      }),
    })
    assert.deepEqual([merged.name, merged.binaryMediaTypes, merged.tags], ['merged', ['image/png'], {}])
    assert.deepEqual(Object.keys(await methodsOf(gateway, restApiId)), ['GET /other', 'POST /person'])
    await gateway.putRestApi({ restApiId, mode: 'overwrite', body: bytes(document) })
    assert.deepEqual((await gateway.getResources({ restApiId })).items, before)
  })

  it('tells all that cannot be, and changes nothing', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId } = await account.mockApi('kept')
    const broken = {
      openapi: '3.0.1',
      info: { title: 'broken', version: '1' },
      paths: {
        '/a/{x+}/b': { get: { 'x-amazon-apigateway-integration': mock } },
        '/c': {
          get: { 'x-amazon-apigateway-integration': { type: 'http', httpMethod: 'GET', uri: 'nowhere' } },
        },
        '/d': {
          get: {
            'x-amazon-apigateway-request-validator': 'absent',
            'x-amazon-apigateway-integration': mock,
          },
        },
      },
    }
    await refused(
      gateway.putRestApi({ restApiId, mode: 'overwrite', body: bytes(broken) }),
      'BadRequestException',
      [
        'Errors found during import:',
        "\tUnable to create resource at path '/a/{x+}/b': Cannot create a child of a resource with a greedy path variable: {x+}",
        "\tUnable to put integration on 'GET' for resource at path '/c': Invalid HTTP endpoint specified for URI",
        "\tUnable to put method 'GET' on resource at path '/d': Invalid Request Validator identifier specified",
      ].join('\n'),
    )
    assert.deepEqual(Object.keys(await methodsOf(gateway, restApiId)), ['GET /'])
    for (const body of ['[]', '{', 'a: b: c', '{"openapi":"2.0"}', '"text"'])
      await refused(gateway.importRestApi({ body: bytes(body) }), 'BadRequestException')
    await refused(
      gateway.importRestApi({
        body: bytes({
          openapi: '3.0.1',
          info: {},
          paths: { '/': { get: { 'x-amazon-apigateway-integration': {} } } },
        }),
      }),
      'BadRequestException',
      /Unable to parse API definition because of a malformed integration at path \/$/,
    )
    await refused(
      gateway.putRestApi({ restApiId: 'absent', body: bytes(document) }),
      'NotFoundException',
      `Invalid API identifier specified ${account.id}:absent`,
    )
  })

  it('reads documentation, which may be imported alone', async () => {
    const account = new Account(server)
    const { gateway } = account
    const documented = {
      swagger: '2.0',
      info: { title: 'documented', version: '1' },
      paths: {},
      'x-amazon-apigateway-documentation': {
        version: '1',
        documentationParts: [
          { location: { type: 'API' }, properties: { description: 'API description' } },
          { location: { type: 'METHOD', path: '/', method: 'GET' }, properties: { description: 'Method.' } },
        ],
      },
    }
    const { id: restApiId } = await gateway.importRestApi({ body: bytes(documented) })
    const { items = [] } = await gateway.getDocumentationParts({ restApiId })
    assert.deepEqual(items.map(({ location }) => location?.type).sort(), ['API', 'METHOD'])
    const ignored = await gateway.importRestApi({
      body: bytes(documented),
      parameters: { ignore: 'documentation' },
    })
    assert.deepEqual((await gateway.getDocumentationParts({ restApiId: ignored.id })).items, [])
    const again = await gateway.importDocumentationParts({
      restApiId,
      mode: 'overwrite',
      body: bytes(documented),
    })
    assert.equal(again.ids?.length, 2)
    await refused(
      gateway.importDocumentationParts({ restApiId, body: bytes('{') }),
      'BadRequestException',
      'Unable to build importer with provided input.',
    )
  })
})
