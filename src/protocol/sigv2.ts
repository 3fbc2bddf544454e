/**
 * Signature Version 2 as S3 had it first, and as boto3 and version 1 of the AWS CLI still presign: a key's name, when it ends,
 * and an HMAC-SHA1 over a few parts of the request. Source: Amazon S3 User Guide, "Signing and authenticating REST requests (AWS
 * signature version 2)".
 */
import { AwsError } from '../aws/aws-error.ts'
import { toBase64 } from './bytes.ts'
import { parseQuery } from './rest/uri.ts'
import { type SignedHead, sameText } from './sigv4/index.ts'

/** A signature of version 2, taken apart. */
export interface LegacySignature {
  readonly place: 'header' | 'query'
  readonly accessKeyId: string
  readonly signature: string
  readonly sessionToken: string | undefined
  /** Of presigned addresses. Unit: seconds since the epoch. */
  readonly expires: number | undefined
}

/** Reads the signature; undefined when there is none. Throws what S3 answers to one that is not well-formed. */
export function readLegacySignature({ headers, query }: SignedHead): LegacySignature | undefined {
  const header = headers.authorization
  if (header?.startsWith('AWS ')) {
    const match = /^AWS ([\w.+-]{1,128}):([A-Za-z0-9+/=]{1,64})$/.exec(header)
    if (!match) {
      throw new AwsError('InvalidArgument', 'Unsupported Authorization Type', {
        fields: { ArgumentName: 'Authorization', ArgumentValue: header.slice(0, 128) },
      })
    }
    const [, accessKeyId = '', signature = ''] = match
    const sessionToken = headers['x-amz-security-token']
    return { place: 'header', accessKeyId, signature, sessionToken, expires: undefined }
  }
  if (!query.includes('AWSAccessKeyId=')) return undefined
  const parameters = parseQuery(query)
  const get = (name: string) => parameters?.get(name)?.[0]
  const accessKeyId = get('AWSAccessKeyId') ?? ''
  const [signature, expires] = [get('Signature'), get('Expires')]
  if (signature === undefined || expires === undefined || !/^[\w.+-]{1,128}$/.test(accessKeyId)) {
    throw new AwsError(
      'AccessDenied',
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
      { statusCode: 403 },
    )
  }
  if (!/^\d{1,12}$/.test(expires)) {
    const message = `Invalid date (should be seconds since epoch): ${expires.slice(0, 64)}`
    throw new AwsError('AccessDenied', message, { statusCode: 403 })
  }
  const sessionToken = get('x-amz-security-token')
  return { place: 'query', accessKeyId, signature, sessionToken, expires: Number(expires) }
}

/** Throws when a presigned address is over. `now` in milliseconds since the epoch. */
export function checkLegacyExpiry({ expires }: LegacySignature, now: number): void {
  if (expires === undefined || expires * 1000 >= now) return
  throw new AwsError('AccessDenied', 'Request has expired', {
    statusCode: 403,
    fields: {
      Expires: new Date(expires * 1000).toISOString().replace(/\.\d{3}/, ''),
      ServerTime: new Date(now).toISOString().replace(/\.\d{3}/, ''),
    },
  })
}

/** Throws SignatureDoesNotMatch. `path` begins with the bucket, whichever way that came. */
export function verifyLegacySignature(
  head: SignedHead,
  path: string,
  legacy: LegacySignature,
  hmacSha1: (text: string) => Uint8Array,
): void {
  verifyLegacyText({ ...legacy, text: textToSign(head, path, legacy) }, hmacSha1)
}

/** The same for a text that is signed on its own: the policy of a form. */
export function verifyLegacyText(
  {
    text,
    signature,
    accessKeyId,
  }: { readonly text: string; readonly signature: string; readonly accessKeyId: string },
  hmacSha1: (text: string) => Uint8Array,
): void {
  if (sameText(toBase64(hmacSha1(text)), signature)) return
  throw new AwsError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    {
      statusCode: 403,
      fields: { AWSAccessKeyId: accessKeyId, StringToSign: text, SignatureProvided: signature.slice(0, 512) },
    },
  )
}

/** Parameters that name a part of the resource, and those that change headers of the answer. */
const resourceParameters = new Set(
  (
    'accelerate acl analytics cors delete inventory lifecycle location logging metrics notification object-lock ' +
    'ownershipControls partNumber policy policyStatus publicAccessBlock replication requestPayment restore select ' +
    'select-type tagging torrent uploadId uploads versionId versioning versions website encryption legal-hold retention ' +
    'response-cache-control response-content-disposition response-content-encoding response-content-language ' +
    'response-content-type response-expires'
  ).split(' '),
)

function textToSign(
  { method, headers, query }: SignedHead,
  path: string,
  { place, expires }: LegacySignature,
): string {
  const parameters = parseQuery(query) ?? new Map<string, string[]>()
  const own = new Map<string, string>()
  for (const [name, value] of Object.entries(headers))
    if (name.startsWith('x-amz-')) own.set(name, value.trim())
  // Presigned addresses carry AWS's headers as parameters.
  if (place === 'query') {
    for (const [name, values] of parameters) {
      const lower = name.toLowerCase()
      if (lower.startsWith('x-amz-')) own.set(lower, values.join(','))
    }
  }
  const date = place === 'query' ? String(expires) : own.has('x-amz-date') ? '' : (headers.date ?? '')
  const amz = [...own].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}\n`)
  const parts = [...parameters]
    .filter(([name]) => resourceParameters.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, [value = '']]) => (value === '' ? name : `${name}=${value}`))
  const resource = parts.length === 0 ? path : `${path}?${parts.join('&')}`
  const { 'content-md5': md5 = '', 'content-type': type = '' } = headers
  return `${method}\n${md5}\n${type}\n${date}\n${amz.join('')}${resource}`
}
