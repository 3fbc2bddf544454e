import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tagList, withoutTags, withTags } from './tags.ts'

describe('tags', () => {
  it('are added, overwritten and listed by key', () => {
    const tags = withTags({ b: '1' }, [
      { Key: 'a', Value: '' },
      { Key: 'b', Value: '2' },
    ])
    assert.deepEqual(tagList(tags), [
      { Key: 'a', Value: '' },
      { Key: 'b', Value: '2' },
    ])
  })

  it('are at most fifty', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }))
    const full = withTags({}, many)
    assert.deepEqual(withTags(full, many), full)
    assert.throws(() => withTags(full, [{ Key: 'one-more', Value: 'v' }]), { code: 'TooManyTagsError' })
  })

  it('of AWS are not the caller’s to set', () => {
    assert.throws(() => withTags({}, [{ Key: 'AWS:x', Value: 'v' }]), { code: 'ValidationException' })
  })

  it('are taken away by key', () => {
    assert.deepEqual(withoutTags({ a: '1', b: '2' }, ['a', 'c']), { b: '2' })
  })
})
