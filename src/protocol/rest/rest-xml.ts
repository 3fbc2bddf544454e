/**
 * REST with XML, as S3 speaks it, the only service that does so here. Source: Smithy 2.0, "AWS REST XML protocol" with
 * noErrorWrapping; Amazon S3 API reference, "REST error responses".
 */
import { AwsError } from '../../aws/aws-error.ts'
import type { Member, OperationModel, ServiceModel, StructureShape } from '../../models/index.ts'
import { bytesOf, textOf, toBase64 } from '../bytes.ts'
import { type ResolvedError, resolveError } from '../error-shapes.ts'
import { malformedXml } from '../errors.ts'
import {
  encodeEventStream,
  eventStreamContentType,
  eventStreamMember,
} from '../event-stream/encode-events.ts'
import type { ServerProtocol, WireRequest, WireResponse } from '../types.ts'
import { parseXml } from '../xml/parse-xml.ts'
import { xmlDecoder } from '../xml/xml-decoder.ts'
import { namespaceAttribute, XmlEncoders, xmlElement } from '../xml/xml-encoder.ts'
import { escapeText } from '../xml/xml-text.ts'
import { type BindingReader, bindingReader, inAnswerDocument, inRequestDocument } from './decode-bindings.ts'
import { type Headers, headersWriter, statusOf } from './encode-bindings.ts'
import { route } from './router.ts'

const encoders = new XmlEncoders(true)

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** Makes the protocol. */
export function restXml(): ServerProtocol {
  return {
    name: 'restXml',

    identify(model, request) {
      return route(model, request)
    },

    decode(_model, operation, request) {
      const { bindings, body } = readerOf(operation)
      const input = body?.(request) ?? {}
      bindings(request, input)
      return input
    },

    encode(model, operation, output, context) {
      const value = output as Readonly<Record<string, unknown>>
      const headers: Headers = idHeaders(context.requestId)
      const status =
        statusOf(operation.output, value) ?? partialStatus(value) ?? operation.http?.status ?? 200
      headersWriter(operation.output)(value, headers)
      if (eventStreamMember(operation.output)) {
        headers['Content-Type'] = eventStreamContentType
        return { status, headers, body: encodeEventStream(model, operation, output, eventDialect) }
      }
      const writer = writerOf(model, operation)
      const body = writer.body(value)
      if (body === undefined) return { status, headers }
      headers['Content-Type'] ??= writer.contentType
      return { status, headers, body }
    },

    encodeError(model, operation, error, context) {
      const resolved = resolveError(model, operation, error)
      const headers: Headers = { ...idHeaders(context.requestId), 'Content-Type': 'application/xml' }
      if (resolved.shape) headersWriter(resolved.shape)(resolved.fields, headers)
      Object.assign(headers, error.headers)
      const { status } = resolved
      if (operation?.http?.method === 'HEAD' || status === 304) return { status, headers }
      return { status, headers, body: errorBody(resolved, error, context.requestId) }
    },
  }
}

/** A part of an object has a status of its own, which the model does not tell. Source: RFC 9110, section 15.3.7. */
function partialStatus({ ContentRange: range }: Readonly<Record<string, unknown>>): number | undefined {
  return typeof range === 'string' ? 206 : undefined
}

/** S3's two ids; the second one tells its people which host answered. */
function idHeaders(requestId: string): Headers {
  return { 'x-amz-request-id': requestId, 'x-amz-id-2': hostId(requestId) }
}

function hostId(requestId: string): string {
  return toBase64(bytesOf(requestId))
}

/** S3 adds elements that its model does not have (BucketName, Key, Resource): all simple fields are written. */
function errorBody({ queryCode, fields }: ResolvedError, error: AwsError, requestId: string): string {
  let rest = ''
  for (const [name, value] of Object.entries(fields)) {
    if (/^(message|code)$/i.test(name) || (typeof value !== 'string' && typeof value !== 'number')) continue
    rest += `<${name}>${escapeText(String(value))}</${name}>`
  }
  return (
    `${declaration}<Error><Code>${escapeText(queryCode)}</Code><Message>${escapeText(error.message)}</Message>` +
    `${rest}<RequestId>${escapeText(requestId)}</RequestId><HostId>${hostId(requestId)}</HostId></Error>`
  )
}

const eventDialect = {
  contentType: 'text/xml',
  initialResponse: false,
  encode: (shape: StructureShape, value: unknown, only?: (member: Member) => boolean) =>
    xmlElement(shape.traits.xmlName ?? shape.name, '', encoders.structure(shape, only), value),
}

interface Reader {
  readonly bindings: BindingReader
  /** Undefined when the input has nothing in the body. */
  readonly body: ((request: WireRequest) => Record<string, unknown>) | undefined
}

const readers = new WeakMap<OperationModel, Reader>()

