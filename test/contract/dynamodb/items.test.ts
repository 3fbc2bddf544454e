import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { ConditionalCheckFailedException, DynamoDB } from '@aws-sdk/client-dynamodb'
import { readCbor } from '../../../src/protocol/cbor/cbor-reader.ts'
import { CborWriter } from '../../../src/protocol/cbor/cbor-writer.ts'
import { testServer } from '../../support/server.ts'
import { makeTable } from './support.ts'

const server = testServer()

describe('items', () => {
  let db: DynamoDB
  const TableName = 'items'

  before(async () => {
    db = new DynamoDB(server.config({ account: '310000000001' }))
    await makeTable(db, TableName, { sort: 'N' })
  })

  const get = async (id: string, at = '1') =>
    (await db.getItem({ TableName, Key: { id: { S: id }, pos: { N: at } } })).Item

  it('come back as they were put, of every type', async () => {
    const Item = {
      id: { S: 'types' },
      pos: { N: '1' },
      text: { S: 'ü\u0000😀' },
      empty: { S: '' },
      number: { N: '123.4500' },
      bytes: { B: Uint8Array.of(0, 255, 1) },
      yes: { BOOL: true },
      nothing: { NULL: true },
      texts: { SS: ['b', 'a'] },
      numbers: { NS: ['1', '2.0'] },
      byteSet: { BS: [Uint8Array.of(1), Uint8Array.of(2)] },
      list: { L: [{ S: 'x' }, { L: [] }, { M: { b: { B: Uint8Array.of(9) } } }] },
      map: { M: { inner: { M: {} } } },
      toString: { S: 'a name like any other' },
      7: { S: 'a name of digits' },
      ',"bytes":7}': { S: '},"bytes":7}' },
    }
    await db.putItem({ TableName, Item })
    const found = await get('types')
    assert.deepEqual(found, { ...Item, number: { N: '123.45' }, numbers: { NS: ['1', '2'] } })
  })

  it('are answered in CBOR to those who speak it', async () => {
    await db.putItem({
      TableName,
      Item: { id: { S: 'cbor' }, pos: { N: '1' }, b: { B: Uint8Array.of(255) } },
    })
    const writer = new CborWriter('milliseconds')
    writer.map(2)
    writer.text('TableName')
    writer.text(TableName)
    writer.text('Key')
    writer.map(2)
    for (const [name, type, value] of [
      ['id', 'S', 'cbor'],
      ['pos', 'N', '1'],
    ] as const) {
      writer.text(name)
      writer.map(1)
      writer.text(type)
      writer.text(value)
    }
    const answer = await fetch(server.endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-cbor-1.1',
        'X-Amz-Target': 'DynamoDB_20120810.GetItem',
        'X-Amz-Date': '20260501T120000Z',
        Authorization: `AWS4-HMAC-SHA256 Credential=310000000001/20260501/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
      },
      body: Uint8Array.from(writer.result()),
    })
    assert.deepEqual(structuredClone(readCbor(new Uint8Array(await answer.arrayBuffer()))), {
      Item: { id: { S: 'cbor' }, pos: { N: '1' }, b: { B: Uint8Array.of(255) } },
    })
  })

  it('have numbers as keys by their value', async () => {
    await db.putItem({ TableName, Item: { id: { S: 'key' }, pos: { N: '1.0' }, v: { S: 'a' } } })
    await db.putItem({ TableName, Item: { id: { S: 'key' }, pos: { N: '01e0' }, v: { S: 'b' } } })
    assert.deepEqual(await get('key', '1.00'), { id: { S: 'key' }, pos: { N: '1' }, v: { S: 'b' } })
  })

  it('that are not there are no error', async () => {
    assert.equal(await get('absent'), undefined)
    const gone = await db.deleteItem({
      TableName,
      Key: { id: { S: 'absent' }, pos: { N: '1' } },
      ReturnValues: 'ALL_OLD',
    })
    assert.equal(gone.Attributes, undefined)
  })

  it('answer what was there before', async () => {
    const Item = { id: { S: 'old' }, pos: { N: '1' }, v: { S: 'first' } }
    assert.equal((await db.putItem({ TableName, Item, ReturnValues: 'ALL_OLD' })).Attributes, undefined)
    const second = await db.putItem({
      TableName,
      Item: { ...Item, v: { S: 'second' } },
      ReturnValues: 'ALL_OLD',
    })
    assert.deepEqual(second.Attributes, Item)
    const Key = { id: Item.id, pos: Item.pos }
    const deleted = await db.deleteItem({ TableName, Key, ReturnValues: 'ALL_OLD' })
    assert.deepEqual(deleted.Attributes, { ...Item, v: { S: 'second' } })
    assert.equal(await get('old'), undefined)
  })

  it('are put under conditions, and refusals show them', async () => {
    const Item = { id: { S: 'cond' }, pos: { N: '1' }, v: { N: '1' } }
    const once = { TableName, Item, ConditionExpression: 'attribute_not_exists(id)' }
    await db.putItem(once)
    await assert.rejects(db.putItem(once), {
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    })
    const refusal = db.putItem({
      ...once,
      ConditionExpression: 'v > :v',
      ExpressionAttributeValues: { ':v': { N: '1' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    await assert.rejects(refusal, (error) => {
      assert.ok(error instanceof ConditionalCheckFailedException)
      assert.deepEqual(error.Item, Item)
      return true
    })
  })

  it('are updated, and answer old and new attributes', async () => {
    const Key = { id: { S: 'upd' }, pos: { N: '1' } }
    const update = {
      TableName,
      Key,
      UpdateExpression: 'SET a.b = :b, c = if_not_exists(c, :c) ADD n :n REMOVE gone',
      ExpressionAttributeValues: { ':b': { S: 'new' }, ':c': { S: 'c' }, ':n': { N: '2' } },
    }
    await assert.rejects(db.updateItem(update), {
      name: 'ValidationException',
      message: 'The document path provided in the update expression is invalid for update',
    })
    await db.putItem({
      TableName,
      Item: { ...Key, a: { M: { b: { S: 'x' }, z: { S: 'z' } } }, gone: { S: '1' } },
    })
    const updated = await db.updateItem({ ...update, ReturnValues: 'UPDATED_NEW' })
    assert.deepEqual(updated.Attributes, { a: { M: { b: { S: 'new' } } }, c: { S: 'c' }, n: { N: '2' } })
    const again = await db.updateItem({ ...update, ReturnValues: 'UPDATED_OLD' })
    assert.deepEqual(again.Attributes, updated.Attributes)
    const all = await db.updateItem({ ...update, ReturnValues: 'ALL_NEW' })
    assert.deepEqual(all.Attributes, {
      ...Key,
      a: { M: { b: { S: 'new' }, z: { S: 'z' } } },
      c: { S: 'c' },
      n: { N: '6' },
    })
    const made = await db.updateItem({
      TableName,
      Key: { id: { S: 'made' }, pos: { N: '1' } },
      ReturnValues: 'ALL_NEW',
    })
    assert.deepEqual(made.Attributes, { id: { S: 'made' }, pos: { N: '1' } })
  })

  it('with keys that do not fit are refused in words of AWS', async () => {
    const missing = (Key: Record<string, { S: string } | { N: string }>) => db.getItem({ TableName, Key })
    const mismatch = {
      name: 'ValidationException',
      message: 'The provided key element does not match the schema',
    }
    await assert.rejects(missing({ id: { S: 'a' } }), mismatch)
    await assert.rejects(missing({ id: { S: 'a' }, pos: { S: '1' } }), mismatch)
    await assert.rejects(missing({ id: { S: 'a' }, pos: { N: '1' }, x: { S: '' } }), mismatch)
    const put = (item: Record<string, { S: string } | { N: string }>) => db.putItem({ TableName, Item: item })
    await assert.rejects(put({ pos: { N: '1' } }), {
      message: 'One or more parameter values were invalid: Missing the key id in the item',
    })
    await assert.rejects(put({ id: { N: '1' }, pos: { N: '1' } }), {
      message: 'One or more parameter values were invalid: Type mismatch for key id expected: S actual: N',
    })
    await assert.rejects(put({ id: { S: '' }, pos: { N: '1' } }), {
      message:
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id',
    })
    await assert.rejects(put({ id: { S: 'x'.repeat(2049) }, pos: { N: '1' } }), {
      message:
        'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    })
    await assert.rejects(
      db.updateItem({
        TableName,
        Key: { id: { S: 'a' }, pos: { N: '1' } },
        UpdateExpression: 'SET id = :v',
        ExpressionAttributeValues: { ':v': { S: 'b' } },
      }),
      {
        message:
          'One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key',
      },
    )
  })

  it('of tables that are not there are refused', async () => {
    const Key = { id: { S: 'a' } }
    const absent = { name: 'ResourceNotFoundException', message: 'Requested resource not found' }
    await assert.rejects(db.getItem({ TableName: 'nowhere', Key }), absent)
    await assert.rejects(db.putItem({ TableName: 'nowhere', Item: Key }), absent)
    await assert.rejects(db.getItem({ TableName: 'no', Key }), {
      name: 'ValidationException',
      message:
        "1 validation error detected: Value 'no' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    })
    await assert.rejects(db.getItem({ TableName: 'not a name', Key }), {
      message:
        "1 validation error detected: Value 'not a name' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    })
  })

  it('are at most 400 KiB', async () => {
    const big = (count: number) => ({ id: { S: 'big' }, pos: { N: '1' }, v: { S: 'x'.repeat(count) } })
    // Names and the other values take 2 + 3 + 3 + 2 + 1 bytes.
    await db.putItem({ TableName, Item: big(400 * 1024 - 11) })
    await assert.rejects(db.putItem({ TableName, Item: big(400 * 1024 - 10) }), {
      message: 'Item size has exceeded the maximum allowed size',
    })
    await assert.rejects(
      db.updateItem({
        TableName,
        Key: { id: { S: 'big' }, pos: { N: '1' } },
        UpdateExpression: 'SET w = :w',
        ExpressionAttributeValues: { ':w': { S: 'more' } },
      }),
      { message: 'Item size to update has exceeded the maximum allowed size' },
    )
  })

  it('tell what they cost', async () => {
    const item = (count: number) => ({ id: { S: 'cost' }, pos: { N: '1' }, v: { S: 'x'.repeat(count) } })
    const put = (count: number) =>
      db
        .putItem({ TableName, Item: item(count), ReturnConsumedCapacity: 'TOTAL' })
        .then((one) => one.ConsumedCapacity)
    assert.deepEqual(await put(10), { TableName, CapacityUnits: 1 })
    assert.deepEqual(await put(5000), { TableName, CapacityUnits: 5 })
    assert.deepEqual(await put(10), { TableName, CapacityUnits: 5 })
    await put(5000)
    const Key = { id: { S: 'cost' }, pos: { N: '1' } }
    const read = await db.getItem({ TableName, Key, ReturnConsumedCapacity: 'TOTAL' })
    assert.deepEqual(read.ConsumedCapacity, { TableName, CapacityUnits: 1 })
    const consistent = await db.getItem({
      TableName,
      Key,
      ConsistentRead: true,
      ReturnConsumedCapacity: 'INDEXES',
    })
    assert.deepEqual(consistent.ConsumedCapacity, {
      TableName,
      CapacityUnits: 2,
      Table: { CapacityUnits: 2 },
    })
  })

  it('are read and written in batches', async () => {
    const item = (id: string) => ({ id: { S: id }, pos: { N: '1' }, v: { S: id } })
    const put = (id: string) => ({ PutRequest: { Item: item(id) } })
    const written = await db.batchWriteItem({
      RequestItems: { [TableName]: Array.from({ length: 25 }, (_, index) => put(`batch${index}`)) },
      ReturnConsumedCapacity: 'TOTAL',
    })
    assert.deepEqual(written.UnprocessedItems, {})
    assert.deepEqual(written.ConsumedCapacity, [{ TableName, CapacityUnits: 25 }])
    await db.batchWriteItem({
      RequestItems: {
        [TableName]: [{ DeleteRequest: { Key: { id: { S: 'batch0' }, pos: { N: '1' } } } }, put('batch1')],
      },
    })
    const key = (id: string) => ({ id: { S: id }, pos: { N: '1' } })
    const read = await db.batchGetItem({
      RequestItems: {
        [TableName]: { Keys: ['batch0', 'batch1', 'batch24'].map(key), ProjectionExpression: 'v' },
      },
    })
    assert.deepEqual(read.Responses, { [TableName]: [{ v: { S: 'batch1' } }, { v: { S: 'batch24' } }] })
    assert.deepEqual(read.UnprocessedKeys, {})
    await assert.rejects(db.batchWriteItem({ RequestItems: { [TableName]: [put('a'), put('a')] } }), {
      message: 'Provided list of item keys contains duplicates',
    })
    await assert.rejects(db.batchGetItem({ RequestItems: { [TableName]: { Keys: [key('a'), key('a')] } } }), {
      message: 'Provided list of item keys contains duplicates',
    })
    const many = Array.from({ length: 26 }, (_, index) => put(`many${index}`))
    await assert.rejects(db.batchWriteItem({ RequestItems: { [TableName]: many } }), {
      name: 'ValidationException',
      message: /less than or equal to 25/,
    })
  })
})
