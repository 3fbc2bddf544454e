/** Attributes that the sender of a message names. Source: SQS Developer Guide, "Amazon SQS message metadata". */
import { toBase64 } from '../../../base/base64.ts'
import { utf8Bytes } from '../../../base/utf8.ts'
import { invalidParameterValue } from '../errors.ts'
import { attributeNameCharactersMax, messageAttributesMax } from '../limits.ts'

/** As messages keep it: bytes as base64, for the record is JSON. */
export type MessageAttribute =
  | { readonly type: string; readonly text: string }
  | { readonly type: string; readonly base64: string }

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>

/** As the API has it. */
export interface ApiAttribute {
  readonly DataType?: string | undefined
  readonly StringValue?: string | undefined
  readonly BinaryValue?: Uint8Array | undefined
}

const nameForm = /^[A-Za-z0-9_.-]+$/
const typeForm = /^(String|Number|Binary)(?:\..*)?$/s
// Source: "Number": positive or negative integers and floats, with up to 38 digits of precision.
const numberForm = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/

/** Checks a message's attributes and reads them; `bytes` is what they add to its size. Fails with InvalidParameterValue. */
export function readAttributes(given: Readonly<Record<string, ApiAttribute>> | undefined): {
  readonly attributes: MessageAttributes | undefined
  readonly bytes: number
} {
  const entries = Object.entries(given ?? {})
  if (entries.length === 0) return { attributes: undefined, bytes: 0 }
  if (entries.length > messageAttributesMax) {
    throw invalidParameterValue(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${messageAttributesMax}].`,
    )
  }
  const attributes: Record<string, MessageAttribute> = {}
  let bytes = 0
  for (const [name, value] of entries) {
    checkName(name)
    const read = readAttribute(name, value)
    attributes[name] = read.attribute
    bytes += utf8Bytes(name) + utf8Bytes(read.attribute.type) + read.bytes
  }
  return { attributes, bytes }
}

/** UNVERIFIED: AWS's words for each case. */
function checkName(name: string): void {
  if (name === '') throw invalidParameterValue('The message attribute name must not be empty.')
  if (name.length > attributeNameCharactersMax) {
    throw invalidParameterValue(
      `Length of message attribute name must be less than ${attributeNameCharactersMax} bytes.`,
    )
  }
  if (!nameForm.test(name) || name.startsWith('.') || name.endsWith('.') || name.includes('..')) {
    throw invalidParameterValue(
      `The message attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.`,
    )
  }
  if (/^(?:aws|amazon)\./i.test(name)) {
    throw invalidParameterValue(
      `The message attribute name '${name}' is invalid: names that start with AWS. or Amazon. are reserved.`,
    )
  }
}

function readAttribute(
  name: string,
  { DataType = '', StringValue, BinaryValue }: ApiAttribute,
): { readonly attribute: MessageAttribute; readonly bytes: number } {
  if (DataType === '') {
    throw invalidParameterValue(
      `The message attribute '${name}' must contain non-empty message attribute type.`,
    )
  }
  const base = typeForm.exec(DataType)?.[1]
  if (base === undefined || DataType.length > attributeNameCharactersMax) {
    throw invalidParameterValue(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    )
  }
  const empty = () =>
    invalidParameterValue(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${base}'.`,
    )
  if (base === 'Binary') {
    if (BinaryValue === undefined || BinaryValue.length === 0) throw empty()
    return { attribute: { type: DataType, base64: toBase64(BinaryValue) }, bytes: BinaryValue.length }
  }
  if (StringValue === undefined || StringValue === '') throw empty()
  if (base === 'Number' && !numberForm.test(StringValue)) {
    throw invalidParameterValue(`Can't cast the value of message (user) attribute '${name}' to a number.`)
  }
  return { attribute: { type: DataType, text: StringValue }, bytes: utf8Bytes(StringValue) }
}

/** The attributes that a receiver asks for: by name, by `prefix.*`, or all. Source: API Reference, ReceiveMessage. */
export function selectAttributes(
  attributes: MessageAttributes | undefined,
  asked: readonly string[],
): MessageAttributes | undefined {
  if (attributes === undefined || asked.length === 0) return undefined
  if (asked.includes('All') || asked.includes('.*')) return attributes
  const prefixes = asked.filter((name) => name.endsWith('.*')).map((name) => name.slice(0, -2))
  const chosen = Object.entries(attributes).filter(
    ([name]) => asked.includes(name) || prefixes.some((prefix) => name.startsWith(prefix)),
  )
  return chosen.length === 0 ? undefined : Object.fromEntries(chosen)
}
