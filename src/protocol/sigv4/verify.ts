/**
 * Holds a request against its signature. Source: IAM User Guide, "Create a signed AWS API request"; Amazon S3 API
 * reference, "Authenticating Requests". Of several things that are wrong the first in AWS's order is told: time, signed
 * headers, scope, signature, then the hash of the body.
 */
import { AwsError } from '../../aws/aws-error.ts'
import { type Authorization, ecdsaAlgorithm, hmacAlgorithm, type SignedHead } from './authorization.ts'
import { canonicalRequest } from './canonical-request.ts'
import type { SignatureFamily } from './family.ts'
import { hex, type SigningHashes, sameText } from './hashes.ts'
import { refusal } from './refusals.ts'
import type { SigningKeys } from './signing-key.ts'
import { checkTime, type SigningTime, signingTime } from './signing-time.ts'

/** What a request is held against. */
export interface VerifyOptions {
  readonly secretAccessKey: string
  readonly family: SignatureFamily
  /** The service's name in scopes. */
  readonly signingName: string
  /** Unit: milliseconds since 1970. */
  readonly now: number
  /** The whole body; undefined while it streams, where only S3 lets it be signed by its announced hash. */
  readonly body: Uint8Array | undefined
  readonly hashes: SigningHashes
  readonly keys: SigningKeys
}

/** What a verified request says about its body. */
export interface VerifiedSignature {
  /**
   * `whole`: the hash of the body was signed; a streaming body is still to be held against {@link payloadHash}.
   * `unsigned`: it was not. `chunks` and `unsigned chunks`: the body is aws-chunked.
   */
  readonly payload: 'whole' | 'unsigned' | 'chunks' | 'unsigned chunks'
  /** As announced, in hexadecimal; of `whole` alone. */
  readonly payloadHash: string | undefined
  /** What the signatures of chunks are chained to. */
  readonly seed: ChunkSeed
}

/** From where a chain of signatures starts. */
export interface ChunkSeed {
  readonly key: Uint8Array
  readonly signedAt: string
  readonly scope: string
  readonly signature: string
}

/** Throws an AwsError in the family's words when the signature is not right. */
export function verifySignature(
  head: SignedHead,
  authorization: Authorization,
  options: VerifyOptions,
): VerifiedSignature {
  const { family, hashes } = options
  if (authorization.algorithm === ecdsaAlgorithm) throw notVerifiable()
  const time = signingTime(authorization, family)
  checkTime(authorization, time, options.now, family)
  checkSignedHeaders(head, authorization, family)
  checkScope(authorization, time, options)

  const { payload, payloadHash } = readPayload(head, authorization, options)
  const { date, region, service } = authorization
  const canonical = canonicalRequest(
    head,
    authorization.signedHeaders,
    payloadHash,
    family === 's3' ? 's3' : 'other',
  )
  const scope = `${date}/${region}/${service}/aws4_request`
  const toSign = `${hmacAlgorithm}\n${time.basic}\n${scope}\n${hashes.sha256Hex(canonical)}`
  const key = options.keys.get(options.secretAccessKey, date, region, service)
  const signature = hex(hashes.hmacSha256(key, toSign))
  if (!sameText(signature, authorization.signature)) throw mismatch(authorization, family, canonical, toSign)
  if (payload === 'whole' && options.body !== undefined) checkBody(payloadHash, options.body, options)
  return {
    payload,
    payloadHash: payload === 'whole' ? payloadHash : undefined,
    seed: { key, signedAt: time.basic, scope, signature },
  }
}

/** A text with its signature, both as they stand in a form. */
export interface SignedText {
  readonly family: SignatureFamily
  readonly signingName: string
  readonly accessKeyId: string
  readonly date: string
  readonly region: string
  readonly service: string
  readonly signature: string
  readonly text: string
}

/**
 * Holds a text against its signature. Throws as {@link verifySignature} does; the text says itself until when it counts.
 * Source: Amazon S3 API reference, "Calculating a signature" of browser-based uploads.
 */
export function verifyText(
  signed: SignedText,
  secretAccessKey: string,
  hashes: SigningHashes,
  keys: SigningKeys,
): void {
  const { family, signingName, date, region, service, text, accessKeyId } = signed
  if (service !== signingName) {
    const message = `incorrect service "${service}". This endpoint belongs to "${signingName}".`
    throw refusal('incomplete', family, message)
  }
  const signature = hex(hashes.hmacSha256(keys.get(secretAccessKey, date, region, service), text))
  if (sameText(signature, signed.signature)) return
  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
  throw refusal('mismatch', family, message, {
    AWSAccessKeyId: accessKeyId,
    StringToSign: text,
    SignatureProvided: signed.signature.slice(0, 512),
  })
}

/** SigV4a signs with a key pair; nothing here verifies that yet, and nothing is let through for it. */
function notVerifiable(): AwsError {
  return new AwsError(
    'NotImplemented',
    `Lambent does not verify SigV4a signatures (${ecdsaAlgorithm}) yet. Sign with ${hmacAlgorithm}.`,
    { statusCode: 501, fault: 'server' },
  )
}

