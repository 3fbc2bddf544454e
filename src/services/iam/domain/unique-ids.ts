import { identifierAlphabet } from '../../../aws/access-key-id.ts'
import { type RandomSource, randomText } from '../../../base/random.ts'

/** Prefixes of unique ids. Source: IAM User Guide, "IAM identifiers", unique ID prefixes. */
const prefixes = {
  user: 'AIDA',
  group: 'AGPA',
  role: 'AROA',
  policy: 'ANPA',
  'instance-profile': 'AIPA',
  'server-certificate': 'ASCA',
} as const

export type EntityKind = keyof typeof prefixes

/** A new unique id: 21 characters, the prefix first. */
export function makeUniqueId(kind: EntityKind, random: RandomSource): string {
  return prefixes[kind] + randomText(random, identifierAlphabet, 17)
}

const secretAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A new secret access key: 40 characters of base 64. */
export function makeSecretAccessKey(random: RandomSource): string {
  return randomText(random, secretAlphabet, 40)
}

/** What is kept of a private key that decrypts SAML assertions: that there is one. */
export function makePrivateKeyRecord(now: number, random: RandomSource): { keyId: string; addedAt: number } {
  return { keyId: randomText(random, identifierAlphabet, 22), addedAt: now }
}
