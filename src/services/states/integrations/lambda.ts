/**
 * Lambda: a function's ARN as the resource, and `lambda:invoke`. Source: Step Functions Developer Guide, "Invoke an AWS Lambda function with
 * Step Functions" and "Handling errors in Step Functions workflows".
 */
import { AwsError } from '../../../aws/aws-error.ts'
import { isObject, type Json } from '../../../base/json.ts'
import { randomUuid } from '../../../base/random.ts'
import { inRegion } from '../../../delivery/index.ts'
import type { Perform, Task, TaskOutcome, TaskRoom } from './types.ts'

interface InvokeAnswer {
  readonly StatusCode?: number
  readonly FunctionError?: string
  readonly Payload?: Uint8Array
  readonly ExecutedVersion?: string
  readonly LogResult?: string
}

/** A function's ARN: its payload is the task's arguments, and what it answers is the result. */
export const performLambda: Perform = async (room, task) => {
  const { resource } = task
  const caller = inRegion(task.caller, resource.arn.split(':')[3] ?? '')
  try {
    const answer = await room.call<InvokeAnswer>(
      'lambda:Invoke',
      { FunctionName: resource.arn, Payload: Buffer.from(JSON.stringify(task.arguments), 'utf8') },
      caller,
    )
    const text = payloadText(answer)
    if (answer.FunctionError !== undefined) return functionFailure(text)
    return { type: 'succeeded', output: readPayload(text) }
  } catch (error) {
    return lambdaRefusal(room, error, 'schedule')
  }
}

/** The optimized integration: parameters are Invoke's, with a payload of JSON; the result is Invoke's answer. */
export const performLambdaInvoke: Perform = async (room, task) => {
  const { arguments: given, resource } = task
  const { Payload, ...parameters } = isObject(given) ? given : {}
  const functionName = String(parameters.FunctionName ?? '')
  const caller = functionName.startsWith('arn:')
    ? inRegion(task.caller, functionName.split(':')[3] ?? '')
    : task.caller
  const waits = resource.pattern === 'waitForTaskToken'
  try {
    const answer = await room.call<InvokeAnswer>(
      'lambda:Invoke',
      {
        ...parameters,
        ...(Payload === undefined ? {} : { Payload: Buffer.from(JSON.stringify(Payload), 'utf8') }),
      },
      caller,
    )
    const text = payloadText(answer)
    if (answer.FunctionError !== undefined) return functionFailure(text)
    const output = invokeOutput(room, task, answer, text)
    return waits ? { type: 'submitted', output } : { type: 'succeeded', output }
  } catch (error) {
    return lambdaRefusal(room, error, waits ? 'submit' : 'run')
  }
}

function payloadText({ Payload }: InvokeAnswer): string {
  return Payload === undefined
    ? ''
    : Buffer.from(Payload.buffer, Payload.byteOffset, Payload.byteLength).toString('utf8')
}

/** What a function answered as JSON; bytes that are no JSON are text. */
function readPayload(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/**
 * A function's own error: its `errorType` is the error, the whole payload its cause. Source: as above, "Lambda.Unknown"; the words as AWS
 * answers them.
 */
function functionFailure(text: string): TaskOutcome {
  const payload = readPayload(text)
  if (isObject(payload) && typeof payload.errorType === 'string' && payload.errorType !== '')
    return { type: 'failed', error: payload.errorType, cause: text }
  return {
    type: 'failed',
    error: 'Lambda.Unknown',
    cause: `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`,
  }
}

/** Lambda refused. The error's code as AWS's SDK for Java names it, behind `Lambda.`. */
function lambdaRefusal(
  { random }: TaskRoom,
  error: unknown,
  phase: 'run' | 'submit' | 'schedule',
): TaskOutcome {
  if (!(error instanceof AwsError)) {
    const cause = error instanceof Error ? error.message : String(error)
    return { type: 'failed', error: 'Lambda.SdkClientException', cause, phase: 'run' }
  }
  const code = codesOfLambda[error.code] ?? error.code
  const status = error.statusCode ?? statuses[error.code] ?? (error.fault === 'server' ? 500 : 400)
  const cause = `${error.message} (Service: Lambda, Status Code: ${status}, Request ID: ${randomUuid(random)})`
  // A function's ARN that could not be invoked: LambdaFunctionFailed, but for what Lambda does not let in at all.
  const isScheduling = phase === 'schedule' && error.code === 'InvalidParameterValueException'
  return {
    type: 'failed',
    error: `Lambda.${code}`,
    cause,
    phase: phase === 'schedule' ? (isScheduling ? 'schedule' : 'run') : phase,
  }
}

const codesOfLambda: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AWSLambdaException',
  AccessDenied: 'AWSLambdaException',
  InternalFailure: 'ServiceException',
}

/** HTTP statuses that Lambda's model gives errors. */
const statuses: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  ResourceConflictException: 409,
  TooManyRequestsException: 429,
  RequestTooLargeException: 413,
  ResourceNotReadyException: 502,
  ServiceException: 500,
}

/** Invoke's answer as the SDK for Java gives it. */
function invokeOutput(room: TaskRoom, task: Task, answer: InvokeAnswer, text: string): Json {
  const { random, clock } = room
  const { ExecutedVersion, LogResult, StatusCode = 200 } = answer
  const requestId = randomUuid(random)
  const traceHeader = task.caller.traceHeader
  const headers: Record<string, string> = {
    ...(ExecutedVersion === undefined ? {} : { 'X-Amz-Executed-Version': ExecutedVersion }),
    'x-amzn-Remapped-Content-Length': '0',
    Connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': String(Buffer.byteLength(text)),
    Date: new Date(clock.now()).toUTCString(),
    ...(traceHeader === undefined ? {} : { 'X-Amzn-Trace-Id': traceHeader }),
    'Content-Type': 'application/json',
  }
  const names = Object.keys(headers)
  return {
    ...(ExecutedVersion === undefined ? {} : { ExecutedVersion }),
    ...(LogResult === undefined ? {} : { LogResult }),
    Payload: text === '' ? '' : readPayload(text),
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(names.map((name) => [name, [headers[name] ?? '']])),
      HttpHeaders: Object.fromEntries(names.sort().map((name) => [name, headers[name] ?? ''])),
      HttpStatusCode: StatusCode,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode,
  }
}
