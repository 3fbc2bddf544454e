/**
 * RSA signatures of digests that were made elsewhere, which node:crypto has no function for: the padding is made here, and the
 * key applied to it as it is. Source: RFC 8017, sections 8.1, 8.2, 9.1 and 9.2.
 */
import {
  constants,
  createHash,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
  timingSafeEqual,
} from 'node:crypto'

/** The beginning of DigestInfo, DER. Source: RFC 8017, section 9.2, note 1. */
const digestInfo: Readonly<Record<string, string>> = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
}

export function signPkcs1Digest(key: KeyObject, hash: string, digest: Uint8Array): Buffer {
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, encoded(hash, digest))
}

export function verifyPkcs1Digest(
  key: KeyObject,
  hash: string,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!hasLengthOf(key, signature)) return false
  const found = attempt(() => publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature))
  const wanted = encoded(hash, digest)
  return found !== undefined && found.length === wanted.length && timingSafeEqual(found, wanted)
}

function encoded(hash: string, digest: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(digestInfo[hash] ?? '', 'hex'), digest])
}

/** `salt` is as long as the digest. */
export function signPssDigest(key: KeyObject, hash: string, digest: Uint8Array, salt: Uint8Array): Buffer {
  const bits = modulusBits(key) - 1
  const bytes = Math.ceil(bits / 8)
  const inner = pssHash(hash, digest, salt)
  const block = Buffer.alloc(bytes - inner.length - 1)
  block[block.length - salt.length - 1] = 1
  block.set(salt, block.length - salt.length)
  mask(block, hash, inner)
  clearFirstBits(block, 8 * bytes - bits)
  const message = Buffer.concat([block, inner, Buffer.from([0xbc])])
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, leftPadded(message, key))
}

export function verifyPssDigest(
  key: KeyObject,
  hash: string,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const bits = modulusBits(key) - 1
  const bytes = Math.ceil(bits / 8)
  if (!hasLengthOf(key, signature)) return false
  const opened = attempt(() => publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature))
  if (opened === undefined) return false
  const message = opened.subarray(opened.length - bytes)
  if (opened.subarray(0, opened.length - bytes).some((byte) => byte !== 0) || message.at(-1) !== 0xbc)
    return false
  const inner = message.subarray(bytes - digest.length - 1, bytes - 1)
  const block = Buffer.from(message.subarray(0, bytes - digest.length - 1))
  const unused = 8 * bytes - bits
  if (((block[0] ?? 0) & ~(0xff >> unused)) !== 0) return false
  mask(block, hash, inner)
  clearFirstBits(block, unused)
  const saltAt = block.length - digest.length
  if (block.subarray(0, saltAt - 1).some((byte) => byte !== 0) || block[saltAt - 1] !== 1) return false
  return timingSafeEqual(inner, pssHash(hash, digest, block.subarray(saltAt)))
}

function pssHash(hash: string, digest: Uint8Array, salt: Uint8Array): Buffer {
  return createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest()
}

/** Exclusive or with MGF1 of a seed. */
function mask(block: Buffer, hash: string, seed: Uint8Array): void {
  const counter = Buffer.alloc(4)
  for (let place = 0, round = 0; place < block.length; round++) {
    counter.writeUInt32BE(round)
    for (const byte of createHash(hash).update(seed).update(counter).digest()) {
      if (place >= block.length) return
      block[place] = (block[place] ?? 0) ^ byte
      place++
    }
  }
}

function clearFirstBits(block: Buffer, count: number): void {
  block[0] = (block[0] ?? 0) & (0xff >> count)
}

function modulusBits(key: KeyObject): number {
  return key.asymmetricKeyDetails?.modulusLength ?? 0
}

/** OpenSSL takes a shorter one for the same number; here the length is part of it. Source: RFC 8017, sections 8.1.2 and 8.2.2, step 1. */
function hasLengthOf(key: KeyObject, signature: Uint8Array): boolean {
  return signature.length === Math.ceil(modulusBits(key) / 8)
}

function leftPadded(message: Buffer, key: KeyObject): Buffer {
  return Buffer.concat([Buffer.alloc(modulusBits(key) / 8 - message.length), message])
}

function attempt(open: () => Buffer): Buffer | undefined {
  try {
    return open()
  } catch {
    return undefined
  }
}
