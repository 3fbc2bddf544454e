import { scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { RandomSource } from '../../base/random.ts'

const derive = promisify<string, Uint8Array, number, Buffer>(scrypt)

/** Source: RFC 7914's and Node.js's defaults (N = 16384, r = 8, p = 1). Unit: bytes. */
const saltBytes = 16
const hashBytes = 32

/** A password as it is kept: salt and scrypt hash, base 64. */
export async function hashPassword(password: string, random: RandomSource): Promise<string> {
  const salt = Buffer.from(random.bytes(saltBytes))
  const hash = await derive(password, salt, hashBytes)
  return `${salt.toString('base64')}:${hash.toString('base64')}`
}

export async function isPassword(password: string, kept: string): Promise<boolean> {
  const [salt = '', hash = ''] = kept.split(':')
  const expected = Buffer.from(hash, 'base64')
  const derived = await derive(password, Buffer.from(salt, 'base64'), hashBytes)
  return expected.length === derived.length && timingSafeEqual(expected, derived)
}