function readerOf(operation: OperationModel): Reader {
  let reader = readers.get(operation)
  if (!reader) {
    reader = { bindings: bindingReader(operation, refuse), body: bodyReader(operation.input) }
    readers.set(operation, reader)
  }
  return reader
}

/** Source: Amazon S3 API reference, "Error responses"; the wording is observed on `max-keys`. */
function refuse(member: Member, text: string): AwsError {
  if (member.traits.httpLabel) return new AwsError('InvalidURI', "Couldn't parse the specified URI.")
  const name = member.traits.httpQuery ?? member.traits.httpHeader ?? member.name
  const message =
    member.shape.type === 'number'
      ? `Provided ${name} not an integer or within integer range`
      : `Invalid value for ${name}`
  return new AwsError('InvalidArgument', message, { fields: { ArgumentName: name, ArgumentValue: text } })
}

function bodyReader(shape: StructureShape): Reader['body'] {
  const payload = shape.members.find((member) => member.traits.httpPayload)
  if (payload) {
    const read = payloadReader(payload)
    return (request) => {
      const value = read(request)
      return value === undefined ? {} : { [payload.name]: value }
    }
  }
  if (!shape.members.some(inRequestDocument)) return undefined
  const decode = xmlDecoder(shape, inRequestDocument)
  const name = shape.traits.xmlName ?? shape.name
  return ({ body }) => (body.length === 0 ? {} : (decode(rootOf(body, name)) as Record<string, unknown>))
}

function payloadReader(member: Member): (request: WireRequest) => unknown {
  const { shape } = member
  if (shape.type === 'blob') {
    if (member.traits.streaming) return (request) => request.stream ?? request.body
    return ({ body }) => (body.length === 0 ? undefined : body)
  }
  if (shape.type !== 'structure' && shape.type !== 'union') {
    return ({ body }) => (body.length === 0 ? undefined : textOf(body))
  }
  const decode = xmlDecoder(shape)
  const name = member.traits.xmlName ?? shape.name
  return ({ body }) => (body.length === 0 ? undefined : decode(rootOf(body, name)))
}

function rootOf(body: Uint8Array, name: string) {
  const root = parseXml(body)
  if (root?.name !== name) throw malformedXml()
  return root
}

interface Writer {
  /** Undefined when there is nothing to send. */
  readonly body: (value: Readonly<Record<string, unknown>>) => WireResponse['body']
  readonly contentType: string
}

const writers = new WeakMap<OperationModel, Writer>()

function writerOf(model: ServiceModel, operation: OperationModel): Writer {
  let writer = writers.get(operation)
  if (!writer) {
    writer = bodyWriter(model, operation)
    writers.set(operation, writer)
  }
  return writer
}

function bodyWriter(model: ServiceModel, operation: OperationModel): Writer {
  const shape = operation.output
  const namespace = model.xmlNamespace === undefined ? '' : namespaceAttribute({ uri: model.xmlNamespace })
  const payload = shape.members.find((member) => member.traits.httpPayload)
  if (payload) return payloadWriter(payload, namespace)
  if (!shape.members.some(inAnswerDocument)) return { contentType: '', body: () => undefined }
  const name = shape.traits.xmlName ?? shape.name
  if (operation.name === 'GetBucketLocation') return locationWriter(name, namespace)
  const writer = encoders.structure(shape, inAnswerDocument)
  return {
    contentType: 'application/xml',
    body: (value) => declaration + xmlElement(name, namespace, writer, value),
  }
}

/** The one answer whose root holds its member's text itself. Source: Smithy 2.0, "s3UnwrappedXmlOutput trait". */
function locationWriter(name: string, namespace: string): Writer {
  return {
    contentType: 'application/xml',
    body: ({ LocationConstraint: location }) =>
      `${declaration}<${name}${namespace}>${typeof location === 'string' ? escapeText(location) : ''}</${name}>`,
  }
}

function payloadWriter(payload: Member, namespace: string): Writer {
  const { shape } = payload
  if (shape.type !== 'structure' && shape.type !== 'union') {
    return {
      contentType: shape.type === 'blob' ? 'binary/octet-stream' : 'text/plain',
      body: (value) => (value[payload.name] as WireResponse['body'] | null) ?? undefined,
    }
  }
  const writer = encoders.structure(shape)
  const name = payload.traits.xmlName ?? shape.name
  const root = rootNamespace(payload, namespace)
  return {
    contentType: 'application/xml',
    body: (value) => {
      const part = value[payload.name]
      if (part === undefined || part === null) return undefined
      return declaration + xmlElement(name, root, writer, part)
    },
  }
}

/** A payload's own namespace takes the place of the service's, but for one with a prefix, which stands beside it. */
function rootNamespace({ traits: { xmlNamespace: own } }: Member, service: string): string {
  if (own === undefined) return service
  return own.prefix === undefined ? namespaceAttribute(own) : service + namespaceAttribute(own)
}
