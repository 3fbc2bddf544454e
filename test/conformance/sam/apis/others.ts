/** HTTP, WebSocket and GraphQL APIs, triggers of user pools, and connectors. */
import type { Dict } from '../../../../src/engines/sam/index.ts'
import {
  conditions,
  connector,
  get,
  graphQl,
  http,
  lambda,
  rest,
  route,
  routeOfH,
  type Templates,
  template,
  webSocket,
  withH,
} from './parts.ts'

const document: Dict = {
  openapi: '3.0.1',
  info: { title: 'x' },
  tags: [{ name: 'q' }],
  'x-amazon-apigateway-cors': { maxAge: 3 },
  paths: {
    '/a': {
      get: { 'x-amazon-apigateway-integration': { uri: { 'Fn::Sub': 'arn:${F.Arn}/i' } } },
      options: {},
    },
    $default: {
      'x-amazon-apigateway-any-method': {
        'x-amazon-apigateway-integration': {
          uri: { 'Fn::If': ['C', { 'Fn::Sub': 'arn:${F.Arn}/i' }, { Ref: 'AWS::NoValue' }] },
        },
      },
    },
  },
}

const httpTemplates: Templates = {
  'an implicit HTTP API': template({
    F: lambda({
      E: route(),
      Variables: route({ Path: '/a/{id}/{p+}', Method: 'get' }),
      Settings: route({
        Path: '/b',
        Method: 'ANY',
        TimeoutInMillis: 3,
        PayloadFormatVersion: '1.0',
        RouteSettings: { ThrottlingBurstLimit: 1 },
      }),
    }),
  }),
  'an implicit HTTP API with conditions': template(
    {
      F: lambda(
        { E: route({ Path: '/a', Method: 'get' }) },
        { Condition: 'C', UpdateReplacePolicy: 'Retain' },
      ),
      G: lambda({ E: route({ Path: '/a', Method: 'put', RouteSettings: { x: 1 } }) }, { Condition: 'D' }),
    },
    { ...conditions('C', 'D'), Globals: { Function: { Tags: { a: 'b' }, PropagateTags: true } } },
  ),
  'all properties of HTTP APIs': template({
    H: http({
      Auth: {
        DefaultAuthorizer: 'Jwt',
        EnableIamAuthorizer: true,
        Authorizers: {
          Jwt: {
            JwtConfiguration: { Issuer: 'i', audience: ['a'] },
            IdentitySource: '$request.header.Authorization',
            AuthorizationScopes: ['s'],
          },
          Function: {
            FunctionArn: 'f',
            AuthorizerPayloadFormatVersion: '2.0',
            EnableSimpleResponses: true,
            Identity: { Headers: ['h'], QueryStrings: ['q'], Context: ['c'], ReauthorizeEvery: 3 },
            EnableFunctionDefaultPermissions: true,
            FunctionInvokeRole: 'r',
          },
        },
      },
      CorsConfiguration: true,
      StageName: 'prod',
      Tags: { q: 'r' },
      Domain: {
        DomainName: 'd',
        CertificateArn: 'c',
        BasePath: ['/a-b/', 'c'],
        SecurityPolicy: 'TLS_1_2',
        Route53: { HostedZoneId: 'Z', HostedZoneName: 'y', IpV6: true },
        MutualTlsAuthentication: { TruststoreUri: 't' },
      },
      FailOnWarnings: true,
      Description: 'd',
      Name: 'n',
      DisableExecuteApiEndpoint: true,
      DefaultRouteSettings: { a: 1 },
      AccessLogSettings: { b: 1 },
      StageVariables: { c: 'd' },
      RouteSettings: { e: 1 },
    }),
    F: lambda({
      Default: route({ ApiId: { Ref: 'H' } }),
      Scopes: routeOfH('/a', { Auth: { Authorizer: 'Function', AuthorizationScopes: ['x'] } }),
      None: routeOfH('/n', { Auth: { Authorizer: 'NONE' } }),
      Iam: routeOfH('/i', { Auth: { Authorizer: 'AWS_IAM' } }),
      Own: routeOfH('/o', { Auth: { AuthorizationScopes: ['o'] } }),
    }),
  }),
  'a document in S3': withH({ DefinitionUri: 's3://b/k?versionId=v', StageName: 'a b' }),
  'a document of its own': template(
    {
      H: http({
        DefinitionBody: document,
        CorsConfiguration: { AllowOrigins: ['a'], MaxAge: 0, AllowCredentials: true, ExposeHeaders: ['x'] },
        Tags: { q: 'w', e: 'r' },
        Auth: {
          DefaultAuthorizer: 'J',
          Authorizers: { J: { JwtConfiguration: { issuer: 'i' }, IdentitySource: 'x' } },
        },
        FailOnWarnings: true,
      }),
      F: lambda({ E: routeOfH('/new') }),
    },
    conditions('C'),
  ),
  'CORS by an intrinsic function': withH({
    CorsConfiguration: {
      'Fn::If': ['C', { AllowOrigins: ['MaxAge'], AllowMethods: ['x'] }, { Ref: 'AWS::NoValue' }],
    },
  }),
}

