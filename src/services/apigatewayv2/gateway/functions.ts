/** Functions that API Gateway invokes: how integrations and authorizers name them, and as whom. */
import { AwsError } from '../../../aws/aws-error.ts'
import { partitionOf } from '../../../aws/identifiers.ts'
import { delay } from '../../../base/clock.ts'
import { roleCaller } from '../../../delivery/index.ts'
import { type Caller, serviceCaller } from '../../../dispatch/index.ts'
import type { Exchange } from './exchange.ts'

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
  const filled = uri.replaceAll(
    /\$\{stageVariables\.([^}]+)\}/g,
    (_whole, name: string) => variables[name] ?? '',
  )
  return /\/functions\/(.+?)(?:\/invocations)?$/.exec(filled)?.[1] ?? filled
}

/** What a request is for, as policies name it: `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/path`. */
export function executeArn({ api, stage, method }: Exchange, path: string): string {
  const { region, accountId, apiId } = api
  const base = `arn:${partitionOf(region)}:execute-api:${region}:${accountId}:${apiId}/${stage.name}`
  return path === '$default' ? `${base}/$default` : `${base}/${method}${path}`
}

/** Invokes a function with an event, and waits so long. Unit of `timeoutMs`: milliseconds. */
export async function invokeFor(
  exchange: Exchange,
  functionName: string,
  event: object,
  options: { readonly timeoutMs: number; readonly sourceArn: string; readonly roleArn?: string | undefined },
): Promise<FunctionOutcome> {
  const { surroundings, api, signal, traceHeader } = exchange
  const more = { signal, traceHeader }
  const caller: Caller =
    options.roleArn === undefined
      ? serviceCaller('apigateway.amazonaws.com', api, options.sourceArn, more)
      : roleCaller(api, options.roleArn, 'BackplaneAssumeRoleSession', more)
  const payload = Buffer.from(JSON.stringify(event), 'utf8')
  const input = { FunctionName: functionName, InvocationType: 'RequestResponse', Payload: payload }
  const over = new AbortController()
  const timeout = delay(surroundings.clock, options.timeoutMs, over.signal).then(
    () => ({ kind: 'timeout' }) as const,
    () => ({ kind: 'timeout' }) as const,
  )
  try {
    return await Promise.race([invoke(exchange, input, caller), timeout])
  } finally {
    over.abort()
  }
}

async function invoke({ surroundings }: Exchange, input: object, caller: Caller): Promise<FunctionOutcome> {
  try {
    const answer = await surroundings.call<{ FunctionError?: string; Payload?: Uint8Array }>(
      'lambda:Invoke',
      input,
      caller,
    )
    const payload = Buffer.from(answer.Payload ?? []).toString('utf8')
    return { kind: answer.FunctionError === undefined ? 'answer' : 'failed', payload }
  } catch (error) {
    if (error instanceof AwsError) return { kind: 'refused', error }
    throw error
  }
}
