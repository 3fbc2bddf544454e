/** A receipt is in the bucket: its order is complete. */
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'

interface Event {
  readonly Records: ReadonlyArray<{ readonly s3: { readonly object: { readonly key: string } } }>
}

const dynamodb = new DynamoDBClient()

export async function handler({ Records }: Event): Promise<void> {
  for (const { s3 } of Records) {
    const key = decodeURIComponent(s3.object.key.replaceAll('+', ' '))
    const id = /^receipts\/(.+)\.txt$/.exec(key)?.[1]
    if (id === undefined) continue
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: process.env.ORDERS,
        Key: { id: { S: id } },
        UpdateExpression: 'SET #state = :state, receipt = :receipt',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': { S: 'complete' }, ':receipt': { S: key } },
      }),
    )
    console.log(`order ${id} is complete`)
  }
}
