/** Counts how often each path has been asked for. */
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { LambdaFunctionURLHandler } from 'aws-lambda'

const dynamodb = new DynamoDBClient()

export const handler: LambdaFunctionURLHandler = async (event) => {
  const path = event.rawPath
  const { Attributes } = await dynamodb.send(
    new UpdateItemCommand({
      TableName: process.env.TABLE_NAME,
      Key: { id: { S: path } },
      UpdateExpression: 'ADD visits :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    }),
  )
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<h1>${path}</h1><p>was asked for ${Attributes?.visits?.N} times.</p>`,
  }
}
