import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { versionOfSelector, versionToDrop } from './versions.ts'

describe('versions', () => {
  it('are kept a hundred at a time', () => {
    assert.equal(versionToDrop('n', { first: 1, current: 99 }, {}), undefined)
    assert.equal(versionToDrop('n', { first: 1, current: 100 }, {}), 1)
    assert.equal(versionToDrop('n', { first: 6, current: 105 }, { a: 7 }), 6)
  })

  it('with labels are not dropped', () => {
    assert.throws(() => versionToDrop('n', { first: 6, current: 105 }, { a: 6 }), {
      code: 'ParameterMaxVersionLimitExceeded',
      message:
        "You attempted to create a new version of n by calling the PutParameter API with the overwrite flag. Version 6, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.",
    })
  })

  it('are found by number and by label', () => {
    const range = { first: 3, current: 5 }
    const labels = { prod: 4 }
    const find = (selector: string) => versionOfSelector(selector, range, labels)
    assert.deepEqual(['3', '5', 'prod'].map(find), [3, 5, 4])
    assert.deepEqual(['2', '6', 'Prod', 'constructor'].map(find), [
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})
