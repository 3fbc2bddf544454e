/** The body of a call behind its framing and its signature: whole for most operations, a stream for a few. */
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { AwsError } from '../aws/aws-error.ts'
import { describeBody } from '../dispatch/index.ts'
import { BodyError, type IncomingMessage, type RequestHead, streamBody } from '../http/index.ts'
import type { Member, OperationModel } from '../models/index.ts'
import {
  chunkedFacts,
  holdBodyHash,
  trailingAlgorithm,
  unwrapChunked,
  type VerifiedSignature,
} from '../protocol/index.ts'
import { errorOfBody } from './errors.ts'
import { checksums, signingHashes } from './hashes.ts'

const unzip = promisify(gunzip)

/**
 * A body without its compression; SDK clients compress large ones of some operations. Signatures are of the compressed bytes.
 * Where the operation takes bytes as they are, or names their encoding itself (S3), they stay as they came. Fails with
 * RequestEntityTooLarge when more than `bytesMax` come out, SerializationException when it is not gzip.
 * Source: Smithy 2.0, "requestCompression trait".
 */
export function uncompressed(
  head: RequestHead,
  body: Uint8Array,
  operation: OperationModel | undefined,
  bytesMax: number,
): Uint8Array | Promise<Uint8Array> {
  const encoding = head.headers['content-encoding']
  if (encoding === undefined || encoding.toLowerCase() !== 'gzip' || body.length === 0) return body
  return operation?.input.members.some(ownsEncoding) ? body : unzipped(body, bytesMax)
}

async function unzipped(body: Uint8Array, bytesMax: number): Promise<Uint8Array> {
  try {
    return await unzip(body, { maxOutputLength: bytesMax })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') throw errorOfBody(new BodyError('too large'))
    throw new AwsError('SerializationException', 'The request body is not compressed with gzip.', {
      cause: error,
    })
  }
}

function ownsEncoding({ shape, traits }: Member): boolean {
  return (
    traits.httpHeader?.toLowerCase() === 'content-encoding' ||
    (traits.httpPayload === true && shape.type === 'blob')
  )
}

/** A body that has been read, without its chunk framing if it has any. Fails with S3's errors of framing. */
export function unwrapWhole(
  { headers }: RequestHead,
  body: Uint8Array,
  verified: VerifiedSignature | undefined,
): Uint8Array | Promise<Uint8Array> {
  const facts = chunkedFacts(headers)
  if (!facts) return body
  const options = { seed: verified?.seed, hashes: signingHashes, checksums }
  return Array.fromAsync(unwrapChunked(once(body), headers, facts, options)).then((pieces) =>
    Buffer.concat(pieces),
  )
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** A body that is read as it comes. What is wrong with it shows at the latest at its end, as an AwsError. */
export function openStream(
  head: RequestHead,
  request: IncomingMessage,
  verified: VerifiedSignature | undefined,
): Readable {
  const facts = chunkedFacts(head.headers)
  const bytes = streamBody(request)
  let trailed: string | undefined
  const options = {
    seed: verified?.seed,
    hashes: signingHashes,
    checksums,
    onChecksum: (value: string) => {
      trailed = value
    },
  }
  const inner = facts
    ? unwrapChunked(bytes, head.headers, facts, options)
    : verified?.payloadHash === undefined
      ? bytes
      : hashed(bytes, verified.payloadHash)
  const stream = Readable.from(inWordsOfAws(inner), { objectMode: false })
  const length = facts?.decodedLength ?? lengthOf(head)
  const algorithm = facts?.trailer ? trailingAlgorithm(head.headers) : undefined
  const announced = verified === undefined ? announcedHash(head) : undefined
  describeBody(stream, {
    ownPieces: true,
    ...(announced === undefined
      ? {}
      : { holdSha256: (computed: string) => holdBodyHash(announced, computed) }),
    ...(length === undefined ? {} : { bytes: length }),
    ...(algorithm === undefined ? {} : { trailer: { algorithm, value: () => trailed } }),
  })
  return stream
}

/**
 * Holds a whole body of S3 against the hash that came with it, where no signature has been: it is no secret's proof then, but one of what was
 * lost on the way. Fails with XAmzContentSHA256Mismatch.
 */
export function holdWhole(head: RequestHead, body: Uint8Array): void {
  const announced = announcedHash(head)
  if (announced !== undefined) holdBodyHash(announced, signingHashes.sha256Hex(body))
}

function announcedHash({ headers }: RequestHead): string | undefined {
  const announced = headers['x-amz-content-sha256']
  return announced !== undefined && /^[0-9a-f]{64}$/.test(announced) ? announced : undefined
}

function lengthOf({ headers }: RequestHead): number | undefined {
  const length = headers['content-length']
  return length === undefined ? undefined : Number(length)
}

/** Holds a stream against the hash that was signed. */
async function* hashed(source: AsyncIterable<Uint8Array>, announced: string): AsyncGenerator<Uint8Array> {
  const running = signingHashes.newSha256()
  for await (const bytes of source) {
    running.update(bytes)
    yield bytes
  }
  holdBodyHash(announced, Buffer.from(running.digest()).toString('hex'))
}

async function* inWordsOfAws(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* source
  } catch (error) {
    throw error instanceof BodyError ? errorOfBody(error) : error
  }
}
