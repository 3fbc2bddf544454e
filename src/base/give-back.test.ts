import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { giveBack } from './give-back.ts'

describe('memory that is given back', () => {
  it('is that of bytes with a buffer of their own', () => {
    const bytes = Uint8Array.of(1, 2, 3)
    const { buffer } = bytes
    giveBack(bytes)
    assert.equal(bytes.length, 0)
    assert.equal(buffer.detached, true)
    // Again, for who has given it back before.
    giveBack(bytes)
  })

  it('is not what others have a part of', () => {
    const whole = Uint8Array.of(1, 2, 3)
    giveBack(whole.subarray(0, 2))
    const shared = new Uint8Array(new SharedArrayBuffer(2))
    giveBack(shared)
    assert.deepEqual([whole.length, shared.length], [3, 2])
  })
})
