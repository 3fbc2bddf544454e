/** Integrations with AWS services. Source: API Gateway API Reference, Integration (`uri`); Developer Guide, tutorials on AWS integrations. */
import type { Integration } from '@aws-sdk/client-api-gateway'
import { callOnWire, gatewayCaller, inTime } from '../../../gateway/index.ts'
import { headerLists, type IntegrationAnswer, wholeBody } from './answer.ts'
import type { RestExchange } from './exchange.ts'
import { type IntegrationRequest, integrationRequest, tellRequest } from './integration-request.ts'
import { mappedAnswer } from './integration-response.ts'
import { timedOut } from './lambda-outcomes.ts'
import { integrationTimeoutMs, payloadBytesMax } from './limits.ts'
import { methodSourceArn } from './method-arn.ts'
import { internalError } from './refusals.ts'

/** `arn:aws:apigateway:us-east-1:sqs:path/123456789012/orders`. */
interface ServiceAddress {
  readonly region: string
  readonly service: string
  readonly action?: string
  readonly path: string
  readonly query: string
}

/** Undefined: it is none. */
export function readServiceAddress(uri: string): ServiceAddress | undefined {
  const [, region = '', service = '', kind, rest = ''] =
    /^arn:[^:]+:apigateway:([^:]+):([^:]+):(action|path)(?:\/([\s\S]*))?$/.exec(uri) ?? []
  if (kind === undefined) return undefined
  const [path = '', query = ''] = rest.split('?', 2)
  const bucket = /^(.+)\.(s3)$/.exec(service)
  if (kind === 'action') {
    const [action = '', more = ''] = path.split('&', 2)
    return { region, service, action, path: '/', query: query || more }
  }
  const whole = bucket ? `/${bucket[1]}/${path}` : `/${path.replace(/^\/+/, '')}`
  return { region, service: bucket ? 's3' : service, path: whole, query }
}

/** Calls the service, and maps what it answers. Fails with a Refusal. */
export async function askService(
  exchange: RestExchange,
  integration: Integration,
): Promise<IntegrationAnswer> {
  const { log, facts, api } = exchange
  const request = integrationRequest(exchange, integration, false)
  const address = readServiceAddress(request.uri)
  if (!address) {
    log.error(`Execution failed due to configuration error: Invalid endpoint address ${request.uri}`)
    throw internalError()
  }
  tellRequest(exchange, `https://${address.service}.${address.region}.amazonaws.com${address.path}`, request)
  const answering = callOnWire(exchange, {
    ...address,
    method: integration.httpMethod ?? 'POST',
    query: [address.query, queryText(request.query)].filter((part) => part !== '').join('&'),
    headers: sentHeaders(exchange, request),
    body: request.body,
    caller: gatewayCaller(exchange, {
      sourceArn: methodSourceArn(exchange),
      roleArn: integration.credentials,
    }),
  }).then((answer) => ({ answer }))
  const outcome = await inTime(exchange, integration.timeoutInMillis ?? integrationTimeoutMs, answering)
  if ('kind' in outcome) throw timedOut(exchange)
  const body = await wholeBody(outcome.answer?.body, payloadBytesMax)
  if (!outcome.answer || body === undefined) {
    log.error(
      `Execution failed due to configuration error: ${api.apiId} names an operation that is not there`,
    )
    throw internalError()
  }
  const { status } = outcome.answer
  facts.integrationStatus = status
  const headers = headerLists(outcome.answer.headers)
  log.data(() => `Endpoint response body before transformations: ${Buffer.from(body).toString('utf8')}`)
  return mappedAnswer(
    exchange,
    integration,
    { status, headers, body, selected: String(status) },
    request.response,
  )
}

/** What is mapped, and the types that API Gateway names by itself. */
function sentHeaders({ headers }: RestExchange, request: IntegrationRequest): Record<string, string> {
  return {
    accept: 'application/json',
    'content-type': headers['content-type'] ?? 'application/json',
    'content-length': String(request.body.length),
    ...Object.fromEntries([...request.headers].map(([name, values]) => [name, values.join(',')])),
  }
}

/** A query as it is sent. */
export function queryText(query: ReadonlyMap<string, readonly string[]>): string {
  return [...query]
    .flatMap(([name, values]) =>
      values.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
    )
    .join('&')
}
