import type { Dict } from '../../../../src/engines/sam/index.ts'
import { around, type Shape } from './shape.ts'

const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' }
const document = { Version: '2012-10-17', Statement: [statement] }
const noValue = { Ref: 'AWS::NoValue' }

/** AWS::Serverless::Function. */
export const functionShape: Shape = {
  name: 'function',
  base: { CodeUri: 's3://code/key.zip', Handler: 'index.handler', Runtime: 'nodejs24.x' },
  template: (properties) =>
    around({ Function: { Type: 'AWS::Serverless::Function', Properties: properties } }),
  values: {
    FunctionName: ['name', { Ref: 'Text' }],
    Handler: ['a.b'],
    Runtime: ['python3.13'],
    CodeUri: [
      's3://bucket/a/b.zip?versionId=abc',
      's3://bucket/a?versionId=',
      's3://bucket/a?versionId=a&versionId=b',
      's3://bucket/a?x=y&versionId=a%20b+c#part',
      's3://bucket/a;b//c',
      's3://bucket',
      's3://bucket/',
      'S3://bucket/key',
      'https://bucket/key',
      './local',
      '{{resolve:ssm:/path/x:1}}',
      's3://{{resolve:ssm:name}}/key',
      's3://bucket/{{resolve:secretsmanager:/a/b}}',
      { Bucket: 'b', Key: 'k' },
      { Bucket: 'b', Key: 'k', Version: 'v', StorageMode: 'REFERENCE' },
      { Bucket: { Ref: 'Text' }, Key: { 'Fn::Sub': '${Text}/x' }, Version: { Ref: 'Missing' } },
      { Bucket: 'b' },
      { Key: 'k' },
    ],
    ImageUri: ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1'],
    PackageType: ['Zip', 'Image', 'Tar'],
    InlineCode: ['exports.handler = 1', { 'Fn::Sub': 'x = ${Text}' }],
    DeadLetterQueue: [
      { Type: 'SQS', TargetArn: 'arn:aws:sqs:eu-west-1:123456789012:q' },
      { Type: 'SNS', TargetArn: { Ref: 'Topic' } },
      { Type: 'EventBridge', TargetArn: 'x' },
      { Type: 'SQS' },
      { TargetArn: 'x' },
      { Type: { Ref: 'Text' }, TargetArn: 'x' },
      { Type: 5, TargetArn: 'x' },
    ],
    VpcConfig: [{ SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] }],
    Role: [
      'arn:aws:iam::123456789012:role/r',
      { 'Fn::GetAtt': ['Role', 'Arn'] },
      { 'Fn::If': ['Chosen', noValue, noValue] },
      { 'Fn::If': ['Chosen', noValue, 'arn:r'] },
      { 'Fn::If': ['Chosen', 'arn:r', noValue] },
      { 'Fn::If': ['Chosen', 'arn:r', 'arn:s'] },
      { 'Fn::If': ['Chosen', 'arn:r'] },
      { 'Fn::If': 'Chosen' },
    ],
    AssumeRolePolicyDocument: [document],
    Policies: [
      'AmazonS3FullAccess',
      'AWSLambdaRole',
      'MadeUpPolicy',
      'arn:aws:iam::aws:policy/AmazonS3FullAccess',
      { Ref: 'Managed' },
      document,
      [document, document, 'AWSLambdaRole', 'AWSLambdaRole', { Ref: 'Managed' }, { Ref: 'Managed' }],
      ['AWSLambdaBasicExecutionRole', 'AWSXRayDaemonWriteAccess', 'AWSXrayWriteOnlyAccess'],
      { SQSPollerPolicy: { QueueName: { 'Fn::GetAtt': ['Queue', 'QueueName'] } } },
      [{ S3CrudPolicy: { BucketName: { Ref: 'Other' } } }, { CloudWatchPutMetricPolicy: {} }],
      [{ S3CrudPolicy: {} }],
      [{ S3CrudPolicy: null }],
      [{ S3CrudPolicy: 'x' }],
      [{ MadeUpPolicy: {} }],
      [{ DynamoDBCrudPolicy: { TableName: 'T', More: 1 } }, 5],
      [{ a: 1, b: 2 }],
      [null],
      { 'Fn::If': ['Chosen', 'AmazonS3FullAccess', noValue] },
      [{ 'Fn::If': ['Chosen', document, noValue] }],
      [{ 'Fn::If': ['Chosen', noValue, document] }],
      [{ 'Fn::If': ['Chosen', document, document] }],
      [{ 'Fn::If': ['Chosen', { S3ReadPolicy: { BucketName: 'b' } }, noValue] }],
      [
        {
          'Fn::If': [
            'Chosen',
            { S3ReadPolicy: { BucketName: 'b' } },
            { SQSPollerPolicy: { QueueName: 'q' } },
          ],
        },
      ],
      [{ 'Fn::If': ['Chosen', { S3ReadPolicy: { BucketName: 'b' } }, 'AWSLambdaRole'] }],
      [{ 'Fn::If': ['Chosen', 'AWSLambdaRole'] }],
      [{ 'Fn::If': ['Chosen', noValue, noValue] }],
      [{ 'Fn::If': ['Chosen', { 'Fn::If': ['Chosen', 'AWSLambdaRole', noValue] }, 'AWSLambdaRole'] }],
      [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/X' }],
      [{ Statement: statement }],
    ],
    RolePath: ['/path/'],
    PermissionsBoundary: ['arn:aws:iam::aws:policy/PowerUserAccess'],
    Environment: [{ Variables: { A: 'b', C: { Ref: 'Text' }, Ü: 'ö"\\/\u007f😀' } }, { Variables: 'x' }],
    Tags: [
      { a: 'b', c: { Ref: 'Text' }, d: null, e: 5 },
      { 'lambda:createdBy': 'x' },
      { 'serverlessrepo:applicationId': 'x' },
      { 'serverlessrepo:semanticVersion': 'x' },
    ],
    PropagateTags: [true, false],
    Tracing: ['Active', 'PassThrough', 'Disabled', { Ref: 'Text' }],
    DeploymentPreference: [
      { Type: 'Canary10Percent5Minutes' },
      {
        Type: 'AllAtOnce',
        Alarms: [{ Ref: 'Alarm' }, 'name'],
        Hooks: { PreTraffic: { Ref: 'Hook' }, PostTraffic: 'x' },
      },
      { Type: 'Custom', Role: 'arn:role', TriggerConfigurations: [{ TriggerEvents: ['x'] }] },
      { Type: { Ref: 'Text' }, Enabled: true },
      {
        Type: { 'Fn::FindInMap': ['Map', 'top', 'type'] },
        Enabled: { 'Fn::FindInMap': ['Map', 'top', 'yes'] },
      },
      { Type: { 'Fn::Sub': 'AllAtOnce' } },
      { Type: { 'Fn::If': ['Chosen', 'AllAtOnce', 'Linear10PercentEvery1Minute'] } },
      { Type: { 'Fn::FindInMap': ['Map', 'top', 'none'] } },
      { Type: { 'Fn::FindInMap': ['Map', 'top'] } },
      { Type: { 'Fn::FindInMap': ['Map', { Ref: 'Text' }, 'x'] } },
      { Type: { 'Fn::FindInMap': ['None', 'top', 'x'] } },
      { Enabled: false },
      { Enabled: 'false', Type: 'AllAtOnce' },
      { Enabled: 'False', Type: 'AllAtOnce' },
      { Enabled: 'true', Type: 'AllAtOnce' },
      { Enabled: true },
      { Type: 'AllAtOnce', Hooks: 'x' },
      { Type: 'AllAtOnce', Alarms: 'x' },
      { Type: 'AllAtOnce', Alarms: [] },
      { Type: 'AllAtOnce', Alarms: [noValue] },
      { Type: 'AllAtOnce', Alarms: noValue },
      { Type: 'AllAtOnce', Alarms: { 'Fn::If': ['Chosen', ['a'], []] } },
      { Type: 'AllAtOnce', Alarms: { 'Fn::If': ['Chosen', ['a'], noValue] } },
      { Type: 'AllAtOnce', Alarms: { 'Fn::If': ['Chosen', ['a']] } },
      { Type: 'AllAtOnce', PassthroughCondition: true },
      { Type: 'AllAtOnce', PassthroughCondition: 'True' },
      { Type: 'AllAtOnce', PassthroughCondition: { 'Fn::FindInMap': ['Map', 'top', 'yes'] } },
      { Type: 'AllAtOnce', PassthroughCondition: { 'Fn::If': ['Chosen', true, false] } },
      { Type: 'AllAtOnce', PassthroughCondition: 'x' },
    ],
    Layers: [['arn:layer:1', { Ref: 'Layer' }], [5]],
    EventInvokeConfig: [
      { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      { DestinationConfig: { OnSuccess: { Type: 'SQS' }, OnFailure: { Type: 'SNS' } } },
      { DestinationConfig: { OnSuccess: { Type: 'SQS', Destination: 'arn:q' } } },
      { DestinationConfig: { OnSuccess: { Type: 'Lambda', Destination: 'arn:f' } } },
      { DestinationConfig: { OnSuccess: { Type: 'EventBridge', Destination: 'arn:b' } } },
      {
        DestinationConfig: {
          OnFailure: { Type: 'S3Bucket', Destination: { 'Fn::GetAtt': ['Other', 'Arn'] } },
        },
      },
      { DestinationConfig: { OnSuccess: { Type: 'Lambda' } } },
      { DestinationConfig: { OnSuccess: { Type: 'Else' } } },
      { DestinationConfig: { OnSuccess: {} } },
      { DestinationConfig: { OnSuccess: 'x' } },
      { DestinationConfig: { OnSuccess: null, Other: 5 } },
      { DestinationConfig: 'x' },
      {
        DestinationConfig: {
          OnSuccess: { Type: 'SQS', Destination: { 'Fn::If': ['Chosen', 'arn:q', noValue] } },
        },
      },
      {
        DestinationConfig: {
          OnSuccess: { Type: 'SNS', Destination: { 'Fn::If': ['Chosen', noValue, 'arn:t'] } },
        },
      },
      {
        DestinationConfig: {
          OnSuccess: { Type: 'SNS', Destination: { 'Fn::If': ['Chosen', noValue, noValue] } },
        },
      },
      { DestinationConfig: { OnSuccess: { Type: 'SNS', Destination: { 'Fn::If': ['Chosen', 'a', 'b'] } } } },
      { DestinationConfig: { OnSuccess: { Type: 'SNS', Destination: { 'Fn::If': ['Chosen', 'a'] } } } },
      {
        DestinationConfig: {
          OnSuccess: { Type: 'Lambda', Destination: { 'Fn::If': ['Chosen', 'a', noValue] } },
        },
      },
      { MaximumRetryAttempts: { Ref: 'Number' } },
    ],
    EphemeralStorage: [{ Size: 1024 }],
    AutoPublishAlias: ['live', 'a-b_c', '12', 'a b', { Ref: 'Text' }, { Ref: 'Missing' }],
    AutoPublishCodeSha256: [
      '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b',
      { Ref: 'Text' },
    ],
    AutoPublishAliasAllProperties: [true, false],
    VersionDescription: ['words'],
    VersionDeletionPolicy: ['Delete', 'Retain', 'Snapshot'],
    ProvisionedConcurrencyConfig: [{ ProvisionedConcurrentExecutions: 5 }],
    FileSystemConfigs: [[{ Arn: 'arn:efs', LocalMountPath: '/mnt/x' }]],
    ImageConfig: [{ Command: ['x'] }],
    Architectures: [['arm64'], ['x86_64'], 'arm64'],
    SnapStart: [{ ApplyOn: 'PublishedVersions' }, { ApplyOn: 'None' }],
    FunctionUrlConfig: [
      { AuthType: 'NONE' },
      { AuthType: 'AWS_IAM', InvokeMode: 'RESPONSE_STREAM' },
      { AuthType: { Ref: 'Text' } },
      { AuthType: 'X' },
      { InvokeMode: 'BUFFERED', Cors: {} },
      {
        AuthType: 'NONE',
        Cors: { AllowOrigins: ['*'], AllowMethods: ['GET'], MaxAge: 5, AllowCredentials: true },
      },
      { AuthType: 'NONE', Cors: { AllowHeaders: 'x' } },
      { AuthType: 'NONE', Cors: { MaxAge: 'x' } },
      { AuthType: 'NONE', Cors: { MaxAge: true } },
      { AuthType: 'NONE', Cors: { AllowCredentials: 1 } },
      { AuthType: 'NONE', Cors: { Else: 1 } },
      { AuthType: 'NONE', Cors: { AllowOrigins: { Ref: 'Text' } } },
      { AuthType: 'NONE', Cors: { Ref: 'Text' } },
      { AuthType: 'NONE', Cors: 'x' },
    ],
    CapacityProviderConfig: [
      { Arn: 'arn:x' },
      {
        Arn: { Ref: 'Text' },
        PerExecutionEnvironmentMaxConcurrency: 5,
        ExecutionEnvironmentMemoryGiBPerVCpu: 2.5,
      },
      { Arn: 5, PerExecutionEnvironmentMaxConcurrency: '7', ExecutionEnvironmentMemoryGiBPerVCpu: '2.5' },
      { Arn: ['x'], PerExecutionEnvironmentMaxConcurrency: 'x', Else: 5 },
      { PerExecutionEnvironmentMaxConcurrency: null },
    ],
    FunctionScalingConfig: [{ MinExecutionEnvironments: 1 }],
    PublishToLatestPublished: [true, false],
    TenancyConfig: [{ TenantIsolationMode: 'PER_TENANT' }],
    DurableConfig: [{ ExecutionTimeout: 5 }],
    RuntimeManagementConfig: [{ UpdateRuntimeOn: 'Auto' }],
    LoggingConfig: [{ LogFormat: 'JSON' }],
    RecursiveLoop: ['Allow'],
    SourceKMSKeyArn: ['arn:key'],
    CodeSigningConfigArn: ['arn:csc'],
    KmsKeyArn: ['arn:kms'],
    ReservedConcurrentExecutions: [5],
    Description: ['words', { Ref: 'Text' }, { Ref: 'Missing' }],
    MemorySize: [512, { Ref: 'Number' }],
    Timeout: [30],
    Events: [
      { E: null },
      { E: 'x' },
      { E: {} },
      { E: { Type: 'Else' } },
      { E: { Type: 5 } },
      { 'E-1': { Type: 'AlexaSkill' } },
    ],
    Else: ['x'],
  },
}

/** A function that publishes an alias: version, alias and deployments. */
export const publishedFunctionShape: Shape = {
  ...functionShape,
  name: 'function with an alias',
  base: { ...functionShape.base, AutoPublishAlias: 'live' },
}

/** A function of a container image. */
export const imageFunctionShape: Shape = {
  ...functionShape,
  name: 'function of an image',
  base: { PackageType: 'Image', ImageUri: 'repository/image:1' },
}

/** A function under a condition, with everything that is passed on. */
export const conditionalFunctionShape: Shape = {
  ...functionShape,
  name: 'function under a condition',
  base: { ...functionShape.base, AutoPublishAlias: 'live', Tags: { a: 'b' }, PropagateTags: true },
  template: (properties) =>
    around({
      Function: {
        Type: 'AWS::Serverless::Function',
        Condition: 'Chosen',
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Snapshot',
        DependsOn: ['Other'],
        Metadata: { M: 1 },
        UpdatePolicy: { U: 1 },
        CreationPolicy: { C: 1 },
        Properties: properties,
      },
    }),
}

/** Properties of `functionShape` in Globals. */
export const globalsShape: Shape = {
  ...functionShape,
  name: 'globals of functions',
  base: { Runtime: 'nodejs24.x' },
  template: (properties) => {
    const plain: Dict = {
      ...functionShape.base,
      Tags: { own: '1' },
      Environment: { Variables: { OWN: '1' } },
    }
    return around(
      {
        First: { Type: 'AWS::Serverless::Function', Properties: plain },
        Second: { Type: 'AWS::Serverless::Function', IgnoreGlobals: '*', Properties: { ...plain } },
        Third: {
          Type: 'AWS::Serverless::Function',
          IgnoreGlobals: ['Runtime'],
          Properties: { ...plain, Layers: ['arn:own'], EventInvokeConfig: { MaximumRetryAttempts: 1 } },
        },
        Fourth: { Type: 'AWS::Serverless::Function', Properties: { ...plain, AutoPublishAlias: 'own' } },
      },
      { Globals: { Function: properties } },
    )
  },
}
