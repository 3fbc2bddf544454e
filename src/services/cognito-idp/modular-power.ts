/**
 * Powers modulo the prime of 3,072 bits of RFC 3526 (group 15), which is the group of RFC 5054 that Cognito's clients use. OpenSSL
 * computes them as Diffie-Hellman secrets, three times as fast as BigInt and in constant time. Keys are handed over as DER:
 * `createDiffieHellman` would test the prime for four seconds. Source: PKCS #3; RFC 5958; ITU-T X.690.
 */
import { createPrivateKey, createPublicKey, diffieHellman, getDiffieHellman } from 'node:crypto'

const prime = getDiffieHellman('modp15').getPrime()

/** The prime, and the base of all powers. */
export const modulus = BigInt(`0x${prime.toString('hex')}`)
export const generator = 2n

/** `base ** exponent mod modulus`. The base lies between 1 and the modulus less one, both not included; else undefined. */
export function modularPower(base: bigint, exponent: bigint): bigint | undefined {
  if (base <= 1n || base >= modulus - 1n || exponent <= 0n) return undefined
  const privateKey = createPrivateKey({
    key: der(sequence, number(0n), algorithm, der(octetString, number(exponent))),
    format: 'der',
    type: 'pkcs8',
  })
  const publicKey = createPublicKey({
    key: der(sequence, algorithm, der(bitString, Buffer.from([0]), number(base))),
    format: 'der',
    type: 'spki',
  })
  return BigInt(`0x${diffieHellman({ privateKey, publicKey }).toString('hex')}`)
}

/** Tags. */
const integer = 0x02
const bitString = 0x03
const octetString = 0x04
const sequence = 0x30

/** 1.2.840.113549.1.3.1: key agreement by Diffie and Hellman, with its tag and length. */
const keyAgreement = Buffer.from('06092a864886f70d010301', 'hex')
const algorithm = der(sequence, keyAgreement, der(sequence, number(modulus), number(generator)))

function number(value: bigint): Buffer {
  const text = value.toString(16)
  const bytes = Buffer.from(text.padStart(text.length + (text.length % 2), '0'), 'hex')
  return der(integer, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  const lengthBytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content])
}
