import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { listedSources } from './pattern-sources.ts'

describe('the sources of a pattern', () => {
  const listed = (pattern: object) => listedSources(JSON.stringify(pattern))

  it('are those that it lists by name', () => {
    assert.deepEqual(listed({ source: ['aws.states'] }), ['aws.states'])
    assert.deepEqual(listed({ source: ['aws.s3', 'mine'], detail: { status: ['FAILED'] } }), [
      'aws.s3',
      'mine',
    ])
  })

  it('may be any where it asks something else of the source, or nothing', () => {
    for (const source of [[{ prefix: 'aws.' }], ['mine', { 'anything-but': 'aws.s3' }]])
      assert.equal(listed({ source }), undefined)
    assert.equal(listed({ 'detail-type': ['x'] }), undefined)
    assert.equal(listed({ $or: [{ source: ['aws.s3'] }, { account: ['1'] }] }), undefined)
    assert.equal(listedSources(undefined), undefined)
  })
})
