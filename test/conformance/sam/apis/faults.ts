/** Templates with faults: one for each of AWS's messages about APIs and connectors. */
import type { Dict, Value } from '../../../../src/engines/sam/index.ts'
import {
  connector,
  get,
  getOfA,
  graphQl,
  http,
  lambda,
  rest,
  route,
  routeOfH,
  template,
  webSocket,
  withA,
  withH,
} from './parts.ts'

const one = { L: { FunctionArn: 'f' } }
const auth = (properties: Dict) => withA({ Auth: properties })
const authorizer = (properties: Value) => auth({ Authorizers: { L: properties } })
const eventAuth = (event: Dict, api: Dict = { Authorizers: one }) => withA({ Auth: api }, { Auth: event })
const domain = (properties: Value) => withA({ Domain: properties })
const named = (properties: Dict) => domain({ DomainName: 'd', CertificateArn: 'c', ...properties })
const paths = (value: Value) =>
  withA({ DefinitionBody: { swagger: '2.0', paths: { '/x': value } }, Cors: "'*'" })
const inline = (value: Value) => ({ DefinitionBody: value })
const valid = { swagger: '2.0', paths: {} }
const secured = (security: Value) => ({
  swagger: '2.0',
  paths: { '/x': { get: { 'x-amazon-apigateway-integration': { uri: 'u' }, security } } },
})

