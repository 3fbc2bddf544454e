/** Errors of S3. Source: Amazon S3 API reference, "Error responses", "List of error codes". */
import { AwsError } from '../../aws/aws-error.ts'

type Fields = Readonly<Record<string, unknown>>

function error(code: string, message: string, statusCode: number, fields: Fields = {}): AwsError {
  return new AwsError(code, message, { statusCode, fields, fault: statusCode >= 500 ? 'server' : 'client' })
}

export const noSuchBucket = (bucket: string) =>
  error('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket })

export const noSuchKey = (key: string, headers: Readonly<Record<string, string>> = {}) =>
  new AwsError('NoSuchKey', 'The specified key does not exist.', {
    statusCode: 404,
    fields: { Key: key },
    headers,
  })

export const noSuchVersion = (key: string, versionId: string) =>
  error('NoSuchVersion', 'The specified version does not exist.', 404, { Key: key, VersionId: versionId })

export const noSuchUpload = (uploadId: string) =>
  error(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId: uploadId },
  )

export const invalidBucketName = (bucket: string) =>
  error('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: bucket })

export const bucketAlreadyExists = (bucket: string) =>
  error(
    'BucketAlreadyExists',
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    409,
    { BucketName: bucket },
  )

export const bucketAlreadyOwned = (bucket: string) =>
  error(
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    409,
    { BucketName: bucket },
  )

export const bucketNotEmpty = (bucket: string, versioned: boolean) =>
  error(
    'BucketNotEmpty',
    versioned
      ? 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.'
      : 'The bucket you tried to delete is not empty',
    409,
    { BucketName: bucket },
  )

export const tooManyBuckets = () =>
  error('TooManyBuckets', 'You have attempted to create more buckets than allowed', 400)

export const accessDenied = (message = 'Access Denied', fields: Fields = {}) =>
  error('AccessDenied', message, 403, fields)

export const malformedXml = () =>
  error(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    400,
  )

export const invalidArgument = (message: string, name?: string, value?: string) =>
  error('InvalidArgument', message, 400, {
    ...(name === undefined ? {} : { ArgumentName: name }),
    ...(value === undefined ? {} : { ArgumentValue: value }),
  })

export const invalidRequest = (message: string) => error('InvalidRequest', message, 400)

export const keyTooLong = (key: string) =>
  error('KeyTooLongError', 'Your key is too long', 400, {
    Size: Buffer.byteLength(key),
    MaxSizeAllowed: 1024,
  })

export const preconditionFailed = (condition: string) =>
  error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  })

/** Somebody else's change came between, again and again. */
export const operationAborted = () =>
  error(
    'OperationAborted',
    'A conflicting conditional operation is currently in progress against this resource. Please try again.',
    409,
  )

export const conditionalConflict = () =>
  error(
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    409,
  )

export const notModified = (headers: Readonly<Record<string, string>>) =>
  new AwsError('NotModified', 'Not Modified', { statusCode: 304, headers })

export const invalidRange = (header: string, bytes: number) =>
  new AwsError('InvalidRange', 'The requested range is not satisfiable', {
    statusCode: 416,
    fields: { RangeRequested: header, ActualObjectSize: bytes },
    headers: { 'Content-Range': `bytes */${bytes}` },
  })

/** A delete marker is asked for as if it were an object. */
export const methodNotAllowed = (method: string, headers: Readonly<Record<string, string>> = {}) =>
  new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
    statusCode: 405,
    fields: { Method: method, ResourceType: 'DeleteMarker' },
    headers: { Allow: 'DELETE', ...headers },
  })

export const badDigest = (what = 'Content-MD5', fields: Fields = {}) =>
  error(
    'BadDigest',
    what === 'Content-MD5'
      ? 'The Content-MD5 you specified did not match what we received.'
      : `The ${what} you specified did not match the calculated checksum.`,
    400,
    fields,
  )

export const invalidDigest = () => error('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400)

export const entityTooLarge = (max: number) =>
  error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
    MaxSizeAllowed: max,
  })

export const entityTooSmall = (fields: Fields = {}) =>
  error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, fields)

export const invalidPart = (uploadId: string, partNumber: number, etag: string) =>
  error(
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    400,
    { UploadId: uploadId, PartNumber: partNumber, ETag: etag },
  )

export const invalidPartOrder = () =>
  error(
    'InvalidPartOrder',
    'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    400,
  )

/** Lists given with a bucket that has none. Source: observed on AWS: CreateBucket, PutBucketOwnershipControls, stacks. */
export const aclWithoutOwnership = () =>
  error(
    'InvalidBucketAclWithObjectOwnership',
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    400,
  )

export const aclNotSupported = () =>
  error('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400)

export const invalidBucketState = (message: string) => error('InvalidBucketState', message, 409)

export const notImplemented = (message: string, fields: Fields = {}) =>
  error('NotImplemented', message, 501, fields)

export const missingContentMd5 = () =>
  error('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*', 400)

export const permanentRedirect = (bucket: string, region: string) =>
  new AwsError(
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    {
      statusCode: 301,
      fields: { Endpoint: `${bucket}.s3-${region}.amazonaws.com`, Bucket: bucket },
      headers: { 'x-amz-bucket-region': region },
    },
  )

/** A configuration that a bucket does not have. */
export const missing = {
  cors: (bucket: string) =>
    error('NoSuchCORSConfiguration', 'The CORS configuration does not exist', 404, { BucketName: bucket }),
  lifecycle: (bucket: string) =>
    error('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', 404, {
      BucketName: bucket,
    }),
  policy: (bucket: string) =>
    error('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: bucket }),
  tagging: (bucket: string) =>
    error('NoSuchTagSet', 'The TagSet does not exist', 404, { BucketName: bucket }),
  website: (bucket: string) =>
    error('NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration', 404, {
      BucketName: bucket,
    }),
  ownership: (bucket: string) =>
    error('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', 404, {
      BucketName: bucket,
    }),
  publicAccess: (bucket: string) =>
    error(
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
      404,
      { BucketName: bucket },
    ),
  replication: (bucket: string) =>
    error('ReplicationConfigurationNotFoundError', 'The replication configuration was not found', 404, {
      BucketName: bucket,
    }),
  objectLock: (bucket: string) =>
    error(
      'ObjectLockConfigurationNotFoundError',
      'Object Lock configuration does not exist for this bucket',
      404,
      { BucketName: bucket },
    ),
  configuration: () => error('NoSuchConfiguration', 'The specified configuration does not exist.', 404),
  retention: () =>
    error(
      'NoSuchObjectLockConfiguration',
      'The specified object does not have a ObjectLock configuration',
      404,
    ),
}

/** A form that is none. */
export const malformedPost = () =>
  error('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.', 400)

export function missingAttributes(): AwsError {
  return invalidRequest(
    'The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty',
  )
}
