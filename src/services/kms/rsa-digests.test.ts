import assert from 'node:assert/strict'
import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { describe, it } from 'node:test'
import { signPkcs1Digest, signPssDigest, verifyPkcs1Digest, verifyPssDigest } from './rsa-digests.ts'

const message = Buffer.from('What is signed.')

describe('RSA signatures of digests', () => {
  it('are refused without a first byte, even one of nothing, which leaves the number the same', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const digest = createHash('sha256').update(message).digest()
    const signature = startingWithZero(() => signPssDigest(privateKey, 'sha256', digest, randomBytes(32)))
    assert.ok(verifyPssDigest(publicKey, 'sha256', digest, signature))
    assert.ok(!verifyPssDigest(publicKey, 'sha256', digest, signature.subarray(1)))
  })

  // Lengths that are no multiple of eight take the paths that others do not.
  for (const bits of [2048, 3072]) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits })
    const publicKey = createPublicKey(privateKey)
    for (const hash of ['sha256', 'sha384', 'sha512']) {
      const digest = createHash(hash).update(message).digest()
      const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: digest.length }

      it(`are what node:crypto takes and makes (${bits} bits, ${hash})`, () => {
        const plain = signPkcs1Digest(privateKey, hash, digest)
        assert.deepEqual(plain, sign(hash, message, privateKey))
        assert.ok(verifyPkcs1Digest(publicKey, hash, digest, plain))
        const salted = signPssDigest(privateKey, hash, digest, randomBytes(digest.length))
        assert.ok(verify(hash, message, { key: publicKey, ...pss }, salted))
        assert.ok(verifyPssDigest(publicKey, hash, digest, sign(hash, message, { key: privateKey, ...pss })))
      })

      it(`are refused when anything differs (${bits} bits, ${hash})`, () => {
        const salted = signPssDigest(privateKey, hash, digest, randomBytes(digest.length))
        const plain = signPkcs1Digest(privateKey, hash, digest)
        const other = Buffer.from(digest)
        other[3] = (other[3] ?? 0) ^ 1
        assert.ok(!verifyPssDigest(publicKey, hash, other, salted))
        assert.ok(!verifyPkcs1Digest(publicKey, hash, other, plain))
        for (const at of [0, 1, bits / 16, bits / 8 - 1]) {
          const broken = Buffer.from(salted)
          broken[at] = (broken[at] ?? 0) ^ 0x10
          assert.ok(!verifyPssDigest(publicKey, hash, digest, broken))
          assert.ok(!verifyPkcs1Digest(publicKey, hash, digest, broken))
        }
        assert.ok(!verifyPssDigest(publicKey, hash, digest, salted.subarray(1)))
        assert.ok(!verifyPssDigest(publicKey, hash, digest, Buffer.alloc(0)))
        assert.ok(!verifyPkcs1Digest(publicKey, hash, digest, plain.subarray(1)))
      })
    }
  }
})

/** Makes another until the first byte is zero: one of 256 is. */
function startingWithZero(make: () => Buffer): Buffer {
  for (;;) {
    const made = make()
    if (made[0] === 0) return made
  }
}
