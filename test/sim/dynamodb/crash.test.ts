/**
 * The server is killed under load, again and again: what was acknowledged is there, transactions are whole, an index holds what its
 * table holds, and the stream tells every change once and in order. The seed is printed; LAMBENT_TEST_SEED repeats a run as far
 * as the machine does, LAMBENT_TEST_CRASH_ROUNDS makes it longer.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type AttributeValue, DynamoDB, paginateScan } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreams } from '@aws-sdk/client-dynamodb-streams'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { clientOf, killableServer } from '../../support/killable-server.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.LAMBENT_TEST_CRASH_ROUNDS ?? 4)
const writers = 6
const accounts = 8
const TableName = 'crashed'
/** A kill comes once so many writes of its round were acknowledged, and up to so long after. Units: writes; milliseconds. */
const writesBeforeKill = { least: 20, most: 120 }
const killWithinMs = 40

describe('DynamoDB under kill -9', { skip: process.platform !== 'linux' }, () => {
  const server = killableServer('dynamodb-crash')

  it('loses nothing that was acknowledged', { timeout: 240_000 }, async (test) => {
    test.diagnostic(`seed ${seed}`)
    const random = new SeededRandom(seed)
    let db = new DynamoDB(clientOf(await server.start()))
    await makeTable(db)
    /** What each writer's own item was set to last: acknowledged, and begun. */
    const known = Array.from({ length: writers }, () => ({ acknowledged: 0, begun: 0 }))
    for (let round = 0; round < kills; round++) {
      const running = db
      let count = 0
      const enough =
        writesBeforeKill.least + randomBelow(random, writesBeforeKill.most - writesBeforeKill.least)
      const ended = new AbortController()
      const writing = known.map(async (own, writer) => {
        const chance = new SeededRandom(seed + 1000 * round + writer)
        while (!ended.signal.aborted) {
          try {
            own.begun += 1
            await put(running, `w${writer}`, own.begun)
            own.acknowledged = own.begun
            const [from, to] = [randomBelow(chance, accounts), randomBelow(chance, accounts)]
            if (from !== to) await move(running, `a${from}`, `a${to}`)
            count += 2
          } catch {
            // Killed: whether it was done is not known.
            await pause(5)
          }
        }
      })
      while (count < enough) await pause(2)
      await pause(randomBelow(random, killWithinMs))
      await server.kill()
      ended.abort()
      await Promise.all(writing)
      running.destroy()
      const endpoint = await server.start()
      db = new DynamoDB(clientOf(endpoint))
      await check(db, new DynamoDBStreams(clientOf(endpoint)), known)
    }
    db.destroy()
  })
})

async function makeTable(db: DynamoDB): Promise<void> {
  await db.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'n', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-n',
        KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  })
  await db.transactWriteItems({
    TransactItems: Array.from({ length: accounts }, (_, index) => ({
      Put: { TableName, Item: { id: { S: `a${index}` }, n: { N: '100' } } },
    })),
  })
}

async function put(db: DynamoDB, id: string, n: number): Promise<void> {
  await db.putItem({ TableName, Item: { id: { S: id }, n: { N: String(n) } } })
}

async function move(db: DynamoDB, from: string, to: string): Promise<void> {
  const change = (id: string, amount: string) => ({
    Update: {
      TableName,
      Key: { id: { S: id } },
      UpdateExpression: 'ADD n :amount',
      ExpressionAttributeValues: { ':amount': { N: amount } },
    },
  })
  await db.transactWriteItems({ TransactItems: [change(from, '-1'), change(to, '1')] })
}

async function check(
  db: DynamoDB,
  streams: DynamoDBStreams,
  known: ReadonlyArray<{ readonly acknowledged: number; readonly begun: number }>,
): Promise<void> {
  const items = await numbers(db)
  for (const [writer, { acknowledged, begun }] of known.entries()) {
    const n = items.get(`w${writer}`) ?? 0
    assert.ok(n >= acknowledged && n <= begun, `w${writer} is ${n}, not ${acknowledged} to ${begun}`)
  }
  const sum = Array.from({ length: accounts }, (_, index) => items.get(`a${index}`) ?? 0)
  assert.equal(
    sum.reduce((total, n) => total + n, 0),
    100 * accounts,
  )
  assert.deepEqual(await numbers(db, 'by-n'), items)
  assert.deepEqual(await replay(db, streams), items)
}

async function numbers(client: DynamoDB, IndexName?: string): Promise<Map<string, number>> {
  const found: Array<[string, number]> = []
  const input = { TableName, ...(IndexName === undefined ? {} : { IndexName }) }
  for await (const { Items = [] } of paginateScan({ client }, input)) {
    for (const { id, n } of Items) found.push([id?.S ?? '', Number(n?.N)])
  }
  return new Map(found.sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** The table that the stream's records make, each of which must begin with what the one before left. */
async function replay(db: DynamoDB, streams: DynamoDBStreams): Promise<Map<string, number>> {
  const StreamArn = (await db.describeTable({ TableName })).Table?.LatestStreamArn
  const { StreamDescription } = await streams.describeStream({ StreamArn })
  const made = new Map<string, AttributeValue | undefined>()
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    let { ShardIterator } = await streams.getShardIterator({
      StreamArn,
      ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    })
    for (;;) {
      const { Records = [], NextShardIterator } = await streams.getRecords({ ShardIterator })
      if (Records.length === 0) break
      for (const { dynamodb } of Records) {
        const id = dynamodb?.Keys?.id?.S ?? ''
        assert.deepEqual(dynamodb?.OldImage?.n, made.get(id), `a record of ${id} is missing, or comes twice`)
        made.set(id, dynamodb?.NewImage?.n)
      }
      ShardIterator = NextShardIterator
    }
  }
  streams.destroy()
  const sorted = [...made].sort(([left], [right]) => (left < right ? -1 : 1))
  return new Map(sorted.map(([id, n]) => [id, Number(n?.N)]))
}
