/**
 * REST with JSON. Source: Smithy 2.0, "AWS REST JSON 1 protocol"; headers of errors as Lambda and API Gateway send
 * them.
 */
import type { AwsError } from '../../aws/aws-error.ts'
import type { Member, OperationModel, ServiceModel, StructureShape } from '../../models/index.ts'
import { textOf } from '../bytes.ts'
import { resolveError } from '../error-shapes.ts'
import { serializationError } from '../errors.ts'
import {
  encodeEventStream,
  eventStreamContentType,
  eventStreamMember,
} from '../event-stream/encode-events.ts'
import { JsonDecoders } from '../json/json-decoder.ts'
import { JsonEncoders } from '../json/json-encoder.ts'
import { parseJson } from '../json/parse-json.ts'
import { frameworkMessageName } from '../json/type-names.ts'
import { typeTitle } from '../text-values.ts'
import type { ServerProtocol, WireRequest, WireResponse } from '../types.ts'
import { type BindingReader, bindingReader, inAnswerDocument, inRequestDocument } from './decode-bindings.ts'
import { type Headers, headersWriter, statusOf } from './encode-bindings.ts'
import { route } from './router.ts'

const decoders = new JsonDecoders({ jsonNames: true, fractions: 'refuse' })
const encoders = new JsonEncoders(true)

/** Makes the protocol. */
export function restJson(): ServerProtocol {
  return {
    name: 'restJson1',

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
      const headers: Headers = { 'x-amzn-RequestId': context.requestId }
      const status = statusOf(operation.output, value) ?? operation.http?.status ?? 200
      const writer = writerOf(operation.output)
      headersWriter(operation.output)(value, headers)
      if (eventStreamMember(operation.output)) {
        headers['Content-Type'] = eventStreamContentType
        return { status, headers, body: encodeEventStream(model, operation, output, eventDialect) }
      }
      const body = status === 204 ? undefined : writer.body(value)
      if (body === undefined) return { status, headers }
      headers['Content-Type'] ??= contentTypeOf(model, writer)
      return { status, headers, body }
    },

    encodeError(model, operation, error, context) {
      const resolved = resolveError(model, operation, error)
      const headers: Headers = {
        'Content-Type': 'application/json',
        'x-amzn-RequestId': context.requestId,
        'x-amzn-ErrorType': resolved.name,
      }
      if (resolved.shape) headersWriter(resolved.shape)(resolved.fields, headers)
      return { status: resolved.status, headers, body: errorBody(resolved.shape, resolved.fields, error) }
    },
  }
}

function errorBody(
  shape: StructureShape | undefined,
  fields: Readonly<Record<string, unknown>>,
  error: AwsError,
): string {
  if (shape) return JSON.stringify(writerOf(shape).document(fields))
  if (error.message === '') return '{}'
  return JSON.stringify({ [frameworkMessageName(error.code)]: error.message })
}

const eventDialect = {
  contentType: 'application/json',
  initialResponse: false,
  encode: (shape: StructureShape, value: unknown, only?: (member: Member) => boolean) =>
    JSON.stringify(encoders.structure(shape, only)(value)),
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

function refuse(member: Member): Error {
  const title = typeTitle(member)
  return serializationError(`STRING_VALUE cannot be converted to ${title[0]?.toUpperCase()}${title.slice(1)}`)
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
  const decode = decoders.structure(shape, inRequestDocument)
  return ({ body }) => (body.length === 0 ? {} : (decode(parseJson(body), 1) as Record<string, unknown>))
}

function payloadReader(member: Member): (request: WireRequest) => unknown {
  const { shape } = member
  if (shape.type === 'blob') {
    if (member.traits.streaming) return (request) => request.stream ?? request.body
    return ({ body }) => (body.length === 0 ? undefined : body)
  }
  if (shape.type === 'string') {
    return ({ body }) => {
      if (body.length === 0) return undefined
      const text = textOf(body)
      if (text === undefined) throw serializationError('')
      return text
    }
  }
  const decode = decoders.member(member)
  return ({ body }) => {
    const value = body.length === 0 ? undefined : parseJson(body)
    return value === undefined || value === null ? undefined : decode(value, 1)
  }
}

interface Writer {
  /** Undefined when there is nothing to send. */
  readonly body: (value: Readonly<Record<string, unknown>>) => WireResponse['body']
  /** The members of the document, as JSON's value. */
  readonly document: (value: unknown) => unknown
  readonly contentType: string
}

const writers = new WeakMap<StructureShape, Writer>()

function writerOf(shape: StructureShape): Writer {
  let writer = writers.get(shape)
  if (!writer) {
    const document = encoders.structure(shape, inAnswerDocument)
    writer = { ...bodyWriter(shape, document), document }
    writers.set(shape, writer)
  }
  return writer
}

function bodyWriter(shape: StructureShape, document: (value: unknown) => unknown): Omit<Writer, 'document'> {
  const payload = shape.members.find((member) => member.traits.httpPayload)
  if (!payload) {
    // An object even without members; nothing at all where the operation has no output.
    const none = shape.name === 'Unit'
    return {
      contentType: 'application/json',
      body: (value) => (none ? undefined : JSON.stringify(document(value))),
    }
  }
  const { type } = payload.shape
  if (type === 'blob' || type === 'string') {
    return {
      contentType: payload.traits.mediaType ?? (type === 'blob' ? 'application/octet-stream' : 'text/plain'),
      body: (value) => (value[payload.name] as WireResponse['body'] | null) ?? undefined,
    }
  }
  const encode = encoders.member(payload)
  return {
    contentType: 'application/json',
    body: (value) => {
      const part = value[payload.name]
      return part === undefined || part === null ? undefined : JSON.stringify(encode(part))
    },
  }
}

/** Lambda answers every payload as JSON, which functions' results are. Observed on Lambda's Invoke. */
function contentTypeOf(model: ServiceModel, writer: Writer): string {
  return model.name === 'lambda' ? 'application/json' : writer.contentType
}
