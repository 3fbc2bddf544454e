import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { prefixOf, serverPath } from './index.ts'

describe('base paths of documents', () => {
  it('are the path of the first server, its variables replaced', () => {
    const of = (url: string, base?: string) =>
      serverPath({
        servers: [{ url, ...(base === undefined ? {} : { variables: { base: { default: base } } }) }],
      })
    assert.equal(of('https://example.com/a/b?c=d'), '/a/b')
    assert.equal(of('https://example.com/{base}', 'part'), '/part')
    // As exports of API Gateway write it.
    assert.equal(of('https://example.com/{base}', '/part'), '/part')
    assert.equal(of('https://example.com/{base}'), '/')
    assert.equal(serverPath({}), '')
  })

  it('are put before paths as is asked', () => {
    assert.equal(prefixOf('/base/part/', 'ignore'), '')
    assert.equal(prefixOf('/base/part/', 'prepend'), '/base/part')
    assert.equal(prefixOf('base/part', 'split'), '/part')
    assert.equal(prefixOf('/', 'prepend'), '')
  })
})
