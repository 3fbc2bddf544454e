/** What a route's integration answers. Source: API Gateway Developer Guide, "Configuring integrations for HTTP APIs". */
import type { Json, JsonObject } from '../../../base/json.ts'
import type { Soon } from '../../../base/soon.ts'
import {
  firstFormatEvent,
  type HttpResponse,
  readFirstFormatResponse,
  readResponse,
  requestEvent,
} from '../../../engines/http-events/index.ts'
import { type Answer, functionOf, invokeFor, proxy, withStageVariables } from '../../../gateway/index.ts'
import type { Sources } from '../domain/expressions.ts'
import { mapRequest, mapResponse } from '../domain/parameter-mapping.ts'
import { integrationTimeoutMs } from '../limits.ts'
import { eventFacts, firstFormatFacts } from './event-facts.ts'
import { type Exchange, sentRequest, sourcesOf } from './exchange.ts'
import { internalError, tooLarge, unavailable } from './refusals.ts'
import { routeArn } from './route-arn.ts'
import { callService } from './service-calls.ts'

/** Asks the integration and answers as it says. A route without one fails. */
export async function integrate(exchange: Exchange): Promise<Answer> {
  const { integration } = exchange.route
  if (integration === undefined) return internalError()
  const begun = exchange.surroundings.clock.now()
  const answer = await answerOf(exchange, integration)
  const { facts } = exchange
  facts.integrationLatencyMs = Math.max(0, exchange.surroundings.clock.now() - begun)
  facts.integrationStatus ??= String(answer.status)
  return withResponseMapping(exchange, integration, answer)
}

function answerOf(exchange: Exchange, integration: JsonObject): Promise<Answer> {
  if (integration.IntegrationSubtype !== undefined) return callService(exchange, integration)
  if (integration.ConnectionType === 'VPC_LINK') return askNobody(exchange, integration)
  return integration.IntegrationType === 'HTTP_PROXY'
    ? askAddress(exchange, integration)
    : askFunction(exchange, integration)
}

/** The exchange with the integration's mapping of the request. */
function mapped(
  exchange: Exchange,
  integration: JsonObject,
): { readonly exchange: Exchange; readonly path?: string } {
  const mapping = integration.RequestParameters as Readonly<Record<string, Json>> | undefined
  if (mapping === undefined || Object.keys(mapping).length === 0) return { exchange }
  const before = { headers: exchange.headers, query: exchange.query }
  const { headers, query, path } = mapRequest(before, mapping, sourcesOf(exchange))
  const next: Exchange = { ...exchange, headers, query, rawHeaders: Object.entries(headers).flat() }
  return path === undefined ? { exchange: next } : { exchange: next, path }
}

async function askFunction(original: Exchange, integration: JsonObject): Promise<Answer> {
  const { exchange, path } = mapped(original, integration)
  const { stage, route, facts } = exchange
  const isSecond = integration.PayloadFormatVersion === '2.0'
  // Format 1.0 has the path as it was asked. Source: answers of AWS's users (repost.aws, "parameter mapping for incoming request").
  const sent = sentRequest(exchange, path)
  const event = isSecond
    ? requestEvent(sent, eventFacts(exchange))
    : firstFormatEvent(sent, firstFormatFacts(exchange))
  const name = functionOf(String(integration.IntegrationUri), stage.variables)
  const outcome = await invokeFor(exchange, name, event, {
    timeoutMs: Number(integration.TimeoutInMillis ?? integrationTimeoutMs),
    sourceArn: routeArn(exchange, route.resource),
    roleArn: integration.CredentialsArn as string | undefined,
  })
  if (outcome.kind === 'timeout') {
    facts.integrationError = 'Endpoint request timed out'
    return unavailable()
  }
  if (outcome.kind === 'refused') {
    facts.integrationError = outcome.error.message
    // A body that API Gateway takes may be too large for Lambda, as an event or in base64.
    if (outcome.error.code === 'RequestTooLargeException') return tooLarge()
    exchange.surroundings.logger.warn('An API could not invoke its function', {
      api: exchange.api.apiId,
      function: name,
      error: outcome.error.message,
    })
    return internalError()
  }
  if (outcome.kind === 'failed') {
    facts.integrationError =
      'The Lambda function returned the following error: Unhandled. Check your Lambda function code and try again.'
    return internalError()
  }
  const answer = isSecond ? secondAnswer(outcome.payload) : firstAnswer(outcome.payload)
  if (!answer) {
    facts.integrationError =
      'The response from the Lambda function doesn\'t match the format that API Gateway expects. Lambda body must be an object with "statusCode", "headers" and "body".'
    return internalError()
  }
  facts.integrationStatus = '200'
  return answer
}

