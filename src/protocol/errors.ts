import { AwsError } from '../aws/aws-error.ts'

/**
 * A body of JSON or CBOR that is not what the operation's input says. Without a message when the text is not even
 * JSON. Source: observed on DynamoDB and Kinesis, as architect/dynalite and mhart/kinesalite record it; the code for
 * restJson1 is that of the Smithy malformed request tests.
 */
export function serializationError(message: string): AwsError {
  return new AwsError('SerializationException', message)
}

/** A form whose values are not what the operation's input says. Source: observed on CloudWatch, SES and IAM. */
export function malformedInput(message: string): AwsError {
  return new AwsError('MalformedInput', message)
}

/** A query or form that cannot be taken apart. Source: IAM API reference, "Common Errors". */
export function malformedQueryString(message: string): AwsError {
  return new AwsError('MalformedQueryString', message, { statusCode: 404 })
}

/** Source: Amazon S3 API reference, "Error responses". */
export function malformedXml(): AwsError {
  return new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  )
}
