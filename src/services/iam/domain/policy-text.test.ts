import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { countedCharacters, encodeDocument } from './policy-text.ts'

describe('encodeDocument', () => {
  it('leaves the unreserved characters of RFC 3986 alone and nothing else', () => {
    assert.equal(encodeDocument('{"a": "*\'()!~-._"}'), '%7B%22a%22%3A%20%22%2A%27%28%29%21~-._%22%7D')
  })

  it('can be undone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(decodeURIComponent(encodeDocument(text)), text)
        assert.match(encodeDocument(text), /^[A-Za-z0-9\-._~%]*$/)
      }),
    )
  })
})

describe('countedCharacters', () => {
  it('leaves white space out', () => {
    assert.equal(countedCharacters('{ "a":\n\t"b c" }'), 10)
  })
})
