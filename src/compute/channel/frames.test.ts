import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FrameReader, frame, framesWithPayload, type Oversized, shortFrame, splitPayload } from './frames.ts'

const letter = (type: number) => String.fromCharCode(type)
const text = (body: Buffer | Oversized) => (Buffer.isBuffer(body) ? body.toString() : `${body.bytes} bytes`)

function read(stream: Buffer, size: number, bodyBytesMax = 1_000): string[] {
  const seen: string[] = []
  const reader = new FrameReader((type, body) => seen.push(letter(type) + text(body)), bodyBytesMax)
  for (let at = 0; at < stream.length; at += size) reader.push(stream.subarray(at, at + size))
  return seen
}

describe('frames', () => {
  const stream = Buffer.concat([
    frame('b', '{"pid":1}'),
    frame('r', ''),
    frame('o', 'x'.repeat(50)),
    frame('d', ''),
  ])

  it('are read however the stream is cut', () => {
    for (const size of [1, 2, 3, 5, 7, 64, stream.length])
      assert.deepEqual(read(stream, size), ['b{"pid":1}', 'r', `o${'x'.repeat(50)}`, 'd'])
  })

  it('that are too long are counted and not kept', () => {
    for (const size of [1, 4, stream.length])
      assert.deepEqual(read(stream, size, 40), ['b{"pid":1}', 'r', 'o50 bytes', 'd'])
  })

  it('of one type may be handed on as they come', () => {
    const seen: string[] = []
    const reader = new FrameReader((type, body) => seen.push(letter(type) + text(body)), 4, 'c'.charCodeAt(0))
    const pieces = Buffer.concat([frame('c', 'x'.repeat(8)), frame('c', ''), frame('d', '')])
    for (let at = 0; at < pieces.length; at += 5) reader.push(pieces.subarray(at, at + 5))
    assert.deepEqual(seen, ['cxxxxx', 'cxxx', 'c', 'd'])
  })

  it('carry a header and a payload, copied or not', () => {
    for (const bytes of [0, 10, 100_000]) {
      const payload = Buffer.alloc(bytes, 7)
      const pieces = framesWithPayload('I', '{"id":"ä"}', payload)
      new FrameReader((type, body) => {
        assert.equal(letter(type), 'I')
        assert.ok(Buffer.isBuffer(body))
        const split = splitPayload(body)
        assert.equal(split.header.toString(), '{"id":"ä"}')
        assert.ok(split.payload.equals(payload))
      }, 1_000_000).push(Buffer.concat(pieces))
    }
  })

  it('that are short are the same as a text', () => {
    const payload = Uint8Array.from({ length: 300 }, (_, index) => index)
    for (const header of ['{}', `{"id":"${'x'.repeat(500)}"}`]) {
      const pieces = framesWithPayload('I', header, payload)
      assert.ok(Buffer.from(shortFrame('I', header, payload) ?? '', 'latin1').equals(Buffer.concat(pieces)))
    }
    assert.equal(shortFrame('I', '{"id":"ä"}', payload), undefined)
    assert.equal(shortFrame('I', '{}', Buffer.alloc(100_000)), undefined)
  })

  it('that are none are refused', () => {
    assert.throws(() => read(Buffer.from([0, 0, 0, 0, 65]), 5))
    assert.throws(() => splitPayload(Buffer.from([0, 0, 0, 9, 1])))
    assert.throws(() => splitPayload(Buffer.from([0, 0])))
  })
})
