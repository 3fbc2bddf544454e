/**
 * The signature of a request as it was sent: in the Authorization header, or in the query of a presigned address.
 * Reading it checks its form and nothing else; local mode needs no more. Source: IAM User Guide, "Elements of an AWS
 * API request signature"; Amazon S3 API reference, "Authenticating Requests: Using Query Parameters".
 */
import { AwsError } from '../../aws/aws-error.ts'
import { parseQuery } from '../rest/uri.ts'
import type { WireRequest } from '../types.ts'
import type { SignatureFamily } from './family.ts'
import { refusal } from './refusals.ts'

/** The head of a request, as sent: the path with its escapes, names of headers in lower case. */
export type SignedHead = Pick<WireRequest, 'method' | 'path' | 'query' | 'headers'>

/** The two ways to sign: with a shared secret, and with a key pair derived from it (SigV4a). */
export const hmacAlgorithm = 'AWS4-HMAC-SHA256'
export const ecdsaAlgorithm = 'AWS4-ECDSA-P256-SHA256'

/** A signature, taken apart. */
export interface Authorization {
  /** In the header, or in the query of a presigned address. */
  readonly place: 'header' | 'query'
  readonly algorithm: typeof hmacAlgorithm | typeof ecdsaAlgorithm
  readonly accessKeyId: string
  /** The day of the scope: `20260131`. */
  readonly date: string
  /** Of SigV4a the first region of its set, which may be `*`. */
  readonly region: string
  readonly service: string
  /** In lower case, in the order as sent. */
  readonly signedHeaders: readonly string[]
  readonly signature: string
  readonly sessionToken: string | undefined
  /** As sent; what follows is checked when the signature is verified. */
  readonly signedAt: string | undefined
  /** Of presigned addresses, as sent. Unit: seconds. */
  readonly expires: string | undefined
}

/** Reads the signature; undefined when there is none. Throws what AWS answers to one that is not well-formed. */
export function readAuthorization(head: SignedHead, family: SignatureFamily): Authorization | undefined {
  const header = head.headers.authorization
  if (header !== undefined && header !== '') {
    // Other schemes are not for this part: function URLs and web sockets have tokens of their own.
    return header.startsWith('AWS4-') ? fromHeader(header, head, family) : undefined
  }
  return /(^|&)X-Amz-(Algorithm|Credential|Signature)=/.test(head.query) ? fromQuery(head, family) : undefined
}

function algorithmOf(text: string): Authorization['algorithm'] | undefined {
  return text === hmacAlgorithm || text === ecdsaAlgorithm ? text : undefined
}

/**
 * A client's headers differ by nothing but the signature for a day, and taking one apart is a tenth of what a short request costs:
 * well-formed ones are remembered by what stands before the signature. SigV4a's are not, as their region comes from another header.
 */
const remembered = new Map<string, Pick<Authorization, ScopeMember>>()
type ScopeMember = 'algorithm' | 'accessKeyId' | 'date' | 'region' | 'service' | 'signedHeaders'
/** Unit: headers. Source: chosen; clients, days and sets of signed headers at a time. */
const rememberedMax = 1024
const signatureForm = /^[0-9a-f]{64}$/

function fromHeader(header: string, head: SignedHead, family: SignatureFamily): Authorization {
  const { headers } = head
  const mark = header.length - 64
  const scope = header.slice(0, mark)
  const known = remembered.get(scope)
  const signature = header.slice(mark)
  const signedAt = headers['x-amz-date'] ?? headers.date
  if (known && signedAt !== undefined && signatureForm.test(signature)) {
    const { algorithm, accessKeyId, date, region, service, signedHeaders } = known
    const sessionToken = headers['x-amz-security-token']
    const place = 'header'
    return {
      place,
      algorithm,
      accessKeyId,
      date,
      region,
      service,
      signedHeaders,
      signature,
      sessionToken,
      signedAt,
      expires: undefined,
    }
  }
  const read = takeApart(header, head, family)
  if (scope.endsWith('Signature=') && read.algorithm === hmacAlgorithm) {
    if (remembered.size >= rememberedMax) remembered.clear()
    remembered.set(scope, read)
  }
  return read
}

