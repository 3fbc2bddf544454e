/** Answers of an API itself. Source: API Gateway Developer Guide on HTTP APIs, and what clients of AWS have published. */
import type { Answer } from '../../../gateway/index.ts'

/** An answer with AWS's words. */
export function refusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ message }),
  }
}

export const notFound = (): Answer => refusal(404, 'Not Found')
export const forbidden = (): Answer => refusal(403, 'Forbidden')
/**
 * A body beyond API Gateway's 10 MB, or an event beyond Lambda's 6 MB. Source of the latter: tests of AWS's Lambda Test Tool
 * (aws/aws-lambda-dotnet, LargePayloadTests.cs), where both payload formats answer so.
 */
export const tooLarge = (): Answer => refusal(413, 'Request Entity Too Large')
export const internalError = (): Answer => refusal(500, 'Internal Server Error')
export const unavailable = (): Answer => refusal(503, 'Service Unavailable')

/** Who comes without what the route asks for. */
export function unauthorized(challenge?: string): Answer {
  return refusal(401, 'Unauthorized', challenge === undefined ? {} : { 'www-authenticate': challenge })
}
