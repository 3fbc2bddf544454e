/**
 * The optimized integrations: which there are, what they take, and how their errors are named. Source: Step Functions Developer Guide, "Integrating
 * optimized services with Step Functions" and its page for each.
 */
import type { TaskPattern } from '../../engine.ts'

/** An optimized integration of one operation, whose parameters and results are the operation's. */
export interface OptimizedCall {
  readonly model: string
  /** As `call` knows it. */
  readonly operation: string
  readonly patterns: readonly TaskPattern[]
  /** Members that take JSON where the operation takes text. */
  readonly texts: ReadonlySet<string>
  readonly errors: OldErrors
  readonly contentType: string
  /** Values of attributes may be texts. */
  readonly plainValues?: true
}

/** How the SDK for Java 1 names errors: `SQS.AmazonSQSException`. */
export interface OldErrors {
  readonly prefix: string
  /** The class of errors that the model does not have. */
  readonly base: string
  /** As causes name it: `AmazonSQS`. */
  readonly service: string
}

const request: readonly TaskPattern[] = ['request']
const token: readonly TaskPattern[] = ['request', 'waitForTaskToken']
const none: ReadonlySet<string> = new Set()

const dynamodbErrors: OldErrors = {
  prefix: 'DynamoDB',
  base: 'AmazonDynamoDBException',
  service: 'AmazonDynamoDBv2',
}

function dynamodb(name: string): OptimizedCall {
  return {
    model: 'dynamodb',
    operation: `dynamodb:${name}`,
    patterns: request,
    texts: none,
    errors: dynamodbErrors,
    contentType: 'application/x-amz-json-1.0',
    plainValues: true,
  }
}

/** Those that are a call of one operation and nothing more. */
export const optimizedCalls: ReadonlyMap<string, OptimizedCall> = new Map<string, OptimizedCall>([
  ['dynamodb:getItem', dynamodb('GetItem')],
  ['dynamodb:putItem', dynamodb('PutItem')],
  ['dynamodb:updateItem', dynamodb('UpdateItem')],
  ['dynamodb:deleteItem', dynamodb('DeleteItem')],
  [
    'sqs:sendMessage',
    {
      model: 'sqs',
      operation: 'sqs:SendMessage',
      patterns: token,
      texts: new Set(['MessageBody']),
      errors: { prefix: 'SQS', base: 'AmazonSQSException', service: 'AmazonSQS' },
      contentType: 'application/x-amz-json-1.0',
    },
  ],
  [
    'sns:publish',
    {
      model: 'sns',
      operation: 'sns:Publish',
      patterns: token,
      texts: new Set(['Message']),
      errors: { prefix: 'SNS', base: 'AmazonSNSException', service: 'AmazonSNS' },
      contentType: 'text/xml',
    },
  ],
  [
    'events:putEvents',
    {
      model: 'eventbridge',
      operation: 'events:PutEvents',
      patterns: token,
      texts: new Set(['Detail']),
      errors: { prefix: 'EventBridge', base: 'AmazonEventBridgeException', service: 'AmazonEventBridge' },
      contentType: 'application/x-amz-json-1.1',
    },
  ],
])

/** Those with ways of their own. */
export const optimizedPatterns: ReadonlyMap<string, readonly TaskPattern[]> = new Map<
  string,
  readonly TaskPattern[]
>([
  ...[...optimizedCalls].map(([name, { patterns }]): [string, readonly TaskPattern[]] => [name, patterns]),
  ['lambda:invoke', token],
  ['states:startExecution', ['request', 'sync', 'sync:2', 'waitForTaskToken']],
  ['apigateway:invoke', token],
  ['http:invoke', request],
])

/** Services that AWS integrates too, and that are not here: machines with them can be made, and their tasks fail. */
export const elsewhere: ReadonlySet<string> = new Set([
  'athena',
  'batch',
  'bedrock',
  'bedrockagentcore',
  'codebuild',
  'databrew',
  'ecs',
  'eks',
  'elasticmapreduce',
  'emr-containers',
  'emr-serverless',
  'glue',
  'mediaconvert',
  'sagemaker',
])
