/** Outcomes that integrations have in common. */
import { AwsError } from '../../../aws/aws-error.ts'
import type { Json } from '../../../base/json.ts'
import { randomUuid } from '../../../base/random.ts'
import { ResultTooLargeError } from './results.ts'
import type { Task, TaskOutcome, TaskRoom } from './types.ts'

/** Parameters that the integration does not take. The sentence is AWS's. */
export function refusedParameters(task: Task, faults: readonly string[]): TaskOutcome {
  return {
    type: 'failed',
    error: 'States.Runtime',
    cause: `The Parameters '${JSON.stringify(task.arguments)}' could not be used to start the Task: [${faults.join(', ')}]`,
    phase: 'schedule',
  }
}

/** A result larger than a state may have. The sentence is AWS's. */
export function tooLarge({ resource }: Task): TaskOutcome {
  const { resourceType = '', resource: action = '' } = resource
  return {
    type: 'failed',
    error: 'States.DataLimitExceeded',
    cause: `The state/task '${resourceType}:${action}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  }
}

/** The task is done, or waits for its token. */
export function done({ resource }: Task, output: Json): TaskOutcome {
  return { type: resource.pattern === 'waitForTaskToken' ? 'submitted' : 'succeeded', output }
}

/** How a service's errors are named, and how their causes are worded: by the SDK for Java 2, or by its predecessor. */
export interface ErrorStyle {
  /** `DynamoDb.ConditionalCheckFailedException` */
  nameOf(code: string, isModeled: boolean): string
  causeOf(error: AwsError, status: number, requestId: string): string
}

export function failed(
  room: Pick<TaskRoom, 'random'>,
  task: Task,
  error: unknown,
  style: ErrorStyle,
  statusOf: (code: string) => number | undefined,
): TaskOutcome {
  if (error instanceof ResultTooLargeError) return tooLarge(task)
  const phase = task.resource.pattern === 'request' ? 'run' : 'submit'
  if (!(error instanceof AwsError))
    return {
      type: 'failed',
      error: style.nameOf('SdkClientException', true),
      cause: error instanceof Error ? error.message : String(error),
      phase,
    }
  const modeled = statusOf(error.code)
  const status = error.statusCode ?? modeled ?? (error.fault === 'server' ? 500 : 400)
  return {
    type: 'failed',
    error: style.nameOf(error.code, modeled !== undefined),
    cause: style.causeOf(error, status, randomUuid(room.random)),
    phase,
  }
}

/** What the older integrations add to a result: the answer's headers and its request's id. */
export function httpMetadata(
  { clock, random }: Pick<TaskRoom, 'clock' | 'random'>,
  body: string,
  contentType: string,
): { readonly SdkHttpMetadata: Json; readonly SdkResponseMetadata: Json } {
  const requestId = randomUuid(random)
  const headers: readonly (readonly [string, string])[] = [
    ['Connection', 'keep-alive'],
    ['Content-Length', String(Buffer.byteLength(body))],
    ['Content-Type', contentType],
    ['Date', new Date(clock.now()).toUTCString()],
    ['x-amzn-RequestId', requestId],
  ]
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value]])),
      HttpHeaders: Object.fromEntries(headers),
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  }
}
