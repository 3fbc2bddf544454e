import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { payloadRefusal } from './payload.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const opening = 'Could not parse request body into json: Could not parse payload into json: '

describe('payloadRefusal', () => {
  it('takes all that is JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => payloadRefusal(bytes(text)) === undefined))
  })

  it('finds words for all that is not', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (payload) => {
        const refusal = payloadRefusal(payload)
        return refusal === undefined || refusal.startsWith(opening)
      }),
    )
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, seed) => {
        const cut = text.slice(0, seed % (text.length + 1))
        const refusal = payloadRefusal(bytes(cut))
        return refusal === undefined || refusal.startsWith(opening)
      }),
    )
  })

  it('says what is wrong as Jackson does', () => {
    for (const [text, words] of [
      [
        'foo',
        `Unrecognized token 'foo': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (byte[])"foo"; line: 1, column: 4]`,
      ],
      [
        '0D',
        `Unexpected character ('D' (code 68)): Expected space separating root-level values\n at [Source: (byte[])"0D"; line: 1, column: 3]`,
      ],
      [
        '{',
        `Unexpected end-of-input: expected close marker for Object (start marker at [Source: (byte[])"{"; line: 1, column: 1])\n at [Source: (byte[])"{"; line: 1, column: 2]`,
      ],
      [
        `{'a': 1}`,
        `Unexpected character (''' (code 39)): was expecting double-quote to start field name\n at [Source: (byte[])"{'a': 1}"; line: 1, column: 3]`,
      ],
    ] as const) {
      assert.equal(payloadRefusal(bytes(text)), `${opening}${words}`)
    }
    assert.match(payloadRefusal(Uint8Array.from([0x22, 0x97, 0x22])) ?? '', /Invalid UTF-8 start byte 0x97/)
    assert.match(payloadRefusal(bytes('x'.repeat(600))) ?? '', /\[truncated 100 bytes\]/)
  })
})
