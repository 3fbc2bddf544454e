import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import type { Json } from '../base/json.ts'
import { loadModel } from '../models/index.ts'
import { inputFromJson } from './plain-input.ts'

async function read(model: string, operation: string, json: Json) {
  const found = (await loadModel(model)).operations.get(operation)
  assert.ok(found)
  return inputFromJson(found, json) as Record<string, unknown>
}

describe('inputs in JSON', () => {
  it('become what operations take', async () => {
    const invoke = await read('lambda', 'Invoke', {
      FunctionName: 'f',
      invocationType: 'Event',
      Payload: '{"a":1}',
    })
    assert.equal(invoke.InvocationType, 'Event')
    assert.equal(Buffer.from(invoke.Payload as Uint8Array).toString(), '{"a":1}')
    const put = await read('dynamodb', 'PutItem', { TableName: 't', Item: { id: { S: 'x' }, n: { N: 5 } } })
    assert.deepEqual(put.Item, { id: { S: 'x' }, n: { N: '5' } })
    const events = await read('eventbridge', 'PutEvents', { Entries: [{ Time: '2026-01-01T00:00:00Z' }] })
    assert.deepEqual(events.Entries, [{ Time: new Date('2026-01-01T00:00:00Z') }])
    const object = await read('s3', 'PutObject', {
      Bucket: 'b',
      Key: 'k',
      Body: 'text',
      Metadata: { a: 'b' },
    })
    assert.ok(object.Body instanceof Readable)
    assert.deepEqual(object.Metadata, { a: 'b' })
  })

  it('are refused where they are not', async () => {
    for (const json of [null, 'text', [], { None: 1 }, { FunctionName: {} }, { Payload: { a: 1 } }] as Json[])
      await assert.rejects(read('lambda', 'Invoke', json), { code: 'ValidationException' })
    await assert.rejects(read('eventbridge', 'PutEvents', { Entries: [{ Time: 'soon' }] }), {
      code: 'ValidationException',
    })
  })
})
