/** REST APIs: each property of AWS::Serverless::Api and of its events. */
import type { Dict } from '../../../../src/engines/sam/index.ts'
import { conditions, get, getOfA, lambda, rest, type Templates, template, withA } from './parts.ts'

const authorizers: Dict = {
  Pool: {
    UserPoolArn: { 'Fn::GetAtt': ['UserPool', 'Arn'] },
    Identity: { Header: 'X', ValidationExpression: 'y' },
  },
  Pools: { UserPoolArn: ['arn:a', 'arn:b'], AuthorizationScopes: ['read', 'write'] },
  Token: {
    FunctionArn: 'arn:x',
    FunctionInvokeRole: 'arn:role',
    Identity: { Header: 'H', ReauthorizeEvery: 30, ValidationExpression: 'z' },
  },
  Request: {
    FunctionArn: { 'Fn::GetAtt': ['F', 'Arn'] },
    FunctionPayloadType: 'REQUEST',
    Identity: {
      Headers: ['A', 'B'],
      QueryStrings: ['c'],
      StageVariables: ['d'],
      Context: ['e'],
      ReauthorizeEvery: 0,
    },
  },
  Unkept: { FunctionArn: 'arn:y', FunctionPayloadType: 'REQUEST', Identity: { ReauthorizeEvery: 0 } },
  Own: { FunctionArn: 'arn:z', DisableFunctionDefaultPermissions: true },
}

const body: Dict = {
  swagger: '2.0',
  info: { title: 't' },
  paths: {
    '/x': {
      get: { 'x-amazon-apigateway-integration': { uri: 'u' }, security: [{ api_key: [] }] },
      post: { 'Fn::If': ['C', { 'x-amazon-apigateway-integration': { uri: 'u' } }, { Ref: 'AWS::NoValue' }] },
    },
    '/y': {
      'Fn::If': ['C', { get: { 'x-amazon-apigateway-integration': { uri: 'u' } } }, { Ref: 'AWS::NoValue' }],
    },
  },
  securityDefinitions: { api_key: { type: 'apiKey' } },
}

const verbs = ['get', 'post', 'any', 'delete', 'head']

