/**
 * What of an output or an error travels outside the body: headers and the status. Source: Smithy 2.0, "HTTP binding
 * traits".
 */
import type { StructureShape } from '../../models/index.ts'
import { headerText, headerWriter } from './header-values.ts'

/** Headers that are being put together. */
export type Headers = Record<string, string>

/** Adds the headers of a value. */
export type HeadersWriter = (value: Readonly<Record<string, unknown>>, headers: Headers) => void

const writers = new WeakMap<StructureShape, HeadersWriter>()

/** The writer of a structure's headers. */
export function headersWriter(shape: StructureShape): HeadersWriter {
  let writer = writers.get(shape)
  if (!writer) {
    writer = compile(shape)
    writers.set(shape, writer)
  }
  return writer
}

function compile(shape: StructureShape): HeadersWriter {
  const bound = shape.members.flatMap((member) => {
    const header = member.traits.httpHeader
    return header === undefined ? [] : [{ name: member.name, header, write: headerWriter(member) }]
  })
  const prefixed = shape.members.flatMap((member) => {
    const prefix = member.traits.httpPrefixHeaders
    return prefix === undefined ? [] : [{ name: member.name, prefix }]
  })
  return (value, headers) => {
    for (const { name, header, write } of bound) {
      const part = value[name]
      if (part === undefined || part === null) continue
      const text = write(part)
      if (text !== undefined) headers[header] = text
    }
    for (const { name, prefix } of prefixed) {
      const map = value[name]
      if (map === undefined || map === null) continue
      for (const [key, part] of Object.entries(map)) {
        if (typeof part === 'string' && headerName.test(key)) headers[`${prefix}${key}`] = headerText(part)
      }
    }
  }
}

/** Source: RFC 9110, section 5.1. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** The status that an output asks for, where the model binds a member to it. */
export function statusOf(
  shape: StructureShape,
  value: Readonly<Record<string, unknown>>,
): number | undefined {
  const member = statusMember(shape)
  const status = member === undefined ? undefined : value[member]
  return typeof status === 'number' ? status : undefined
}

const statusMembers = new WeakMap<StructureShape, string | null>()

function statusMember(shape: StructureShape): string | undefined {
  let name = statusMembers.get(shape)
  if (name === undefined) {
    name = shape.members.find((member) => member.traits.httpResponseCode)?.name ?? null
    statusMembers.set(shape, name)
  }
  return name ?? undefined
}
