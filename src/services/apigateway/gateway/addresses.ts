/** Integrations with HTTP addresses. Source: API Gateway Developer Guide, "Set up HTTP integrations in API Gateway". */
import type { Integration } from '@aws-sdk/client-api-gateway'
import { type Answer, addedHeaders, hopByHop, type NoAnswer, sendRequest } from '../../../gateway/index.ts'
import { answeredName } from '../domain/headers.ts'
import { certificates } from '../records.ts'
import { headerLists, type IntegrationAnswer, wholeBody } from './answer.ts'
import type { RestExchange } from './exchange.ts'
import { type IntegrationRequest, integrationRequest, tellRequest } from './integration-request.ts'
import { mappedAnswer } from './integration-response.ts'
import { timedOut } from './lambda-outcomes.ts'
import { integrationTimeoutMs, payloadBytesMax } from './limits.ts'
import { integrationFailure, internalError } from './refusals.ts'
import { queryText } from './services.ts'

/** Hands the request on; the answer goes back as it comes. Fails with a Refusal. */
export async function askAddress(
  exchange: RestExchange,
  integration: Integration,
): Promise<IntegrationAnswer> {
  const request = integrationRequest(exchange, integration, true)
  const answer = await send(exchange, integration, request)
  const headers = new Map<string, readonly string[]>()
  for (const [name, values] of headerLists(answer.headers)) {
    const answered = answeredName(name)
    if (answered !== undefined) headers.set(answered, values)
  }
  return { status: answer.status, headers, body: bodyOf(answer) }
}

function bodyOf({ body }: Answer): Uint8Array | AsyncIterable<Uint8Array> {
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : (body ?? new Uint8Array(0))
}

/** Sends what is mapped, and maps what is answered. Fails with a Refusal. */
export async function askCustomAddress(
  exchange: RestExchange,
  integration: Integration,
): Promise<IntegrationAnswer> {
  const { log } = exchange
  const request = integrationRequest(exchange, integration, false)
  const answer = await send(exchange, integration, request)
  const body = await wholeBody(answer.body, payloadBytesMax)
  if (body === undefined) {
    log.error('Execution failed due to configuration error: The response is too large')
    throw internalError()
  }
  log.data(() => `Endpoint response body before transformations: ${Buffer.from(body).toString('utf8')}`)
  const { status } = answer
  const whole = { status, headers: headerLists(answer.headers), body, selected: String(status) }
  return mappedAnswer(exchange, integration, whole, request.response)
}

/** Headers that belong to one connection, or that API Gateway names itself. */
const own = new Set([...hopByHop, 'content-length'])

async function send(
  exchange: RestExchange,
  integration: Integration,
  request: IntegrationRequest,
): Promise<Answer> {
  const { facts, log, api, method, headers } = exchange
  const query = queryText(request.query)
  const address =
    query === '' ? request.uri : `${request.uri}${request.uri.includes('?') ? '&' : '?'}${query}`
  tellRequest(exchange, address, request)
  const wanted = integration.httpMethod ?? 'ANY'
  const kept = [...request.headers].filter(([name]) => !own.has(name))
  const outcome = await sendRequest(exchange, {
    address,
    method: wanted === 'ANY' ? method : wanted,
    timeoutMs: integration.timeoutInMillis ?? integrationTimeoutMs,
    body: request.body,
    tls: {
      certificate: await shownCertificate(exchange),
      skipsVerification: integration.tlsConfig?.insecureSkipVerification === true,
    },
    headers: {
      accept: headers.accept ?? 'application/json',
      ...(request.body.length > 0 ? { 'content-type': headers['content-type'] ?? 'application/json' } : {}),
      'user-agent': `AmazonAPIGateway_${api.apiId}`,
      'x-amzn-apigateway-api-id': api.apiId,
      ...addedHeaders(exchange),
      ...Object.fromEntries(
        kept.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
      ),
      ...(request.body.length > 0 ? { 'content-length': request.body.length } : {}),
    },
  })
  if ('failed' in outcome) throw failed(exchange, outcome)
  facts.integrationStatus = outcome.status
  log.info(`Received response. Status: ${outcome.status}`)
  return outcome
}

/** What a stage shows to addresses that it asks by TLS. Source: Developer Guide, "Generate and configure an SSL certificate for backend authentication". */
async function shownCertificate({ stage, api, surroundings }: RestExchange) {
  const id = stage.view.clientCertificateId
  if (id === undefined) return undefined
  const { accountId, region } = api
  const kept = (await certificates.get(surroundings.store, [accountId, region, id]))?.value
  return kept && { pem: String(kept.body.pemEncodedCertificate), keyPem: kept.privateKeyPem }
}

function failed(exchange: RestExchange, { kind, failed: why }: NoAnswer): Error {
  const { facts, log } = exchange
  if (kind === 'timeout') return timedOut(exchange)
  facts.integrationError = why
  if (kind === 'unreachable') {
    log.error(`Execution failed due to an internal error: ${why}`)
    return integrationFailure()
  }
  log.error('Execution failed due to configuration error: Invalid endpoint address')
  return internalError()
}
