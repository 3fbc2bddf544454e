/** Attributes that the publisher of a message names. Source: SNS Developer Guide, "Amazon SNS message attributes". */
import { toBase64 } from '../../../base/base64.ts'
import type { Json } from '../../../base/json.ts'
import { utf8Bytes } from '../../../base/utf8.ts'
import { invalidParameterValue } from '../errors.ts'
import { attributeNameBytesMax } from '../limits.ts'

/** As messages keep it: bytes as base64, for the record is JSON. */
export type MessageAttribute = {
  readonly type: string
  readonly text?: string
  readonly base64?: string
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>

/** As the API has it. */
export interface ApiAttribute {
  readonly DataType?: string | undefined
  readonly StringValue?: string | undefined
  readonly BinaryValue?: Uint8Array | undefined
}

const typeForm = /^(String|Number|Binary)(?:\..*)?$/s
const numberForm = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/

/** Checks a message's attributes and reads them; `bytes` is what they add to its size. Fails with ParameterValueInvalid. */
export function readAttributes(given: Readonly<Record<string, ApiAttribute>> | undefined): {
  readonly attributes: MessageAttributes | undefined
  readonly bytes: number
} {
  const entries = Object.entries(given ?? {})
  if (entries.length === 0) return { attributes: undefined, bytes: 0 }
  const attributes: Record<string, MessageAttribute> = {}
  let bytes = 0
  for (const [name, value] of entries) {
    checkName(name)
    const attribute = readAttribute(name, value)
    attributes[name] = attribute
    bytes += utf8Bytes(name) + utf8Bytes(attribute.type) + utf8Bytes(attribute.text ?? '')
    bytes += value.BinaryValue?.length ?? 0
  }
  return { attributes, bytes }
}

function checkName(name: string): void {
  if (utf8Bytes(name) >= attributeNameBytesMax)
    throw invalidParameterValue(
      `Length of message attribute name must be less than ${attributeNameBytesMax} bytes.`,
    )
  const foreign = /[^A-Za-z0-9_.-]/u.exec(name)?.[0]
  if (foreign !== undefined) {
    const code = (foreign.codePointAt(0) ?? 0).toString(16).toUpperCase()
    throw invalidParameterValue(
      `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    )
  }
  if (name.startsWith('.'))
    throw invalidParameterValue("Invalid message attribute name starting with character '.' was found.")
  if (name.endsWith('.'))
    throw invalidParameterValue("Invalid message attribute name ending with character '.' was found.")
  if (name.includes('..'))
    throw invalidParameterValue("Message attribute name can not have successive '.' character.")
}

function readAttribute(
  name: string,
  { DataType: type = '', StringValue: text, BinaryValue: bytes }: ApiAttribute,
): MessageAttribute {
  const base = typeForm.exec(type)?.[1]
  if (base === undefined)
    throw invalidParameterValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    )
  const binary = base === 'Binary'
  if (binary ? bytes === undefined && text !== undefined : text === undefined && bytes !== undefined)
    throw invalidParameterValue(
      `The message attribute '${name}' with type '${type}' must use field '${binary ? 'Binary' : 'String'}'.`,
    )
  if (binary ? bytes === undefined || bytes.length === 0 : text === undefined || text === '')
    throw invalidParameterValue(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
    )
  // UNVERIFIED: the words.
  if (base === 'Number' && !numberForm.test(text ?? ''))
    throw invalidParameterValue(`Could not cast message attribute '${name}' value to number.`)
  return binary ? { type, base64: toBase64(bytes ?? new Uint8Array()) } : { type, text: text ?? '' }
}

/** As notifications show them. */
export function shownAttributes(
  attributes: MessageAttributes,
): Record<string, { readonly Type: string; readonly Value: string }> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, text, base64 }]) => [
      name,
      { Type: type, Value: text ?? base64 ?? '' },
    ]),
  )
}

/** As filter policies see them. Source: Developer Guide, "Amazon SNS message filtering": binary attributes are ignored. */
export function filteredAttributes(attributes: MessageAttributes | undefined): Record<string, Json> {
  const seen: Record<string, Json> = {}
  for (const [name, { type, text }] of Object.entries(attributes ?? {})) {
    if (text === undefined) continue
    if (type === 'String.Array') seen[name] = readArray(text)
    else seen[name] = type.startsWith('Number') ? Number(text) : text
  }
  return seen
}

/** A text that is no list is one value. */
function readArray(text: string): Json {
  try {
    const value = JSON.parse(text) as Json
    if (Array.isArray(value)) return value as Json
  } catch {
    // Nothing was promised.
  }
  return text
}
