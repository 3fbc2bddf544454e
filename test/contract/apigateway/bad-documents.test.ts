/** Documents that are broken here and there: refused or imported, never a failure of the server, and nothing half-written. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { APIGatewayServiceException } from '@aws-sdk/client-api-gateway'
import fc from 'fast-check'
import { testServer } from '../../support/server.ts'
import { Account } from './support.ts'

const server = testServer()
const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now())

const whole = (account: Account) => ({
  openapi: '3.0.1',
  info: { title: 'whole', version: '1' },
  servers: [{ url: 'https://example.com/{b}', variables: { b: { default: 'base' } } }],
  'x-amazon-apigateway-binary-media-types': ['a/b'],
  'x-amazon-apigateway-policy': {
    Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
  },
  'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true } },
  'x-amazon-apigateway-gateway-responses': {
    DEFAULT_4XX: { statusCode: 418, responseTemplates: { a: 'b' } },
  },
  'x-amazon-apigateway-documentation': {
    documentationParts: [{ location: { type: 'API' }, properties: {} }],
  },
  paths: {
    '/a/{id}': {
      parameters: [{ $ref: '#/components/parameters/id' }],
      get: {
        security: [{ token: ['s'] }],
        'x-amazon-apigateway-request-validator': 'all',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } } },
        responses: {
          200: { content: { 'application/json': { schema: { type: 'object' } } }, headers: { X: {} } },
        },
        'x-amazon-apigateway-integration': {
          type: 'http',
          httpMethod: 'GET',
          uri: 'http://example.com/{id}',
          timeoutInMillis: 100,
          requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
          responses: {
            default: { statusCode: '200', responseParameters: { 'method.response.header.X': "'y'" } },
          },
        },
      },
    },
  },
  components: {
    parameters: { id: { name: 'id', in: 'path', required: true } },
    schemas: { A: { type: 'object', properties: { a: { $ref: '#/components/schemas/A' } } } },
    securitySchemes: {
      token: {
        type: 'apiKey',
        name: 'Auth',
        in: 'header',
        'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: account.functionUri('f') },
      },
    },
  },
})

/** Where the values of a document are. */
function placesOf(value: unknown, at: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...at]]
  return [[...at], ...Object.entries(value).flatMap(([name, item]) => placesOf(item, [...at, name]))]
}

function withValue(document: object, at: readonly string[], value: unknown): unknown {
  if (at.length === 0) return value
  const copy = structuredClone(document) as Record<string, unknown>
  let inner = copy
  for (const name of at.slice(0, -1)) inner = inner[name] as Record<string, unknown>
  inner[at.at(-1) ?? ''] = value
  return copy
}

describe('broken documents', () => {
  it('are refused or imported', async () => {
    const account = new Account(server)
    const { gateway } = account
    const document = whole(account)
    const { restApiId } = await account.api('kept')
    await gateway.putRestApi({ restApiId, mode: 'overwrite', body: Buffer.from(JSON.stringify(document)) })
    const places = placesOf(document)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.oneof(fc.jsonValue(), fc.constantFrom('', null, [], {}, '__proto__', { $ref: '#/components' })),
        fc.constantFrom('merge', 'overwrite'),
        async (at, value, mode) => {
          const body = Buffer.from(JSON.stringify(withValue(document, at, value)))
          try {
            await gateway.putRestApi({ restApiId, mode: mode as 'merge', body })
          } catch (error) {
            const { $metadata, message } = error as APIGatewayServiceException
            assert.ok(($metadata?.httpStatusCode ?? 500) < 500, `${message} for ${body}`)
          }
        },
      ),
      { seed, numRuns: 60 },
    )
    await gateway.putRestApi({ restApiId, mode: 'overwrite', body: Buffer.from(JSON.stringify(document)) })
    const { items = [] } = await gateway.getResources({ restApiId })
    assert.deepEqual(
      items.map(({ path }) => path),
      ['/', '/a', '/a/{id}'],
    )
  })
})
