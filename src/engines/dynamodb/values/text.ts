import { toBase64 } from '../../../base/base64.ts'
import type { AttributeValue } from './types.ts'

/**
 * A value as AWS writes it in messages: `{S:text}`.
 * UNVERIFIED: bytes, lists and maps; published messages have texts and numbers.
 */
export function valueText(value: AttributeValue): string {
  if ('S' in value) return `{S:${value.S}}`
  if ('N' in value) return `{N:${value.N}}`
  if ('B' in value) return `{B:${toBase64(value.B)}}`
  if ('BOOL' in value) return `{BOOL:${value.BOOL}}`
  if ('NULL' in value) return '{NULL:true}'
  if ('SS' in value) return `{SS:[${value.SS.join(', ')}]}`
  if ('NS' in value) return `{NS:[${value.NS.join(', ')}]}`
  if ('BS' in value) return `{BS:[${value.BS.map(toBase64).join(', ')}]}`
  if ('L' in value) return `{L:[${value.L.map(valueText).join(', ')}]}`
  const members = Object.entries(value.M).map(([name, member]) => `${name}=${valueText(member)}`)
  return `{M:{${members.join(', ')}}}`
}
