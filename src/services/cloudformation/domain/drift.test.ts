import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { driftOf } from './drift.ts'

describe('drift', () => {
  const tag = (Key: string, Value: string) => ({ Key, Value })

  it('is what differs of what was set', () => {
    assert.deepEqual(
      driftOf(
        { A: 1, B: 'x', C: { D: 1 }, L: [{ a: 1 }] },
        { A: 2, B: 'x', C: {}, L: [{ a: 1 }, { a: 2 }], Z: 9 },
      ),
      [
        { path: '/A', expected: '1', actual: '2', type: 'NOT_EQUAL' },
        { path: '/C/D', expected: '1', actual: 'null', type: 'REMOVE' },
        { path: '/L/1', expected: 'null', actual: '{"a":2}', type: 'ADD' },
      ],
    )
  })

  it('is not a default, a tag of the stack or of AWS, another order of names, or a name instead of its ARN', () => {
    const expected = {
      Rule: { Algorithm: 'AES256' },
      Tags: [tag('own', '1')],
      Policies: ['b', 'a'],
      FunctionName: 'fn',
      Secret: '{{resolve:secretsmanager:s}}',
    }
    const actual = {
      Rule: { Algorithm: 'AES256', BucketKeyEnabled: false },
      Tags: [tag('aws:cloudformation:stack-name', 's'), tag('team', 'a'), tag('own', '1')],
      Policies: ['a', 'b'],
      FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:fn',
      Secret: 'x',
    }
    assert.deepEqual(driftOf(expected, actual, { team: 'a' }), [])
    const moved = driftOf(expected, { ...actual, Tags: [tag('other', '1'), tag('own', '2')] }, { team: 'a' })
    assert.deepEqual(
      moved.map(({ path, type }) => `${path} ${type}`),
      ['/Tags/0/Key NOT_EQUAL', '/Tags/1 ADD'],
    )
  })
})
