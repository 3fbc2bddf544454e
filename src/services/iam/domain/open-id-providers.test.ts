import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readProviderUrl } from './open-id-providers.ts'

describe('readProviderUrl', () => {
  it('drops the scheme and a slash at the end', () => {
    assert.equal(readProviderUrl('https://example.com'), 'example.com')
    assert.equal(readProviderUrl('https://example.com/id/x/'), 'example.com/id/x')
  })

  it('refuses everything but HTTPS without query', () => {
    for (const url of ['example.com', 'http://example.com', 'https://', 'https://a?b=c', 'https://a b']) {
      assert.throws(() => readProviderUrl(url), { message: 'Invalid Open ID Connect Provider URL' }, url)
    }
  })
})
