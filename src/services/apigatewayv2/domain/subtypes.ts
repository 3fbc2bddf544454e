/** Integrations with AWS services. Source: API Gateway Developer Guide, "Integration subtype reference". */

/** What a subtype calls, and with which parameters. */
export interface Subtype {
  /** `sqs:SendMessage`; absent: the service is not here. */
  readonly operation?: string
  readonly required: readonly string[]
  readonly optional: readonly string[]
  /** Parameters that hold JSON, and are given to the operation as such. */
  readonly json?: readonly string[]
  /** Parameters that are lists, in JSON or joined by commas. */
  readonly lists?: readonly string[]
}

/** By their names. */
export const subtypes: Readonly<Record<string, Subtype>> = {
  'EventBridge-PutEvents': {
    operation: 'events:PutEvents',
    required: ['Detail', 'DetailType', 'Source'],
    optional: ['Time', 'EventBusName', 'Resources', 'Region', 'TraceHeader'],
    lists: ['Resources'],
  },
  'SQS-SendMessage': {
    operation: 'sqs:SendMessage',
    required: ['QueueUrl', 'MessageBody'],
    optional: [
      'DelaySeconds',
      'MessageAttributes',
      'MessageDeduplicationId',
      'MessageGroupId',
      'MessageSystemAttributes',
      'Region',
    ],
    json: ['MessageAttributes', 'MessageSystemAttributes'],
  },
  'SQS-ReceiveMessage': {
    operation: 'sqs:ReceiveMessage',
    required: ['QueueUrl'],
    optional: [
      'AttributeNames',
      'MaxNumberOfMessages',
      'MessageAttributeNames',
      'ReceiveRequestAttemptId',
      'VisibilityTimeout',
      'WaitTimeSeconds',
      'Region',
    ],
    lists: ['AttributeNames', 'MessageAttributeNames'],
  },
  'SQS-DeleteMessage': {
    operation: 'sqs:DeleteMessage',
    required: ['ReceiptHandle', 'QueueUrl'],
    optional: ['Region'],
  },
  'SQS-PurgeQueue': { operation: 'sqs:PurgeQueue', required: ['QueueUrl'], optional: ['Region'] },
  'AppConfig-GetConfiguration': {
    required: ['Application', 'Environment', 'Configuration', 'ClientId'],
    optional: ['ClientConfigurationVersion', 'Region'],
  },
  'Kinesis-PutRecord': {
    operation: 'kinesis:PutRecord',
    required: ['StreamName', 'Data', 'PartitionKey'],
    optional: ['SequenceNumberForOrdering', 'ExplicitHashKey', 'Region'],
  },
  'StepFunctions-StartExecution': {
    operation: 'states:StartExecution',
    required: ['StateMachineArn'],
    optional: ['Name', 'Input', 'Region'],
  },
  'StepFunctions-StartSyncExecution': {
    operation: 'states:StartSyncExecution',
    required: ['StateMachineArn'],
    optional: ['Name', 'Input', 'Region', 'TraceHeader'],
  },
  'StepFunctions-StopExecution': {
    operation: 'states:StopExecution',
    required: ['ExecutionArn'],
    optional: ['Cause', 'Error', 'Region'],
  },
}
