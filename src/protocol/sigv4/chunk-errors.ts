/** What S3 says of chunked bodies. Source: Amazon S3 API reference, "Error responses". */
import { AwsError } from '../../aws/aws-error.ts'

/** The body ended before its last chunk. */
export function incompleteBody(): AwsError {
  return new AwsError('IncompleteBody', 'The request body terminated unexpectedly')
}

/** The framing is not aws-chunked. UNVERIFIED: AWS does not document what it answers to a broken frame. */
export function invalidFrame(): AwsError {
  return new AwsError('InvalidRequest', 'The chunked encoding of the request body is not well-formed.')
}

/** Source: the same table; only the last chunk may be small. */
export function invalidChunkSize(): AwsError {
  return new AwsError(
    'InvalidChunkSizeError',
    'Only the last chunk is allowed to have a size less than 8192 bytes',
    {
      statusCode: 403,
    },
  )
}

/** The length of what is inside the chunks is not announced. */
export function missingDecodedLength(): AwsError {
  return new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', {
    statusCode: 411,
  })
}

/** More or less came than was announced. */
export function wrongDecodedLength(): AwsError {
  return new AwsError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  )
}

export function malformedTrailer(): AwsError {
  return new AwsError(
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  )
}

/** A chunk or the trailer was not signed by the one who signed the head. */
export function chunkMismatch(): AwsError {
  return new AwsError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    { statusCode: 403 },
  )
}

export function badDigest(algorithm: string): AwsError {
  return new AwsError(
    'BadDigest',
    `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
  )
}

export function invalidChecksum(header: string): AwsError {
  return new AwsError('InvalidRequest', `Value for ${header} trailing header is invalid.`)
}

/** S3 has checksums that nothing here can compute (XXHash); a body is not taken for whole without looking. */
export function unknownChecksum(algorithm: string): AwsError {
  return new AwsError(
    'NotImplemented',
    `Lambent does not compute ${algorithm.toUpperCase()} checksums yet.`,
    {
      statusCode: 501,
      fault: 'server',
    },
  )
}
