/**
 * Every AWS service that Lambent names, built or not: the front door recognises them all, and answers an operation
 * that is not here yet with an error that says so.
 */
export interface ServiceTitle {
  /** The IAM prefix, and the name of the folder under `services/`. */
  readonly prefix: string
  /** The SDK package's name without `@aws-sdk/client-`, and the name of the model's files. */
  readonly model: string
  /** As a person calls it. */
  readonly title: string
}

/** In the order of their prefixes. */
export const serviceTitles: readonly ServiceTitle[] = [
  { prefix: 'apigateway', model: 'api-gateway', title: 'API Gateway (REST)' },
  { prefix: 'apigatewayv2', model: 'apigatewayv2', title: 'API Gateway (HTTP and WebSocket)' },
  { prefix: 'execute-api', model: 'apigatewaymanagementapi', title: 'API Gateway connections' },
  { prefix: 'cloudcontrolapi', model: 'cloudcontrol', title: 'Cloud Control API' },
  { prefix: 'cloudformation', model: 'cloudformation', title: 'CloudFormation' },
  { prefix: 'cloudwatch', model: 'cloudwatch', title: 'CloudWatch' },
  { prefix: 'codebuild', model: 'codebuild', title: 'CodeBuild' },
  { prefix: 'codedeploy', model: 'codedeploy', title: 'CodeDeploy' },
  { prefix: 'codepipeline', model: 'codepipeline', title: 'CodePipeline' },
  { prefix: 'cognito-idp', model: 'cognito-identity-provider', title: 'Cognito user pools' },
  { prefix: 'dynamodb', model: 'dynamodb', title: 'DynamoDB' },
  { prefix: 'dynamodbstreams', model: 'dynamodb-streams', title: 'DynamoDB Streams' },
  { prefix: 'ecr', model: 'ecr', title: 'Elastic Container Registry' },
  { prefix: 'events', model: 'eventbridge', title: 'EventBridge' },
  { prefix: 'iam', model: 'iam', title: 'IAM' },
  { prefix: 'kinesis', model: 'kinesis', title: 'Kinesis Data Streams' },
  { prefix: 'kms', model: 'kms', title: 'KMS' },
  { prefix: 'lambda', model: 'lambda', title: 'Lambda' },
  { prefix: 'logs', model: 'cloudwatch-logs', title: 'CloudWatch Logs' },
  { prefix: 'pipes', model: 'pipes', title: 'EventBridge Pipes' },
  { prefix: 's3', model: 's3', title: 'S3' },
  { prefix: 'scheduler', model: 'scheduler', title: 'EventBridge Scheduler' },
  { prefix: 'schemas', model: 'schemas', title: 'EventBridge Schemas' },
  { prefix: 'secretsmanager', model: 'secrets-manager', title: 'Secrets Manager' },
  { prefix: 'sns', model: 'sns', title: 'SNS' },
  { prefix: 'sqs', model: 'sqs', title: 'SQS' },
  { prefix: 'ssm', model: 'ssm', title: 'Systems Manager' },
  { prefix: 'states', model: 'sfn', title: 'Step Functions' },
  { prefix: 'sts', model: 'sts', title: 'STS' },
  { prefix: 'xray', model: 'xray', title: 'X-Ray' },
]
