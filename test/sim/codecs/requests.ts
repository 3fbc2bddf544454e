/** Sound requests for an operation in every protocol, written with the codecs' own other half where there is one. */
import type { Member, OperationModel, Protocol, StructureShape } from '../../../src/models/index.ts'
import { cborEncoder } from '../../../src/protocol/cbor/cbor-encoder.ts'
import { CborWriter } from '../../../src/protocol/cbor/cbor-writer.ts'
import type { WireRequest } from '../../../src/protocol/index.ts'
import { JsonEncoders } from '../../../src/protocol/json/json-encoder.ts'
import { inRequestDocument } from '../../../src/protocol/rest/decode-bindings.ts'
import { uriOf } from '../../../src/protocol/rest/operation-uri.ts'
import { textWriter } from '../../../src/protocol/text-values.ts'
import { XmlEncoders, xmlElement } from '../../../src/protocol/xml/xml-encoder.ts'

type Values = Record<string, unknown>

const json = new JsonEncoders(false)
const restJson = new JsonEncoders(true)
const xml = new XmlEncoders(true)

/** A request as a client would send it. */
export function soundRequest(protocol: Protocol, operation: OperationModel, input: Values): WireRequest {
  const post = { method: 'POST', path: '/', query: '', headers: {} }
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
      return { ...post, body: bytes(JSON.stringify(json.structure(operation.input)(input))) }
    case 'awsQuery':
      return { ...post, body: bytes(`Action=${operation.name}${formOf(operation.input, input, '')}`) }
    case 'rpcv2Cbor': {
      const writer = new CborWriter()
      cborEncoder(operation.input)(input, writer)
      return { ...post, body: writer.result() }
    }
    case 'restJson1':
      return {
        ...head(operation, input),
        body: restBody(operation, input, (shape, value, only) =>
          JSON.stringify(restJson.structure(shape, only)(value)),
        ),
      }
    case 'restXml':
      return {
        ...head(operation, input),
        body: restBody(operation, input, (shape, value, only) =>
          xmlElement(rootName(operation), '', xml.structure(shape, only), value),
        ),
      }
  }
}

/** The name of a payload's root is its member's before its shape's. */
function rootName({ input }: OperationModel): string {
  const payload = input.members.find((member) => member.traits.httpPayload)
  const shape = payload && 'members' in payload.shape ? payload.shape : input
  return payload?.traits.xmlName ?? shape.traits.xmlName ?? shape.name
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function head(operation: OperationModel, input: Values): Omit<WireRequest, 'body'> {
  const uri = uriOf(operation)
  const write = (member: Member, value: unknown) => textWriter(member, 'date-time')(value)
  const path = uri.segments.map((segment) => {
    if (segment.kind === 'literal') return segment.text
    const member = operation.input.memberByName.get(segment.name)
    return member ? encodeURIComponent(write(member, input[segment.name])) : ''
  })
  const query = uri.query.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`))
  const headers: Record<string, string> = {}
  for (const member of operation.input.members) {
    const value = input[member.name]
    if (value === undefined || member.shape.type === 'list' || member.shape.type === 'map') continue
    if (member.traits.httpQuery !== undefined)
      query.push(`${member.traits.httpQuery}=${encodeURIComponent(write(member, value))}`)
    if (member.traits.httpHeader !== undefined)
      headers[member.traits.httpHeader.toLowerCase()] = textWriter(member, 'http-date')(value)
  }
  return {
    method: operation.http?.method ?? 'POST',
    path: `/${path.join('/')}`,
    query: query.join('&'),
    headers,
  }
}

function restBody(
  { input: shape }: OperationModel,
  input: Values,
  write: (shape: StructureShape, value: unknown, only?: (member: Member) => boolean) => string,
): Uint8Array {
  const payload = shape.members.find((member) => member.traits.httpPayload)
  if (!payload)
    return shape.members.some(inRequestDocument) ? bytes(write(shape, input, inRequestDocument)) : bytes('')
  const value = input[payload.name]
  if (value === undefined) return bytes('')
  if (payload.shape.type === 'structure' || payload.shape.type === 'union')
    return bytes(write(payload.shape, value))
  return value instanceof Uint8Array ? value : bytes(String(value))
}

function formOf(shape: StructureShape, input: Values, prefix: string): string {
  return shape.members
    .filter((member) => input[member.name] !== undefined)
    .map((member) =>
      formValue(member, input[member.name], `${prefix}${member.traits.xmlName ?? member.name}`),
    )
    .join('')
}

function formValue(member: Member, value: unknown, name: string): string {
  const { shape } = member
  if (shape.type === 'structure' || shape.type === 'union') return formOf(shape, value as Values, `${name}.`)
  if (shape.type === 'list') {
    const middle = member.traits.xmlFlattened ? '' : `.${shape.member.traits.xmlName ?? 'member'}`
    return (value as unknown[])
      .map((part, index) => formValue(shape.member, part, `${name}${middle}.${index + 1}`))
      .join('')
  }
  if (shape.type === 'map') {
    const middle = member.traits.xmlFlattened ? '' : '.entry'
    return Object.entries(value as Values)
      .map(([key, part], index) => {
        const entry = `${name}${middle}.${index + 1}`
        return `&${entry}.${shape.key.traits.xmlName ?? 'key'}=${key}${formValue(shape.value, part, `${entry}.${shape.value.traits.xmlName ?? 'value'}`)}`
      })
      .join('')
  }
  return `&${name}=${encodeURIComponent(textWriter(member, 'date-time')(value))}`
}
