/**
 * Any keys, in any order: what was put is found, in the order of DynamoDB, in pages of any size, by the table and by an index.
 * LAMBENT_TEST_SEED repeats a run; LAMBENT_TEST_RUNS makes more of them.
 */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type AttributeValue, DynamoDB } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { testServer } from '../../support/server.ts'
import { makeTable } from './support.ts'

const server = testServer()
const seed = process.env.LAMBENT_TEST_SEED
const runs = {
  numRuns: Number(process.env.LAMBENT_TEST_RUNS ?? 5),
  ...(seed === undefined ? {} : { seed: Number(seed) }),
}

type Item = Record<string, AttributeValue>

const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
  fc.constantFrom(
    'a',
    'a\u0000',
    'a\u0000\u0000',
    '\u0000',
    '%/.#',
    '\uffff',
    '😀',
    '__proto__',
    'x'.repeat(1024),
  ),
)
const bytes = fc
  .oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc.constantFrom(
      new Uint8Array(1024),
      new Uint8Array(1024).fill(255),
      Uint8Array.of(0),
      Uint8Array.of(0, 0),
    ),
  )
  .map((value) => new Uint8Array(value))
const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).map(String),
  fc
    .tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -120, max: 120 }))
    .map(([m, e]) => `${m}e${e}`),
)

const keys: Record<'S' | 'N' | 'B', fc.Arbitrary<AttributeValue>> = {
  S: text.map((S) => ({ S })),
  N: number.map((N) => ({ N })),
  B: bytes.map((B) => ({ B })),
}

/** As DynamoDB compares. Numbers of these tests are exact as fractions of integers. */
function compare(left: AttributeValue | undefined, right: AttributeValue | undefined): number {
  if (left?.N !== undefined && right?.N !== undefined) {
    const [a, b] = [scaled(left.N), scaled(right.N)]
    return a < b ? -1 : a > b ? 1 : 0
  }
  const toBytes = (value: AttributeValue | undefined) => Buffer.from(value?.S ?? value?.B ?? '')
  return Buffer.compare(toBytes(left), toBytes(right))
}

/** A number times 10^130. */
function scaled(value: string): bigint {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(value) ?? []
  const power = 130 + Number(exponent) - fraction.length
  return BigInt(`${sign}${whole}${fraction}`) * 10n ** BigInt(power)
}

describe('any keys', () => {
  let db: DynamoDB

  before(async () => {
    db = new DynamoDB(server.config({ account: '310000000014' }))
    for (const type of ['S', 'N', 'B'] as const) {
      await makeTable(db, `keys-${type}`, {
        sort: type,
        AttributeDefinitions: [
          { AttributeName: 'run', AttributeType: 'N' },
          { AttributeName: 'rank', AttributeType: type },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-rank',
            KeySchema: [
              { AttributeName: 'run', KeyType: 'HASH' },
              { AttributeName: 'rank', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      })
    }
  })

  async function all(
    TableName: string,
    index: boolean,
    key: AttributeValue,
    Limit: number,
    forward: boolean,
  ) {
    const found: Item[] = []
    let ExclusiveStartKey: Item | undefined
    do {
      const page = await db.query({
        TableName,
        ...(index ? { IndexName: 'by-rank' } : {}),
        KeyConditionExpression: '#k = :k',
        ExpressionAttributeNames: { '#k': index ? 'run' : 'id' },
        ExpressionAttributeValues: { ':k': key },
        Limit,
        ScanIndexForward: forward,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      })
      found.push(...(page.Items ?? []))
      ExclusiveStartKey = page.LastEvaluatedKey
    } while (ExclusiveStartKey !== undefined)
    return found
  }

  let run = 0
  for (const type of ['S', 'N', 'B'] as const) {
    it(`of type ${type} are found, in order`, async () => {
      const TableName = `keys-${type}`
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(keys[type], keys[type]), { minLength: 1, maxLength: 8 }),
          text,
          fc.integer({ min: 1, max: 5 }),
          fc.boolean(),
          async (pairs, name, limit, forward) => {
            const id = { S: `${run++} ${name}` }
            const items: Item[] = []
            for (const [pos, rank] of pairs) {
              if (items.some((item) => compare(item.pos, pos) === 0)) continue
              items.push({ id, pos, rank, run: { N: String(run) } })
            }
            await Promise.all(items.map((Item) => db.putItem({ TableName, Item })))
            const turn = forward ? 1 : -1
            const sorted = (name: 'pos' | 'rank', of: readonly Item[]) =>
              of.toSorted((left, right) => turn * compare(left[name], right[name]))
            const same = (found: readonly Item[], expected: readonly Item[], name: 'pos' | 'rank') => {
              assert.equal(found.length, expected.length)
              for (const [index, item] of found.entries())
                assert.equal(compare(item[name], expected[index]?.[name]), 0)
            }
            same(await all(TableName, false, id, limit, forward), sorted('pos', items), 'pos')
            same(
              await all(TableName, true, { N: String(run) }, limit, forward),
              sorted('rank', items),
              'rank',
            )
            for (const { pos } of items) {
              const { Item: found } = await db.getItem({ TableName, Key: { id, pos: pos ?? { S: '' } } })
              assert.equal(compare(found?.pos, pos), 0)
            }
          },
        ),
        runs,
      )
    })
  }
})
