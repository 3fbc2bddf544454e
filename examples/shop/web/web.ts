/** The shop's page, and what it asks: `GET /orders` and `POST /orders`. Runs behind an HTTP API. */
import { randomUUID } from 'node:crypto'
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { page } from './page.ts'

/** What of a request is looked at. Source: API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs", format 2.0. */
interface Request {
  readonly routeKey: string
  readonly body?: string
  readonly isBase64Encoded: boolean
}

const dynamodb = new DynamoDBClient()
const machines = new SFNClient()
const TableName = process.env.ORDERS

export async function handler(request: Request): Promise<object> {
  switch (request.routeKey) {
    case 'GET /':
      return { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page }
    case 'GET /orders':
      return json(200, await orders())
    case 'POST /orders':
      return place(request)
    default:
      return json(404, { message: 'There is no such page.' })
  }
}

async function place({ body = '', isBase64Encoded }: Request): Promise<object> {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body
  const { what } = JSON.parse(text === '' ? '{}' : text) as { what?: unknown }
  if (typeof what !== 'string' || what.trim() === '')
    return json(400, { message: 'Say what is ordered: {"what": "tea"}' })
  const id = randomUUID()
  await dynamodb.send(
    new PutItemCommand({
      TableName,
      Item: {
        id: { S: id },
        what: { S: what.trim() },
        state: { S: 'placed' },
        placedAt: { S: new Date().toISOString() },
      },
    }),
  )
  await machines.send(
    new StartExecutionCommand({
      stateMachineArn: process.env.FULFIL,
      name: id,
      input: JSON.stringify({ id, what: what.trim() }),
    }),
  )
  console.log(`order ${id}: ${what.trim()}`)
  return json(201, { id })
}

async function orders(): Promise<object[]> {
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }))
  return Items.map(({ id, what, state, stock, placedAt }) => ({
    id: id?.S,
    what: what?.S,
    state: state?.S,
    stock: stock?.S,
    placedAt: placedAt?.S,
  })).sort((one, other) => ((one.placedAt ?? '') < (other.placedAt ?? '') ? 1 : -1))
}

function json(statusCode: number, value: unknown): object {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}