/** Of answers that name a status, and no type. Source: recorded answers of AWS (aws/aws-lambda-dotnet, ApiGatewayResponseTestCases.cs). */
const plainText = 'text/plain; charset=utf-8'

function secondAnswer(payload: string): Answer | undefined {
  const response = readResponse(payload, plainText)
  if (!response) return undefined
  const { status, headers, cookies } = response
  return {
    status,
    headers: cookies.length === 0 ? headers : { ...headers, 'set-cookie': cookies },
    body: bytesOf(response),
  }
}

function firstAnswer(payload: string): Answer | undefined {
  const response = readFirstFormatResponse(payload)
  if (!response) return undefined
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] ?? '') : values,
    ]),
  )
  return {
    status: response.status,
    headers: { 'content-type': plainText, ...headers },
    body: bytesOf(response),
  }
}

/** As bytes: of a text the headers would be written as UTF-8 once more. */
function bytesOf({ body, isBase64 }: Pick<HttpResponse, 'body' | 'isBase64'>): Uint8Array {
  return Buffer.from(body, isBase64 ? 'base64' : 'utf8')
}

/** Neither load balancers nor Cloud Map are here: as where nothing behind a VPC link can be reached. */
async function askNobody({ facts, api, surroundings }: Exchange, integration: JsonObject): Promise<Answer> {
  const target = String(integration.IntegrationUri)
  facts.integrationError = `Nothing is behind the VPC link: ${target}`
  surroundings.logger.warn('An API asked through a VPC link, behind which this server has nothing', {
    api: api.apiId,
    target,
  })
  return unavailable()
}

async function askAddress(original: Exchange, integration: JsonObject): Promise<Answer> {
  const { exchange, path } = mapped(original, integration)
  const { facts } = exchange
  const outcome = await proxy(exchange, {
    address: addressOf(exchange, String(integration.IntegrationUri), path),
    method: methodOf(exchange, integration),
    timeoutMs: Number(integration.TimeoutInMillis ?? integrationTimeoutMs),
    // The address names the host, but where a mapping does.
    host: exchange.headers.host === original.headers.host ? undefined : exchange.headers.host,
  })
  if ('failed' in outcome) {
    facts.integrationError = outcome.failed
    return unavailable()
  }
  facts.integrationStatus = String(outcome.status)
  return outcome
}

function methodOf({ method }: Exchange, integration: JsonObject): string {
  const own = String(integration.IntegrationMethod ?? 'ANY')
  return own === 'ANY' ? method : own
}

/** The integration's address with variables of the path and of the stage in it, and the request's query. */
function addressOf(
  { pathParameters, stage, query }: Exchange,
  uri: string,
  path: string | undefined,
): string {
  const filled = withStageVariables(uri, stage.variables).replaceAll(
    /\{([^}+]+)\+?\}/g,
    (_whole, name: string) => (pathParameters[name] ?? '').split('/').map(encodeURIComponent).join('/'),
  )
  const at = URL.parse(filled)
  if (at && path !== undefined) at.pathname = path
  const whole = at?.href ?? filled
  if (query === '') return whole
  return `${whole}${whole.includes('?') ? '&' : '?'}${query}`
}

function withResponseMapping(exchange: Exchange, integration: JsonObject, answer: Answer): Soon<Answer> {
  const all = integration.ResponseParameters as Readonly<Record<string, JsonObject>> | undefined
  const mapping = all?.[String(answer.status)]
  return mapping === undefined ? answer : mappedAnswer(exchange, mapping, answer)
}

async function mappedAnswer(exchange: Exchange, mapping: JsonObject, answer: Answer): Promise<Answer> {
  const whole = await wholeOf(answer)
  const sources: Sources = {
    ...sourcesOf(exchange),
    response: {
      header: (name) => textOf(whole.headers[name]),
      body: () => Buffer.from(whole.body ?? []).toString('utf8'),
    },
  }
  const single = Object.fromEntries(
    Object.entries(whole.headers).map(([name, value]) => [name, textOf(value) ?? '']),
  )
  const { status, headers } = mapResponse(
    { status: whole.status, headers: single },
    mapping as Record<string, Json>,
    sources,
  )
  const cookies = whole.headers['set-cookie']
  return {
    ...whole,
    status,
    headers: {
      ...headers,
      ...(cookies === undefined || headers['set-cookie'] === undefined ? {} : { 'set-cookie': cookies }),
    },
  }
}

function textOf(value: string | readonly string[] | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : value.join(',')
}

async function wholeOf(answer: Answer): Promise<Answer & { readonly body?: Uint8Array }> {
  const { body } = answer
  if (body === undefined || body instanceof Uint8Array)
    return answer as Answer & { readonly body?: Uint8Array }
  if (typeof body === 'string') return { ...answer, body: Buffer.from(body, 'utf8') }
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return { ...answer, body: Buffer.concat(pieces) }
}