const restFaults: readonly Dict[] = [
  template({ A: { Type: 'AWS::Serverless::Api' } }),
  template({ A: rest({ DefinitionUri: 's3://b/k', DefinitionBody: valid }) }),
  template({ A: rest({ DefinitionUri: 's3://b/k', MergeDefinitions: true }) }),
  template({ A: rest({ DefinitionUri: 'x' }) }),
  template({ A: rest({ DefinitionUri: { Bucket: 'b' } }) }),
  template({ A: rest({ DefinitionUri: 's3://b/k', Cors: 'a', Auth: { ApiKeyRequired: true } }) }),
  template({ A: rest({ DefinitionUri: 's3://b/k', Auth: { ApiKeyRequired: true } }) }),
  template({ A: rest({ DefinitionUri: 's3://b/k', GatewayResponses: { a: {} } }) }),
  template({ A: rest({ DefinitionUri: 's3://b/k', Models: { a: {} } }) }),
  template({ A: rest({ DefinitionUri: 's3://b/k', DisableExecuteApiEndpoint: true }) }),
  withA({ OpenApiVersion: '4.0' }),
  withA({ EndpointConfiguration: { Type: 'PRIVATE', VPCEndpointIds: ['a'], VpcEndpointIds: ['b'] } }),
  withA({ Cors: { Unknown: 1 } }),
  withA({ Cors: { AllowCredentials: true } }),
  withA({ Cors: { AllowOrigin: '' } }),
  withA({ ...inline({ a: 1 }), Cors: 'x' }),
  withA({ ...inline({ a: 1 }), Auth: { ApiKeyRequired: true } }),
  withA({ ...inline({ a: 1 }), GatewayResponses: { a: {} } }),
  withA({ ...inline({ a: 1 }), Models: { a: {} } }),
  withA({ ...inline({ a: 1 }), BinaryMediaTypes: ['a'] }),
  paths('x'),
  paths({ 'Fn::If': 'x' }),
  withA({ ...inline(secured('x')), Auth: { ApiKeyRequired: true } }),
  withA({ ...inline(secured(['x'])), Auth: { ApiKeyRequired: true } }),
  withA({ ...inline(secured('x')), Auth: { DefaultAuthorizer: 'L', Authorizers: one } }),
  withA({ ...inline({ ...secured([]), securityDefinitions: ['a'] }), Auth: { ApiKeyRequired: true } }),
  withA({ ...inline({ openapi: '3.0.0', paths: { '/x': { options: 'x' } } }) }),
  withA({ ...inline({ openapi: '3.0.0', paths: { '/x': { options: { responses: { '200': 'x' } } } } }) }),
  withA({ ...inline({ openapi: '3.0.0', servers: ['x'], paths: {} }), DisableExecuteApiEndpoint: true }),
  auth({ Unknown: 1 }),
  auth({ Authorizers: ['a'] }),
  authorizer('x'),
  authorizer({ FunctionPayloadType: 'OTHER' }),
  authorizer({ FunctionArn: 'f', FunctionPayloadType: 'REQUEST' }),
  authorizer({ FunctionArn: 'f', FunctionPayloadType: 'REQUEST', Identity: { ReauthorizeEvery: 3 } }),
  authorizer({ FunctionArn: 'f', FunctionPayloadType: 'REQUEST', Identity: 'x' }),
  authorizer({ FunctionArn: 'f', FunctionPayloadType: 'REQUEST', Identity: { Headers: 'x' } }),
  authorizer({ FunctionArn: 'f', FunctionPayloadType: 'REQUEST', Identity: { Headers: [1] } }),
  authorizer({ FunctionArn: 'f', AuthorizationScopes: 'x' }),
  authorizer({ FunctionArn: 'f', DisableFunctionDefaultPermissions: 'x' }),
  authorizer({ FunctionArn: 'f', Identity: 'x' }),
  auth({ Authorizers: one, DefaultAuthorizer: ['x'] }),
  auth({ Authorizers: one, DefaultAuthorizer: 'Other' }),
  auth({ ResourcePolicy: 'x' }),
  auth({ ResourcePolicy: { AwsAccountWhitelist: 'x' } }),
  auth({ ResourcePolicy: { SourceVpcWhitelist: [{ Ref: 'X' }] } }),
  auth({ ResourcePolicy: { SourceVpcBlacklist: [{ Ref: 'X' }] } }),
  auth({ UsagePlan: 'x' }),
  auth({ UsagePlan: { Unknown: 1 } }),
  auth({ UsagePlan: { Description: 'd' } }),
  auth({ UsagePlan: { CreateUsagePlan: 'OTHER' } }),
  template({ A: rest({ Auth: { UsagePlan: { CreateUsagePlan: 'SHARED' } } }, { Condition: 'C' }) }),
  withA({ GatewayResponses: { A: { Ref: 'X' } } }),
  withA({ GatewayResponses: { A: 'x' } }),
  withA({ GatewayResponses: { A: { Unknown: 1 } } }),
  withA({ GatewayResponses: { A: { ResponseParameters: 'x' } } }),
  withA({ GatewayResponses: { A: { ResponseParameters: { Unknown: {} } } } }),
  withA({ GatewayResponses: { A: { ResponseParameters: { Headers: 'x' } } } }),
  withA({ GatewayResponses: { A: { StatusCode: 'x' } } }),
  withA({ Models: { User: 'x' } }),
  withA({ Models: { User: {} } }),
  domain('x'),
  domain({ CertificateArn: 'c' }),
  domain({ DomainName: 'd' }),
  named({ EndpointConfiguration: 'OTHER' }),
  named({ MutualTlsAuthentication: 'x' }),
  named({ MutualTlsAuthentication: { Unknown: 1 } }),
  named({ Policy: { a: 1 } }),
  named({ EndpointConfiguration: 'PRIVATE', OwnershipVerificationCertificateArn: 'o' }),
  named({ EndpointConfiguration: 'PRIVATE', AccessAssociation: 'x' }),
  named({ BasePath: [1] }),
  named({ Route53: 'x' }),
  named({ Route53: {} }),
  named({ Route53: { HostedZoneId: 'z', SeparateRecordSetGroup: 'x' } }),
]

