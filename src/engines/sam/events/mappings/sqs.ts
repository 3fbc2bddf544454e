import { requiredPassThrough } from '../../model/properties.ts'
import { mappingEvent } from './mapping.ts'

/** Messages of a queue. Source: SAM, "SQS". */
export const sqs = mappingEvent({
  type: 'SQS',
  rules: { Queue: requiredPassThrough },
  arn: 'Queue',
  managedPolicy: 'service-role/AWSLambdaSQSQueueExecutionRole',
})
