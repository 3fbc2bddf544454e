/** Functions that are not proxies. Source: API Gateway Developer Guide, "Set up Lambda custom integrations in API Gateway". */
import type { Integration } from '@aws-sdk/client-api-gateway'
import { AwsError } from '../../../aws/aws-error.ts'
import { functionOf, gatewayCaller, inTime } from '../../../gateway/index.ts'
import type { IntegrationAnswer } from './answer.ts'
import type { RestExchange } from './exchange.ts'
import { integrationRequest, tellRequest } from './integration-request.ts'
import { mappedAnswer } from './integration-response.ts'
import { lambdaAddress, messageOf, refusedByLambda, timedOut } from './lambda-outcomes.ts'
import { integrationTimeoutMs } from './limits.ts'
import { methodSourceArn } from './method-arn.ts'
import { internalError } from './refusals.ts'

interface Invoked {
  readonly StatusCode?: number
  readonly FunctionError?: string
  readonly Payload?: Uint8Array
}

/** Asks the function, and maps what it answers. Fails with a Refusal. */
export async function askCustom(
  exchange: RestExchange,
  integration: Integration,
): Promise<IntegrationAnswer> {
  const { log, facts } = exchange
  if (integration.httpMethod !== undefined && integration.httpMethod !== 'POST') {
    log.error('Execution failed due to configuration error: Functions are invoked by POST')
    throw internalError()
  }
  const request = integrationRequest(exchange, integration, false)
  const name = functionOf(request.uri, exchange.stage.variables)
  tellRequest(exchange, lambdaAddress(exchange, name), request)
  const outcome = await inTime(
    exchange,
    integration.timeoutInMillis ?? integrationTimeoutMs,
    invoke(exchange, integration, name, request),
  )
  if ('kind' in outcome) throw timedOut(exchange)
  const body = Buffer.from(outcome.Payload ?? [])
  const status = outcome.StatusCode ?? 200
  facts.integrationStatus = status
  log.data(() => `Endpoint response body before transformations: ${body.toString('utf8')}`)
  const failed = outcome.FunctionError === undefined ? undefined : messageOf(body.toString('utf8'))
  if (failed !== undefined) facts.integrationError = failed
  const headers = new Map<string, readonly string[]>([
    ['content-type', ['application/json']],
    ['x-amzn-trace-id', [exchange.traceHeader]],
    ...(outcome.FunctionError === undefined
      ? []
      : [['x-amz-function-error', [outcome.FunctionError]] as const]),
  ])
  return mappedAnswer(exchange, integration, { status, headers, body, selected: failed }, request.response)
}

async function invoke(
  exchange: RestExchange,
  integration: Integration,
  FunctionName: string,
  { headers, body }: ReturnType<typeof integrationRequest>,
): Promise<Invoked> {
  const InvocationType = headers.get('x-amz-invocation-type')?.[0] ?? 'RequestResponse'
  const input = { FunctionName, InvocationType, Payload: body.length === 0 ? Buffer.from('{}') : body }
  const caller = gatewayCaller(exchange, {
    sourceArn: methodSourceArn(exchange),
    roleArn: integration.credentials,
  })
  try {
    return await exchange.surroundings.call<Invoked>('lambda:Invoke', input, caller)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw refusedByLambda(exchange, FunctionName, error)
  }
}
