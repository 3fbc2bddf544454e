import type { RandomSource } from '../base/random.ts'
import { type AccountId, parseAccountId } from './identifiers.ts'

/** The alphabet of AWS's identifiers: base 32. Source: RFC 4648, section 6. */
export const identifierAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** `AKIA` begins keys that last, `ASIA` temporary ones. Source: IAM User Guide, "IAM identifiers", unique ID prefixes. */
export type AccessKeyPrefix = 'AKIA' | 'ASIA'

/** The bits behind the prefix: one that is set, 40 of the account, 39 of chance. */
const randomBits = 39n

/**
 * Makes an access key id of 20 characters. As in AWS's own since 2019 the account can be read from it: the 80 bits
 * behind the prefix begin with a one, then the account's number in 40 bits (the layout is public knowledge; AWS's
 * GetAccessKeyInfo confirms it).
 */
export function makeAccessKeyId(prefix: AccessKeyPrefix, accountId: AccountId, random: RandomSource): string {
  let bits = (1n << 40n) | BigInt(accountId)
  const chance = random.bytes(5).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
  bits = (bits << randomBits) | (chance & ((1n << randomBits) - 1n))
  let text = ''
  for (let index = 15n; index >= 0n; index--) text += identifierAlphabet[Number((bits >> (index * 5n)) & 31n)]
  return prefix + text
}

/** The account that a key made by {@link makeAccessKeyId} (or by AWS) belongs to; undefined when it does not tell. */
export function accountOfAccessKey(accessKeyId: string): AccountId | undefined {
  if (!/^A[KS]IA[A-Z2-7]{16}$/.test(accessKeyId)) return undefined
  let bits = 0n
  for (const character of accessKeyId.slice(4))
    bits = (bits << 5n) | BigInt(identifierAlphabet.indexOf(character))
  if (bits >> 79n !== 1n) return undefined
  return parseAccountId(((bits >> randomBits) & ((1n << 40n) - 1n)).toString().padStart(12, '0'))
}
