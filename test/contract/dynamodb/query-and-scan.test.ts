import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type AttributeValue, DynamoDB, type QueryInput, type ScanInput } from '@aws-sdk/client-dynamodb'
import { testServer } from '../../support/server.ts'
import { makeTable } from './support.ts'

const server = testServer()

type Item = Record<string, AttributeValue>

describe('queries and scans', () => {
  let db: DynamoDB
  const TableName = 'pages'
  const numbers = ['-1e125', '-100', '-1.5', '-1', '-0.001', '0', '1e-130', '0.5', '1', '2', '10', '1e100']

  before(async () => {
    db = new DynamoDB(server.config({ account: '310000000002' }))
    await makeTable(db, TableName, { sort: 'N' })
    await Promise.all(
      numbers.map((at, index) =>
        db.putItem({ TableName, Item: { id: { S: 'a' }, pos: { N: at }, even: { BOOL: index % 2 === 0 } } }),
      ),
    )
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        db.putItem({
          TableName,
          Item: { id: { S: `p${index}` }, pos: { N: '1' }, group: { N: String(index % 3) } },
        }),
      ),
    )
  })

  async function queryAll(input: Omit<QueryInput, 'TableName'>): Promise<string[]> {
    const found: string[] = []
    let ExclusiveStartKey: Item | undefined
    do {
      const page = await db.query({
        TableName,
        ...input,
        ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
      })
      found.push(...(page.Items ?? []).map((item) => Number(item.pos?.N).toString()))
      ExclusiveStartKey = page.LastEvaluatedKey
    } while (ExclusiveStartKey)
    return found
  }

  const where = (condition: string, values: Record<string, string> = {}) => ({
    KeyConditionExpression: `id = :id${condition === '' ? '' : ` AND ${condition}`}`,
    ExpressionAttributeValues: {
      ':id': { S: 'a' },
      ...Object.fromEntries(Object.entries(values).map(([name, N]) => [name, { N }])),
    },
  })

  const inOrder = numbers.map((text) => Number(text).toString())

  it('go through a partition in the order of numbers, either way, in pages of any size', async () => {
    for (const Limit of [1, 3, 12, 100]) {
      assert.deepEqual(await queryAll({ ...where(''), Limit }), inOrder)
      assert.deepEqual(await queryAll({ ...where(''), Limit, ScanIndexForward: false }), inOrder.toReversed())
    }
  })

  it('take what key conditions allow', async () => {
    const range = (condition: string, values: Record<string, string>) =>
      queryAll({ ...where(condition, values), Limit: 2 })
    assert.deepEqual(await range('pos < :v', { ':v': '-1' }), ['-1e+125', '-100', '-1.5'])
    assert.deepEqual(await range('pos <= :v', { ':v': '-1' }), ['-1e+125', '-100', '-1.5', '-1'])
    assert.deepEqual(await range('pos > :v', { ':v': '2' }), ['10', '1e+100'])
    assert.deepEqual(await range('pos >= :v', { ':v': '2.0' }), ['2', '10', '1e+100'])
    assert.deepEqual(await range('pos BETWEEN :v AND :w', { ':v': '-1', ':w': '0.5' }), [
      '-1',
      '-0.001',
      '0',
      '1e-130',
      '0.5',
    ])
    assert.deepEqual(await range('pos = :v', { ':v': '10' }), ['10'])
  })

  it('answer the key to go on with when the limit is reached, even at the end', async () => {
    const page = await db.query({ TableName, ...where(''), Limit: 12 })
    assert.deepEqual(page.LastEvaluatedKey, { id: { S: 'a' }, pos: { N: `1${'0'.repeat(100)}` } })
    const whole = await db.query({ TableName, ...where('') })
    assert.equal(whole.LastEvaluatedKey, undefined)
    assert.equal(whole.Count, 12)
  })

  it('filter after the limit, and count what they looked at', async () => {
    const page = await db.query({
      TableName,
      KeyConditionExpression: 'id = :id',
      FilterExpression: 'even = :yes',
      ExpressionAttributeValues: { ':id': { S: 'a' }, ':yes': { BOOL: true } },
      Limit: 5,
    })
    assert.deepEqual([page.Count, page.ScannedCount], [3, 5])
    const count = await db.query({ TableName, ...where(''), Select: 'COUNT' })
    assert.deepEqual([count.Count, count.Items], [12, undefined])
  })

  it('refuse what AWS refuses', async () => {
    const refused = (input: Partial<QueryInput>, message: string) =>
      assert.rejects(db.query({ TableName, ...input }), { name: 'ValidationException', message })
    await refused({ ...where(''), IndexName: 'none' }, 'The table does not have the specified index: none')
    await refused(
      { KeyConditionExpression: 'pos = :v', ExpressionAttributeValues: { ':v': { N: '1' } } },
      'Query condition missed key schema element: id',
    )
    await refused(
      { ...where(''), ProjectionExpression: 'pos', Select: 'ALL_ATTRIBUTES' },
      'Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES',
    )
    await refused(
      { ...where(''), Select: 'ALL_PROJECTED_ATTRIBUTES' },
      'One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    )
    await refused(
      { ...where(''), ExclusiveStartKey: { id: { S: 'a' } } },
      'The provided starting key is invalid: The provided key element does not match the schema',
    )
    await refused(
      { ...where(''), ExclusiveStartKey: { id: { S: 'b' }, pos: { N: '1' } } },
      'The provided starting key is outside query boundaries based on provided conditions',
    )
    await refused(
      { ...where('pos > :v', { ':v': '5' }), ExclusiveStartKey: { id: { S: 'a' }, pos: { N: '1' } } },
      'The provided starting key does not match the range key predicate',
    )
    await refused(
      {
        ...where('', { ':f': '1' }),
        FilterExpression: 'pos = :f',
      },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: pos',
    )
    await refused(
      {},
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    )
  })

  async function scanAll(input: Omit<ScanInput, 'TableName'>): Promise<string[]> {
    const found: string[] = []
    let ExclusiveStartKey: Item | undefined
    do {
      const page = await db.scan({ TableName, ...input, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) })
      found.push(...(page.Items ?? []).map((item) => `${item.id?.S} ${item.pos?.N}`))
      ExclusiveStartKey = page.LastEvaluatedKey
    } while (ExclusiveStartKey)
    return found
  }

  it('scan everything once, in pages and in segments', async () => {
    const all = (await scanAll({})).sort()
    assert.equal(all.length, 42)
    assert.deepEqual((await scanAll({ Limit: 5 })).sort(), all)
    for (const TotalSegments of [2, 3, 7]) {
      const segments = await Promise.all(
        Array.from({ length: TotalSegments }, (_, Segment) => scanAll({ Segment, TotalSegments, Limit: 4 })),
      )
      assert.deepEqual(segments.flat().sort(), all)
      assert.ok(segments.filter((segment) => segment.length > 0).length > 1)
    }
  })

  it('scan with a filter and a projection', async () => {
    const page = await db.scan({
      TableName,
      FilterExpression: '#g = :g',
      ProjectionExpression: 'id',
      ExpressionAttributeNames: { '#g': 'group' },
      ExpressionAttributeValues: { ':g': { N: '2' } },
    })
    assert.deepEqual([page.Count, page.ScannedCount], [10, 42])
    assert.ok(page.Items?.every((item) => Object.keys(item).join() === 'id'))
  })

  it('refuse segments that are none', async () => {
    await assert.rejects(db.scan({ TableName, Segment: 0 }), {
      message:
        'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    })
    await assert.rejects(db.scan({ TableName, Segment: 2, TotalSegments: 2 }), {
      message:
        'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2',
    })
  })

  it('end a page after a mebibyte', async () => {
    const big = await makeTable(db, 'big-pages', { sort: 'N' })
    const item = (index: number) => ({
      id: { S: 'x' },
      pos: { N: String(index) },
      v: { S: 'y'.repeat(300_000) },
    })
    await Promise.all(
      Array.from({ length: 7 }, (_, index) => db.putItem({ TableName: big, Item: item(index) })),
    )
    const first = await db.query({
      TableName: big,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: 'x' } },
      ReturnConsumedCapacity: 'TOTAL',
    })
    assert.equal(first.Count, 4)
    assert.deepEqual(first.LastEvaluatedKey, { id: { S: 'x' }, pos: { N: '3' } })
    assert.equal(first.ConsumedCapacity?.CapacityUnits, 146.5)
  })
})
