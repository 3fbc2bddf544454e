/**
 * Cases of the wire protocols, in a short form: what a request means, what an answer looks like, what is refused. The
 * facts are those of the protocol tests that Smithy publishes (smithy-lang/smithy: smithy-aws-protocol-tests and
 * smithy-protocol-tests), under their ids; models and form are our own.
 */
import assert from 'node:assert/strict'
import { AwsError } from '../../../src/aws/aws-error.ts'
import { buildModel } from '../../../src/models/build-model.ts'
import type { ServiceModel } from '../../../src/models/index.ts'
import type { RawConstraints, RawModel } from '../../../src/models/raw.ts'
import type { ServerProtocol, WireRequest } from '../../../src/protocol/index.ts'

/** A request and what it means. */
export interface RequestCase {
  readonly id: string
  readonly operation: string
  readonly method?: string
  /** With its query. */
  readonly uri?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly params: object
}

/** An output and what it looks like. */
export interface AnswerCase {
  readonly id: string
  readonly operation: string
  readonly params: object
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly forbidden?: readonly string[]
  /** JSON is compared by value, XML without the blanks between elements, CBOR by value. */
  readonly body?: string | Uint8Array
}

/** An error and what it looks like. */
export interface ErrorCase extends Omit<AnswerCase, 'operation'> {
  readonly error: string
  readonly message?: string
}

/** Requests that are refused. Each value takes the place of `$` in the uri, the body and the headers. */
export interface RefusalCase extends Omit<RequestCase, 'params'> {
  readonly values?: readonly string[]
  readonly code: string
}

/** A small model with its cases. */
export interface CaseTable {
  readonly model: Partial<RawModel> & Pick<RawModel, 'operations' | 'shapes'>
  readonly constraints?: RawConstraints
  readonly requests?: readonly RequestCase[]
  readonly answers?: readonly AnswerCase[]
  readonly errors?: readonly ErrorCase[]
  readonly refusals?: readonly RefusalCase[]
}

/** The model of a table. */
export function modelOf(table: CaseTable, protocol: ServerProtocol): ServiceModel {
  const raw: RawModel = {
    name: 'cases',
    serviceId: 'Cases',
    apiVersion: '2020-01-08',
    protocols: [protocol.name],
    signingName: 'cases',
    endpointPrefix: 'cases',
    targetPrefix: 'Cases',
    rpcName: 'Cases',
    ...table.model,
  }
  return buildModel(raw, table.constraints ?? {})
}

export const requestId = 'foo-id'

export function wireRequest(given: Omit<RequestCase, 'params' | 'id'>, replace = ''): WireRequest {
  const fill = (text: string) => text.replace('$', () => replace)
  const [path = '/', query = ''] = fill(given.uri ?? '/').split(/\?(.*)/s)
  const headers = Object.entries(given.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    fill(value),
  ])
  const body = given.body ?? ''
  return {
    method: given.method ?? 'POST',
    path,
    query,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: typeof body === 'string' ? new TextEncoder().encode(fill(body)) : body,
  }
}

/** Whether a request is understood as the case says. */
export function checkRequest(protocol: ServerProtocol, model: ServiceModel, given: RequestCase): void {
  const request = wireRequest(given)
  const operation = protocol.identify(model, request, request.body)
  assert.equal(operation?.name, given.operation)
  if (!operation) return
  assert.deepEqual(plain(protocol.decode(model, operation, request)), plain(given.params))
}

/** Whether a request is refused as the case says. */
export function checkRefusal(protocol: ServerProtocol, model: ServiceModel, given: RefusalCase): void {
  for (const value of given.values ?? ['']) {
    const request = wireRequest(given, value)
    const operation = protocol.identify(model, request, request.body)
    assert.equal(operation?.name, given.operation, value)
    if (!operation) return
    assert.throws(
      () => protocol.decode(model, operation, request),
      (error) => error instanceof AwsError && error.code === given.code && (error.statusCode ?? 400) === 400,
      value,
    )
  }
}

/** Whether an output is answered as the case says. */
export function checkAnswer(
  protocol: ServerProtocol,
  model: ServiceModel,
  given: AnswerCase,
  readBody: (body: string | Uint8Array) => unknown,
): void {
  const operation = model.operations.get(given.operation)
  assert(operation)
  const answer = protocol.encode(model, operation, given.params, { requestId, requestHeaders: {} })
  compareAnswer(answer, given, readBody)
}

/** Whether an error is answered as the case says. */
export function checkError(
  protocol: ServerProtocol,
  model: ServiceModel,
  given: ErrorCase,
  readBody: (body: string | Uint8Array) => unknown,
): void {
  const error = new AwsError(given.error, given.message ?? '', { fields: { ...given.params } })
  const answer = protocol.encodeError(model, undefined, error, { requestId, requestHeaders: {} })
  compareAnswer(answer, given, readBody)
}

function compareAnswer(
  answer: ReturnType<ServerProtocol['encode']>,
  given: Omit<AnswerCase, 'operation'>,
  readBody: (body: string | Uint8Array) => unknown,
): void {
  assert.equal(answer.status, given.status ?? 200)
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  for (const [name, value] of Object.entries(given.headers ?? {})) {
    assert.equal(headers[name.toLowerCase()], value, name)
  }
  for (const name of given.forbidden ?? []) assert.equal(headers[name.toLowerCase()], undefined, name)
  if (given.body === undefined) return
  const body = answer.body ?? ''
  assert(typeof body === 'string' || body instanceof Uint8Array)
  assert.deepEqual(readBody(body), readBody(given.body))
}

/** Dates, bytes and prototypes in a form that can be compared. */
export function plain(value: unknown): unknown {
  if (value instanceof Date) return { date: value.getTime() }
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') }
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]))
}

/** Seconds since 1970. */
export const at = (seconds: number) => new Date(seconds * 1000)

/** Bytes of a text. */
export const bytes = (text: string) => new TextEncoder().encode(text)
