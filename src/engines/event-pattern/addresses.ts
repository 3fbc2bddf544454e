/** Addresses of IP, and ranges of them in CIDR form. */
import { readIpv6 } from '../../base/ip-address.ts'
import { EventPatternError } from './errors.ts'

interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

/** Undefined for what is no address. */
export function readAddress(text: string): Address | undefined {
  if (/^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/.test(text)) return readFour(text)
  return /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/.test(text) ? readSix(text) : undefined
}

/** Fails with AWS's reasons; they name no place in the pattern. */
export function readRange(text: string): (value: string) => boolean {
  const [base = '', mask = '', ...more] = text.split('/')
  if (!text.includes('/') || mask === '' || more.length > 0)
    throw new EventPatternError("Malformed CIDR, one '/' required")
  if (!/^[+-]?\d{1,9}$/.test(mask))
    throw new EventPatternError('Malformed CIDR, mask bits must be an integer')
  const maskBits = Number(mask)
  if (maskBits < 0) throw new EventPatternError('Malformed CIDR, mask bits must not be negative')
  const start = readAddress(base)
  if (!start) {
    const looksLikeOne = /^(?:[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+|[0-9a-fA-F:]*:[0-9a-fA-F:]*)$/.test(base)
    throw new EventPatternError(`${looksLikeOne ? 'Invalid' : 'Nonstandard'} IP address: ${base}`)
  }
  if (maskBits >= start.bits)
    throw new EventPatternError(`IPv${start.bits === 32 ? 4 : 6} mask bits must be < ${start.bits}`)
  // The range begins at the address that was written, even when bits behind the mask are set in it.
  const end = start.value | ((1n << BigInt(start.bits - maskBits)) - 1n)
  return (value) => {
    const address = readAddress(value)
    return address?.bits === start.bits && address.value >= start.value && address.value <= end
  }
}

function readFour(text: string): Address | undefined {
  const parts = text.split('.')
  if (!parts.every((part) => part.length <= 10 && Number(part) <= 255)) return undefined
  return { bits: 32, value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n) }
}

function readSix(text: string): Address | undefined {
  const value = readIpv6(text)
  return value === undefined ? undefined : { bits: 128, value }
}
