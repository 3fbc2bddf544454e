import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inheritTags, readSessionTags } from './session-tags.ts'

describe('session tags', () => {
  it('are unique whatever the case of their keys', () => {
    assert.throws(() => readSessionTags([{ Key: 'a' }, { Key: 'A' }]), {
      code: 'InvalidParameterValue',
      message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    })
  })

  it('are transitive only when they are there', () => {
    assert.throws(() => readSessionTags([{ Key: 'a', Value: '1' }], ['b']), {
      code: 'InvalidParameterValue',
      message: 'The specified transitive tag key must be included in the requested tags.',
    })
    assert.deepEqual(readSessionTags([{ Key: 'a', Value: '1' }], ['a']), {
      tags: { a: '1' },
      transitiveKeys: ['a'],
    })
  })

  it('pass on to further sessions when they are transitive, and cannot be replaced there', () => {
    const calling = { tags: { a: '1', b: '2' }, transitiveKeys: ['a'] }
    const requested = readSessionTags([{ Key: 'c', Value: '3' }], ['c'])
    assert.deepEqual(inheritTags(requested, calling), {
      tags: { a: '1', c: '3' },
      transitiveKeys: ['a', 'c'],
    })
    assert.throws(() => inheritTags(readSessionTags([{ Key: 'A', Value: 'x' }]), calling), {
      code: 'InvalidParameterValue',
      message: /conflicts with a transitive tag key from the calling session/,
    })
  })
})
