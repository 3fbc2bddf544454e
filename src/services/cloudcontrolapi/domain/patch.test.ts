import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { loadResourceSpec } from '../../../models/index.ts'
import { createOnlyChanges, patched } from './patch.ts'

describe('patches', () => {
  const model = { a: { b: 1 }, list: [1, 2] }

  it('add, replace, remove, move, copy and test', () => {
    const patch = [
      { op: 'test', path: '/a/b', value: 1 },
      { op: 'add', path: '/list/-', value: 3 },
      { op: 'remove', path: '/list/0' },
      { op: 'copy', from: '/a', path: '/c' },
      { op: 'move', from: '/a/b', path: '/d' },
      { op: 'replace', path: '/c/b', value: { e: null } },
    ]
    assert.deepEqual(patched(model, patch), { a: {}, list: [2, 3], c: { b: { e: null } }, d: 1 })
    assert.deepEqual(model, { a: { b: 1 }, list: [1, 2] })
  })

  it('say what cannot be done', () => {
    const faults: readonly [unknown, RegExp][] = [
      [{ op: 'add' }, /must be an array/],
      [[null], /^Operation 0 .* is no object$/],
      [[{ op: 'jump', path: '/a' }], /has no known op$/],
      [[{ op: 'add', path: '/x' }], /has no value$/],
      [[{ op: 'add', path: '', value: {} }], /has no valid path$/],
      [[{ op: 'add', path: '/constructor/prototype/x', value: 1 }], /has no valid path$/],
      [[{ op: 'copy', path: '/x' }], /has no valid from$/],
      [[{ op: 'move', from: '/a', path: '/a/b' }], /moves a value into itself$/],
      [[{ op: 'remove', path: '/none' }], /./],
      [[{ op: 'test', path: '/a/b', value: 2 }], /./],
    ]
    for (const [patch, words] of faults) assert.match(String(patched(model, patch as never)), words)
  })

  it('cannot make a model grow without end', () => {
    const patch = Array.from({ length: 60 }, (_, at) => ({ op: 'copy', from: '/a', path: `/a/${at}` }))
    assert.match(String(patched({ a: { text: 'x'.repeat(100) } }, patch)), /copies too much$/)
  })

  it('whatever they hold, answer a model or a sentence', () => {
    const pointer = fc.oneof(
      fc.constantFrom('', '/', '/a', '/a/b', '/list/0', '/list/-', '/list/9', '/__proto__/x', '/~2', '/%'),
      fc.string(),
    )
    const operation = fc.record(
      {
        op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'other'),
        path: pointer,
        from: pointer,
        value: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 8 }), (patch) => {
        const answer = patched(model, patch as never)
        assert.ok(typeof answer === 'string' || !Array.isArray(answer))
        assert.equal(({} as Record<string, unknown>).x, undefined)
      }),
      { numRuns: 500 },
    )
  })
})

describe('properties that only creation sets', () => {
  it('are found on every level', async () => {
    const spec = await loadResourceSpec('AWS::Lambda::EventSourceMapping')
    assert.ok(spec)
    const changes = createOnlyChanges(
      spec,
      { BatchSize: 1, EventSourceArn: 'a' },
      { BatchSize: 2, EventSourceArn: 'b' },
    )
    assert.deepEqual(changes, ['/properties/EventSourceArn'])
  })
})
