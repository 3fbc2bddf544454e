import type { Dict, Value } from '../../../../src/engines/sam/index.ts'
import { functionShape } from './function.ts'
import { around, type Shape } from './shape.ts'

const deadLetters: readonly Value[] = [
  { Arn: 'arn:q' },
  { Type: 'SQS' },
  { Type: 'SQS', QueueLogicalId: 'MyQueue' },
  { Type: 'SQS', QueueLogicalId: { Ref: 'Text' } },
  { Type: 'SNS' },
  { Type: 'SQS', Arn: 'arn:q' },
  { Arn: null },
]
const retry: readonly Value[] = [{ MaximumRetryAttempts: 5 }]
const states: readonly Value[] = ['ENABLED', 'DISABLED']

const access: readonly Value[] = [
  [{ Type: 'BASIC_AUTH', URI: 'arn:secret' }],
  [
    { Type: 'BASIC_AUTH', URI: { Ref: 'Text' } },
    { Type: 'VIRTUAL_HOST', URI: '/' },
  ],
  [{ Type: 'BASIC_AUTH' }],
  [
    { Type: 'BASIC_AUTH', URI: 'a' },
    { Type: 'BASIC_AUTH', URI: 'b' },
  ],
  [{ Type: 'VIRTUAL_HOST', URI: '/' }],
  [
    { Type: 'SASL_SCRAM_512_AUTH', URI: 'arn:secret' },
    { Type: 'SERVER_ROOT_CA_CERTIFICATE', URI: 'arn:ca' },
  ],
  [
    { Type: 'SASL_SCRAM_256_AUTH', URI: 'a' },
    { Type: 'BASIC_AUTH', URI: 'b' },
  ],
  [{ Type: 'SASL_SCRAM_256_AUTH', URI: 5 }],
  [{ Type: 'IAM_AUTH' }],
  [{ Type: 'IAM_AUTH' }, { Type: 'IAM_OAUTHBEARER_AUTH' }],
  [
    { Type: 'OAUTHBEARER_AUTH', URI: 'a' },
    { Type: 'OAUTHBEARER_SCOPE', URI: 'x' },
  ],
  [{ Type: 'OAUTHBEARER_SCOPE' }],
  [
    { Type: 'VPC_SUBNET', URI: 'subnet:1' },
    { Type: 'VPC_SECURITY_GROUP', URI: 'security_group:1' },
  ],
  [{ Type: 'VPC_SUBNET', URI: 'subnet:1' }],
  [{ Type: 'VPC_SECURITY_GROUP' }],
  [{ Type: 'CLIENT_CERTIFICATE_TLS_AUTH', URI: 'arn:cert' }],
  [{ Type: 'Else', URI: 'x' }],
  [{ Type: 5, URI: 'x' }],
  ['x'],
]

const registry: Dict = {
  SchemaRegistryURI: 'arn:aws:glue:eu-west-1:123456789012:registry/name',
  EventRecordFormat: 'JSON',
  SchemaValidationConfigs: [{ Attribute: 'KEY' }],
}

/** Properties of all events that are read by polling. */
const polled: Readonly<Record<string, readonly Value[]>> = {
  BatchSize: [10, { Ref: 'Number' }],
  StartingPosition: ['LATEST', { Ref: 'Text' }],
  StartingPositionTimestamp: [5],
  Enabled: [true, false],
  MaximumBatchingWindowInSeconds: [5],
  MaximumRetryAttempts: [0, 5],
  BisectBatchOnFunctionError: [true],
  MaximumRecordAgeInSeconds: [60],
  DestinationConfig: [
    { OnFailure: { Type: 'SQS', Destination: 'arn:q' } },
    { OnFailure: { Type: 'SNS', Destination: { Ref: 'Topic' } } },
    { OnFailure: { Type: 'S3', Destination: { 'Fn::GetAtt': ['Other', 'Arn'] } } },
    { OnFailure: { Type: 'Kafka', Destination: 'kafka://x' } },
    { OnFailure: { Type: 'Else', Destination: 'x' } },
    { OnFailure: { Destination: 'arn:q' } },
    { OnFailure: 'x' },
    { OnSuccess: {} },
  ],
  ParallelizationFactor: [5],
  Topics: [['t'], ['t', 'u']],
  Queues: [['q']],
  SourceAccessConfigurations: access,
  SecretsManagerKmsKeyId: ['key-id', { Ref: 'Text' }],
  TumblingWindowInSeconds: [5],
  FunctionResponseTypes: [['ReportBatchItemFailures']],
  KafkaBootstrapServers: [['a:9092']],
  FilterCriteria: [{ Filters: [{ Pattern: '{}' }] }, { Else: [] }, { Filters: [], Else: 1 }, { Ref: 'Text' }],
  KmsKeyArn: ['arn:kms'],
  ConsumerGroupId: ['group'],
  ScalingConfig: [{ MaximumConcurrency: 5 }],
  ProvisionedPollerConfig: [{ MinimumPollers: 1 }],
  SchemaRegistryConfig: [
    registry,
    { ...registry, AccessConfigs: [{ Type: 'BASIC_AUTH', URI: 'arn:s' }] },
    { ...registry, AccessConfigs: [{ Type: 'BASIC_AUTH' }] },
    { ...registry, AccessConfigs: 'x' },
    { ...registry, EventRecordFormat: 'AVRO' },
    { ...registry, SchemaValidationConfigs: 'x' },
    { ...registry, SchemaRegistryURI: { 'Fn::Sub': 'arn:aws:glue:${AWS::Region}:1:registry/${Text}' } },
    { ...registry, SchemaRegistryURI: { 'Fn::GetAtt': ['Other', 'Arn'] } },
    { ...registry, SchemaRegistryURI: { Ref: 'Text' } },
    { ...registry, SchemaRegistryURI: 'https://registry' },
    { EventRecordFormat: 'JSON' },
    { Else: 1 },
  ],
  MetricsConfig: [{ Metrics: ['EventCount'] }],
  LoggingConfig: [{ SystemLogLevel: 'INFO' }],
  Else: ['x'],
}

