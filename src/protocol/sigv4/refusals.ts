/**
 * What AWS says of signatures that it does not accept, by family. Sources: "Common errors" of the API references of
 * IAM, DynamoDB, CloudWatch Logs and Lambda; Amazon S3 API reference, "Error responses"; the longer texts as observed
 * on DynamoDB (architect/dynalite) and on S3 (quoted in many issues).
 */
import { AwsError } from '../../aws/aws-error.ts'
import type { SignatureFamily } from './family.ts'

type Wording = readonly [code: string, status: number]

const codes = {
  missing: {
    query: ['MissingAuthenticationToken', 403],
    json: ['MissingAuthenticationTokenException', 400],
    restJson: ['MissingAuthenticationTokenException', 403],
    s3: ['AccessDenied', 403],
  },
  incomplete: {
    query: ['IncompleteSignature', 400],
    json: ['IncompleteSignatureException', 400],
    restJson: ['IncompleteSignatureException', 403],
    s3: ['AuthorizationHeaderMalformed', 400],
  },
  mismatch: {
    query: ['SignatureDoesNotMatch', 403],
    json: ['InvalidSignatureException', 400],
    restJson: ['InvalidSignatureException', 403],
    s3: ['SignatureDoesNotMatch', 403],
  },
  unknownKey: {
    query: ['InvalidClientTokenId', 403],
    json: ['UnrecognizedClientException', 400],
    restJson: ['UnrecognizedClientException', 403],
    s3: ['InvalidAccessKeyId', 403],
  },
  wrongToken: {
    query: ['InvalidClientTokenId', 403],
    json: ['UnrecognizedClientException', 400],
    restJson: ['UnrecognizedClientException', 403],
    s3: ['InvalidToken', 400],
  },
  expiredToken: {
    query: ['ExpiredToken', 403],
    json: ['ExpiredTokenException', 400],
    restJson: ['ExpiredTokenException', 403],
    s3: ['ExpiredToken', 400],
  },
} satisfies Record<string, Record<SignatureFamily, Wording>>

/** What can be wrong. */
export type RefusalKind = keyof typeof codes

/** The error for a refusal, in the words of a family. */
export function refusal(
  kind: RefusalKind,
  family: SignatureFamily,
  message: string,
  fields: Readonly<Record<string, unknown>> = {},
): AwsError {
  const [code, statusCode] = codes[kind][family]
  return new AwsError(code, message, { statusCode, fields })
}

/** A request without any signature, for an operation that needs one. */
export function missingSignature(family: SignatureFamily): AwsError {
  return refusal(
    'missing',
    family,
    family === 's3' ? 'Access Denied' : 'Request is missing Authentication Token',
  )
}

/** A key that nobody issued. */
export function unknownKey(family: SignatureFamily, accessKeyId: string): AwsError {
  if (family !== 's3')
    return refusal('unknownKey', family, 'The security token included in the request is invalid.')
  const message = 'The AWS Access Key Id you provided does not exist in our records.'
  return refusal('unknownKey', family, message, { AWSAccessKeyId: accessKeyId })
}

/** A session token that does not belong to its key. */
export function wrongToken(family: SignatureFamily): AwsError {
  if (family !== 's3')
    return refusal('wrongToken', family, 'The security token included in the request is invalid')
  return refusal('wrongToken', family, 'The provided token is malformed or otherwise invalid.')
}

/** A session that is over. */
export function expiredToken(family: SignatureFamily): AwsError {
  if (family !== 's3')
    return refusal('expiredToken', family, 'The security token included in the request is expired')
  return refusal('expiredToken', family, 'The provided token has expired.')
}
