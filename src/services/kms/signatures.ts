/** Signing and verifying, by every algorithm, of messages and of digests that were made elsewhere. */
import { constants, type KeyObject, sign, verify } from 'node:crypto'
import { p256, p384, p521 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { unsupported, validation } from './errors.ts'
import { signPkcs1Digest, signPssDigest, verifyPkcs1Digest, verifyPssDigest } from './rsa-digests.ts'

/** What is signed. */
export interface Signing {
  readonly algorithm: string
  readonly type: 'RAW' | 'DIGEST' | 'EXTERNAL_MU'
  readonly message: Uint8Array
}

const hashes: Readonly<Record<string, { readonly name: string; readonly bytes: number }>> = {
  '256': { name: 'sha256', bytes: 32 },
  '384': { name: 'sha384', bytes: 48 },
  '512': { name: 'sha512', bytes: 64 },
}

const curves = { prime256v1: p256, secp384r1: p384, secp521r1: p521, secp256k1 } as const

/** `salt` gives that many random bytes. Fails with ValidationException, UnsupportedOperationException. */
export function makeSignature(key: KeyObject, signing: Signing, salt: (bytes: number) => Uint8Array): Buffer {
  const { algorithm, message } = signing
  if (withoutHash(signing)) return sign(null, message, key)
  const hash = hashOf(algorithm)
  if (signing.type === 'RAW') return sign(hash.name, message, { key, ...padding(algorithm) })
  checkDigest(algorithm, hash.bytes, message)
  if (algorithm.startsWith('RSASSA_PSS')) return signPssDigest(key, hash.name, message, salt(hash.bytes))
  if (algorithm.startsWith('RSASSA')) return signPkcs1Digest(key, hash.name, message)
  const { curve, secret } = curveOf(key)
  return Buffer.from(curve.sign(message, secret, { prehash: false, lowS: false, format: 'der' }))
}

/** Fails as {@link makeSignature}. */
export function isSignature(key: KeyObject, signing: Signing, signature: Uint8Array): boolean {
  const { algorithm, message } = signing
  if (withoutHash(signing)) return verify(null, message, key, signature)
  const hash = hashOf(algorithm)
  if (signing.type === 'RAW') return verify(hash.name, message, { key, ...padding(algorithm) }, signature)
  checkDigest(algorithm, hash.bytes, message)
  if (algorithm.startsWith('RSASSA_PSS')) return verifyPssDigest(key, hash.name, message, signature)
  if (algorithm.startsWith('RSASSA')) return verifyPkcs1Digest(key, hash.name, message, signature)
  const { curve, point } = curveOf(key)
  try {
    return curve.verify(signature, message, point, { prehash: false, lowS: false, format: 'der' })
  } catch {
    // What is no signature at all.
    return false
  }
}

/** Algorithms that hash for themselves. */
function withoutHash({ algorithm, type }: Signing): boolean {
  if (algorithm === 'ED25519_PH_SHA_512' || type === 'EXTERNAL_MU')
    throw unsupported(`Lambent does not implement ${algorithm} with message type ${type}.`)
  if (algorithm !== 'ED25519_SHA_512' && algorithm !== 'ML_DSA_SHAKE_256') return false
  // UNVERIFIED: the words.
  if (type === 'DIGEST') throw validation(`MessageType DIGEST is not valid for algorithm ${algorithm}.`)
  return true
}

function hashOf(algorithm: string) {
  const hash = hashes[algorithm.slice(-3)]
  if (hash === undefined) throw unsupported(`Lambent does not implement ${algorithm}.`)
  return hash
}

function padding(algorithm: string) {
  if (!algorithm.startsWith('RSASSA_PSS')) return {}
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
}

function checkDigest(algorithm: string, bytes: number, digest: Uint8Array): void {
  if (digest.length !== bytes) throw validation(`Digest is invalid length for algorithm ${algorithm}.`)
}

/** The curve of a key, with its secret and its point as bytes. */
function curveOf(key: KeyObject) {
  const { crv = '', d = '', x = '', y = '' } = key.export({ format: 'jwk' })
  const names: Readonly<Record<string, keyof typeof curves>> = {
    'P-256': 'prime256v1',
    'P-384': 'secp384r1',
    'P-521': 'secp521r1',
    secp256k1: 'secp256k1',
  }
  const curve = curves[names[crv] ?? 'prime256v1']
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  return { curve, secret: Buffer.from(d, 'base64url'), point }
}
