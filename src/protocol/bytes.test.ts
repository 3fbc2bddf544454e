import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { bytesOf, concatBytes, fromBase64, textOf, toBase64 } from './bytes.ts'

describe('base64', () => {
  it('reads what it writes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.deepEqual(fromBase64(toBase64(bytes)), bytes)))
  })

  it('has one text for the same bytes', () => {
    fc.assert(
      fc.property(fc.base64String(), (text) => {
        const bytes = fromBase64(text)
        if (bytes instanceof Uint8Array) assert.equal(toBase64(bytes), text)
      }),
    )
  })

  it('says what is wrong', () => {
    const fault = (text: string) => {
      const result = fromBase64(text)
      return result instanceof Uint8Array ? undefined : result.fault
    }
    assert.equal(fault('23456'), 'Base64 encoded length is expected a multiple of 4 bytes but found: 5')
    assert.equal(fault('ab-_'), "Invalid Base64 character: '-'")
    assert.equal(fault('+/+='), 'Invalid last non-pad Base64 character dectected')
    assert.equal(fault('a==='), "Invalid Base64 character: '='")
    assert.equal(fault(''), undefined)
  })
})

describe('text', () => {
  it('is read from its own bytes and from no others', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.equal(textOf(bytesOf(text)), text)),
    )
    assert.equal(textOf(Uint8Array.of(0xff)), undefined)
    assert.equal(textOf(Uint8Array.of(0xed, 0xa0, 0x80)), undefined)
  })
})

describe('pieces of bytes', () => {
  it('make a whole', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (pieces) => {
        assert.deepEqual(
          [...concatBytes(pieces)],
          pieces.flatMap((piece) => [...piece]),
        )
      }),
    )
  })
})
