/**
 * What the SDK itself cannot carry, or changes on purpose: a line of reason each, as narrow as it can be. Nothing in
 * here excuses the server's codecs.
 */
import type fc from 'fast-check'
import type { Member, OperationModel, Protocol, Shape, StructureShape } from '../../../src/models/index.ts'
import type { Side, Values } from './arbitraries.ts'
import { s3Agreements, s3Changes, s3MemberLimits } from './known-limits-s3.ts'
import { sqsAgreements, sqsMemberLimits } from './known-limits-sqs.ts'
import { isEventStream } from './streams.ts'

/** Where a limit holds. */
export interface Subject {
  /** The SDK package's name without `@aws-sdk/client-`. */
  readonly service: string
  readonly protocol: Protocol
  readonly operation: OperationModel
}

/** One side of an operation that is not compared. */
export interface Exclusion {
  readonly service: string
  readonly operation: string
  readonly side: Side
  /** Of an error: this one alone. */
  readonly error?: string
  readonly reason: string
}

const nameless = 'An answer to HEAD has no body that could name it: every 404 is NotFound to the client'

export const exclusions: readonly Exclusion[] = [
  {
    service: 's3',
    operation: 'HeadBucket',
    side: 'error',
    error: 'NoSuchBucket',
    reason: nameless,
  },
  {
    service: 'cloudwatch',
    operation: 'GetDashboard',
    side: 'error',
    error: 'DashboardNotFoundError',
    reason:
      'The client goes by the code of the query protocol, which is the name of another error of the service',
  },
  { service: 's3', operation: 'HeadObject', side: 'error', error: 'NoSuchKey', reason: nameless },
]

/** Members whose values are not those that the model suggests. */
export interface MemberLimit {
  readonly service: string
  /** Undefined: in all. */
  readonly protocol?: Protocol
  readonly side: Side
  readonly reason: string
  readonly matches: (member: Member, structure: StructureShape) => boolean
  readonly values: fc.Arbitrary<unknown> | 'absent'
}

export const memberLimits: readonly MemberLimit[] = [
  {
    service: 'eventbridge',
    side: 'input',
    reason: 'A global endpoint is signed with SigV4A, for which the client wants a package of its own',
    matches: (member, structure) => structure.name === 'PutEventsRequest' && member.name === 'EndpointId',
    values: 'absent',
  },
  ...sqsMemberLimits,
  ...s3MemberLimits,
]

/** What the client makes of an input before it sends it, or of an output or an error before it hands it on. */
export interface ClientChange {
  readonly side: Side
  readonly reason: string
  readonly applies: (subject: Subject) => boolean
  /** What must arrive, given what was sent and, where the client makes something up, what did arrive. */
  readonly change: (sent: Values, arrived: Values, operation: OperationModel) => Values
}

export const clientChanges: readonly ClientChange[] = [
  {
    side: 'input',
    reason: 'The client asks for JSON where the caller does not say what he accepts',
    applies: ({ service, operation }) => service === 'api-gateway' && operation.name === 'GetExport',
    change: (sent) => ({ ...sent, accepts: sent.accepts ?? 'application/json' }),
  },
  {
    side: 'input',
    reason: 'The client sends an empty document for a payload that is not there',
    applies: ({ protocol, operation }) =>
      protocol === 'restJson1' && documentPayload(operation.input) !== undefined,
    change: (sent, _arrived, { input }) => withDefault(sent, documentPayload(input), {}),
  },
  {
    side: 'output',
    reason: 'The client says null for a payload that is not there',
    applies: ({ protocol, operation }) => protocol === 'restJson1' && payload(operation.output) !== undefined,
    change: (sent, _arrived, { output }) => withDefault(sent, payload(output), null),
  },
  {
    side: 'output',
    reason:
      'A body has a type: that of event streams, or the one that the server gives where the operation does not',
    applies: ({ operation }) => typeMember(operation.output) !== undefined,
    change: withContentType,
  },
  {
    side: 'error',
    reason: 'In an error of the query protocol, a list that is not there is an empty one to the client',
    applies: ({ service, protocol, operation }) =>
      service === 'cloudwatch' && protocol === 'awsQuery' && operation.name === 'PutDashboard',
    change: (sent) => ({ ...sent, dashboardValidationMessages: sent.dashboardValidationMessages ?? [] }),
  },
  ...s3Changes,
]

/** An output that the client only takes when it agrees with the input, or with itself. */
export interface Agreement {
  readonly service: string
  readonly operation: string
  readonly reason: string
  readonly agree: (input: Values, output: Values) => Values
}

export const agreements: readonly Agreement[] = [...sqsAgreements, ...s3Agreements]

function payload(shape: StructureShape): Member | undefined {
  return shape.members.find(({ traits }) => traits.httpPayload)
}

function typeMember(shape: StructureShape): string | undefined {
  return shape.members.find(({ traits }) => traits.httpHeader?.toLowerCase() === 'content-type')?.name
}

function withContentType(sent: Values, _arrived: Values, { output }: OperationModel): Values {
  const name = typeMember(output)
  const body = payload(output) ?? output.members.find(isEventStream)
  if (name === undefined || body === undefined) return sent
  if (isEventStream(body)) return { ...sent, [name]: 'application/vnd.amazon.eventstream' }
  const hasBody = sent[body.name] !== undefined && sent[body.name] !== null
  if (sent[name] !== undefined || !hasBody) return sent
  // Source of S3's own: Amazon S3 API reference, "PutObject", Content-Type.
  return { ...sent, [name]: body.traits.streaming ? 'binary/octet-stream' : 'application/octet-stream' }
}

function documentPayload(shape: StructureShape): Member | undefined {
  const member = payload(shape)
  return member && isStructure(member.shape) ? member : undefined
}

function isStructure(shape: Shape): boolean {
  return shape.type === 'structure' || shape.type === 'union'
}

function withDefault(values: Values, member: Member | undefined, value: unknown): Values {
  return member === undefined ? values : { ...values, [member.name]: values[member.name] ?? value }
}
