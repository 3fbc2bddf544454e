/** What the SDK's client of S3 adds to requests, checks in answers and refuses to send. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { checksums } from '../../../src/edge/hashes.ts'
import type { OperationModel, StructureShape } from '../../../src/models/index.ts'
import type { Values } from './arbitraries.ts'
import type { Agreement, ClientChange, MemberLimit } from './known-limits.ts'

/** Of those that S3 has, the ones that the client can compute. */
const algorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']
const algorithmHeader = 'x-amz-sdk-checksum-algorithm'
const keyHeader = /^x-amz-(copy-source-)?server-side-encryption-customer-key$/i

export const s3MemberLimits: readonly MemberLimit[] = [
  {
    service: 's3',
    side: 'input',
    reason: 'The client checks names of buckets, and reads some as addresses of other kinds',
    matches: ({ name, traits }) => name === 'Bucket' && traits.httpLabel === true,
    values: fc.stringMatching(/^[a-z0-9]{2,10}(-[a-z0-9]{1,5})?$/).filter((name) => name.length > 2),
  },
  {
    service: 's3',
    side: 'input',
    reason: 'The client sends no checksum that it cannot compute',
    matches: ({ traits }) => traits.httpHeader?.toLowerCase() === algorithmHeader,
    values: fc.constantFrom(undefined, ...algorithms),
  },
  {
    service: 's3',
    side: 'input',
    reason: 'The length of the body is the connection’s to say',
    matches: ({ traits }) => traits.httpHeader?.toLowerCase() === 'content-length',
    values: 'absent',
  },
  {
    service: 's3',
    side: 'input',
    reason: 'The client puts a key that is not one of 32 bytes in base64 into base64',
    matches: ({ traits }) => keyHeader.test(traits.httpHeader ?? ''),
    values: fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 }).map(base64), { nil: undefined }),
  },
  {
    service: 's3',
    side: 'output',
    reason: 'A length below nothing is none: no client reads on',
    matches: ({ traits }) => traits.httpHeader?.toLowerCase() === 'content-length',
    values: fc.option(fc.nat(), { nil: undefined }),
  },
  {
    service: 's3',
    side: 'output',
    reason: 'The client makes it up of Expires; on the wire there is no such header',
    matches: ({ name }) => name === 'ExpiresString',
    values: 'absent',
  },
]

const objectReads = [
  { operation: 'GetObject', body: 'Body' },
  { operation: 'GetObjectAnnotation', body: 'AnnotationPayload' },
]

export const s3Changes: readonly ClientChange[] = [
  {
    side: 'input',
    reason: 'The client says how long a body is, unless it comes in chunks',
    applies: ({ service, operation }) =>
      service === 's3' && operation.input.memberByName.has('ContentLength'),
    change: (sent, arrived) =>
      arrived.ContentLength === undefined ? sent : { ...sent, ContentLength: lengthOf(sent.Body) },
  },
  {
    side: 'input',
    reason: 'The client calls a body bytes where the caller does not say what it is',
    applies: ({ service, operation }) => service === 's3' && operation.name === 'PutObject',
    change: (sent) => ({ ...sent, ContentType: sent.ContentType ?? 'application/octet-stream' }),
  },
  {
    side: 'input',
    reason:
      'The client names the algorithm of the checksum that it adds, CRC32 unless told otherwise, and adds it',
    applies: ({ service, operation }) => service === 's3' && algorithmMember(operation) !== undefined,
    change: withChecksum,
  },
  {
    side: 'input',
    reason: 'The client asks for the checksum of what it reads',
    applies: ({ service, operation }) =>
      service === 's3' && objectReads.some((read) => read.operation === operation.name),
    change: (sent) => ({ ...sent, ChecksumMode: sent.ChecksumMode ?? 'ENABLED' }),
  },
  {
    side: 'input',
    reason: 'The client computes the MD5 of a key itself',
    applies: ({ service, operation }) =>
      service === 's3' &&
      operation.input.members.some(({ traits }) => keyHeader.test(traits.httpHeader ?? '')),
    change: (sent) => ({
      ...sent,
      ...keyDigest(sent, 'SSECustomerKey'),
      ...keyDigest(sent, 'CopySourceSSECustomerKey'),
    }),
  },
  {
    side: 'output',
    reason: 'Nothing under a prefix is an empty map to the client',
    applies: ({ service, operation }) => service === 's3' && operation.output.memberByName.has('Metadata'),
    change: (sent) => ({ ...sent, Metadata: sent.Metadata ?? {} }),
  },
  {
    side: 'output',
    reason: 'The client adds the text of Expires',
    applies: ({ service, operation }) =>
      service === 's3' && operation.output.memberByName.has('ExpiresString'),
    change: (sent) =>
      sent.Expires instanceof Date ? { ...sent, ExpiresString: sent.Expires.toUTCString() } : sent,
  },
]

const copies = [
  { operation: 'CopyObject', result: 'CopyObjectResult' },
  { operation: 'UploadPartCopy', result: 'CopyPartResult' },
]

export const s3Agreements: readonly Agreement[] = [
  ...objectReads.map(({ operation, body }) => ({
    service: 's3',
    operation,
    reason: 'The client holds what it reads against its checksum, HTTP against its length',
    agree: (_input: Values, output: Values) => agreeing(output, output[body]),
  })),
  ...copies.map(({ operation, result }) => ({
    service: 's3',
    operation,
    reason: 'The client takes a copy without a result for one that failed half-way',
    agree: (_input: Values, output: Values) => ({ ...output, [result]: output[result] ?? {} }),
  })),
]

function agreeing(output: Values, body: unknown): Values {
  const result: Values = { ...output }
  if (!(body instanceof Uint8Array)) return result
  if (result.ContentLength !== undefined) result.ContentLength = body.length
  for (const algorithm of algorithms) {
    const name = `Checksum${algorithm}`
    if (result[name] === undefined) continue
    const running = checksums[algorithm.toLowerCase()]?.()
    running?.update(body)
    result[name] = running && base64(running.digest())
  }
  return result
}

function lengthOf(body: unknown): number | undefined {
  return body instanceof Uint8Array ? body.length : undefined
}

function algorithmMember(operation: OperationModel): string | undefined {
  return operation.input.members.find(({ traits }) => traits.httpHeader?.toLowerCase() === algorithmHeader)
    ?.name
}

/** Where the caller brings a checksum of his own, the client leaves everything as it is. */
function withChecksum(sent: Values, arrived: Values, operation: OperationModel): Values {
  const own = checksumMembers(operation.input)
  const algorithm = algorithmMember(operation)
  if (algorithm === undefined || own.some((name) => sent[name] !== undefined)) return sent
  const chosen = sent[algorithm] ?? 'CRC32'
  const added = `Checksum${chosen}`
  // A stream's checksum trails it, and its framing has been verified.
  return { ...sent, [algorithm]: chosen, ...(own.includes(added) ? { [added]: arrived[added] } : {}) }
}

function checksumMembers(shape: StructureShape): string[] {
  return shape.members.flatMap(({ name, traits }) =>
    traits.httpHeader?.toLowerCase().startsWith('x-amz-checksum-') ? [name] : [],
  )
}

function keyDigest(sent: Values, key: string): Values {
  const value = sent[key]
  if (typeof value !== 'string') return {}
  return { [`${key}MD5`]: createHash('md5').update(Buffer.from(value, 'base64')).digest('base64') }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
