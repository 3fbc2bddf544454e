import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { crc32 } from 'node:zlib'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocument, paginateQuery } from '@aws-sdk/lib-dynamodb'
import { testServer } from '../../support/server.ts'
import { makeTable } from './support.ts'

const server = testServer()

describe('the document client', () => {
  let documents: DynamoDBDocument
  const TableName = 'documents'

  before(async () => {
    const client = new DynamoDB(server.config({ account: '310000000011' }))
    documents = DynamoDBDocument.from(client, { marshallOptions: { removeUndefinedValues: true } })
    await makeTable(client, TableName, { sort: 'N' })
  })

  it('works unchanged', async () => {
    const Item = { id: 'd', pos: 1, tags: new Set(['x', 'y']), nested: { parts: [1, 'two', null, true] } }
    await documents.put({ TableName, Item })
    const { Item: found } = await documents.get({ TableName, Key: { id: 'd', pos: 1 } })
    assert.deepEqual(found, Item)
    await documents.update({
      TableName,
      Key: { id: 'd', pos: 1 },
      UpdateExpression: 'SET nested.parts[1] = :v',
      ExpressionAttributeValues: { ':v': 2 },
    })
    await documents.transactWrite({
      TransactItems: [2, 3, 4].map((pos) => ({ Put: { TableName, Item: { id: 'd', pos } } })),
    })
    const pages = paginateQuery(
      { client: documents, pageSize: 3 },
      { TableName, KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': 'd' } },
    )
    const seen: unknown[] = []
    for await (const page of pages) seen.push(...(page.Items ?? []).map(({ pos }) => pos))
    assert.deepEqual(seen, [1, 2, 3, 4])
    const batch = await documents.batchGet({ RequestItems: { [TableName]: { Keys: [{ id: 'd', pos: 1 }] } } })
    assert.deepEqual(batch.Responses?.[TableName]?.[0]?.nested, { parts: [1, 2, null, true] })
  })
})

describe('answers', () => {
  // Source: aws/aws-sdk-go-v2:service/dynamodb/internal/customizations/checksum.go, which warns at each answer without it.
  it('carry the checksum of their body, that of errors too', async () => {
    const cases = [
      ['DynamoDB_20120810.ListTables', 200, {}],
      ['DynamoDB_20120810.DescribeTable', 400, { TableName: 'no-such-table' }],
      ['DynamoDBStreams_20120810.ListStreams', 200, {}],
    ] as const
    for (const [target, status, input] of cases) {
      const day = '20261128'
      const answer = await fetch(server.lambent.endpoint, {
        method: 'POST',
        body: JSON.stringify(input),
        headers: {
          'Content-Type': 'application/x-amz-json-1.0',
          'X-Amz-Target': target,
          'X-Amz-Date': `${day}T000000Z`,
          Authorization: `AWS4-HMAC-SHA256 Credential=310000000011/${day}/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00`,
        },
      })
      assert.equal(answer.status, status)
      assert.equal(answer.headers.get('x-amz-crc32'), String(crc32(await answer.text())))
    }
  })
})
