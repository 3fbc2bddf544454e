/** What registries answer. Source: OCI Distribution Specification, "Error Codes"; Docker Registry HTTP API V2. */
import { AwsError } from '../../../aws/aws-error.ts'
import { type Answer, BodyError } from '../../../http/index.ts'

const version = { 'Docker-Distribution-Api-Version': 'registry/2.0' }

/** An answer with the headers that every one of them has. */
export function answer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: NonNullable<Answer['body']> = '',
): Answer {
  return { status, headers: { ...version, ...headers }, body }
}

export function jsonAnswer(
  status: number,
  value: object,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return answer(
    status,
    { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    JSON.stringify(value),
  )
}

/** A refusal, in the form that clients print: `name unknown: The repository with name ...`. */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return jsonAnswer(status, { errors: [{ code, message }] }, headers)
}

const codes: Readonly<Record<string, readonly [status: number, code: string]>> = {
  AccessDeniedException: [403, 'DENIED'],
  EmptyUploadException: [400, 'BLOB_UPLOAD_INVALID'],
  ImageDigestDoesNotMatchException: [400, 'DIGEST_INVALID'],
  ImageNotFoundException: [404, 'MANIFEST_UNKNOWN'],
  ImageTagAlreadyExistsException: [400, 'TAG_INVALID'],
  InvalidLayerException: [400, 'DIGEST_INVALID'],
  InvalidLayerPartException: [416, 'BLOB_UPLOAD_INVALID'],
  InvalidParameterException: [400, 'MANIFEST_INVALID'],
  LayersNotFoundException: [404, 'MANIFEST_BLOB_UNKNOWN'],
  LimitExceededException: [400, 'DENIED'],
  ReferencedImagesNotFoundException: [404, 'MANIFEST_BLOB_UNKNOWN'],
  RepositoryNotFoundException: [404, 'NAME_UNKNOWN'],
  UploadNotFoundException: [404, 'BLOB_UPLOAD_UNKNOWN'],
}

/** An error of ECR as a registry words it. Others are thrown on. */
export function refusalOf(error: unknown): Answer {
  if (error instanceof BodyError)
    return error.reason === 'too large'
      ? refusal(413, 'SIZE_INVALID', 'The request is larger than is taken here')
      : refusal(400, 'BLOB_UPLOAD_INVALID', error.message)
  if (!(error instanceof AwsError)) throw error
  const [status, code] = codes[error.code] ?? [error.fault === 'server' ? 503 : 400, 'UNSUPPORTED']
  return refusal(status, code, error.message)
}
