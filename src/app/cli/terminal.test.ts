import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inWords } from './durations.ts'
import { columns, hasColour } from './terminal.ts'
import { withoutPassword } from './without-password.ts'

describe('colour', () => {
  const cases: ReadonlyArray<readonly [Record<string, string>, boolean, boolean]> = [
    [{}, true, true],
    [{}, false, false],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ]
  for (const [environment, isTerminal, expected] of cases) {
    it(`is ${expected ? 'on' : 'off'} with ${JSON.stringify(environment)} ${isTerminal ? 'on a terminal' : 'in a pipe'}`, () => {
      assert.equal(hasColour(environment, isTerminal), expected)
    })
  }
})

describe('words for people', () => {
  it('align columns without spaces at the end', () => {
    assert.deepEqual(
      columns([
        ['a', 'one'],
        ['long', 'two'],
        ['b', ''],
      ]),
      ['  a     one', '  long  two', '  b'],
    )
  })

  it('say spans of time in their two largest units', () => {
    assert.deepEqual([0.4, 59.9, 61, 3_600, 90_061].map(inWords), [
      '0 s',
      '59 s',
      '1 min 1 s',
      '1 h 0 min',
      '1 d 1 h',
    ])
  })

  it('never show the password of an address', () => {
    assert.equal(withoutPassword('postgres://anna:s3cret@db:5432/x'), 'postgres://anna:***@db:5432/x')
    assert.equal(withoutPassword('postgres://anna@db/x'), 'postgres://anna@db/x')
    assert.equal(withoutPassword('postgres:///x?host=/run'), 'postgres:///x?host=/run')
  })
})
