import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addTags, readTags, removeTags } from './tags.ts'

const duplicate = { code: 'InvalidInputException' }

describe('tags', () => {
  it('refuses a key that comes twice, for users and roles whatever its case', () => {
    const tags = [
      { Key: 'team', Value: 'a' },
      { Key: 'Team', Value: 'b' },
    ]
    assert.throws(() => readTags(tags, 'insensitive'), {
      ...duplicate,
      message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    })
    assert.deepEqual(readTags(tags, 'sensitive'), [
      { key: 'team', value: 'a' },
      { key: 'Team', value: 'b' },
    ])
    assert.throws(() => readTags([...tags, { Key: 'team', Value: 'c' }], 'sensitive'), {
      ...duplicate,
      message: 'Duplicate tag keys found.',
    })
  })

  it('lets a new value take the place of the old, and keeps keys in order', () => {
    const present = [{ key: 'b', value: '1' }]
    const added = [
      { key: 'a', value: '2' },
      { key: 'B', value: '3' },
    ]
    assert.deepEqual(addTags(present, added, 'insensitive'), [
      { key: 'B', value: '3' },
      { key: 'a', value: '2' },
    ])
    assert.equal(addTags(present, added, 'sensitive').length, 3)
  })

  it('takes fifty and no more', () => {
    const fifty = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: '' }))
    const [first = { key: '', value: '' }] = fifty
    assert.equal(addTags(fifty, [{ ...first, value: 'new' }], 'sensitive').length, 50)
    assert.throws(() => addTags(fifty, [{ key: 'one more', value: '' }], 'sensitive'), {
      code: 'LimitExceededException',
      message: 'The number of tags has reached the maximum limit.',
    })
  })

  it('removes keys, and does not mind those that are not there', () => {
    const present = [{ key: 'Team', value: 'a' }]
    assert.deepEqual(removeTags(present, ['team', 'x'], 'insensitive'), [])
    assert.deepEqual(removeTags(present, ['team', 'x'], 'sensitive'), present)
  })
})
