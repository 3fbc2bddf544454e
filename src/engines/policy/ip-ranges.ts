/** Address ranges in CIDR form, of both versions of IP. Source: IAM User Guide, "IP address condition operators". */
import { readIpv6 } from '../../base/ip-address.ts'

interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

/** Whether the address lies in the range (`10.0.0.0/8`, or one address). False for text that is neither. */
export function inRange(address: string, range: string): boolean {
  const [base = '', length, ...rest] = range.split('/')
  const inside = readAddress(address)
  const start = readAddress(base)
  if (!inside || !start || rest.length > 0 || inside.bits !== start.bits) return false
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return false
  const prefix = length === undefined ? start.bits : Number(length)
  if (prefix > start.bits) return false
  const shift = BigInt(start.bits - prefix)
  return inside.value >> shift === start.value >> shift
}

function readAddress(text: string): Address | undefined {
  if (!text.includes(':')) return readFour(text)
  // An address of version 4 inside one of version 6 is the former.
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)
  return mapped ? readFour(mapped[1] ?? '') : readSix(text)
}

function readFour(text: string): Address | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return undefined
  return { bits: 32, value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n) }
}

function readSix(text: string): Address | undefined {
  const value = readIpv6(text)
  return value === undefined ? undefined : { bits: 128, value }
}
