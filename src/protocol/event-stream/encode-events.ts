/**
 * Outputs that are streams of events (StartLiveTail, InvokeWithResponseStream, SelectObjectContent, SubscribeToShard).
 * The operation's output holds an async iterable of union values; each becomes one frame. An {@link AwsError} thrown by
 * the iterable ends the stream with an exception frame when the union has its shape, else with an error frame. Anything
 * else thrown is a defect: the stream breaks off.
 */
import { AwsError } from '../../aws/aws-error.ts'
import type { Member, OperationModel, ServiceModel, StructureShape } from '../../models/index.ts'
import { bytesOf, noBytes } from '../bytes.ts'
import { resolveError } from '../error-shapes.ts'
import { encodeFrame, type HeaderValue } from './frames.ts'

/** Source: Smithy 2.0, "Event streams". */
export const eventStreamContentType = 'application/vnd.amazon.eventstream'

/** How a protocol writes what is inside the frames. */
export interface EventDialect {
  /** Of structures. */
  readonly contentType: string
  /** RPC protocols send the rest of the output as the first message, REST protocols in headers. */
  readonly initialResponse: boolean
  encode(shape: StructureShape, value: unknown, only?: (member: Member) => boolean): string | Uint8Array
}

const streamMembers = new WeakMap<StructureShape, Member | null>()

/** The member of an input or output that is an event stream. */
export function eventStreamMember(shape: StructureShape): Member | undefined {
  let member = streamMembers.get(shape)
  if (member === undefined) {
    member = shape.members.find(({ shape: target }) => target.type === 'union' && target.eventStream) ?? null
    streamMembers.set(shape, member)
  }
  return member ?? undefined
}

/** The frames of an output, as they come. */
export async function* encodeEventStream(
  model: ServiceModel,
  operation: OperationModel,
  output: object,
  dialect: EventDialect,
): AsyncGenerator<Uint8Array> {
  const member = eventStreamMember(operation.output)
  if (member?.shape.type !== 'union') return
  const union = member.shape
  if (dialect.initialResponse) {
    const rest = dialect.encode(operation.output, output, (other) => other !== member)
    yield message('event', 'initial-response', dialect.contentType, bytesFrom(rest))
  }
  const events = (output as Record<string, unknown>)[member.name] as AsyncIterable<object> | undefined
  if (events === undefined) return
  try {
    for await (const event of events) {
      const frame = encodeEvent(union, event as Record<string, unknown>, dialect)
      if (frame) yield frame
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    yield encodeFailure(model, operation, union, error, dialect)
  }
}

function encodeEvent(
  union: StructureShape,
  event: Record<string, unknown>,
  dialect: EventDialect,
): Uint8Array | undefined {
  for (const [name, value] of Object.entries(event)) {
    const member = union.memberByName.get(name)
    if (!member || value === undefined || value === null || member.shape.type !== 'structure') continue
    if (member.shape.error) {
      return message('exception', name, dialect.contentType, bytesFrom(dialect.encode(member.shape, value)))
    }
    return encodeMembers(name, member.shape, value as Record<string, unknown>, dialect)
  }
  return undefined
}

/** Members marked so travel as headers, or as the payload alone; all others together are the payload. */
function encodeMembers(
  name: string,
  shape: StructureShape,
  value: Record<string, unknown>,
  dialect: EventDialect,
): Uint8Array {
  const headers: [string, HeaderValue][] = []
  let payload: Member | undefined
  let rest = 0
  for (const member of shape.members) {
    if (member.traits.eventHeader) {
      const header = value[member.name]
      if (header !== undefined && header !== null) headers.push([member.name, header as HeaderValue])
    } else if (member.traits.eventPayload) payload = member
    else rest++
  }
  if (payload) {
    const content = value[payload.name]
    if (content === undefined || content === null) return message('event', name, undefined, noBytes, headers)
    const [contentType, bytes] = encodePayload(payload, content, dialect)
    return message('event', name, contentType, bytes, headers)
  }
  // Events without members (S3's End and Cont) have no payload at all.
  if (rest === 0) return message('event', name, undefined, noBytes, headers)
  const body = dialect.encode(shape, value, (member) => !member.traits.eventHeader)
  return message('event', name, dialect.contentType, bytesFrom(body), headers)
}

function encodePayload(member: Member, value: unknown, dialect: EventDialect): [string, Uint8Array] {
  const { shape } = member
  if (shape.type === 'blob') return ['application/octet-stream', bytesFrom(value as Uint8Array | string)]
  if (shape.type === 'structure' || shape.type === 'union') {
    return [dialect.contentType, bytesFrom(dialect.encode(shape, value))]
  }
  return ['text/plain', bytesOf(String(value))]
}

function encodeFailure(
  model: ServiceModel,
  operation: OperationModel,
  union: StructureShape,
  error: AwsError,
  dialect: EventDialect,
): Uint8Array {
  const resolved = resolveError(model, operation, error)
  const member = union.members.find(({ shape }) => shape === resolved.shape)
  if (member && resolved.shape) {
    const body = dialect.encode(resolved.shape, resolved.fields)
    return message('exception', member.name, dialect.contentType, bytesFrom(body))
  }
  return encodeFrame(
    [
      [':error-code', resolved.name],
      [':error-message', error.message],
      [':message-type', 'error'],
    ],
    noBytes,
  )
}

function message(
  kind: 'event' | 'exception',
  name: string,
  contentType: string | undefined,
  payload: Uint8Array,
  headers: readonly [string, HeaderValue][] = [],
): Uint8Array {
  return encodeFrame(
    [
      [kind === 'event' ? ':event-type' : ':exception-type', name],
      ...(contentType === undefined ? [] : [[':content-type', contentType] as const]),
      [':message-type', kind],
      ...headers,
    ],
    payload,
  )
}

function bytesFrom(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? bytesOf(value) : value
}
