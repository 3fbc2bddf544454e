import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRange } from './byte-ranges.ts'

test('ranges are read as RFC 9110 has them', () => {
  const cases: Array<[string | undefined, unknown]> = [
    [undefined, undefined],
    ['bytes=0-0', { start: 0, end: 1 }],
    ['Bytes = 0-0', { start: 0, end: 1 }],
    ['bytes=2-', { start: 2, end: 10 }],
    ['bytes=-3', { start: 7, end: 10 }],
    ['bytes=-30', { start: 0, end: 10 }],
    ['bytes=5-100', { start: 5, end: 10 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-4', undefined],
    ['bytes=0-1,3-4', undefined],
    ['items=0-1', undefined],
    ['bytes=-', undefined],
    ['0-1', undefined],
  ]
  for (const [header, expected] of cases) assert.deepEqual(readRange(header, 10), expected, header)
  assert.equal(readRange('bytes=-1', 0), 'unsatisfiable')
  assert.equal(readRange('bytes=0-', 0), 'unsatisfiable')
})
