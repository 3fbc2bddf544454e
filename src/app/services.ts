import type { ServiceDefinition } from '../dispatch/index.ts'
import type { Rooms } from './rooms.ts'

/**
 * A service of this server, imported when it is first used. `background`: it has work that goes on without requests, so a
 * server whose store it was ever used on loads it soon after the start.
 */
export interface BuiltService {
  readonly prefix: string
  readonly load: (rooms: Rooms) => Promise<ServiceDefinition>
  readonly background?: boolean
  /** The namespaces of the CloudFormation resource types that it makes: `AWS::SQS`. */
  readonly resourceNamespaces?: readonly `AWS::${string}`[]
}

/** The services that are built. To add one, add its line; nothing else in this room changes. */
export const builtServices: readonly BuiltService[] = [
  {
    prefix: 'apigateway',
    load: async (rooms) => (await import('../services/apigateway/service.ts')).restApiService(rooms),
    background: true,
    resourceNamespaces: ['AWS::ApiGateway'],
  },
  {
    prefix: 'apigatewayv2',
    load: async (rooms) => (await import('../services/apigatewayv2/service.ts')).apiGatewayService(rooms),
    background: true,
    resourceNamespaces: ['AWS::ApiGatewayV2'],
  },
  {
    prefix: 'cloudcontrolapi',
    load: async ({ resourceTypes }) =>
      (await import('../services/cloudcontrolapi/service.ts')).cloudControlService(resourceTypes),
    background: true,
  },
  {
    prefix: 'cloudformation',
    load: async (rooms) =>
      (await import('../services/cloudformation/service.ts')).cloudformationService(rooms),
    background: true,
    resourceNamespaces: ['AWS::CloudFormation'],
  },
  {
    prefix: 'cloudwatch',
    load: async () => (await import('../services/cloudwatch/service.ts')).service,
    background: true,
    resourceNamespaces: ['AWS::CloudWatch'],
  },
  {
    prefix: 'codedeploy',
    load: async () => (await import('../services/codedeploy/service.ts')).service,
    background: true,
    resourceNamespaces: ['AWS::CodeDeploy'],
  },
  {
    prefix: 'cognito-idp',
    load: async (rooms) => (await import('../services/cognito-idp/service.ts')).cognitoService(rooms),
    background: true,
    resourceNamespaces: ['AWS::Cognito'],
  },
  {
    prefix: 'dynamodb',
    load: async () => (await import('../services/dynamodb/service.ts')).service,
    background: true,
    resourceNamespaces: ['AWS::DynamoDB'],
  },
  {
    prefix: 'dynamodbstreams',
    load: async () => (await import('../services/dynamodbstreams/service.ts')).service,
  },
  {
    prefix: 'ecr',
    load: async (rooms) => (await import('../services/ecr/service.ts')).ecrService(rooms),
    background: true,
    resourceNamespaces: ['AWS::ECR'],
  },
  {
    prefix: 'events',
    load: async () => (await import('../services/events/service.ts')).eventsService(),
    background: true,
    resourceNamespaces: ['AWS::Events'],
  },
  {
    prefix: 'execute-api',
    load: async () => (await import('../services/execute-api/service.ts')).service,
  },
  {
    prefix: 'iam',
    load: async () => (await import('../services/iam/service.ts')).service,
    resourceNamespaces: ['AWS::IAM'],
  },
  {
    prefix: 'kinesis',
    load: async () => (await import('../services/kinesis/service.ts')).service,
    background: true,
    resourceNamespaces: ['AWS::Kinesis'],
  },
  {
    prefix: 'kms',
    load: async () => (await import('../services/kms/service.ts')).service,
    background: true,
    resourceNamespaces: ['AWS::KMS'],
  },
  {
    prefix: 'lambda',
    load: async (rooms) => (await import('../services/lambda/service.ts')).lambdaService(rooms),
    background: true,
    resourceNamespaces: ['AWS::Lambda'],
  },
  {
    prefix: 'logs',
    load: async () => (await import('../services/logs/service.ts')).service,
    background: true,
    resourceNamespaces: ['AWS::Logs'],
  },
  {
    prefix: 'pipes',
    load: async () => (await import('../services/pipes/service.ts')).service,
    background: true,
    resourceNamespaces: ['AWS::Pipes'],
  },
  {
    prefix: 's3',
    load: async () => (await import('../services/s3/service.ts')).service,
    background: true,
    resourceNamespaces: ['AWS::S3'],
  },
  {
    prefix: 'scheduler',
    load: async () => (await import('../services/scheduler/service.ts')).service,
    background: true,
    resourceNamespaces: ['AWS::Scheduler'],
  },
  {
    prefix: 'secretsmanager',
    load: async () => (await import('../services/secretsmanager/service.ts')).service,
    background: true,
    resourceNamespaces: ['AWS::SecretsManager'],
  },
  {
    prefix: 'sns',
    load: async () => (await import('../services/sns/service.ts')).snsService(),
    background: true,
    resourceNamespaces: ['AWS::SNS'],
  },
  {
    prefix: 'sqs',
    load: async () => (await import('../services/sqs/service.ts')).sqsService(),
    background: true,
    resourceNamespaces: ['AWS::SQS'],
  },
  {
    prefix: 'ssm',
    load: async () => (await import('../services/ssm/service.ts')).service,
    background: true,
    resourceNamespaces: ['AWS::SSM'],
  },
  {
    prefix: 'states',
    load: async () => (await import('../services/states/service.ts')).statesService(),
    background: true,
    resourceNamespaces: ['AWS::StepFunctions'],
  },
  { prefix: 'sts', load: async () => (await import('../services/sts/service.ts')).service },
]
