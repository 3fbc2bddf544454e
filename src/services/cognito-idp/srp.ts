/**
 * Secure remote passwords (SRP-6a) as Cognito has them: the group of 3,072 bits of RFC 5054, SHA-256, numbers written with a leading
 * zero byte where their first bit is set, and a key of sixteen bytes derived with the words "Caldera Derived Key". Source: RFC 2945,
 * RFC 5054, RFC 5869; Developer Guide, "USER_SRP_AUTH"; published clients.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { invariant } from '../../base/invariant.ts'
import type { RandomSource } from '../../base/random.ts'
import { generator, modularPower, modulus } from './modular-power.ts'
import type { Verifier } from './records.ts'
import { sameText } from './same-text.ts'

/** Unit: bytes. */
const saltBytes = 16
const secretBytes = 32
const derivedKeyBytes = 16

const multiplier = hashNumber(padded(modulus), padded(generator))

/** What is kept of a password. `poolName` is a pool's id behind the underscore; `userId` what clients are told as USER_ID_FOR_SRP. */
export function makeVerifier(
  random: RandomSource,
  poolName: string,
  userId: string,
  password: string,
): Verifier {
  // As clients read it: a number, without leading zeros.
  const salt = numberOf(random.bytes(saltBytes))
  return { salt: salt.toString(16), verifier: verifierOf(salt, poolName, userId, password).toString(16) }
}

/** Whether this is the password that was kept. */
export function isPassword(
  { salt, verifier }: Verifier,
  poolName: string,
  userId: string,
  password: string,
): boolean {
  const computed = verifierOf(BigInt(`0x${salt}`), poolName, userId, password)
  return sameText(computed.toString(16).padStart(768, '0'), verifier.padStart(768, '0'))
}

function verifierOf(salt: bigint, poolName: string, userId: string, password: string): bigint {
  const identity = createHash('sha256').update(`${poolName}${userId}:${password}`, 'utf8').digest()
  const power = modularPower(generator, hashNumber(padded(salt), identity))
  invariant(power !== undefined, 'a hash is a positive number')
  return power
}

/** The server's part of an exchange: what it keeps secret, and what it tells. Hexadecimal. */
export interface ServerPart {
  readonly secret: string
  readonly shown: string
}

/** Begins an exchange. */
export function beginExchange(random: RandomSource, { verifier }: Verifier): ServerPart {
  const secret = numberOf(random.bytes(secretBytes)) | 1n
  const power = modularPower(generator, secret)
  invariant(power !== undefined, 'a secret is a positive number')
  const shown = (multiplier * BigInt(`0x${verifier}`) + power) % modulus
  return { secret: secret.toString(16), shown: shown.toString(16) }
}

/** Whether a client's number may begin an exchange. Source: RFC 5054, section 2.5.4: not a multiple of the modulus. */
export function isClientNumber(text: string): boolean {
  return /^[0-9a-f]{1,1536}$/i.test(text) && BigInt(`0x${text}`) % modulus !== 0n
}

/** What a client claims to have computed with. */
export interface Claim {
  readonly poolName: string
  readonly userId: string
  /** The client's number, hexadecimal. */
  readonly clientShown: string
  readonly secretBlock: Uint8Array
  readonly timestamp: string
  /** Base64. */
  readonly signature: string
}

/** Whether a client knows the password. */
export function isProof({ verifier }: Verifier, server: ServerPart, claim: Claim): boolean {
  const key = sharedKey(verifier, server, claim.clientShown)
  if (!key) return false
  const expected = createHmac('sha256', key)
    .update(`${claim.poolName}${claim.userId}`, 'utf8')
    .update(claim.secretBlock)
    .update(claim.timestamp, 'utf8')
    .digest()
  const given = Buffer.from(claim.signature, 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function sharedKey(verifier: string, { secret, shown }: ServerPart, clientShown: string): Buffer | undefined {
  const client = BigInt(`0x${clientShown}`)
  const scramble = hashNumber(padded(client), padded(BigInt(`0x${shown}`)))
  const scrambled = modularPower(BigInt(`0x${verifier}`), scramble)
  if (scrambled === undefined) return undefined
  const shared = modularPower((client * scrambled) % modulus, BigInt(`0x${secret}`))
  if (shared === undefined) return undefined
  const extracted = createHmac('sha256', padded(scramble)).update(padded(shared)).digest()
  return createHmac('sha256', extracted)
    .update('Caldera Derived Key', 'utf8')
    .update(Buffer.from([1]))
    .digest()
    .subarray(0, derivedKeyBytes)
}

/** A number's bytes, with a zero byte before a first bit that is set: as a signed number is written. */
function padded(value: bigint): Buffer {
  const text = value.toString(16)
  const even = text.length % 2 === 1 ? `0${text}` : text
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex')
}

function hashNumber(...parts: readonly Uint8Array[]): bigint {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return numberOf(hash.digest())
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}
