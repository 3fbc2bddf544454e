/**
 * How the universal integration names things: as AWS's SDK for Java 2 does. Source: Step Functions Developer Guide, "Using AWS service SDK integrations in
 * Step Functions"; aws/aws-sdk-java-v2:codegen (the splitting of names into words).
 */

/** A service as `aws-sdk:` resources name it, and what its errors begin with. */
export interface SdkService {
  /** `cloudwatchlogs` */
  readonly name: string
  /** `CloudWatchLogs` */
  readonly errorPrefix: string
  /** The SDK client's package: `cloudwatch-logs`. */
  readonly model: string
  /** As `call` knows it: `logs`. */
  readonly prefix: string
}

const services: readonly SdkService[] = [
  ['apigateway', 'ApiGateway', 'api-gateway', 'apigateway'],
  ['apigatewayv2', 'ApiGatewayV2', 'apigatewayv2', 'apigatewayv2'],
  ['apigatewaymanagementapi', 'ApiGatewayManagementApi', 'apigatewaymanagementapi', 'execute-api'],
  ['cloudcontrol', 'CloudControl', 'cloudcontrol', 'cloudcontrolapi'],
  ['cloudformation', 'CloudFormation', 'cloudformation', 'cloudformation'],
  ['cloudwatch', 'CloudWatch', 'cloudwatch', 'cloudwatch'],
  ['cloudwatchlogs', 'CloudWatchLogs', 'cloudwatch-logs', 'logs'],
  ['codebuild', 'CodeBuild', 'codebuild', 'codebuild'],
  ['codepipeline', 'CodePipeline', 'codepipeline', 'codepipeline'],
  ['cognitoidentityprovider', 'CognitoIdentityProvider', 'cognito-identity-provider', 'cognito-idp'],
  ['dynamodb', 'DynamoDb', 'dynamodb', 'dynamodb'],
  ['dynamodbstreams', 'DynamoDbStreams', 'dynamodb-streams', 'dynamodbstreams'],
  ['eventbridge', 'EventBridge', 'eventbridge', 'events'],
  ['iam', 'Iam', 'iam', 'iam'],
  ['kinesis', 'Kinesis', 'kinesis', 'kinesis'],
  ['kms', 'Kms', 'kms', 'kms'],
  ['lambda', 'Lambda', 'lambda', 'lambda'],
  ['pipes', 'Pipes', 'pipes', 'pipes'],
  ['s3', 'S3', 's3', 's3'],
  ['scheduler', 'Scheduler', 'scheduler', 'scheduler'],
  ['schemas', 'Schemas', 'schemas', 'schemas'],
  ['secretsmanager', 'SecretsManager', 'secrets-manager', 'secretsmanager'],
  ['sfn', 'Sfn', 'sfn', 'states'],
  ['sns', 'Sns', 'sns', 'sns'],
  ['sqs', 'Sqs', 'sqs', 'sqs'],
  ['ssm', 'Ssm', 'ssm', 'ssm'],
  ['sts', 'Sts', 'sts', 'sts'],
  ['xray', 'XRay', 'xray', 'xray'],
].map(([name = '', errorPrefix = '', model = '', prefix = '']) => ({ name, errorPrefix, model, prefix }))

const byName = new Map(services.map((service) => [service.name, service]))

export function findSdkService(name: string): SdkService | undefined {
  return byName.get(name)
}

/** An action as a resource names it: `getItem`. */
export function actionOf(operation: string): string {
  return operation.charAt(0).toLowerCase() + operation.slice(1)
}

/** A member as parameters and results name it: `MD5OfBody` is `Md5OfBody`, `executionArn` is `ExecutionArn`. */
export function pascalName(name: string): string {
  return wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('')
}

function wordsOf(name: string): string[] {
  return name
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .replace(/([^a-z]{2,})v([0-9]+)/g, '$1 v$2 ')
    .replace(/([^A-Z]{2,})V([0-9]+)/g, '$1 V$2 ')
    .replace(/(?<=[a-z])(?=[A-Z][a-zA-Z0-9])/g, ' ')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([0-9])([a-zA-Z])/g, '$1 $2')
    .trim()
    .split(/ +/)
}

/** An error's class in the SDK: it always ends in `Exception`. */
export function exceptionName(shape: string): string {
  if (shape.endsWith('Exception')) return shape
  return `${shape.endsWith('Fault') ? shape.slice(0, -'Fault'.length) : shape}Exception`
}
