/**
 * How S3 words what its model's constraints refuse: faults of a document are MalformedXML, those of headers and parameters have
 * codes of their own. Source: Amazon S3 API reference, "Error responses"; messages as observed.
 */
import { AwsError } from '../../aws/aws-error.ts'
import type { ValidationStyle, Violation } from '../../dispatch/index.ts'
import { invalidArgument, invalidRequest, malformedXml, missingAttributes } from './errors.ts'

export const validation: ValidationStyle = {
  refuse: ([first]) => first && wordFault(first),
  // The model of buckets lacks canned lists that the User Guide has; operations know all of them. Its pattern of copy sources asks for
  // a slash that is not encoded; AWS asks for none.
  leave: ({ member, kind }) =>
    (member === 'ACL' && kind === 'enumeration') || (member === 'CopySource' && kind === 'pattern'),
}

function wordFault({ path, member, value, kind }: Violation): AwsError {
  const text = typeof value === 'string' ? value.slice(0, 256) : undefined
  if (path === 'createBucketConfiguration.locationConstraint') {
    return new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid', {
      fields: { LocationConstraint: text },
    })
  }
  if (/\.events\.\d+\.member$/.test(path)) {
    return invalidArgument('A specified event is not supported for notifications', 'Event', text)
  }
  // These come in a header.
  if (path.startsWith('objectAttributes')) {
    return kind === 'required'
      ? missingAttributes()
      : invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes', text)
  }
  if (path.includes('.')) return malformedXml()
  if (kind === 'required') {
    return new AwsError('MissingRequestBodyError', 'Request Body is empty', { statusCode: 400 })
  }
  switch (member) {
    case 'StorageClass':
      return new AwsError('InvalidStorageClass', 'The storage class you specified is not valid', {
        fields: { StorageClassRequested: text },
      })
    case 'ChecksumAlgorithm':
      return invalidRequest(
        'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
      )
    case 'EncodingType':
      return invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', text)
    case 'MetadataDirective':
      return invalidArgument('Unknown metadata directive.', 'x-amz-metadata-directive', text)
    case 'TaggingDirective':
      return invalidArgument('Unknown tagging directive.', 'x-amz-tagging-directive', text)
    case 'ObjectLockMode':
      return invalidArgument('Unknown wormMode directive.', 'x-amz-object-lock-mode', text)
    case 'ServerSideEncryption':
      return invalidArgument(
        'The encryption method specified is not supported',
        'x-amz-server-side-encryption',
        text,
      )
    default:
      return invalidArgument(`Invalid value for ${member}`, member, text)
  }
}
