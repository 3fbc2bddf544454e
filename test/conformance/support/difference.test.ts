import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { firstDifference } from './difference.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)
const hidden: unknown = JSON.parse('{"__proto__": 1}')

const same: readonly (readonly [sent: unknown, received: unknown])[] = [
  [{ a: 1, b: undefined }, { a: 1 }],
  [{}, { a: undefined }],
  [{ a: [1, { b: 'x' }] }, Object.assign(Object.create(null), { a: [1, { b: 'x' }] })],
  [bytes(1, 2), Buffer.from([1, 2])],
  [new Date(5), new Date(5)],
  [Number.NaN, Number.NaN],
  [null, null],
]

const different: readonly (readonly [sent: unknown, received: unknown, path: string])[] = [
  [{ a: 1 }, {}, 'a'],
  [{}, { a: null }, 'a'],
  [{ a: [] }, {}, 'a'],
  [{ a: {} }, { a: [] }, 'a'],
  [{ a: [1] }, { a: [1, undefined] }, 'a[1]'],
  [{ a: [undefined] }, { a: [] }, 'a[0]'],
  [{ a: { b: [{ c: 'x' }] } }, { a: { b: [{ c: 'y' }] } }, 'a.b[0].c'],
  [{ a: 1 }, { a: '1' }, 'a'],
  [{ a: 0 }, { a: -0 }, 'a'],
  [{ a: 1 }, { a: 1n }, 'a'],
  [{ a: bytes(1) }, { a: bytes(2) }, 'a'],
  [{ a: bytes(1) }, { a: bytes(1, 0) }, 'a'],
  [{ a: bytes(65) }, { a: 'A' }, 'a'],
  [{ a: bytes() }, { a: {} }, 'a'],
  [{ a: new Date(5) }, { a: new Date(6) }, 'a'],
  [{ a: new Date(5) }, { a: 5 }, 'a'],
  [{ a: new Date(5) }, { a: {} }, 'a'],
  [hidden, {}, '__proto__'],
  [{}, hidden, '__proto__'],
]

describe('the comparison of what was sent with what was received', () => {
  for (const [sent, received] of same) {
    it(`sees none between ${String(sent)} and its like`, () => {
      assert.equal(firstDifference(sent, received), undefined)
    })
  }
  for (const [index, [sent, received, path]] of different.entries()) {
    it(`sees one at ${path} (case ${index + 1})`, () => {
      assert.equal(firstDifference(sent, received)?.path, path)
    })
  }
})
