import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sameJson } from './json.ts'

test('JSON is compared by value', () => {
  assert.equal(sameJson({ a: [1, { b: null }], c: 'x' }, { c: 'x', a: [1, { b: null }] }), true)
  assert.equal(sameJson([1, 2], [2, 1]), false)
  assert.equal(sameJson([], {}), false)
})