const eventFaults: readonly Dict[] = [
  template({ F: lambda({ E: { Type: 'Api', Properties: 'x' } }) }),
  template({ F: lambda({ E: { Type: 'Api', Properties: { Path: '/x' } } }) }),
  template({ F: lambda({ E: { Type: 'Api', Properties: { Method: 'get' } } }) }),
  template({ F: lambda({ E: { Type: 'Api' } }) }),
  template({ F: lambda({ E: 'x' }), A: rest() }),
  template({ F: lambda({ E: get('/x', { RestApiId: 'Missing' }) }) }),
  template({ F: lambda({ E: get('/x', { RestApiId: { 'Fn::ImportValue': 'x' } }) }) }),
  template({ F: lambda({ E: get('/x', { RestApiId: { Ref: 'H' } }) }), H: http() }),
  template({ F: lambda({ E: get(), G: get() }) }),
  template({ F: lambda({ E: get() }, { Condition: { a: 1 } }) }),
  eventAuth({ Authorizer: 'Other' }),
  eventAuth({ Authorizer: 'L' }, {}),
  eventAuth({ Authorizer: ['L'] }),
  eventAuth({ Authorizer: 'NONE' }),
  eventAuth({ AuthorizationScopes: 'x', Authorizer: 'L' }),
  eventAuth({ AuthorizationScopes: ['x'] }),
  eventAuth({ ApiKeyRequired: false }),
  eventAuth({ ResourcePolicy: 'x' }),
  eventAuth({ OverrideApiAuth: true }),
  withA({}, { RequestModel: { Model: 'User' } }),
  withA({ Models: { User: { type: 'object' } } }, { RequestModel: { Model: 'Other' } }),
  withA({ Models: { User: { type: 'object' } } }, { RequestModel: { Model: ['x'] } }),
  withA({ Models: { User: { type: 'object' } } }, { RequestModel: { Model: 'User', ValidateBody: 'x' } }),
  withA({}, { RequestParameters: ['x'] }),
  withA({}, { RequestParameters: [1] }),
  withA({}, { RequestParameters: [{ x: {} }] }),
  withA({}, { RequestParameters: [{ 'method.request.header.A': { Unknown: 1 } }] }),
  withA({ DefinitionBody: { swagger: '2.0', paths: { '/x': 'x' } }, MergeDefinitions: true }),
  withA({ StageName: '' }),
  template({ F: lambda({ C: { Type: 'Cognito', Properties: { UserPool: 'x', Trigger: 'PreSignUp' } } }) }),
  template({
    P: { Type: 'AWS::Cognito::UserPool', Properties: { LambdaConfig: { PreSignUp: 'x' } } },
    F: lambda({ C: { Type: 'Cognito', Properties: { UserPool: { Ref: 'P' }, Trigger: 'PreSignUp' } } }),
  }),
]

const jwt = { JwtConfiguration: { issuer: 'i' }, IdentitySource: 'x' }
const httpAuthorizer = (properties: Value) => withH({ Auth: { Authorizers: { L: properties } } })
const httpDomain = (properties: Dict) =>
  withH({ Domain: { DomainName: 'd', CertificateArn: 'c', ...properties } })
const routeAuth = (event: Dict, api: Dict) => withH({ Auth: api }, { Auth: event })

