/** What a route's integration answers. Source: API Gateway Developer Guide, "Set up WebSocket API integrations". */
import type { Json, JsonObject } from '../../../base/json.ts'
import { executeArn, type FunctionOutcome, functionOf, invokeFor } from '../../../gateway/index.ts'
import { socketEvent } from '../domain/socket-events.ts'
import { isFunctionUri } from '../domain/socket-rules.ts'
import { partOf, readMessage, select } from '../domain/socket-selection.ts'
import { socketIntegrationTimeoutMs } from '../limits.ts'
import { askAction, askAddress } from './ask-others.ts'
import type { IntegrationResponse, SocketIntegration } from './compiled.ts'
import { messageOf, type SocketExchange, selected } from './exchange.ts'
import { badIntegration, lateIntegration, refusedWith, type SocketOutcome, socketFailure } from './outcome.ts'

/** Asks the integration of a happening's route. */
export async function integrateSocket(exchange: SocketExchange): Promise<SocketOutcome> {
  const { route, surroundings, seen, happening } = exchange
  const { integration } = route
  // A route without one takes what comes and says nothing, but for messages. UNVERIFIED.
  if (!integration)
    return happening.eventType === 'MESSAGE'
      ? socketFailure()
      : { kind: 'answer', status: 200, headers: {}, text: '' }
  const begun = surroundings.clock.now()
  const outcome = await ask(exchange, integration)
  if (integration.body.IntegrationType !== 'MOCK')
    seen.integrationLatencyMs = Math.max(0, surroundings.clock.now() - begun)
  seen.integrationStatus ??= outcome.status
  return outcome
}

async function ask(exchange: SocketExchange, integration: SocketIntegration): Promise<SocketOutcome> {
  const { body } = integration
  if (body.IntegrationType === 'AWS_PROXY') return askFunction(exchange, body)
  const text = requestText(exchange, body)
  if (typeof text !== 'string') return text
  switch (body.IntegrationType) {
    case 'HTTP_PROXY':
      return askAddress(exchange, body, text)
    case 'HTTP':
      return responseOf(exchange, integration, await askAddress(exchange, body, text))
    case 'MOCK':
      return responseOf(exchange, integration, mockAnswer(text))
    default:
      return isFunctionUri(body.IntegrationUri)
        ? responseOf(exchange, integration, await askPlainFunction(exchange, body, text))
        : responseOf(exchange, integration, await askAction(exchange, body, text))
  }
}

/**
 * What is sent to an integration: what the chosen template makes, else the message as it came, if it may pass. The template of the key
 * `$default` is for all where none is chosen.
 */
function requestText(exchange: SocketExchange, body: JsonObject): string | SocketOutcome {
  const templates = (body.RequestTemplates ?? {}) as Readonly<Record<string, string>>
  const chosen = templateOf(templates, selected(exchange, body.TemplateSelectionExpression))
  if (chosen !== undefined) return chosen
  const passthrough = body.PassthroughBehavior ?? 'WHEN_NO_MATCH'
  const passes =
    passthrough === 'WHEN_NO_MATCH' ||
    (passthrough === 'WHEN_NO_TEMPLATES' && Object.keys(templates).length === 0)
  return passes ? messageOf(exchange).text : refusedWith(415, 'Unsupported Media Type')
}

function templateOf(templates: Readonly<Record<string, string>>, key = '$default'): string | undefined {
  if (Object.hasOwn(templates, key)) return templates[key]
  return Object.hasOwn(templates, '$default') ? templates.$default : undefined
}

async function invoke(
  exchange: SocketExchange,
  body: JsonObject,
  payload: object | Uint8Array,
): Promise<FunctionOutcome> {
  const { stage, route, api, surroundings, seen } = exchange
  const name = functionOf(String(body.IntegrationUri), stage.variables)
  const outcome = await invokeFor(exchange, name, payload, {
    timeoutMs: Number(body.TimeoutInMillis ?? socketIntegrationTimeoutMs),
    sourceArn: executeArn(api, stage.name, route.key),
    roleArn: body.CredentialsArn as string | undefined,
  })
  if (outcome.kind === 'timeout') seen.integrationError = 'Endpoint request timed out'
  if (outcome.kind === 'failed')
    seen.integrationError =
      'The Lambda function returned the following error: Unhandled. Check your Lambda function code and try again.'
  if (outcome.kind === 'refused') {
    seen.integrationError = outcome.error.message
    surroundings.logger.warn('An API could not invoke its function', {
      api: api.apiId,
      function: name,
      error: outcome.error.message,
    })
  }
  return outcome
}

