import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { AwsError } from '../../aws/aws-error.ts'
import { bytesOf } from '../bytes.ts'
import { parseJson } from './parse-json.ts'

const refused = (error: unknown) =>
  error instanceof AwsError && error.code === 'SerializationException' && error.message === ''

describe('reading JSON', () => {
  it('reads what JSON writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.nat(2), (value, indent) => {
        const padding = ' '.repeat(5000)
        assert.deepEqual(
          parseJson(bytesOf(JSON.stringify(value, null, indent) + padding)),
          JSON.parse(JSON.stringify(value)),
        )
      }),
    )
  })

  it('has no halves of surrogate pairs', () => {
    const read = (text: string) => parseJson(bytesOf(text))
    assert.deepEqual(read('{"a\\ud800":["\\uDC00b","\\ud83d\\ude00","\\\\ud800"]}'), {
      'a\ufffd': ['\ufffdb', '😀', '\\ud800'],
    })
  })

  it('refuses what is not JSON in UTF-8', () => {
    for (const text of ['', '{', 'a', '{"a":1}x', "{'a':1}"])
      assert.throws(() => parseJson(bytesOf(text)), refused, text)
    assert.throws(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22)), refused)
  })

  it('refuses what nests too deep before it is built', () => {
    for (const open of ['[', '{"a":', '[[{"a":'])
      assert.throws(() => parseJson(bytesOf(open.repeat(1_000_000))), refused)
    assert.throws(() => parseJson(bytesOf('['.repeat(3000) + ']'.repeat(3000))), refused)
  })

  it('does not take brackets in strings for levels', () => {
    const text = JSON.stringify(['['.repeat(5000), '{"\\"'.repeat(5000), '\\'.repeat(4999)])
    assert.deepEqual(parseJson(bytesOf(text)), JSON.parse(text))
    const wide = JSON.stringify(Array.from({ length: 5000 }, () => ({ a: [] })))
    assert.deepEqual(parseJson(bytesOf(wide)), JSON.parse(wide))
  })
})