function shape(type: string, base: Dict, values: Shape['values']): Shape {
  return {
    name: `event ${type}`,
    base,
    values,
    template: (properties) =>
      around({
        Function: {
          Type: 'AWS::Serverless::Function',
          Properties: {
            ...functionShape.base,
            Tags: { own: '1' },
            PropagateTags: true,
            Events: { Event: { Type: type, Properties: properties } },
          },
        },
        Conditional: {
          Type: 'AWS::Serverless::Function',
          Condition: 'Chosen',
          Properties: {
            ...functionShape.base,
            AutoPublishAlias: 'live',
            Policies: [{ Statement: [] }],
            Events: { Event: { Type: type, Properties: structuredClone(properties) } },
          },
        },
      }),
  }
}

const rule: Readonly<Record<string, readonly Value[]>> = {
  DeadLetterConfig: deadLetters,
  RetryPolicy: retry,
  Enabled: [true, false],
  State: states,
  Input: ['{}'],
  Else: ['x'],
}
const pattern: Readonly<Record<string, readonly Value[]>> = {
  ...rule,
  EventBusName: ['bus'],
  RuleName: ['name'],
  Pattern: [{ source: ['aws.ec2'] }],
  InputPath: ['$.detail'],
  Target: [{ Id: 'mine' }, { Arn: 'x' }],
  InputTransformer: [{ InputTemplate: 'x' }],
}

