/**
 * Functions as proxies: the event, and what they answer. Source: API Gateway Developer Guide, "Set up Lambda proxy integrations in API
 * Gateway" (output format); Lambda Developer Guide, "Errors with API Gateway"; and public conformance tests against AWS.
 */
import type { Integration } from '@aws-sdk/client-api-gateway'
import type { Json, JsonObject } from '../../../base/json.ts'
import { isSendable, mergedHeaders } from '../../../engines/http-events/index.ts'
import { type FunctionOutcome, functionOf, inTime, invokeFor, shownMap } from '../../../gateway/index.ts'
import { acceptsBinary } from '../domain/content-types.ts'
import { answeredName } from '../domain/headers.ts'
import type { IntegrationAnswer } from './answer.ts'
import type { RestExchange } from './exchange.ts'
import { proxyEvent } from './lambda-event.ts'
import { lambdaAddress, messageOf, refusedByLambda, timedOut } from './lambda-outcomes.ts'
import { integrationTimeoutMs } from './limits.ts'
import { methodSourceArn } from './method-arn.ts'
import { badGateway, internalError } from './refusals.ts'
import { streamedAnswer } from './streamed-answer.ts'

/** Asks the function. Fails with a Refusal. */
export async function askProxy(exchange: RestExchange, integration: Integration): Promise<IntegrationAnswer> {
  const { log, stage, facts } = exchange
  if (integration.httpMethod !== undefined && integration.httpMethod !== 'POST') {
    log.error('Execution failed due to configuration error: Functions are invoked by POST')
    throw internalError()
  }
  const event = proxyEvent(exchange)
  const name = functionOf(integration.uri ?? '', stage.variables)
  const address = lambdaAddress(exchange, name)
  const payload = Buffer.from(JSON.stringify(event), 'utf8')
  log.data(() => `Endpoint request URI: ${address}`)
  log.data(() => `Endpoint request body after transformations: ${payload.toString('utf8')}`)
  log.info(`Sending request to ${address}`)
  const options = {
    timeoutMs: integration.timeoutInMillis ?? integrationTimeoutMs,
    sourceArn: methodSourceArn(exchange),
    roleArn: integration.credentials,
  }
  if (integration.responseTransferMode === 'STREAM') {
    const streamed = await inTime(
      exchange,
      options.timeoutMs,
      streamedAnswer(exchange, name, payload, options),
    )
    if ('kind' in streamed) throw timedOut(exchange)
    facts.integrationStatus = 200
    return streamed
  }
  const outcome = await invokeFor(exchange, name, payload, options)
  const answered = payloadOf(exchange, outcome, name)
  log.data(() => `Endpoint response body before transformations: ${answered}`)
  const answer = readProxyAnswer(exchange, answered)
  if (!answer) {
    facts.integrationError = 'Malformed Lambda proxy response'
    log.error('Execution failed due to configuration error: Malformed Lambda proxy response')
    throw badGateway()
  }
  return answer
}

function payloadOf(exchange: RestExchange, outcome: FunctionOutcome, name: string): string {
  const { log, facts } = exchange
  switch (outcome.kind) {
    case 'answer':
      facts.integrationStatus = 200
      return outcome.payload
    case 'timeout':
      throw timedOut(exchange)
    case 'failed':
      facts.integrationStatus = 200
      facts.integrationError = `Lambda execution failed: ${outcome.payload}`
      log.error(
        `Lambda execution failed with status 200 due to customer function error: ${messageOf(outcome.payload)}`,
      )
      throw badGateway()
    case 'refused':
      throw refusedByLambda(exchange, name, outcome.error)
  }
}

const members = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'])

/** Undefined: malformed. No member must be there, and no other may. */
function readProxyAnswer(exchange: RestExchange, payload: string): IntegrationAnswer | undefined {
  const value = readObject(payload)
  if (!value || Object.keys(value).some((name) => !members.has(name))) return undefined
  const status = readStatus(value.statusCode ?? 200)
  const headers = readHeaders(value.headers ?? null, value.multiValueHeaders ?? null)
  const { body = null, isBase64Encoded } = value
  if (status === undefined || !headers || (body !== null && typeof body !== 'string')) return undefined
  if (!headers.has('content-type')) headers.set('content-type', ['application/json'])
  exchange.log.data(
    () =>
      `Method response headers: ${shownMap([...headers].map(([name, values]) => [name, values.join(',')]))}`,
  )
  const isBytes =
    isBase64Encoded === true &&
    acceptsBinary(exchange.headers.accept ?? '*/*', exchange.deployed.binaryMediaTypes)
  return { status, headers, body: Buffer.from(body ?? '', isBytes ? 'base64' : 'utf8') }
}

function readObject(payload: string): JsonObject | undefined {
  try {
    const value = JSON.parse(payload) as Json
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined
  } catch {
    return undefined
  }
}

function readStatus(value: Json): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599
    ? status
    : undefined
}

/** Undefined: malformed, or not to be sent. */
function readHeaders(single: Json, multiple: Json): Map<string, readonly string[]> | undefined {
  const ones = readMember(single, false)
  const lists = readMember(multiple, true)
  if (!ones || !lists) return undefined
  return mergedHeaders(new Map([...ones].map(([name, values]) => [name, values.join(',')])), lists)
}

function readMember(given: Json, isList: boolean): Map<string, readonly string[]> | undefined {
  const found = new Map<string, readonly string[]>()
  if (given === null) return found
  if (typeof given !== 'object' || Array.isArray(given)) return undefined
  for (const [name, value] of Object.entries(given as JsonObject)) {
    if (value === null || value === undefined) continue
    if (Array.isArray(value) !== isList || (typeof value === 'object' && !isList)) return undefined
    const values = (isList ? (value as readonly Json[]) : [value]).map(String)
    if (!values.every((text) => isSendable(name, text))) return undefined
    const answered = answeredName(name)
    if (answered !== undefined) found.set(answered, values)
  }
  return found
}
