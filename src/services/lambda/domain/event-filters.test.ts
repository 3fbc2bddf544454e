import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isFilterPattern } from './event-filters.ts'

describe('filter patterns', () => {
  it('are those that the guide shows', () => {
    for (const pattern of [
      { body: { temperature: [{ numeric: ['>', 0, '<=', 100] }], location: ['New York'] } },
      { dynamodb: { NewImage: { invoiceNumber: { S: [{ prefix: 'A' }] } } } },
      { $or: [{ body: { a: [1] } }, { body: { b: [null, { exists: false }] } }] },
      { data: { state: [{ 'anything-but': ['initializing'] }], name: [{ 'equals-ignore-case': 'Anna' }] } },
      { data: { path: [{ 'anything-but': { prefix: '/tmp' } }, { suffix: '.png' }, ''] } },
    ])
      assert.ok(isFilterPattern(JSON.stringify(pattern)), JSON.stringify(pattern))
  })

  it('are nothing else', () => {
    for (const text of [
      '',
      'x',
      '[]',
      '{}',
      'null',
      '{"a":1}',
      '{"a":[]}',
      '{"a":[{"like":"x"}]}',
      '{"a":[{"numeric":[">"]}]}',
      '{"a":[{"numeric":["!",1]}]}',
      '{"a":[{"exists":"yes"}]}',
      '{"$or":[{"a":[1]}]}',
      '{"a":[{"prefix":"x","suffix":"y"}]}',
    ])
      assert.ok(!isFilterPattern(text), text)
  })
})
