import { AwsError } from '../aws/aws-error.ts'
import { OperationalError } from '../base/operational-error.ts'
import { BodyError, type RequestHead } from '../http/index.ts'
import type { WireResponse } from '../protocol/index.ts'
import { isForm } from './choose-protocol.ts'
import { peekScope } from './identify.ts'

/** What a body that could not be read is answered with. */
export function errorOfBody({ reason }: BodyError): AwsError {
  if (reason === 'too large') {
    return new AwsError('RequestEntityTooLarge', 'The request body is larger than this service takes.', {
      statusCode: 413,
    })
  }
  const message =
    'Your socket connection to the server was not read from or written to within the timeout period.'
  return new AwsError('RequestTimeout', message, { statusCode: 400 })
}

/** Turns what went wrong before or after an operation into an error that a client may see; undefined: a defect. */
export function knownError(error: unknown): AwsError | undefined {
  if (error instanceof AwsError) return error
  if (error instanceof BodyError) return errorOfBody(error)
  if (error instanceof OperationalError) {
    const message = 'The service is temporarily unable to handle the request.'
    return new AwsError('ServiceUnavailable', message, { statusCode: 503, fault: 'server', cause: error })
  }
  return undefined
}

/** A defect, as the client sees it. */
export function internalFailure(cause: unknown): AwsError {
  const message = 'The request processing has failed because of an unknown error, exception or failure.'
  return new AwsError('InternalFailure', message, { statusCode: 500, fault: 'server', cause })
}

/** A request was signed for a service that Lambent does not even name. */
export function unnamedService(signingName: string): AwsError {
  return new AwsError('NotImplemented', `Lambent does not implement the service "${signingName}".`, {
    statusCode: 501,
    fault: 'server',
  })
}

/** An error for a request whose service nobody can tell: in XML for forms and S3-like requests, else in JSON. */
export function errorWithoutService(error: AwsError, head: RequestHead, requestId: string): WireResponse {
  const status = error.statusCode ?? (error.fault === 'server' ? 500 : 400)
  if (!isForm(head) && /json|cbor/.test(head.headers['content-type'] ?? head.headers.accept ?? '')) {
    return {
      status,
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'x-amzn-RequestId': requestId,
        'x-amzn-ErrorType': error.code,
      },
      body: JSON.stringify({ __type: error.code, message: error.message }),
    }
  }
  const text = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`
  const headers = { 'Content-Type': 'text/xml', 'x-amzn-RequestId': requestId }
  if (peekScope(head)?.service === 'ec2') {
    // EC2 has a form of its own. Source: Smithy 2.0, "AWS EC2 query protocol", error responses.
    const body = `<Response><Errors><Error>${text}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
    return { status, headers, body }
  }
  return {
    status,
    headers,
    body: `<ErrorResponse><Error>${text}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  }
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
