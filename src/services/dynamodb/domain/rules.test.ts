import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import { consumedCapacity, nothingSpent, readUnits, writeUnits } from './capacity.ts'
import { readEncryption } from './encryption.ts'
import { expirySecond, isTooOld } from './expiry.ts'
import { readThroughput } from './index-definitions.ts'
import { readTableName, streamLabel } from './names.ts'
import { isProjected, projectIntoIndex } from './projection.ts'
import { checkSelection, selected } from './select.ts'
import { checkUpdate } from './table-update.ts'
import { withTags } from './tags.ts'

const home = {
  accountId: '123456789012' as AccountId,
  region: 'us-east-1' as Region,
  partition: 'aws' as const,
}

describe('names of tables', () => {
  it('are names or ARNs', () => {
    assert.equal(readTableName('a.b-c_D', home).name, 'a.b-c_D')
    const other = readTableName('arn:aws:dynamodb:us-east-1:210987654321:table/abc', home)
    assert.deepEqual(other, { accountId: '210987654321', region: 'us-east-1', name: 'abc' })
    for (const wrong of [
      'ab',
      'a b c',
      'x'.repeat(256),
      'arn:aws:dynamodb:eu-west-1:210987654321:table/abc',
      'arn:aws:dynamodb:us-east-1:210987654321:table/abc/index/def',
      'arn:aws:s3:us-east-1:210987654321:table/abc',
    ]) {
      assert.throws(() => readTableName(wrong, home), { code: 'ValidationException' })
    }
    assert.equal(streamLabel(Date.UTC(2015, 4, 20, 20, 51, 10, 252)), '2015-05-20T20:51:10.252')
  })
})

describe('capacity', () => {
  it('is rounded up for each item written and each page read', () => {
    assert.deepEqual([0, 1, 1024, 1025].map(writeUnits), [1, 1, 1, 2])
    assert.deepEqual([readUnits(0, false), readUnits(4096, true), readUnits(4097, false)], [0.5, 1, 1])
  })

  it('is told as a sum, or by index', () => {
    const spent = nothingSpent('t')
    spent.own = 2
    spent.global.set('g', 1)
    assert.equal(consumedCapacity('NONE', spent), undefined)
    assert.deepEqual(consumedCapacity('TOTAL', spent), { TableName: 't', CapacityUnits: 3 })
    assert.deepEqual(consumedCapacity('INDEXES', spent, 'WriteCapacityUnits'), {
      TableName: 't',
      CapacityUnits: 3,
      WriteCapacityUnits: 3,
      Table: { CapacityUnits: 2, WriteCapacityUnits: 2 },
      GlobalSecondaryIndexes: { g: { CapacityUnits: 1, WriteCapacityUnits: 1 } },
    })
  })
})

describe('time to live', () => {
  it('is a number of seconds, not too far back', () => {
    assert.equal(expirySecond({ N: '1700000000' }), 1_700_000_000)
    assert.equal(expirySecond({ N: '1.5' }), 2)
    for (const value of [undefined, { S: '1700000000' }, { N: '1e30' }]) {
      assert.equal(expirySecond(value), undefined)
    }
    const now = Date.UTC(2026, 0, 1)
    assert.ok(isTooOld(now / 1000 - 6 * 365 * 86_400, now))
    assert.ok(!isTooOld(now / 1000 - 4 * 365 * 86_400, now))
  })
})

describe('indexes', () => {
  const table = { hash: ['id'], sort: [] }
  const index = {
    name: 'i',
    id: '1',
    kind: 'global' as const,
    status: 'ACTIVE' as const,
    key: { hash: ['k'], sort: [] },
    projection: { type: 'INCLUDE' as const, nonKey: ['x'] },
  }
  const types = new Map([
    ['id', 'S' as const],
    ['k', 'N' as const],
  ])

  it('hold items that have their key, and what they project', () => {
    const rules = { index, table, types }
    const item = { id: { S: 'a' }, k: { N: '1' }, x: { S: 'x' }, y: { S: 'y' } }
    assert.deepEqual({ ...projectIntoIndex(item, rules) }, { id: item.id, k: item.k, x: item.x })
    assert.equal(projectIntoIndex({ id: item.id }, rules), undefined)
    assert.equal(projectIntoIndex({ id: item.id, k: { S: '1' } }, rules), undefined)
    assert.deepEqual(
      ['id', 'k', 'x', 'y'].map((name) => isProjected(name, index, table)),
      [true, true, true, false],
    )
  })

  it('answer what they hold', () => {
    const all = {
      select: undefined,
      projection: undefined,
      named: 'ProjectionExpression',
      indexName: 'i',
    } as const
    assert.deepEqual(selected(all, table, index), { type: 'items', whole: false })
    assert.deepEqual(selected({ ...all, select: 'COUNT' }, table, index), { type: 'count' })
    assert.throws(() => selected({ ...all, select: 'ALL_ATTRIBUTES' }, table, index), {
      message: /Select type ALL_ATTRIBUTES is not supported for global secondary index i/,
    })
    const local = { ...index, kind: 'local' as const }
    assert.deepEqual(selected({ ...all, select: 'ALL_ATTRIBUTES' }, table, local), {
      type: 'items',
      whole: true,
    })
    assert.throws(() => checkSelection({ ...all, select: 'SPECIFIC_ATTRIBUTES' }, 'Querying'), {
      message: /^Must specify the AttributesToGet or ProjectionExpression/,
    })
  })
})

describe('settings of tables', () => {
  it('are within bounds', () => {
    assert.throws(() => readThroughput({ ReadCapacityUnits: 1e12 + 1, WriteCapacityUnits: 1 }), {
      message: 'Given value 1000000000001 for ReadCapacityUnits is out of bounds',
    })
    assert.equal(readEncryption({ Enabled: true }), 'alias/aws/dynamodb')
    assert.equal(readEncryption({ Enabled: false }), undefined)
    assert.throws(() => readEncryption({ Enabled: true, KMSMasterKeyId: 'k' }), {
      message: /SSEType KMS is required if KMSMasterKeyId is specified/,
    })
    assert.throws(() => withTags({}, [{ Key: 'aws:x', Value: '' }]), { code: 'ValidationException' })
    const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    assert.throws(() => withTags({}, many), { message: /^Number of Tags exceed/ })
  })

  it('are changed one at a time', () => {
    const refused = (input: object, message: RegExp) =>
      assert.throws(() => checkUpdate({ TableName: 't', ...input }), { message })
    refused({}, /^At least one of/)
    refused({ GlobalSecondaryIndexUpdates: [{}] }, /must not be null$/)
    refused(
      { SSESpecification: { Enabled: true }, DeletionProtectionEnabled: true },
      /Server-Side Encryption modification must be the only operation/,
    )
    refused(
      {
        StreamSpecification: { StreamEnabled: false },
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      },
      /cannot modify stream status while updating table IOPS/,
    )
    checkUpdate({
      TableName: 't',
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: false },
    })
  })
})
