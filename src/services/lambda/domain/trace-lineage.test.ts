import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { countInvocation } from './trace-lineage.ts'

const root = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'

describe('lineage of a request', () => {
  it('begins with the first function', () => {
    assert.deepEqual(countInvocation(root, 'a87bd80c'), { header: `${root};Lineage=1:a87bd80c:0`, count: 0 })
  })

  it('counts each function for itself', () => {
    let { header } = countInvocation(root, 'a87bd80c')
    for (let turn = 0; turn < 5; turn++) {
      header = countInvocation(header, '68fd508a').header
      header = countInvocation(header, 'a87bd80c').header
    }
    assert.equal(header, `${root};Lineage=1:a87bd80c:5|1:68fd508a:4`)
  })

  it('reads the forms that AWS has used', () => {
    assert.equal(countInvocation(`${root};Lineage=a87bd80c:1,68fd508a:5,c512fbe3:2`, '68fd508a').count, 6)
    assert.equal(countInvocation(`${root};Lineage=1:a87bd80c:15`, 'a87bd80c').count, 16)
  })

  it('leaves out what is none, and stays short', () => {
    assert.equal(countInvocation('Root=x;Lineage=zzz;;', 'a87bd80c').header, 'Root=x;Lineage=1:a87bd80c:0')
    let header = root
    for (let index = 0; index < 50; index++)
      header = countInvocation(header, index.toString(16).padStart(8, '0')).header
    assert.ok(header.length < 300)
  })
})
