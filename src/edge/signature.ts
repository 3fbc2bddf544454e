import { AwsError } from '../aws/aws-error.ts'
import type { Scope } from './identify.ts'
import type { RequestHead } from './request-head.ts'

/** A SigV4 signature as a request carries it. Source: IAM User Guide, "Elements of an AWS API request signature". */
export interface Signature {
  /** In the Authorization header, or in the query of a presigned address. */
  readonly place: 'header' | 'query'
  readonly algorithm: string
  readonly accessKeyId: string
  /** The day in the scope: `20260131`. */
  readonly date: string
  readonly scope: Scope
  readonly signedHeaders: readonly string[]
  readonly signature: string
  readonly sessionToken?: string
  /** When it was signed, as sent: `20260131T101112Z`. */
  readonly signedAt?: string
  /** How long a presigned address holds. Unit: seconds. */
  readonly expiresSeconds?: number
}

/** Any that clients are known to be set up with: AWS's own have 16 to 128 such characters, local tools use `test`. */
const keyForm = /^[\w.+-]{1,128}$/

const algorithms = /^AWS4-(HMAC-SHA256|ECDSA-P256-SHA256)$/

/** Reads the signature of a request; undefined when it has none. Fails with IncompleteSignature when it is not well-formed. */
export function readSignature(head: RequestHead): Signature | undefined {
  const header = head.headers.authorization
  if (header !== undefined && header !== '') return fromHeader(header, head)
  if (head.query.includes('X-Amz-Credential=')) return fromQuery(head)
  return undefined
}

function fromHeader(header: string, { headers }: RequestHead): Signature | undefined {
  const space = header.indexOf(' ')
  const algorithm = space < 0 ? header : header.slice(0, space)
  if (!algorithms.test(algorithm)) {
    if (/^(Bearer|Basic|None)\b/i.test(header)) return undefined
    throw incomplete(`Unsupported Authorization algorithm. Authorization=${cut(header)}`)
  }
  const parts = new Map<string, string>()
  for (const part of header.slice(space + 1).split(',')) {
    const equals = part.indexOf('=')
    if (equals > 0) parts.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim())
  }
  const credential = parts.get('Credential')
  const signature = parts.get('Signature')
  const signedHeaders = parts.get('SignedHeaders')
  const missing = [
    credential ? undefined : "Authorization header requires 'Credential' parameter.",
    signature ? undefined : "Authorization header requires 'Signature' parameter.",
    signedHeaders ? undefined : "Authorization header requires 'SignedHeaders' parameter.",
  ].filter((sentence) => sentence !== undefined)
  if (missing.length > 0) throw incomplete(`${missing.join(' ')} Authorization=${cut(header)}`)
  const signedAt = headers['x-amz-date']
  const sessionToken = headers['x-amz-security-token']
  return {
    place: 'header',
    algorithm,
    ...readCredential(credential ?? ''),
    signedHeaders: (signedHeaders ?? '').split(';'),
    signature: signature ?? '',
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(signedAt === undefined ? {} : { signedAt }),
  }
}

function fromQuery({ query }: RequestHead): Signature {
  const parameters = new URLSearchParams(query)
  const need = (name: string): string => {
    const value = parameters.get(name)
    if (value === null || value === '')
      throw incomplete(`AWS query-string parameters must include '${name}'.`)
    return value
  }
  const algorithm = need('X-Amz-Algorithm')
  if (!algorithms.test(algorithm)) throw incomplete(`Unsupported X-Amz-Algorithm '${cut(algorithm)}'.`)
  const expires = parameters.get('X-Amz-Expires')
  const sessionToken = parameters.get('X-Amz-Security-Token')
  return {
    place: 'query',
    algorithm,
    ...readCredential(need('X-Amz-Credential')),
    signedHeaders: need('X-Amz-SignedHeaders').split(';'),
    signature: need('X-Amz-Signature'),
    signedAt: need('X-Amz-Date'),
    ...(sessionToken === null ? {} : { sessionToken }),
    ...(expires === null ? {} : { expiresSeconds: Number(expires) }),
  }
}

function readCredential(credential: string): Pick<Signature, 'accessKeyId' | 'date' | 'scope'> {
  const [accessKeyId = '', date = '', region = '', service = '', terminator, ...rest] = credential.split('/')
  if (terminator !== 'aws4_request' || rest.length > 0 || !/^\d{8}$/.test(date)) {
    throw incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${cut(credential)}'`,
    )
  }
  if (!keyForm.test(accessKeyId))
    throw incomplete(`The access key ID '${cut(accessKeyId)}' is not well-formed.`)
  return { accessKeyId, date, scope: { service, region } }
}

function incomplete(message: string): AwsError {
  return new AwsError('IncompleteSignature', message, { statusCode: 400 })
}

/** Messages repeat what was sent, but not without end. */
function cut(text: string): string {
  return text.length > 256 ? `${text.slice(0, 256)}...` : text
}
