/** Functions that API Gateway invokes: how integrations and authorizers name them, and as whom. */
import { AwsError } from '../aws/aws-error.ts'
import { partitionOf } from '../aws/identifiers.ts'
import { roleCaller } from '../delivery/index.ts'
import { type Caller, serviceCaller } from '../dispatch/index.ts'
import { type ApiExchange, type ApiHome, withStageVariables } from './exchange.ts'

/** What became of an invocation. */
export type FunctionOutcome =
  | { readonly kind: 'answer'; readonly payload: string }
  /** The function failed. */
  | { readonly kind: 'failed'; readonly payload: string }
  /** It could not be invoked, or is not allowed to be. */
  | { readonly kind: 'refused'; readonly error: AwsError }
  | { readonly kind: 'timeout' }

/**
 * The function that a URI names: `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations`, or its ARN alone;
 * stage variables among it are filled in.
 */
export function functionOf(uri: string, variables: Readonly<Record<string, string>>): string {
  const filled = withStageVariables(uri, variables)
  return /\/functions\/(.+?)(?:\/(?:response-streaming-)?invocations)?$/.exec(filled)?.[1] ?? filled
}

/** An API, as policies name it: `arn:aws:execute-api:REGION:ACCOUNT:API`. */
export function apiArn({ region, accountId, apiId }: ApiHome): string {
  return `arn:${partitionOf(region)}:execute-api:${region}:${accountId}:${apiId}`
}

/** An authorizer, as the policies of the functions that it invokes name it. */
export function authorizerArn(api: ApiHome, authorizerId: string): string {
  return `${apiArn(api)}/authorizers/${authorizerId}`
}

/**
 * What a request is for, as policies name it: `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/path`. `what`: what stands behind
 * the stage, `GET/pets`.
 */
export function executeArn(api: ApiHome, stage: string, what: string): string {
  return `${apiArn(api)}/${stage}/${what}`
}

/** As whom a function or a service is called: as a role where there is one, else as API Gateway for the resource named. */
export function gatewayCaller(
  { api, signal, traceHeader }: Pick<ApiExchange, 'api' | 'signal' | 'traceHeader'>,
  { sourceArn, roleArn }: { readonly sourceArn: string; readonly roleArn?: string | undefined },
): Caller {
  const more = { signal, traceHeader }
  return roleArn === undefined
    ? serviceCaller('apigateway.amazonaws.com', api, sourceArn, more)
    : roleCaller(api, roleArn, 'BackplaneAssumeRoleSession', more)
}

/** How a function is invoked. */
export interface InvokeOptions {
  /** Unit: milliseconds. */
  readonly timeoutMs: number
  /** What calls, for the function's policy. */
  readonly sourceArn: string
  readonly roleArn?: string | undefined
}

/** Invokes a function with an event, and waits so long. */
export function invokeFor(
  exchange: Pick<ApiExchange, 'surroundings' | 'api' | 'signal' | 'traceHeader'>,
  functionName: string,
  event: object | Uint8Array,
  options: InvokeOptions,
): Promise<FunctionOutcome> {
  const caller = gatewayCaller(exchange, options)
  // Bytes are what a template made, which need not be JSON.
  const isBytes = event instanceof Uint8Array
  const Payload = isBytes ? event : Buffer.from(JSON.stringify(event), 'utf8')
  const input = { FunctionName: functionName, InvocationType: 'RequestResponse', Payload }
  const operation = isBytes ? 'lambda:Invoke' : 'lambda:InvokeFunction'
  return inTime(exchange, options.timeoutMs, invoke(exchange, operation, input, caller))
}

/** What comes first: an outcome, or the end of the time. Unit: milliseconds. One promise: a race of two costs three more. */
export function inTime<Outcome>(
  { surroundings: { clock } }: Pick<ApiExchange, 'surroundings'>,
  timeoutMs: number,
  outcome: Promise<Outcome>,
): Promise<Outcome | { readonly kind: 'timeout' }> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(clock.now() + timeoutMs, () => resolve({ kind: 'timeout' }))
    outcome.then(
      (value) => {
        timer.cancel()
        resolve(value)
      },
      (error: unknown) => {
        timer.cancel()
        reject(error)
      },
    )
  })
}

function textOf(payload: Uint8Array | undefined): string {
  if (payload === undefined) return ''
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8')
}

async function invoke(
  { surroundings }: Pick<ApiExchange, 'surroundings'>,
  operation: 'lambda:Invoke' | 'lambda:InvokeFunction',
  input: object,
  caller: Caller,
): Promise<FunctionOutcome> {
  try {
    const answer = await surroundings.call<{ FunctionError?: string; Payload?: Uint8Array }>(
      operation,
      input,
      caller,
    )
    const payload = textOf(answer.Payload)
    return { kind: answer.FunctionError === undefined ? 'answer' : 'failed', payload }
  } catch (error) {
    if (error instanceof AwsError) return { kind: 'refused', error }
    throw error
  }
}
