/**
 * What a destination is told of an asynchronous invocation: the invocation record, version 1.0.
 * Source: Lambda Developer Guide, "Retaining records of asynchronous invocations", examples of both conditions.
 */
import type { GivenUp } from './event-outcome.ts'

/** What a record is made from. Payloads are JSON texts. */
export interface Invoked {
  readonly requestId: string
  /** With its qualifier, `$LATEST` where the caller used none. */
  readonly functionArn: string
  readonly condition: 'Success' | GivenUp
  readonly approximateInvokeCount: number
  readonly requestPayload: string
  /** Absent when the function never answered. */
  readonly response?: {
    readonly executedVersion: string
    readonly functionError?: string
    readonly payload: string
  }
}

/** The record as JSON. Payloads go in as they are, so that no number loses digits. */
export function invocationRecord(invoked: Invoked, timestamp: number): string {
  const { requestId, functionArn, condition, approximateInvokeCount, response } = invoked
  const members = [
    `"version":"1.0"`,
    `"timestamp":${JSON.stringify(isoInstant(timestamp))}`,
    `"requestContext":${JSON.stringify({ requestId, functionArn, condition, approximateInvokeCount })}`,
    `"requestPayload":${asJson(invoked.requestPayload)}`,
  ]
  if (response) {
    const { executedVersion, functionError } = response
    const context = {
      statusCode: 200,
      executedVersion,
      ...(functionError === undefined ? {} : { functionError }),
    }
    members.push(
      `"responseContext":${JSON.stringify(context)}`,
      `"responsePayload":${asJson(response.payload)}`,
    )
  }
  return `{${members.join(',')}}`
}

/** Custom runtimes answer what they like: what is not JSON becomes a text. */
function asJson(text: string): string {
  if (text === '') return '{}'
  try {
    JSON.parse(text)
    return text
  } catch {
    return JSON.stringify(text)
  }
}

/** `2019-11-14T18:16:05.568Z`. Unit of the instant: milliseconds since the epoch. */
export function isoInstant(at: number): string {
  return new Date(at).toISOString()
}

/**
 * Where a record is kept in a bucket. `uuid` tells it from others of the same second.
 * Source: Lambda Developer Guide, "Retaining records of asynchronous invocations", S3 destinations.
 */
export function recordKey(functionName: string, at: number, uuid: string): string {
  const [date = '', time = ''] = isoInstant(at).slice(0, 19).split('T')
  const folder = `aws/lambda/async/${functionName}/${date.replaceAll('-', '/')}`
  return `${folder}/${date}T${time.replaceAll(':', '.')}-${uuid}`
}