const webSocketTemplates: Templates = {
  'a WebSocket API': template({ W: webSocket() }),
  'all properties of WebSocket APIs': template(
    {
      W: webSocket({
        Routes: {
          $connect: { FunctionArn: 'f', RequestParameters: { a: 1 }, ApiKeyRequired: true },
          sendMessage: {
            FunctionArn: { 'Fn::GetAtt': ['F', 'Arn'] },
            IntegrationTimeout: 1000,
            OperationName: 'o',
          },
        },
        Auth: { AuthType: 'CUSTOM', AuthArn: 'a', IdentitySource: ['x'] },
        RouteSettings: { x: 1 },
        Tags: { a: 'b' },
        PropagateTags: true,
        Domain: { DomainName: 'd', CertificateArn: 'c', Route53: { HostedZoneId: 'Z' } },
        IpAddressType: 'dualstack',
        Name: 'n',
        StageName: 'live',
      }),
      I: webSocket({
        Routes: { $connect: { FunctionArn: 'f' } },
        Auth: { AuthType: 'AWS_IAM' },
        StageName: { Ref: 'P' },
      }),
      F: lambda({}),
    },
    { Outputs: { Stage: { Value: { 'Fn::Sub': '${W.Stage}-${W.DomainName}' } } } },
  ),
}

const graphQlTemplates: Templates = {
  'a GraphQL API': template({ G: graphQl() }),
  'all properties of GraphQL APIs': template({
    G: graphQl({
      Name: 'n',
      Tags: { a: 'b' },
      XrayEnabled: 'yes',
      Visibility: 'PRIVATE',
      QueryDepthLimit: 3,
      Logging: { FieldLogLevel: 'ERROR', ExcludeVerboseContent: true },
      ApiKeys: { K: { ApiKeyId: 'i', ExpiresOn: 3, Description: 'd' }, L: {} },
      DomainName: { CertificateArn: 'c', DomainName: 'd' },
      Cache: { ApiCachingBehavior: 'x', Ttl: 3, Type: 't', AtRestEncryptionEnabled: true },
      Auth: {
        Type: 'AWS_LAMBDA',
        LambdaAuthorizer: { AuthorizerUri: { 'Fn::GetAtt': ['F', 'Arn'] }, AuthorizerResultTtlInSeconds: 3 },
        Additional: [
          { Type: 'AMAZON_COGNITO_USER_POOLS', UserPool: { UserPoolId: 'u', DefaultAction: 'ALLOW' } },
          { Type: 'OPENID_CONNECT', OpenIDConnect: { Issuer: 'i' } },
          { Type: 'AWS_IAM' },
        ],
      },
      DataSources: {
        DynamoDb: {
          T: { TableName: 't', TableArn: 'a' },
          U: {
            TableName: { Ref: 'T' },
            Permissions: ['Read'],
            Region: 'r',
            ServiceRoleArn: 's',
            Versioned: true,
          },
          V: { TableName: 'x' },
        },
        Lambda: { L: { FunctionArn: 'f' }, M: { FunctionArn: 'g', ServiceRoleArn: 'q', Description: 'z' } },
      },
      Functions: {
        one: { DataSource: 'T', Runtime: { Name: 'APPSYNC_JS', Version: '1' }, InlineCode: 'c' },
        two: { Id: 'elsewhere' },
        three: {
          DataSource: 'NONE',
          Runtime: { Name: 'APPSYNC_JS', Version: '1' },
          CodeUri: 's3',
          Name: 3,
          Sync: { ConflictDetection: 'V' },
        },
        four: {
          DataSource: { 'Fn::GetAtt': ['Z', 'Name'] },
          Runtime: { Name: 'x', Version: 'y' },
          InlineCode: 'd',
        },
      },
      Resolvers: {
        Query: {
          a: { Pipeline: ['one', 'two', 'three', 'four'] },
          b: {
            FieldName: 'q',
            InlineCode: 'x',
            Runtime: { Name: 'x', Version: 'y' },
            Pipeline: ['one'],
            Caching: { Ttl: 3, CachingKeys: ['a'] },
            MaxBatchSize: 2,
          },
        },
      },
    }),
  }),
  'a GraphQL API without logs': template({ G: graphQl({ Logging: false, Unknown: 1 }) }),
}

