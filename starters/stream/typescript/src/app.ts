/** Tells what has become of each item. */
import type { DynamoDBStreamHandler } from 'aws-lambda'

export const handler: DynamoDBStreamHandler = async (event) => {
  for (const record of event.Records) console.log(`${record.eventName} ${record.dynamodb?.Keys?.id?.S}`)
}