/** Events of functions, but those of APIs. */
export const eventShapes: readonly Shape[] = [
  shape(
    'Schedule',
    { Schedule: 'rate(1 minute)' },
    { ...rule, Schedule: ['cron(0 0 * * ? *)'], Name: ['n'], Description: ['d'], RuleName: ['r'] },
  ),
  shape(
    'ScheduleV2',
    { ScheduleExpression: 'rate(1 minute)' },
    {
      ...rule,
      PermissionsBoundary: ['arn:pb'],
      ScheduleExpression: ['at(2030-01-01T00:00:00)'],
      FlexibleTimeWindow: [{ Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 }],
      Name: ['n'],
      Description: ['d'],
      StartDate: ['2030-01-01T00:00:00Z'],
      EndDate: ['2031-01-01T00:00:00Z'],
      ScheduleExpressionTimezone: ['Europe/Berlin'],
      GroupName: ['g'],
      KmsKeyArn: ['arn:k'],
      RoleArn: ['arn:r', { 'Fn::GetAtt': ['R', 'Arn'] }],
      OmitName: [true, false],
    },
  ),
  shape('CloudWatchEvent', { Pattern: { source: ['x'] } }, pattern),
  shape('EventBridgeRule', { Pattern: { source: ['x'] } }, pattern),
  shape(
    'S3',
    { Bucket: { Ref: 'Other' }, Events: 's3:ObjectCreated:*' },
    {
      Bucket: [{ Ref: 'Nowhere' }, { Ref: 'Topic' }, { Ref: 5 }, 'name', { 'Fn::GetAtt': ['Other', 'Arn'] }],
      Events: [['s3:ObjectCreated:*', 's3:ObjectRemoved:*'], { Ref: 'Text' }],
      Filter: [{ S3Key: { Rules: [{ Name: 'prefix', Value: 'x' }] } }, { S3Key: 'x' }, { Ref: 'Text' }],
      Else: ['x'],
    },
  ),
  shape(
    'SNS',
    { Topic: { Ref: 'Topic' } },
    {
      Topic: ['arn:topic', { Ref: 'Other' }, { 'Fn::GetAtt': ['Topic', 'TopicArn'] }],
      Region: ['eu-west-1', { Ref: 'AWS::Region' }],
      FilterPolicy: [{ a: ['b'] }],
      FilterPolicyScope: ['MessageBody'],
      SqsSubscription: [
        true,
        false,
        { QueueArn: 'arn:q', QueueUrl: 'https://q' },
        {
          QueueArn: 'arn:q',
          QueueUrl: 'https://q',
          QueuePolicyLogicalId: 'MyPolicy',
          BatchSize: 5,
          Enabled: false,
        },
        { QueueArn: 'arn:q' },
        { QueueUrl: 'https://q' },
      ],
      RedrivePolicy: [{ deadLetterTargetArn: 'arn:q' }],
      Else: ['x'],
    },
  ),
  shape('AlexaSkill', {}, { SkillId: ['amzn1.ask.skill.x'], Else: ['x'] }),
  shape('IoTRule', { Sql: "SELECT * FROM 'x'" }, { AwsIotSqlVersion: ['2016-03-23'], Else: ['x'] }),
  shape(
    'CloudWatchLogs',
    { LogGroupName: 'group', FilterPattern: '' },
    { LogGroupName: [{ Ref: 'Text' }], FilterPattern: ['ERROR'], Else: ['x'] },
  ),
  shape('SQS', { Queue: 'arn:q' }, { ...polled, Queue: [{ 'Fn::GetAtt': ['Q', 'Arn'] }] }),
  shape(
    'Kinesis',
    { Stream: 'arn:s', StartingPosition: 'LATEST' },
    { ...polled, Stream: [{ 'Fn::GetAtt': ['S', 'Arn'] }] },
  ),
  shape(
    'DynamoDB',
    { Stream: 'arn:s', StartingPosition: 'LATEST' },
    { ...polled, Stream: [{ 'Fn::GetAtt': ['T', 'StreamArn'] }] },
  ),
  shape('MSK', { Stream: 'arn:s', StartingPosition: 'LATEST' }, polled),
  shape(
    'MQ',
    {
      Broker: 'arn:b',
      Queues: ['q'],
      SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: 'arn:secret' }],
    },
    { ...polled, DynamicPolicyName: [true, false], Broker: [{ 'Fn::GetAtt': ['B', 'Arn'] }] },
  ),
  shape(
    'SelfManagedKafka',
    {
      KafkaBootstrapServers: ['a:9092'],
      Topics: ['t'],
      SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: 'arn:secret' }],
    },
    polled,
  ),
  shape(
    'DocumentDB',
    {
      Cluster: 'arn:c',
      DatabaseName: 'db',
      SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: 'arn:secret' }],
    },
    {
      ...polled,
      Cluster: [{ 'Fn::GetAtt': ['C', 'Arn'] }],
      DatabaseName: ['d'],
      CollectionName: ['c'],
      FullDocument: ['UpdateLookup'],
    },
  ),
]

const machine = { DefinitionUri: 's3://b/k' }

function machineEvent(type: string, base: Dict, values: Shape['values']): Shape {
  return {
    name: `state machine event ${type}`,
    base,
    values,
    template: (properties) =>
      around({
        Machine: {
          Type: 'AWS::Serverless::StateMachine',
          Properties: { ...machine, Events: { Event: { Type: type, Properties: properties } } },
        },
        Conditional: {
          Type: 'AWS::Serverless::StateMachine',
          Condition: 'Chosen',
          Properties: {
            ...machine,
            AutoPublishAlias: 'live',
            UseAliasAsEventTarget: true,
            PermissionsBoundary: 'arn:pb',
            Tags: { own: '1' },
            PropagateTags: true,
            Events: { Event: { Type: type, Properties: structuredClone(properties) } },
          },
        },
      }),
  }
}

/** Events of state machines, but those of APIs. */
export const stateMachineEventShapes: readonly Shape[] = [
  machineEvent(
    'Schedule',
    { Schedule: 'rate(1 minute)' },
    { ...rule, Name: ['n'], Description: ['d'], RoleArn: ['arn:r'], Target: [{ Id: 'mine' }, { Arn: 'x' }] },
  ),
  machineEvent(
    'ScheduleV2',
    { ScheduleExpression: 'rate(1 minute)' },
    { ...rule, Name: ['n'], OmitName: [true], RoleArn: ['arn:r'], PermissionsBoundary: ['arn:pb'] },
  ),
  machineEvent('CloudWatchEvent', { Pattern: { source: ['x'] } }, pattern),
  machineEvent('EventBridgeRule', { Pattern: { source: ['x'] } }, pattern),
  machineEvent('SQS', {}, { Queue: ['x'] }),
]
