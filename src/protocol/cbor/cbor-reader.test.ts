import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CborFault, CborSeconds, readCbor } from './cbor-reader.ts'
import { CborWriter } from './cbor-writer.ts'

const read = (hex: string) => readCbor(new Uint8Array(Buffer.from(hex, 'hex')))

describe('CBOR', () => {
  // RFC 8949, appendix A.
  it('reads the examples of its standard', () => {
    const examples: readonly (readonly [hex: string, value: unknown])[] = [
      ['00', 0],
      ['17', 23],
      ['1818', 24],
      ['1903e8', 1000],
      ['1a000f4240', 1_000_000],
      ['1b000000e8d4a51000', 1_000_000_000_000],
      ['1bffffffffffffffff', 18_446_744_073_709_551_615n],
      ['c249010000000000000000', 18_446_744_073_709_551_616n],
      ['3bffffffffffffffff', -18_446_744_073_709_551_616n],
      ['c349010000000000000000', -18_446_744_073_709_551_617n],
      ['20', -1],
      ['3903e7', -1000],
      ['f90000', 0],
      ['f98000', -0],
      ['f93c00', 1],
      ['fb3ff199999999999a', 1.1],
      ['f93e00', 1.5],
      ['f97bff', 65_504],
      ['fa47c35000', 100_000],
      ['fa7f7fffff', (2 - 2 ** -23) * 2 ** 127],
      ['fb7e37e43c8800759c', 1e300],
      ['f90001', 2 ** -24],
      ['f90400', 0.00006103515625],
      ['f9c400', -4],
      ['f97c00', Number.POSITIVE_INFINITY],
      ['f97e00', Number.NaN],
      ['f9fc00', Number.NEGATIVE_INFINITY],
      ['f4', false],
      ['f5', true],
      ['f6', null],
      ['f7', null],
      ['c11a514b67b0', new CborSeconds(1_363_896_240)],
      ['c1fb41d452d9ec200000', new CborSeconds(1_363_896_240.5)],
      ['d818456449455446', Uint8Array.of(0x64, 0x49, 0x45, 0x54, 0x46)],
      ['c48221196ab3', 273.15],
      ['4401020304', Uint8Array.of(1, 2, 3, 4)],
      ['60', ''],
      ['6449455446', 'IETF'],
      ['62c3bc', '\u00fc'],
      ['64f0908591', '\u{10151}'],
      ['80', []],
      ['8301820203820405', [1, [2, 3], [4, 5]]],
      ['a0', {}],
      ['a26161016162820203', { a: 1, b: [2, 3] }],
      ['5f42010243030405ff', Uint8Array.of(1, 2, 3, 4, 5)],
      ['7f657374726561646d696e67ff', 'streaming'],
      ['9fff', []],
      ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
      ['bf61610161629f0203ffff', { a: 1, b: [2, 3] }],
    ]
    for (const [hex, value] of examples) {
      const result = read(hex)
      assert.deepEqual(
        typeof value === 'object' && value?.constructor === Object ? { ...(result as object) } : result,
        value,
        hex,
      )
    }
  })

  it('reads what it writes', () => {
    const number = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double())
    fc.assert(
      fc.property(number, fc.string({ unit: 'grapheme' }), fc.uint8Array(), fc.boolean(), (a, b, c, d) => {
        const writer = new CborWriter()
        writer.list(4)
        writer.number(a)
        writer.text(b)
        writer.blob(c)
        writer.boolean(d)
        assert.deepEqual(readCbor(writer.result()), [a, b, c, d])
      }),
    )
  })

  it('keeps names of prototypes harmless', () => {
    const value = read('a1695f5f70726f746f5f5fa161610a') as Record<string, unknown>
    assert.equal(Object.getPrototypeOf(value), null)
    assert.deepEqual(Object.keys(value), ['__proto__'])
    assert.equal(({} as Record<string, unknown>).a, undefined)
  })

  it('fails in its own way alone, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          readCbor(bytes)
        } catch (error) {
          assert(error instanceof CborFault)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
