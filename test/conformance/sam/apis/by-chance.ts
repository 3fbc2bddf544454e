/** Templates with REST APIs, put together by chance: what they have in common is that ids of deployments are hashes of all of it. */
import fc from 'fast-check'
import type { Dict, Value } from '../../../../src/engines/sam/index.ts'
import { conditions, get, lambda, rest, template } from './parts.ts'

const some = (members: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Dict> =>
  fc.record<Record<string, Value>>({ ...members }, { requiredKeys: [] })
const one = (...values: readonly Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values)
const named = (names: readonly string[], value: fc.Arbitrary<Value>): fc.Arbitrary<Dict> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), value), {
      minLength: 1,
      maxLength: 5,
      selector: ([name]) => name,
    })
    .map((entries) => Object.fromEntries(entries))

const parameter = { Ref: 'P' }
const authorizerNames = ['Cog', 'Tok', 'Req', 'Zed', 'authOne', 'B2']

const authorizer = fc.oneof(
  some({
    AuthorizationScopes: one(['read', parameter]),
    Identity: one({ Header: 'H', ValidationExpression: parameter }),
  }).map((more) => ({ UserPoolArn: ['arn:pool', { Ref: 'Pool' }], ...more })),
  some({
    FunctionInvokeRole: one('arn:role', 'NONE', { 'Fn::Sub': '${AWS::Region}-role' }),
    Identity: one({ Header: 'H', ReauthorizeEvery: 30 }, { ReauthorizeEvery: parameter }),
  }).map((more) => ({ FunctionArn: { 'Fn::GetAtt': ['F', 'Arn'] }, ...more })),
  one({
    FunctionArn: 'arn:f',
    FunctionPayloadType: 'REQUEST',
    Identity: { Headers: ['A', 'B'], QueryStrings: ['q'] },
  }),
)

const policy = some({
  IpRangeWhitelist: one(['1.1.1.1', parameter]),
  IpRangeBlacklist: one('2.2.2.2'),
  AwsAccountWhitelist: one(['1', '2']),
  SourceVpcWhitelist: one(['vpc-1', 'vpce-2']),
  IntrinsicVpceBlacklist: one([parameter]),
  CustomStatements: one({ Action: 'x' }, [{ Action: ['a'], Effect: 'Deny' }]),
})

/** Cog and Tok are always there, so that methods may ask for them. */
const auth = fc
  .tuple(
    authorizer,
    authorizer,
    named(authorizerNames, authorizer),
    one('AWS_IAM', 'Cog', 'Tok'),
    some({
      ApiKeyRequired: one(true),
      AddDefaultAuthorizerToCorsPreflight: one(true, false),
      InvokeRole: one('NONE', 'CALLER_CREDENTIALS', 'arn:role'),
      ResourcePolicy: policy,
      UsagePlan: one({ CreateUsagePlan: 'PER_API' }, { CreateUsagePlan: 'SHARED' }),
    }),
  )
  .map(([cog, tok, others, byDefault, more]) => ({
    Authorizers: { ...others, Cog: cog, Tok: tok },
    DefaultAuthorizer: byDefault,
    ...more,
  }))

const everywhere = {
  Cors: one("'*'", { AllowMethods: "'GET'", AllowOrigin: "'o'" }, { 'Fn::Sub': "'${P}'" }),
  OpenApiVersion: one('3.0.1', '2.0'),
  GatewayResponses: named(
    ['UNAUTHORIZED', 'DEFAULT_4XX', 'DEFAULT_5XX'],
    one(
      { StatusCode: 401 },
      { ResponseParameters: { Headers: { a: "'b'", c: "'d'" } } },
      { ResponseTemplates: { a: '{"é": 1}' } },
    ),
  ),
  BinaryMediaTypes: one(['a~1b', 'image/png']),
}

const api = fc
  .tuple(
    auth,
    named(['Item', 'order', 'Zed'], one({ type: 'object', required: ['a'] })),
    some({
      ...everywhere,
      DisableExecuteApiEndpoint: one(true, false),
      EndpointConfiguration: one('REGIONAL', { Type: 'EDGE' }),
      Domain: one({ DomainName: parameter, CertificateArn: 'c', Route53: { HostedZoneId: 'z', IpV6: true } }),
    }),
  )
  .map(([ownAuth, models, more]) => ({
    ...more,
    Auth: ownAuth,
    Models: { ...models, User: { type: 'object' } },
  }))

const parameters = {
  RequestParameters: one(['method.request.header.A', { 'method.request.path.c': { Caching: true } }]),
  TimeoutInMillis: one(300),
}

const ofApi = fc
  .tuple(
    one({ Ref: 'A' }, 'MyApi'),
    some({
      Auth: some({
        Authorizer: one('AWS_IAM', 'Cog', 'NONE'),
        ApiKeyRequired: one(true),
        ResourcePolicy: policy,
      }),
      RequestModel: one({ Model: 'User', Required: true, ValidateBody: true }, { Model: 'User' }),
      ...parameters,
    }),
  )
  .map(([apiId, more]) => ({ RestApiId: apiId, ...more }))

const event = fc
  .record({
    path: fc.constantFrom('/a', '/b/{c}', '/', '/x/{proxy+}', '/t/', '/é'),
    method: fc.constantFrom('get', 'POST', 'any', 'options'),
    more: fc.oneof(ofApi, some(parameters)),
  })
  .map(({ path, method, more }) => get(path, more, method))

const fn = fc
  .tuple(
    named(['E', 'Other', 'get', 'zz'], event),
    some({ Condition: one('C', 'D') }),
    some({ FunctionName: one('n', parameter), AutoPublishAlias: one('live') }),
  )
  .map(([events, attributes, properties]) => lambda(events, attributes, properties))

/** Templates that are right most of the time. */
export const templatesByChance: fc.Arbitrary<Dict> = fc
  .tuple(
    api,
    api,
    named(['F', 'FuncB', 'g1', 'Handler'], fn),
    some({ Globals: some({ Api: some({ ...everywhere, Auth: auth }) }) }),
  )
  .map(([first, second, functions, more]) =>
    template(
      { ...withoutDoubles(functions), A: rest(first), MyApi: rest(second) },
      { ...conditions('C', 'D'), Parameters: { P: { Type: 'String', Default: 'given' } }, ...more },
    ),
  )

/** Methods that are there already come to another path. */
function withoutDoubles(functions: Dict): Dict {
  const known = new Set<string>()
  for (const [name, value] of Object.entries(structuredClone(functions))) {
    const { Events: events } = (value as Dict).Properties as Dict
    for (const [eventName, given] of Object.entries(events as Dict)) {
      const properties = (given as Dict).Properties as Dict
      const method = JSON.stringify([
        properties.RestApiId,
        properties.Path,
        String(properties.Method).toLowerCase(),
      ])
      if (known.has(method)) properties.Path = `${properties.Path}/${name}${eventName}`.replace('//', '/')
      known.add(method)
    }
    functions[name] = value as Value
  }
  return functions
}
