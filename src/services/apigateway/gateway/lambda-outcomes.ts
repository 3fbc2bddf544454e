/** What becomes of functions that are not invoked, or fail. Source: Lambda Developer Guide, "Errors with API Gateway". */
import { AwsError } from '../../../aws/aws-error.ts'
import type { RestExchange } from './exchange.ts'
import { integrationTimeout, internalError, requestTooLong } from './refusals.ts'

/** As execution logs show where a function is invoked. */
export function lambdaAddress({ api }: RestExchange, name: string): string {
  return `https://lambda.${api.region}.amazonaws.com/2015-03-31/functions/${name}/invocations`
}

/** An integration took longer than it may. */
export function timedOut({ log, facts }: RestExchange): Error {
  facts.integrationError = 'Execution failed due to a timeout error'
  log.error('Execution failed due to a timeout error')
  return integrationTimeout()
}

/** What Lambda itself refuses is an internal error, but for what is too much for it. Source: Lambda Developer Guide, as above; answers that users have published. */
export function refusedByLambda(
  { log, facts, surroundings, api }: RestExchange,
  name: string,
  error: Error,
): Error {
  facts.integrationError = error.message
  if (error instanceof AwsError && error.code === 'RequestTooLargeException') {
    log.error(`Execution failed: ${error.message}`)
    return requestTooLong()
  }
  log.error(`Execution failed due to configuration error: ${error.message}`)
  surroundings.logger.warn('An API could not invoke its function', {
    api: api.apiId,
    function: name,
    error: error.message,
  })
  return internalError()
}

/** A failed function's message; a payload without one stands for itself. */
export function messageOf(payload: string): string {
  try {
    const { errorMessage } = JSON.parse(payload) as { readonly errorMessage?: unknown }
    return String(errorMessage ?? payload)
  } catch {
    return payload
  }
}
