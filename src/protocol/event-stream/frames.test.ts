import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bytesOf, noBytes } from '../bytes.ts'
import { encodeFrame } from './frames.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const payload = bytesOf("{'foo':'bar'}")

// The vectors that AWS's own libraries are tested with (awslabs/aws-c-event-stream).
describe('frames of event streams', () => {
  it('are written as AWS writes them', () => {
    assert.equal(hex(encodeFrame([], noBytes)), '000000100000000005c248eb7d98c8ff')
    assert.equal(hex(encodeFrame([], payload)), '0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936')
    assert.equal(
      hex(encodeFrame([['event-type', 40972]], payload)),
      '0000002d0000001041c424b80a6576656e742d747970650400 00a00c7b27666f6f273a27626172277d36f480a0'.replace(
        ' ',
        '',
      ),
    )
  })

  it('carry headers of every type', () => {
    const frame = encodeFrame(
      [
        ['a', 'text'],
        ['b', true],
        ['c', false],
        ['d', 1n],
        ['e', new Date(1)],
        ['f', Uint8Array.of(7)],
      ],
      noBytes,
    )
    assert.equal(
      hex(frame.subarray(12, -4)),
      '0161070004746578740162000163010164050000000000000001016508000000000000000101660600 0107'.replace(
        ' ',
        '',
      ),
    )
  })
})
