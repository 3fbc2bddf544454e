/** Codes of authenticator apps. Source: RFC 6238 (SHA-1, thirty seconds, six digits), RFC 4648 for base32. */
import { createHmac } from 'node:crypto'
import type { RandomSource } from '../../base/random.ts'
import { totpDrift } from './limits.ts'
import { sameText } from './same-text.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Unit: milliseconds. */
const stepMs = 30_000
/** Unit: bytes of a secret; 52 letters, as AWS's have. */
const secretBytes = 32

/** A fresh secret, in base32. */
export function newTotpSecret(random: RandomSource): string {
  let bits = 0n
  for (const byte of random.bytes(secretBytes)) bits = (bits << 8n) | BigInt(byte)
  // Four bits more make whole letters.
  bits <<= 4n
  let text = ''
  for (let index = 0; index < 52; index++) {
    text = alphabet.charAt(Number(bits & 31n)) + text
    bits >>= 5n
  }
  return text
}

/** The step of time whose code this is, if it counts now; undefined: none. Whether it has been used already is for the caller. */
export function totpStep(secret: string, code: string, now: number): number | undefined {
  const current = Math.floor(now / stepMs)
  for (let step = current - totpDrift; step <= current + totpDrift; step++)
    if (sameText(totpCode(secret, step), code)) return step
  return undefined
}

/** The code of a step. */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', base32Bytes(secret)).update(counter).digest()
  const offset = (digest[19] ?? 0) & 0x0f
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

function base32Bytes(text: string): Buffer {
  const bytes: number[] = []
  let held = 0
  let bits = 0
  for (const letter of text) {
    held = ((held << 5) | Math.max(0, alphabet.indexOf(letter))) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((held >> bits) & 0xff)
  }
  return Buffer.from(bytes)
}