const httpFaults: readonly Dict[] = [
  withH({ DefinitionUri: 's3://b/k', DefinitionBody: { openapi: '3.0.0', paths: {} } }),
  withH({ DefinitionUri: 'x' }),
  withH({ DefinitionUri: 's3://b/k', Tags: { a: 'b' } }),
  withH({ DefinitionUri: 's3://b/k', CorsConfiguration: true }),
  withH({ DefinitionUri: 's3://b/k', Auth: { EnableIamAuthorizer: true } }),
  withH({ DefinitionUri: 's3://b/k', Name: 'n' }),
  withH({ DefinitionUri: 's3://b/k', Description: 'n' }),
  withH({ DefinitionUri: 's3://b/k', DisableExecuteApiEndpoint: true }),
  withH({ DefinitionBody: { a: 1 }, CorsConfiguration: true }),
  withH({ DefinitionBody: { openapi: '3.0.0', paths: {}, info: { title: 't' } }, Name: 'n' }),
  withH({ DefinitionBody: { openapi: '3.0.0', paths: {}, info: { description: 't' } }, Description: 'n' }),
  withH({ DefinitionBody: { openapi: '3.0.0', paths: {}, tags: 'x' }, Tags: { a: 'b' } }),
  withH({ CorsConfiguration: { Unknown: 1 } }),
  withH({ CorsConfiguration: { AllowCredentials: true, AllowOrigins: ['*'] } }),
  withH({ Auth: { Unknown: 1 } }),
  withH({ Auth: { DefaultAuthorizer: 'Other', Authorizers: { L: jwt } } }),
  withH({ Auth: { DefaultAuthorizer: ['x'], Authorizers: { L: jwt } } }),
  httpAuthorizer('x'),
  httpAuthorizer({ OpenIdConnectUrl: 'x' }),
  httpAuthorizer({ JwtConfiguration: { issuer: 'i' } }),
  httpAuthorizer({ JwtConfiguration: 'x' }),
  httpAuthorizer({ ...jwt, FunctionArn: 'f' }),
  httpAuthorizer({ ...jwt, AuthorizationScopes: 'f' }),
  httpAuthorizer({ FunctionArn: 'f' }),
  httpAuthorizer({ AuthorizerPayloadFormatVersion: '2.0' }),
  httpAuthorizer({ FunctionArn: 'f', AuthorizerPayloadFormatVersion: '2.0', IdentitySource: 'x' }),
  httpAuthorizer({ FunctionArn: 'f', AuthorizerPayloadFormatVersion: '2.0', Identity: { Headers: [1] } }),
  httpAuthorizer({
    FunctionArn: 'f',
    AuthorizerPayloadFormatVersion: '2.0',
    EnableFunctionDefaultPermissions: 1,
  }),
  withH({ Domain: { DomainName: 'd' } }),
  httpDomain({ EndpointConfiguration: 'EDGE' }),
  httpDomain({ MutualTlsAuthentication: 'x' }),
  httpDomain({ MutualTlsAuthentication: { B: 1, A: 1 } }),
  httpDomain({ BasePath: [1] }),
  httpDomain({ BasePath: 'a b' }),
  httpDomain({ Route53: {} }),
  routeAuth({ Authorizer: 'L' }, {}),
  routeAuth({}, {}),
  routeAuth({ AuthorizationScopes: ['x'] }, {}),
  routeAuth({ Authorizer: 'Other' }, { Authorizers: { L: jwt } }),
  routeAuth({ Authorizer: 'NONE' }, { Authorizers: { L: jwt } }),
  routeAuth({ Authorizer: 'L', AuthorizationScopes: 'x' }, { Authorizers: { L: jwt } }),
  template({
    F: lambda({ E: route({ Path: '/a', Method: 'get' }), G: route({ Path: '/a', Method: 'get' }) }),
  }),
  template({ F: lambda({ E: route({ Path: '/a', Method: 'get', RouteSettings: 'x' }) }) }),
  template({ F: lambda({ E: routeOfH('/a') }) }),
]

const socket = (properties: Dict) => template({ W: webSocket(properties) })
const socketAuth = (properties: Dict) =>
  socket({ Routes: { $connect: { FunctionArn: 'f' } }, Auth: properties })

const otherFaults: readonly Dict[] = [
  socket({ Routes: {} }),
  socket({ Routes: { 'a-b': { FunctionArn: 'f' } } }),
  socket({ Routes: { a: {} } }),
  socket({ Routes: { a: { FunctionArn: 'f', RequestParameters: { a: 1 } } } }),
  socket({ IpAddressType: 'x' }),
  socket({ StageName: '$default' }),
  socket({ Auth: { AuthType: 'NONE' } }),
  socket({
    Domain: { DomainName: 'd', CertificateArn: 'c', MutualTlsAuthentication: { TruststoreUri: 't' } },
  }),
  socketAuth({ Name: 'x' }),
  socketAuth({ AuthType: 'OTHER' }),
  socketAuth({ AuthType: 'CUSTOM' }),
  socketAuth({ AuthType: 'AWS_IAM', Name: 'x' }),
  socketAuth({ AuthType: 'NONE', Name: 'x' }),
  ...(
    [
      { SchemaInline: null },
      { SchemaUri: 's3' },
      { Auth: { Type: 'OTHER' } },
      { Auth: { Type: 'AWS_LAMBDA' } },
      { Auth: { Type: 'OPENID_CONNECT' } },
      { Auth: { Type: 'AMAZON_COGNITO_USER_POOLS' } },
      { Auth: { Type: 'API_KEY', OpenIDConnect: {}, LambdaAuthorizer: { AuthorizerUri: 'x' } } },
      { Auth: { Type: 'API_KEY', Additional: [{ Type: 'x' }] } },
      { XrayEnabled: 'perhaps' },
      { Logging: { Unknown: 1 } },
      { DataSources: { DynamoDb: { T: {} } } },
      { Functions: { f: { Id: 'x', Name: 'y' } } },
      { Functions: { f: { InlineCode: 'x', CodeUri: 'y' } } },
      { Functions: { f: {} } },
      { Functions: { f: { InlineCode: 'x' } } },
      { Functions: { f: { InlineCode: 'x', DataSource: 'Missing' } } },
      { Functions: { f: { InlineCode: 'x', DataSource: 'none' } } },
      { Resolvers: { Query: { q: {} } } },
      { Resolvers: { Query: { q: { InlineCode: 'x', CodeUri: 'y' } } } },
      { Resolvers: { Query: { q: { InlineCode: 'x' } } } },
      { Resolvers: { Query: { q: { Pipeline: ['missing'] } } } },
    ] as Dict[]
  ).map((properties) => template({ G: graphQl(properties) })),
]

