/**
 * Functions that a pool calls at points of its flows. Source: Developer Guide, "Customizing user pool workflows with Lambda
 * triggers"; what users of AWS have published of its errors.
 */
import { AwsError } from '../../aws/aws-error.ts'
import { delay } from '../../base/clock.ts'
import { isObject, type Json, type JsonObject } from '../../base/json.ts'
import { type OperationContext, type Surroundings, serviceCaller } from '../../dispatch/index.ts'
import { triggerAttempts, triggerTimeoutMs } from './limits.ts'
import { poolArn } from './pools.ts'
import type { Pool, User } from './records.ts'
import { aliasesOf } from './users.ts'

/** Names of triggers, as LambdaConfig has them and as errors word them. */
export type TriggerName =
  | 'PreSignUp'
  | 'PostConfirmation'
  | 'PreAuthentication'
  | 'PostAuthentication'
  | 'PreTokenGeneration'
  | 'CustomMessage'
  | 'UserMigration'
  | 'DefineAuthChallenge'
  | 'CreateAuthChallenge'
  | 'VerifyAuthChallengeResponse'
  | 'CustomEmailSender'
  | 'CustomSMSSender'

/** What calling a function takes of a request. */
export type TriggerContext = Pick<Surroundings, 'call' | 'clock' | 'logger' | 'random' | 'store'> &
  Partial<Pick<OperationContext, 'userAgent' | 'signal' | 'traceHeader'>>

/** What a function is told. */
export interface TriggerEvent {
  /** `PreSignUp_SignUp` and the like. */
  readonly source: string
  readonly userName?: string | undefined
  /** Absent when an administrator acts, who uses no client. */
  readonly clientId?: string | undefined
  readonly request: JsonObject
  readonly response: JsonObject
  /** Default `1`. */
  readonly version?: string
}

/** The function of a trigger, if the pool has one. */
export function functionOf(pool: Pool, trigger: TriggerName): string | undefined {
  const config = (pool.settings.LambdaConfig ?? {}) as JsonObject
  const value = config[trigger]
  if (trigger === 'PreTokenGeneration') {
    const versioned = config.PreTokenGenerationConfig as JsonObject | undefined
    return text(versioned?.LambdaArn ?? value)
  }
  if (trigger === 'CustomEmailSender' || trigger === 'CustomSMSSender')
    return text((value as JsonObject | undefined)?.LambdaArn)
  return text(value)
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/**
 * Calls the function of a trigger and answers its `response`; undefined where the pool has no such function. Fails with
 * UserLambdaValidationException when the function fails, UnexpectedLambdaException when it cannot be called,
 * InvalidLambdaResponseException when nobody can read what it answers.
 */
export async function runTrigger(
  context: TriggerContext,
  pool: Pool,
  trigger: TriggerName,
  event: TriggerEvent,
): Promise<JsonObject | undefined> {
  const functionArn = functionOf(pool, trigger)
  if (functionArn === undefined) return undefined
  const whole: JsonObject = {
    version: event.version ?? '1',
    region: pool.region,
    userPoolId: pool.id,
    ...(event.userName === undefined ? {} : { userName: event.userName }),
    callerContext: {
      awsSdkVersion: sdkOf(context.userAgent),
      clientId: event.clientId ?? 'CLIENT_ID_NOT_APPLICABLE',
    },
    triggerSource: event.source,
    request: event.request,
    response: event.response,
  }
  const payload = await invoke(context, pool, trigger, functionArn, whole)
  return readResponse(payload)
}

function sdkOf(userAgent: string | undefined): string {
  const found = /aws-(?:sdk-)?([a-z]+)\/(\d[\w.]*)/i.exec(userAgent ?? '')
  return found ? `aws-sdk-${found[1]}-${found[2]}` : 'aws-sdk-unknown-unknown'
}

async function invoke(
  context: TriggerContext,
  pool: Pool,
  trigger: TriggerName,
  functionArn: string,
  event: JsonObject,
): Promise<string> {
  const { signal, traceHeader } = context
  const caller = serviceCaller('cognito-idp.amazonaws.com', pool, poolArn(pool), {
    ...(signal === undefined ? {} : { signal }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  })
  const input = {
    FunctionName: functionArn,
    InvocationType: 'RequestResponse',
    Payload: Buffer.from(JSON.stringify(event), 'utf8'),
  }
  for (let attempt = 1; ; attempt++) {
    const answer = await withinTime(context, attemptCall(context, input, trigger, caller))
    if (answer !== 'timeout') return answer
    if (attempt >= triggerAttempts) throw unexpected(trigger, 'Socket timeout while invoking Lambda function')
  }
}

async function attemptCall(
  { call }: TriggerContext,
  input: object,
  trigger: TriggerName,
  caller: Parameters<TriggerContext['call']>[2],
): Promise<string> {
  let answer: { FunctionError?: string; Payload?: Uint8Array }
  try {
    answer = await call('lambda:Invoke', input, caller)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw unexpected(trigger, error.code)
  }
  const payload = Buffer.from(answer.Payload ?? []).toString('utf8')
  if (answer.FunctionError === undefined) return payload
  throw new AwsError('UserLambdaValidationException', `${trigger} failed with error ${messageOf(payload)}.`)
}

async function withinTime({ clock }: TriggerContext, answer: Promise<string>): Promise<string | 'timeout'> {
  const over = new AbortController()
  const late = delay(clock, triggerTimeoutMs, over.signal).then(
    () => 'timeout' as const,
    () => 'timeout' as const,
  )
  answer.catch(() => {})
  try {
    return await Promise.race([answer, late])
  } finally {
    over.abort()
  }
}

function unexpected(trigger: TriggerName, reason: string): AwsError {
  return new AwsError('UnexpectedLambdaException', `${trigger} invocation failed due to error ${reason}.`)
}

function messageOf(payload: string): string {
  try {
    const { errorMessage } = JSON.parse(payload) as JsonObject
    return String(errorMessage)
  } catch {
    return payload
  }
}

function readResponse(payload: string): JsonObject {
  let value: Json
  try {
    value = JSON.parse(payload) as Json
  } catch {
    throw invalidResponse('Invalid lambda function output : Invalid JSON')
  }
  if (value === null) throw invalidResponse('Invalid lambda function output : Invalid JSON')
  const response = isObject(value) ? (value.response ?? {}) : undefined
  if (!isObject(response)) throw invalidResponse('Unrecognizable lambda output')
  return response
}

export function invalidResponse(message = 'Unrecognizable lambda output'): AwsError {
  return new AwsError('InvalidLambdaResponseException', message)
}

/** A user's attributes as functions are told of them; addresses by which the user may sign in are said once more. */
export function eventAttributes(pool: Pool, user: User): JsonObject {
  const aliases = [...aliasesOf(pool, user).keys()]
    .filter((name) => name !== 'preferred_username')
    .map((name) => [`cognito:${name}_alias`, user.attributes[name] ?? ''])
  return {
    sub: user.sub,
    ...Object.fromEntries(aliases),
    'cognito:user_status': user.status,
    ...user.attributes,
  }
}

/** What a client hands on to functions; absent where it hands on nothing. */
export function metadata(clientMetadata: Readonly<Record<string, string>> | undefined): JsonObject {
  return clientMetadata === undefined ? {} : { clientMetadata: { ...clientMetadata } }
}
