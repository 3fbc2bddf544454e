import { AwsError } from '../aws/aws-error.ts'
import type { Protocol } from '../models/index.ts'

/** The same refusal has one name in query services, another in JSON services, and a third in S3. Sources: "Common errors" of the API references of IAM, CloudWatch Logs and Lambda; Amazon S3 API reference, "Error responses". */
const codes: Readonly<Record<string, { readonly json: string; readonly s3: string }>> = {
  MissingAuthenticationToken: { json: 'MissingAuthenticationTokenException', s3: 'AccessDenied' },
  InvalidClientTokenId: { json: 'UnrecognizedClientException', s3: 'InvalidAccessKeyId' },
  ExpiredToken: { json: 'ExpiredTokenException', s3: 'ExpiredToken' },
  SignatureDoesNotMatch: { json: 'InvalidSignatureException', s3: 'SignatureDoesNotMatch' },
  IncompleteSignature: { json: 'IncompleteSignatureException', s3: 'AuthorizationHeaderMalformed' },
  RequestEntityTooLarge: { json: 'RequestEntityTooLargeException', s3: 'EntityTooLarge' },
}

/** Gives a refusal of the front door the name it has in a protocol. */
export function inWordsOf(protocol: Protocol, error: AwsError): AwsError {
  const names = codes[error.code]
  if (!names || protocol === 'awsQuery') return error
  const code = protocol === 'restXml' ? names.s3 : names.json
  return new AwsError(code, error.message, {
    ...(error.statusCode === undefined ? {} : { statusCode: error.statusCode }),
    fault: error.fault,
    fields: error.fields,
    cause: error.cause,
  })
}