const ends: Dict = {
  F: lambda({}),
  T: { Type: 'AWS::DynamoDB::Table' },
  Q: { Type: 'AWS::SQS::Queue' },
  S: { Type: 'AWS::StepFunctions::StateMachine', Properties: {} },
}
const connected = (source: Value, destination: Value, permissions: Value = ['Write']) =>
  template({ ...ends, C: connector(source, destination, permissions) })
const embedded = (connectors: Value) => template({ ...ends, F: { ...lambda({}), Connectors: connectors } })

const connectorFaults: readonly Dict[] = [
  connected('x', { Id: 'T' }),
  connected({ Id: 'F' }, ['x']),
  connected({ Id: 'F' }, { Id: 'T' }, 'Write'),
  connected({ Id: 'F' }, []),
  connected({}, { Id: 'T' }),
  connected({ Id: 'F', Type: 'x' }, { Id: 'T' }),
  connected({ Id: ['F'] }, { Id: 'T' }),
  connected({ Id: 'Missing' }, { Id: 'T' }),
  connected({ Arn: 'x' }, { Id: 'T' }),
  connected({ Id: 'T' }, { Id: 'Q' }),
  connected({ Id: 'F' }, { Id: 'T' }, []),
  connected({ Id: 'F' }, { Id: 'T' }, ['Other']),
  connected({ Id: 'Q' }, { Id: 'F' }, ['Write']),
  connected({ Id: 'S' }, { Id: 'F' }),
  connected({ Type: 'AWS::Lambda::Function', RoleName: 'r' }, { Type: 'AWS::DynamoDB::Table', Name: 'x' }),
  connected({ Type: 'AWS::SNS::Topic', Arn: 'a' }, { Type: 'AWS::SQS::Queue', Arn: 'b' }),
  connected({ Type: 'AWS::SNS::Topic', Arn: 'a' }, { Type: 'AWS::Lambda::Function', Name: 'b' }),
  embedded('x'),
  embedded({ C: 'x' }),
  embedded({ C: {} }),
  embedded({ C: { Properties: { Destination: { Id: 'T' } } } }),
  embedded({ C: { Properties: { SourceReference: 'x' } } }),
  embedded({
    C: { Properties: { SourceReference: { Id: 'x' }, Destination: { Id: 'T' }, Permissions: ['Read'] } },
  }),
  template({
    ...ends,
    FT: { Type: 'AWS::S3::Bucket' },
    F: {
      ...lambda({ E: getOfA() }),
      Connectors: { T: { Properties: { Destination: { Id: 'T' }, Permissions: ['Read'] } } },
    },
  }),
]

/** All of them, by where the fault is. */
export const faultyTemplates: Readonly<Record<string, readonly Dict[]>> = {
  'REST APIs': restFaults,
  'events of APIs': eventFaults,
  'HTTP APIs': httpFaults,
  'WebSocket and GraphQL APIs': otherFaults,
  connectors: connectorFaults,
}