async function askFunction(exchange: SocketExchange, body: JsonObject): Promise<SocketOutcome> {
  const { connection, happening, route, requestId, now, seen } = exchange
  const facts = { routeKey: route.key, requestId, now }
  const outcome = await invoke(
    exchange,
    body,
    socketEvent(connection.facts, happening, facts, connection.request),
  )
  switch (outcome.kind) {
    case 'timeout':
      return lateIntegration()
    case 'refused':
      return socketFailure()
    case 'failed':
      return badIntegration()
    case 'answer': {
      const answer = readProxyAnswer(outcome.payload)
      if (!answer) seen.integrationError = 'Malformed Lambda proxy response'
      return answer ?? badIntegration()
    }
  }
}

/** A function's answer: an object with a status, headers and a body that are texts. Undefined: it is none. */
function readProxyAnswer(payload: string): SocketOutcome | undefined {
  const value = readMessage(payload).json
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { statusCode, headers, body, isBase64Encoded } = value as JsonObject
  const status = Number(statusCode ?? Number.NaN)
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined
  const text = body ?? ''
  return {
    kind: 'answer',
    status,
    headers: textHeaders(headers),
    text: isBase64Encoded === true ? Buffer.from(text, 'base64').toString('utf8') : text,
  }
}

function textHeaders(headers: Json | undefined): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) return {}
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

/** A function that is given the message itself, or what a template makes of it. What it fails with is an answer, too. */
async function askPlainFunction(
  exchange: SocketExchange,
  body: JsonObject,
  text: string,
): Promise<SocketOutcome> {
  const outcome = await invoke(exchange, body, Buffer.from(text === '' ? '{}' : text, 'utf8'))
  if (outcome.kind === 'timeout') return lateIntegration()
  if (outcome.kind === 'refused') {
    // What is no JSON is the client's own fault.
    return outcome.error.code === 'InvalidRequestContentException' ? badIntegration() : socketFailure()
  }
  return { kind: 'answer', status: 200, headers: {}, text: outcome.payload }
}

/** What stands for an integration that there is none of: a JSON object that says which status. */
function mockAnswer(text: string): SocketOutcome {
  const value = readMessage(text).json
  const status =
    typeof value === 'object' && value !== null ? Number((value as JsonObject).statusCode) : Number.NaN
  return Number.isInteger(status) && status >= 100 && status <= 599
    ? { kind: 'answer', status, headers: {}, text: '' }
    : socketFailure()
}

/** The answer as the response says that is for it. Without any response it stays as it is. */
function responseOf(
  exchange: SocketExchange,
  { body, responses }: SocketIntegration,
  outcome: SocketOutcome,
): SocketOutcome {
  if (outcome.kind !== 'answer') return outcome
  const look = (name: string) => integrationPart(outcome, name)
  const value = select(String(body.IntegrationResponseSelectionExpression ?? ''), look)
  const found = responses.find(({ matches }) => matches?.(value)) ?? responses.find(({ matches }) => !matches)
  return found ? { ...outcome, text: responseText(exchange, found, outcome.text, look) } : outcome
}

function responseText(
  exchange: SocketExchange,
  { templates, templateSelection }: IntegrationResponse,
  text: string,
  look: (name: string) => string | undefined,
): string {
  const chosen =
    templateSelection === undefined
      ? undefined
      : select(templateSelection, (name) => look(name) ?? selected(exchange, `\${${name}}`))
  return templateOf(templates, chosen) ?? text
}

function integrationPart(
  { status, headers, text }: SocketOutcome & { readonly kind: 'answer' },
  name: string,
): string | undefined {
  const [, part = '', rest = ''] =
    /^integration\.response\.(statuscode|header|multivalueheader|body)\.?(.*)$/.exec(name) ?? []
  if (part === 'statuscode') return String(status)
  if (part === 'body') return partOf(readMessage(text), rest)
  return Object.entries(headers).find(([header]) => header.toLowerCase() === rest.toLowerCase())?.[1]
}
