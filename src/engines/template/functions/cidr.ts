/** `Fn::Cidr`. Source: User Guide, "Fn::Cidr". */
import type { Json } from '../../../base/json.ts'
import { functionError, type TemplateError } from '../errors.ts'
import { isList, textOf } from './calls.ts'
import { isUnknown, knownAfterApply } from './markers.ts'
import { asJson } from './references.ts'
import type { Compute, Computed, Scope } from './scope.ts'

/** Most blocks that one call may ask for. Unit: blocks. Source: User Guide, "Fn::Cidr", parameter `count`. */
const countMax = 256

/** Splits a block of addresses: `[ipBlock, count, cidrBits]`. */
export function cidr(argument: Json, scope: Scope, compute: Compute): Computed {
  if (!isList(argument) || argument.length < 2 || argument.length > 3) throw cidrError()
  const [block, countText, bitsText] = argument.map((part) => asJson(compute(part, scope)))
  if (isUnknown(block) || isUnknown(countText) || isUnknown(bitsText)) return knownAfterApply
  const count = wholeNumber(countText)
  if (typeof block !== 'string' || count === undefined || count < 1 || count > countMax) throw cidrError()
  const network = parseBlock(block)
  if (!network) throw functionError(`Fn::Cidr: ${block} is not a valid CIDR block`)
  const bits = bitsText === undefined ? undefined : wholeNumber(bitsText)
  if (bitsText !== undefined && bits === undefined) throw cidrError()
  const width = network.version === 4 ? 32 : 128
  // Without bits an IPv4 block is split as evenly as the count asks; an IPv6 block needs them.
  const hostBits =
    bits ?? (network.version === 4 ? width - network.prefix - Math.ceil(Math.log2(count)) : undefined)
  if (hostBits === undefined || hostBits < 0 || hostBits > width || width - hostBits < network.prefix)
    throw cidrError()
  const size = 1n << BigInt(hostBits)
  const room = 1n << BigInt(width - network.prefix)
  if (BigInt(count) * size > room) throw cidrError()
  const blocks: string[] = []
  for (let index = 0n; index < BigInt(count); index++)
    blocks.push(`${formatAddress(network.base + index * size, network.version)}/${width - hostBits}`)
  return blocks
}

/** What CloudFormation says of a `Fn::Cidr` that it cannot compute. */
export function cidrError(): TemplateError {
  return functionError(
    'every Fn::Cidr object requires two or three parameters, (1) a CIDR block, (2) the number of CIDRs to generate (1 to 256), ' +
      'and (3) the number of subnet bits for the CIDR',
  )
}

function wholeNumber(value: Json | undefined): number | undefined {
  const text = textOf(value)
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined
}

interface Block {
  readonly version: 4 | 6
  readonly base: bigint
  readonly prefix: number
}

function parseBlock(text: string): Block | undefined {
  const [address = '', prefixText = '', ...more] = text.split('/')
  if (more.length > 0 || !/^\d{1,3}$/.test(prefixText)) return undefined
  const version = address.includes(':') ? 6 : 4
  const width = version === 4 ? 32 : 128
  const prefix = Number(prefixText)
  const value = version === 4 ? parseFour(address) : parseSix(address)
  if (value === undefined || prefix > width) return undefined
  const hostBits = BigInt(width - prefix)
  return { version, base: (value >> hostBits) << hostBits, prefix }
}

function parseFour(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let value = 0n
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined
    value = (value << 8n) | BigInt(part)
  }
  return value
}

function parseSix(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const groups = (half: string | undefined): string[] => (half ? half.split(':') : [])
  const head = groups(halves[0])
  const tail = groups(halves[1])
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  let value = 0n
  for (const group of [...head, ...Array<string>(missing).fill('0'), ...tail]) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined
    value = (value << 16n) | BigInt(`0x${group}`)
  }
  return value
}

function formatAddress(value: bigint, version: 4 | 6): string {
  const parts: string[] = []
  if (version === 4) {
    for (let shift = 24n; shift >= 0n; shift -= 8n) parts.push(String((value >> shift) & 255n))
    return parts.join('.')
  }
  for (let shift = 112n; shift >= 0n; shift -= 16n) parts.push(((value >> shift) & 0xffffn).toString(16))
  return compress(parts)
}

/** The longest run of zeros becomes `::`. */
function compress(groups: readonly string[]): string {
  let best = { start: 0, size: 0 }
  for (let start = 0; start < groups.length; start++) {
    let size = 0
    while (groups[start + size] === '0') size++
    if (size > best.size) best = { start, size }
  }
  if (best.size < 2) return groups.join(':')
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.size).join(':')}`
}