/** The host and all of AWS's own headers must be signed, or they could be changed on the way. */
function checkSignedHeaders(head: SignedHead, authorization: Authorization, family: SignatureFamily): void {
  const signed = new Set(authorization.signedHeaders)
  if (!signed.has('host') && !signed.has(':authority')) {
    const message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
    if (family !== 's3') throw refusal('mismatch', family, message)
    throw headersNotSigned(['host'])
  }
  const missing = Object.keys(head.headers).filter((name) => name.startsWith('x-amz-') && !signed.has(name))
  if (missing.length === 0) return
  if (family === 's3') throw headersNotSigned(missing)
  throw refusal('mismatch', family, `'${missing[0]}' must be a 'SignedHeader' in the AWS Authorization.`)
}

function headersNotSigned(names: readonly string[]): AwsError {
  return new AwsError('AccessDenied', 'There were headers present in the request which were not signed', {
    statusCode: 403,
    fields: { HeadersNotSigned: names.join(', ') },
  })
}

function checkScope(authorization: Authorization, time: SigningTime, options: VerifyOptions): void {
  const { family, signingName } = options
  const day = time.basic.slice(0, 8)
  const problems: string[] = []
  if (authorization.service !== signingName) {
    problems.push(
      family === 's3'
        ? `incorrect service "${authorization.service}". This endpoint belongs to "${signingName}".`
        : `Credential should be scoped to correct service: '${signingName}'. `,
    )
  }
  if (authorization.date !== day) {
    problems.push(
      family === 's3'
        ? `Invalid credential date "${authorization.date}". This date is not the same as X-Amz-Date: "${day}".`
        : `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${authorization.date}' != '${day}', from '${time.basic}'.`,
    )
  }
  if (problems.length === 0) return
  if (family !== 's3') throw refusal('mismatch', family, problems.join(''))
  throw refusal('incomplete', family, `The authorization header is malformed; ${problems[0]}`)
}

const unsignedPayload = 'UNSIGNED-PAYLOAD'

const chunked: Readonly<Record<string, 'chunks' | 'unsigned chunks'>> = {
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': 'chunks',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': 'chunks',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': 'unsigned chunks',
}

type PayloadFacts = Pick<VerifiedSignature, 'payload'> & { readonly payloadHash: string }

/** What the last line of the canonical request is. S3 believes its header, and checks the body later; others hash it. */
function readPayload(head: SignedHead, authorization: Authorization, options: VerifyOptions): PayloadFacts {
  const { family, hashes, body } = options
  const announced = head.headers['x-amz-content-sha256'] ?? announcedInQuery(head, authorization)
  if (family !== 's3') {
    if (body === undefined && announced !== undefined) return { payload: 'whole', payloadHash: announced }
    return { payload: 'whole', payloadHash: hashes.sha256Hex(body ?? '') }
  }
  if (announced === undefined) {
    if (authorization.place === 'query') return { payload: 'unsigned', payloadHash: unsignedPayload }
    throw new AwsError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256')
  }
  if (announced === unsignedPayload) return { payload: 'unsigned', payloadHash: announced }
  const framing = Object.hasOwn(chunked, announced) ? chunked[announced] : undefined
  if (framing !== undefined) return { payload: framing, payloadHash: announced }
  if (/^[0-9a-f]{64}$/.test(announced)) return { payload: 'whole', payloadHash: announced }
  throw new AwsError(
    'InvalidArgument',
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    { fields: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: announced.slice(0, 128) } },
  )
}

/** Presigned addresses carry AWS's headers as parameters. */
function announcedInQuery({ query }: SignedHead, { place }: Authorization): string | undefined {
  if (place !== 'query') return undefined
  return /(?:^|&)x-amz-content-sha256=([^&]*)/i.exec(query)?.[1]
}

function checkBody(announced: string, body: Uint8Array, { family, hashes }: VerifyOptions): void {
  if (family !== 's3') return
  holdBodyHash(announced, hashes.sha256Hex(body))
}

/** Fails with XAmzContentSHA256Mismatch when a body is not the one whose hash was announced. Hashes are hexadecimal. */
export function holdBodyHash(announced: string, computed: string): void {
  if (computed === announced) return
  throw new AwsError(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { fields: { ClientComputedContentSHA256: announced, S3ComputedContentSHA256: computed } },
  )
}

/** Tells what should have been signed, as AWS does: it holds no secret, and is how people find their mistake. */
function mismatch(
  authorization: Authorization,
  family: SignatureFamily,
  canonical: string,
  toSign: string,
): AwsError {
  const intro = 'The request signature we calculated does not match the signature you provided.'
  if (family === 's3') {
    return refusal('mismatch', family, `${intro} Check your key and signing method.`, {
      AWSAccessKeyId: authorization.accessKeyId,
      StringToSign: toSign,
      SignatureProvided: authorization.signature.slice(0, 512),
      CanonicalRequest: canonical,
    })
  }
  const advice =
    'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
  const details = `The Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${toSign}'\n`
  return refusal('mismatch', family, `${intro} ${advice}\n\n${details}`)
}