export const restTemplates: Templates = {
  'an implicit API': template({
    F: lambda({ E: get(), Greedy: get('/y/{z+}', {}, 'ANY'), Root: get('/', {}, 'post') }),
  }),
  'an API of its own': template({
    A: rest(),
    F: lambda({ E: getOfA(), Slash: getOfA('/a/', {}, 'POST'), Name: get('/n', { RestApiId: 'A' }) }),
  }),
  'many methods': template(
    Object.fromEntries(
      Array.from({ length: 9 }, (_, one) => [
        `F${one}`,
        lambda(
          Object.fromEntries(
            verbs.map((verb, two) => [
              `E${two}`,
              get(`/p${one % 4}/${two}/${one}`, {}, verbs[(one + two) % 5] ?? verb),
            ]),
          ),
          one % 2 ? { Condition: `C${one % 3}` } : {},
        ),
      ]),
    ),
    { ...conditions('C0', 'C1', 'C2'), Globals: { Api: { Cors: "'*'", Auth: { ApiKeyRequired: true } } } },
  ),
  'more than ten conditions': template(
    Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [
        `F${index}`,
        lambda({ E: get(`/s${index}`) }, { Condition: `C${index}` }),
      ]),
    ),
    conditions(...Array.from({ length: 12 }, (_, index) => `C${index}`)),
  ),
  'conditions and policies': template(
    {
      F: lambda({ E: get() }, { Condition: 'C1' }),
      G: lambda({ E: get('/x', {}, 'post'), Q: get('/q') }, { Condition: 'C2', DeletionPolicy: 'Retain' }),
      H: lambda(
        { E: get('/h') },
        { Condition: 'C2', DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Snapshot' },
      ),
    },
    conditions('C1', 'C2'),
  ),
  'CORS by a text': withA({ Cors: "'*'" }),
  'CORS of OpenAPI 3': withA({ Cors: "'*'", OpenApiVersion: '3.0.1' }),
  'CORS by a map': template({
    A: rest({
      Cors: {
        AllowMethods: "'GET'",
        AllowHeaders: "'x'",
        AllowOrigin: "'a'",
        MaxAge: "'60'",
        AllowCredentials: true,
      },
    }),
    F: lambda({ E: getOfA(), Slash: getOfA('/x/'), Own: getOfA('/o', {}, 'options') }),
  }),
  'all kinds of authorizers': template({
    A: rest({ Auth: { DefaultAuthorizer: 'Pool', Authorizers: authorizers }, Cors: "'*'" }),
    F: lambda({
      E: getOfA(),
      None: getOfA('/n', { Auth: { Authorizer: 'NONE' } }),
      Token: getOfA('/t', { Auth: { Authorizer: 'Token', AuthorizationScopes: ['a', 'b'] } }),
      Pools: getOfA('/p', { Auth: { Authorizer: 'Pools' } }),
      Iam: getOfA('/i', { Auth: { Authorizer: 'AWS_IAM' } }),
    }),
  }),
  'IAM for all': template({
    A: rest({ Auth: { DefaultAuthorizer: 'AWS_IAM', InvokeRole: 'NONE' } }),
    F: lambda({
      E: getOfA(),
      Caller: getOfA('/c', { Auth: { InvokeRole: 'CALLER_CREDENTIALS' } }),
      Role: getOfA('/d', { Auth: { Authorizer: 'AWS_IAM', InvokeRole: 'arn:r' } }),
    }),
  }),
  'no authorizer for preflights': withA({
    Cors: "'*'",
    Auth: {
      DefaultAuthorizer: 'Token',
      Authorizers: { Token: { FunctionArn: 'f' } },
      AddDefaultAuthorizerToCorsPreflight: false,
      ApiKeyRequired: true,
      AddApiKeyRequiredToCorsPreflight: false,
    },
  }),
  'API keys and a usage plan': template({
    A: rest({
      Auth: {
        ApiKeyRequired: true,
        UsagePlan: { CreateUsagePlan: 'PER_API', UsagePlanName: 'n', Quota: { Limit: 1 }, Description: 'd' },
      },
    }),
    F: lambda({ E: getOfA(), Free: getOfA('/c', { Auth: { ApiKeyRequired: false } }) }),
  }),
  'a usage plan for two': template(
    {
      A: rest({ Auth: { UsagePlan: { CreateUsagePlan: 'SHARED' } } }),
      B: rest(
        { Auth: { UsagePlan: { CreateUsagePlan: 'SHARED', Tags: [{ Key: 'a', Value: 'b' }] } } },
        { Condition: 'C1', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Delete' },
      ),
    },
    {
      ...conditions('C1'),
      Outputs: {
        Plan: { Value: { Ref: 'A.UsagePlan' } },
        Both: { Value: { 'Fn::Sub': '${A.Stage}-${B.Deployment}' } },
      },
    },
  ),
  'resource policies': template({
    A: rest({
      Auth: {
        ResourcePolicy: {
          CustomStatements: [{ Action: 'x', Resource: ['a'] }],
          IpRangeWhitelist: ['1.2.3.4'],
          IpRangeBlacklist: ['1.2.3.5'],
          AwsAccountWhitelist: ['123'],
          AwsAccountBlacklist: ['124'],
          SourceVpcWhitelist: ['vpc-1', 'vpce-2'],
          IntrinsicVpcBlacklist: [{ Ref: 'V' }],
          IntrinsicVpceBlacklist: [{ Ref: 'W' }],
        },
      },
    }),
    F: lambda({
      E: getOfA(),
      Own: getOfA('/c/{p+}', { Auth: { ResourcePolicy: { IpRangeBlacklist: '9.9.9.9' } } }, 'any'),
    }),
  }),
  'gateway responses': withA({
    GatewayResponses: {
      UNAUTHORIZED: {
        StatusCode: 401,
        ResponseParameters: { Headers: { a: "'b'" }, Paths: { p: "'q'" }, QueryStrings: { r: "'s'" } },
        ResponseTemplates: { 'application/json': '{"é": "日本\\n"}' },
      },
      DEFAULT_4XX: { StatusCode: '400' },
    },
  }),
  'models, validators and parameters': template({
    A: rest({
      Models: { User: { type: 'object', properties: { a: { type: 'string' } } }, Zed: { type: 'object' } },
      BinaryMediaTypes: ['image~1gif', 'a/b'],
    }),
    F: lambda({
      E: getOfA('/x', {
        RequestModel: { Model: 'User', Required: true, ValidateBody: true, ValidateParameters: false },
        RequestParameters: [
          'method.request.header.Authorization',
          { 'method.request.querystring.k': { Required: true, Caching: true } },
        ],
        TimeoutInMillis: 500,
        ResponseTransferMode: 'RESPONSE_STREAM',
      }),
    }),
  }),
  'models of OpenAPI 3': withA(
    { OpenApiVersion: '3.0.3', Models: { User: { type: 'object' } }, DisableExecuteApiEndpoint: true },
    { RequestModel: { Model: 'User', Required: true, ValidateParameters: true } },
  ),
  'a domain': withA({
    Domain: {
      DomainName: 'a.b',
      CertificateArn: 'c',
      BasePath: ['/x', 'y-z'],
      Route53: { HostedZoneId: 'Z', IpV6: true, EvaluateTargetHealth: true },
      MutualTlsAuthentication: { TruststoreUri: 's3://a', TruststoreVersion: '1' },
      SecurityPolicy: 'TLS_1_2',
    },
  }),
  'an edge-optimized domain': withA({
    Domain: {
      DomainName: { 'Fn::Sub': 'a.${AWS::Region}' },
      CertificateArn: 'c',
      EndpointConfiguration: 'EDGE',
      NormalizeBasePath: false,
      BasePath: 'p_q',
      Route53: { HostedZoneName: 'Z.', SeparateRecordSetGroup: true, Region: 'r', SetIdentifier: 'i' },
    },
  }),
  'a private domain': withA({
    Domain: {
      DomainName: 'a.b',
      CertificateArn: 'c',
      EndpointConfiguration: 'PRIVATE',
      Policy: { a: 1 },
      AccessAssociation: { VpcEndpointId: 'vpce-1' },
      IpAddressType: 'dualstack',
      BasePath: 'p_q',
      Route53: {
        HostedZoneName: 'Z.',
        HostedZoneId: 'Q',
        VpcEndpointDomainName: 'v',
        VpcEndpointHostedZoneId: 'z',
      },
    },
  }),
  'one domain for two APIs': template(
    { A: rest(), B: rest(), F: lambda({ E: getOfA(), Other: get('/b', { RestApiId: { Ref: 'B' } }) }) },
    {
      Globals: {
        Api: { Domain: { DomainName: 'x.y', CertificateArn: 'c', Route53: { HostedZoneId: 'z' } } },
      },
    },
  ),
  'a document in S3 and all plain properties': template({
    A: rest({
      DefinitionUri: 's3://bucket/key?versionId=3',
      EndpointConfiguration: { Type: 'PRIVATE', VPCEndpointIds: ['v'], IpAddressType: 'dualstack' },
      Variables: { a: 'b' },
      CacheClusterEnabled: true,
      CacheClusterSize: '0.5',
      TracingEnabled: true,
      Tags: { b: 'c', a: null },
      PropagateTags: true,
      MethodSettings: [{ HttpMethod: '*' }],
      CanarySetting: { PercentTraffic: 1 },
      AccessLogSetting: { Format: 'f' },
      Name: 'n',
      Description: 'd',
      FailOnWarnings: true,
      MinimumCompressionSize: 1,
      ApiKeySourceType: 'HEADER',
      Mode: 'overwrite',
      Policy: { Statement: [] },
      SecurityPolicy: 's',
      EndpointAccessMode: 'STRICT',
    }),
    B: rest({
      DefinitionUri: { Bucket: 'b', Key: 'k', Version: 1 },
      StageName: { Ref: 'P' },
      EndpointConfiguration: 'EDGE',
    }),
    C: rest({ StageName: 'a-b', AlwaysDeploy: false }),
  }),
  'a document of its own': template(
    {
      A: rest({
        DefinitionBody: body,
        Auth: { DefaultAuthorizer: 'Token', Authorizers: authorizers },
        Cors: "'*'",
        DisableExecuteApiEndpoint: true,
      }),
      F: lambda({ E: getOfA('/x', { Auth: { Authorizer: 'Pool', OverrideApiAuth: true } }) }),
    },
    conditions('C'),
  ),
  'merged documents': withA({
    DefinitionBody: { swagger: '2.0', paths: { '/x': { get: { responses: { '200': { d: 1 } }, x: 2 } } } },
    MergeDefinitions: true,
  }),
  'a document that is included': template({
    A: rest({
      DefinitionBody: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://x' } } },
    }),
  }),
  'names of functions': template(
    {
      A: rest(),
      F: lambda({ E: getOfA() }, {}, { FunctionName: { Ref: 'N' } }),
      G: lambda({ E: getOfA('/g') }, {}, { FunctionName: { 'Fn::Sub': 'x-${AWS::StackName}' } }),
    },
    { Parameters: { N: { Type: 'String', Default: 'named' } } },
  ),
  'an alias': template(
    { F: lambda({ E: get() }, { Condition: 'C' }, { AutoPublishAlias: 'live' }) },
    conditions('C'),
  ),
  Globals: template(
    {
      A: rest({ Auth: { Authorizers: { B: { FunctionArn: 'z' } } } }),
      I: rest({}, { IgnoreGlobals: ['Cors', 'Auth'] }),
      J: rest({}, { IgnoreGlobals: '*' }),
      F: lambda({ E: getOfA(), Implicit: get('/i') }, {}, { Tags: { a: 'b', z: 'y' }, PropagateTags: true }),
    },
    {
      Globals: {
        Api: {
          Auth: { DefaultAuthorizer: 'B', Authorizers: { B: { UserPoolArn: 'u' }, C: { UserPoolArn: 'u' } } },
          Cors: "'*'",
          OpenApiVersion: '3.0.1',
          TracingEnabled: true,
          GatewayResponses: { DEFAULT_4XX: { StatusCode: 1 } },
        },
      },
    },
  ),
  parameters: withA(
    {
      StageName: { Ref: 'P' },
      Auth: {
        DefaultAuthorizer: { Ref: 'D' },
        Authorizers: {
          PoolX: {
            UserPoolArn: { 'Fn::Sub': 'arn:${AWS::Partition}:x:${AWS::Region}:${P}' },
            AuthorizationScopes: [{ Ref: 'P' }],
          },
        },
        ResourcePolicy: { SourceVpcWhitelist: [{ Ref: 'P' }], IpRangeBlacklist: { Ref: 'Q' } },
      },
      Domain: { DomainName: { Ref: 'P' }, CertificateArn: { Ref: 'AWS::Region' } },
      BinaryMediaTypes: [{ Ref: 'P' }, { 'Fn::Sub': 'a~1${P}' }],
      Cors: { 'Fn::Sub': "'${P}'" },
    },
    {},
    {
      Parameters: {
        P: { Type: 'String', Default: 'vpc-x' },
        D: { Type: 'String', Default: 'PoolX' },
        Q: { Type: 'CommaDelimitedList', Default: 'a,b' },
      },
    },
  ),
  'a name that the implicit API would have': template({
    ServerlessRestApi: { Type: 'AWS::S3::Bucket' },
    F: lambda({}),
  }),
  'state machines': template(
    {
      A: rest({ Auth: { ApiKeyRequired: true, ResourcePolicy: { IpRangeBlacklist: ['1.1.1.1'] } } }),
      S: {
        Type: 'AWS::Serverless::StateMachine',
        Properties: {
          DefinitionUri: 's3://b/k',
          Policies: ['p'],
          PermissionsBoundary: 'arn:b',
          Events: {
            Implicit: get('/s'),
            Own: getOfA('/o', {
              UnescapeMappingTemplate: true,
              Auth: { ApiKeyRequired: false, ResourcePolicy: { IpRangeWhitelist: ['2.2.2.2'] } },
            }),
          },
        },
        Condition: 'C',
      },
    },
    conditions('C'),
  ),
}
