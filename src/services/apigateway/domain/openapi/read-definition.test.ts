import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../../../base/json.ts'
import { DefinitionError } from './document.ts'
import { readDefinition } from './read-definition.ts'

const anything = fc.jsonValue() as fc.Arbitrary<Json>
const orAnything = (value: fc.Arbitrary<unknown>) => fc.oneof(anything, value) as fc.Arbitrary<Json>
const reference = fc.record({
  $ref: fc.constantFrom(
    '#/definitions/A',
    '#/components/schemas/A',
    '#/parameters/p',
    '#/loop',
    'x',
    '#/a/__proto__',
  ),
})
const integration = orAnything(
  fc.record({
    type: orAnything(fc.constantFrom('aws_proxy', 'http', 'MOCK')),
    requestParameters: orAnything(fc.dictionary(fc.string(), anything)),
    responses: orAnything(fc.dictionary(fc.constantFrom('default', '200', '__proto__'), anything)),
    cacheKeyParameters: anything,
    timeoutInMillis: anything,
    tlsConfig: anything,
  }),
)
const operation = orAnything(
  fc.record({
    parameters: orAnything(
      fc.array(fc.oneof(anything, reference, fc.record({ in: anything, name: anything }))),
    ),
    responses: orAnything(
      fc.dictionary(fc.constantFrom('200', 'default', 'x'), fc.oneof(anything, reference)),
    ),
    requestBody: orAnything(reference),
    security: orAnything(fc.array(fc.dictionary(fc.constantFrom('s', 't'), anything))),
    'x-amazon-apigateway-integration': fc.oneof(integration, reference),
    'x-amazon-apigateway-auth': anything,
    'x-amazon-apigateway-request-validator': anything,
  }),
)
const scheme = orAnything(
  fc.record({
    type: fc.constantFrom('apiKey', 'oauth2'),
    name: anything,
    in: anything,
    'x-amazon-apigateway-authorizer': orAnything(
      fc.record({
        type: fc.constantFrom('token', 'request', 'cognito_user_pools', 'x'),
        providerARNs: anything,
      }),
    ),
  }),
)
const document = fc.record(
  {
    swagger: fc.constantFrom('2.0', 2, null),
    openapi: fc.constantFrom('3.0.1', '4', null),
    info: anything,
    basePath: anything,
    servers: orAnything(fc.array(fc.record({ url: anything, variables: anything }))),
    loop: fc.constant({ $ref: '#/loop' }),
    paths: orAnything(
      fc.dictionary(
        fc.constantFrom('/', '/a', '/a/{b}', 'c', 'x-d'),
        orAnything(
          fc.dictionary(fc.constantFrom('get', 'x-amazon-apigateway-any-method', 'parameters'), operation),
        ),
      ),
    ),
    definitions: orAnything(fc.dictionary(fc.constantFrom('A', '__proto__'), anything)),
    securityDefinitions: orAnything(fc.dictionary(fc.constantFrom('s', 't'), scheme)),
    components: orAnything(
      fc.record({ schemas: anything, securitySchemes: fc.dictionary(fc.string(), scheme) }),
    ),
    'x-amazon-apigateway-gateway-responses': orAnything(fc.dictionary(fc.string(), anything)),
    'x-amazon-apigateway-request-validators': anything,
    'x-amazon-apigateway-documentation': orAnything(fc.record({ documentationParts: fc.array(anything) })),
    'x-amazon-apigateway-policy': anything,
    'x-amazon-apigateway-binary-media-types': anything,
  },
  { requiredKeys: ['swagger', 'openapi'] },
)

describe('definitions', () => {
  it('are read or refused, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.oneof(anything, document),
        fc.constantFrom('ignore', 'prepend', 'split'),
        (given, rule) => {
          try {
            readDefinition(given as Json, rule as 'ignore')
          } catch (error) {
            assert.ok(error instanceof DefinitionError, String(error))
          }
        },
      ),
      { numRuns: 100 },
    )
  })
})