function takeApart(header: string, { headers }: SignedHead, family: SignatureFamily): Authorization {
  const space = header.indexOf(' ')
  const name = space < 0 ? header : header.slice(0, space)
  const algorithm = algorithmOf(name)
  if (!algorithm) {
    throw refusal(
      'incomplete',
      family,
      `Unsupported AWS 'algorithm': '${cut(name)}' (only ${hmacAlgorithm} for now). `,
    )
  }
  const parts = new Map<string, string>()
  for (const part of space < 0 ? [] : header.slice(space + 1).split(',')) {
    const equals = part.indexOf('=')
    if (equals > 0) parts.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim())
  }
  const {
    Credential: credential = '',
    SignedHeaders: signedHeaders = '',
    Signature: signature = '',
  } = Object.fromEntries(parts)
  const signedAt = headers['x-amz-date'] ?? headers.date
  const missing = [
    ['Credential', credential],
    ['Signature', signature],
    ['SignedHeaders', signedHeaders],
  ].flatMap(([part, value]) => (value === '' ? `Authorization header requires '${part}' parameter. ` : []))
  if (signedAt === undefined && family !== 's3') {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ")
  }
  if (missing.length > 0) {
    const message = `${missing.join('')}Authorization=${cut(header)}`
    throw refusal(
      'incomplete',
      family,
      family === 's3' ? `The authorization header is malformed; ${message}` : message,
    )
  }
  return {
    place: 'header',
    algorithm,
    ...readCredential(credential, algorithm, headers['x-amz-region-set'], (text) =>
      malformedCredential(text, family),
    ),
    signedHeaders: signedHeaders.toLowerCase().split(';'),
    signature,
    sessionToken: headers['x-amz-security-token'],
    signedAt,
    expires: undefined,
  }
}

function malformedCredential(text: string, family: SignatureFamily): AwsError {
  if (family === 's3') {
    const expected =
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
    return refusal('incomplete', family, `The authorization header is malformed; ${expected}`)
  }
  const message = `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${cut(text)}'`
  return refusal('incomplete', family, message)
}

function fromQuery(head: SignedHead, family: SignatureFamily): Authorization {
  const parameters = parseQuery(head.query)
  const get = (name: string): string => parameters?.get(name)?.[0] ?? ''
  const needed = [
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Signature',
    'X-Amz-Date',
    'X-Amz-SignedHeaders',
  ]
  const missing = needed.filter((name) => get(name) === '')
  if (family === 's3' && get('X-Amz-Expires') === '') missing.push('X-Amz-Expires')
  if (missing.length > 0) throw missingParameters(missing, family)
  const algorithm = algorithmOf(get('X-Amz-Algorithm'))
  if (!algorithm) throw unsupportedAlgorithm(get('X-Amz-Algorithm'), family)
  const token = get('X-Amz-Security-Token')
  const expires = get('X-Amz-Expires')
  return {
    place: 'query',
    algorithm,
    ...readCredential(get('X-Amz-Credential'), algorithm, get('X-Amz-Region-Set'), (text) =>
      family === 's3'
        ? queryError(
            'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
          )
        : malformedCredential(text, family),
    ),
    signedHeaders: get('X-Amz-SignedHeaders').toLowerCase().split(';'),
    signature: get('X-Amz-Signature'),
    sessionToken: token === '' ? head.headers['x-amz-security-token'] : token,
    signedAt: get('X-Amz-Date'),
    expires: expires === '' ? undefined : expires,
  }
}

/** What S3 answers to presigned addresses that are not well-formed. */
export function queryError(message: string): AwsError {
  return new AwsError('AuthorizationQueryParametersError', message, { statusCode: 400 })
}

function missingParameters(missing: readonly string[], family: SignatureFamily): AwsError {
  if (family === 's3') {
    return queryError(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    )
  }
  const list = missing.map((name) => `'${name}'`).join(', ')
  return refusal(
    'incomplete',
    family,
    `AWS query-string parameters must include ${list}. Re-examine the query-string parameters.`,
  )
}

function unsupportedAlgorithm(name: string, family: SignatureFamily): AwsError {
  if (family === 's3') {
    return queryError(`X-Amz-Algorithm only supports "${hmacAlgorithm} and ${ecdsaAlgorithm}"`)
  }
  return refusal(
    'incomplete',
    family,
    `Unsupported AWS 'algorithm': '${cut(name)}' (only ${hmacAlgorithm} for now). `,
  )
}

/** Any key that clients are known to be set up with: AWS's own have 16 to 128 such characters, local tools use `test`. */
const keyForm = /^[\w.+-]{1,128}$/
const dayForm = /^\d{8}$/
/** Regions and services; `*` stands in SigV4a's set for all. */
const nameForm = /^[\w*-]{1,64}$/

function readCredential(
  credential: string,
  algorithm: Authorization['algorithm'],
  regionSet: string | undefined,
  malformed: (text: string) => AwsError,
): Pick<Authorization, 'accessKeyId' | 'date' | 'region' | 'service'> {
  // A slash at the end is ignored, as AWS does.
  const parts = credential.replace(/\/+$/, '').split('/')
  // SigV4a's scope has no region.
  if (algorithm === ecdsaAlgorithm && parts.length === 4) {
    parts.splice(2, 0, regionSet?.split(',')[0]?.trim() || '*')
  }
  const [accessKeyId = '', date = '', region = '', service = '', terminator = ''] = parts
  const wellFormed =
    parts.length === 5 &&
    terminator === 'aws4_request' &&
    keyForm.test(accessKeyId) &&
    dayForm.test(date) &&
    nameForm.test(region) &&
    nameForm.test(service)
  if (!wellFormed) throw malformed(credential)
  return { accessKeyId, date, region, service }
}

/** Messages repeat what was sent, but not without end. */
function cut(text: string): string {
  return text.length > 512 ? `${text.slice(0, 512)}...` : text
}