const ends: Dict = {
  F: lambda({
    E: get(),
    Q: { Type: 'SQS', Properties: { Queue: { 'Fn::GetAtt': ['Q', 'Arn'] }, BatchSize: 1 } },
  }),
  G: lambda({}),
  T: { Type: 'AWS::DynamoDB::Table', Properties: {} },
  Q: { Type: 'AWS::SQS::Queue' },
  N: { Type: 'AWS::SNS::Topic', DependsOn: ['ToTable', 'G'] },
  B: { Type: 'AWS::S3::Bucket' },
  R: {
    Type: 'AWS::Events::Rule',
    Properties: { Targets: [{ Arn: { Ref: 'M' }, RoleArn: { 'Fn::GetAtt': ['RuleRole', 'Arn'] } }] },
  },
  M: { Type: 'AWS::Serverless::StateMachine', Properties: { DefinitionUri: 's3://b/k', Policies: ['p'] } },
}

const connectorTemplates: Templates = {
  'connectors of many kinds': template({
    ...ends,
    ToTable: connector({ Id: 'F' }, { Id: 'T' }, ['Read', 'Write']),
    ToMany: connector({ Id: 'F' }, [{ Id: 'T' }, { Id: 'Q' }, { Id: 'N' }, { Id: 'B' }], ['Write'], {
      DependsOn: 'Z',
      Metadata: { a: 1 },
    }),
    FromTopic: connector({ Id: 'N' }, { Id: 'F' }, ['Write']),
    TopicToQueue: connector({ Id: 'N' }, { Id: 'Q' }, ['Write']),
    FromQueue: connector({ Id: 'Q' }, { Id: 'F' }, ['Write', 'Read']),
    FromBucket: connector({ Id: 'B' }, { Id: 'G' }, ['Write']),
    FromRule: connector({ Id: 'R' }, { Id: 'M' }, ['Write']),
    RuleToQueue: connector({ Id: 'R' }, { Id: 'Q' }, ['Write']),
    FromApi: connector({ Id: 'ServerlessRestApi', Qualifier: 'Prod/GET/x' }, { Id: 'F' }, ['Write']),
    Machine: connector({ Id: 'M' }, { Id: 'M' }, ['Read', 'Write']),
    Elsewhere: connector(
      { Type: 'AWS::Serverless::Function', RoleName: 'role' },
      { Type: 'AWS::SQS::Queue', Arn: 'arn:q', QueueUrl: 'url' },
      ['Write'],
    ),
  }),
  'connectors within resources': template(
    {
      ...ends,
      F: {
        ...lambda({ E: get() }),
        Connectors: {
          Reads: { Properties: { Destination: { Id: 'T' }, Permissions: ['Read'] }, Condition: 'C' },
          Writes: {
            Properties: {
              SourceReference: { Qualifier: 'q' },
              Destination: [{ Id: 'T' }, { Id: 'N' }],
              Permissions: ['Write'],
            },
          },
        },
      },
    },
    conditions('C'),
  ),
}

export const otherTemplates: Templates = {
  ...httpTemplates,
  ...webSocketTemplates,
  ...graphQlTemplates,
  ...connectorTemplates,
  'triggers of user pools': template({
    P: { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolName: 'n' }, DependsOn: 'X' },
    F: lambda({
      C: { Type: 'Cognito', Properties: { UserPool: { Ref: 'P' }, Trigger: ['PreSignUp', 'Custom'] } },
    }),
    G: lambda({
      C: { Type: 'Cognito', Properties: { UserPool: { Ref: 'P' }, Trigger: 'PostConfirmation' } },
    }),
  }),
  'names that APIs offer': template(
    {
      A: rest({
        Domain: { DomainName: 'd', CertificateArn: 'c' },
        Auth: { UsagePlan: { CreateUsagePlan: 'PER_API' } },
      }),
      H: http({ Domain: { DomainName: 'd', CertificateArn: 'c' } }),
    },
    {
      Outputs: {
        a: { Value: { 'Fn::GetAtt': ['A.Stage', 'X'] } },
        b: { Value: { Ref: 'A.DomainName' } },
        c: { Value: { 'Fn::Sub': ['${A.ApiKey}${H.Stage}${H.DomainName.Y}', {}] } },
        d: { Value: { 'Fn::GetAtt': ['A', 'UsagePlanKey.Z'] } },
      },
    },
  ),
}
