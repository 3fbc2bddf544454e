import { requiredPassThrough } from '../../model/properties.ts'
import { mappingEvent } from './mapping.ts'

const rules = { Stream: requiredPassThrough, StartingPosition: requiredPassThrough }

/** Records of a stream of Kinesis. Source: SAM, "Kinesis". */
export const kinesis = mappingEvent({
  type: 'Kinesis',
  rules,
  arn: 'Stream',
  managedPolicy: 'service-role/AWSLambdaKinesisExecutionRole',
})

/** Records of a table's stream. Source: SAM, "DynamoDB". */
export const dynamoDb = mappingEvent({
  type: 'DynamoDB',
  rules,
  arn: 'Stream',
  managedPolicy: 'service-role/AWSLambdaDynamoDBExecutionRole',
})
