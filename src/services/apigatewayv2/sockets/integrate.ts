/** What a route's integration answers. Source: API Gateway Developer Guide, "Set up WebSocket API integrations". */
import type { Json, JsonObject } from '../../../base/json.ts'
import {
  BodyNotJsonError,
  type Rendered,
  renderTemplate,
  TemplateError,
} from '../../../engines/mapping-template/index.ts'
import { executeArn, type FunctionOutcome, functionOf, invokeFor } from '../../../gateway/index.ts'
import { socketEvent } from '../domain/socket-events.ts'
import { isFunctionUri } from '../domain/socket-rules.ts'
import { partOf, readMessage, select } from '../domain/socket-selection.ts'
import { socketIntegrationTimeoutMs } from '../limits.ts'
import { askAddress, askService, isBinary, type SentText } from './ask-others.ts'
import type { IntegrationResponse, SocketIntegration } from './compiled.ts'
import { messageOf, type SocketExchange, selected, templateContext } from './exchange.ts'
import { badIntegration, lateIntegration, refusedWith, type SocketOutcome, socketFailure } from './outcome.ts'
import { invalidMessage } from './validate.ts'

/** Asks the integration of a happening's route. */
export async function integrateSocket(exchange: SocketExchange): Promise<SocketOutcome> {
  const { route, surroundings, seen, happening, log } = exchange
  const { integration } = route
  const invalid = invalidMessage(exchange)
  if (invalid) return invalid
  // A route without one takes what comes and says nothing, but for messages. UNVERIFIED.
  if (!integration)
    return happening.eventType === 'MESSAGE'
      ? socketFailure()
      : { kind: 'answer', status: 200, headers: {}, text: '' }
  const begun = surroundings.clock.now()
  const isMock = integration.body.IntegrationType === 'MOCK'
  if (!isMock) log.info(`Sending request to ${String(integration.body.IntegrationUri)}`)
  const outcome = await ask(exchange, integration)
  const latencyMs = Math.max(0, surroundings.clock.now() - begun)
  if (!isMock) {
    seen.integrationLatencyMs = latencyMs
    log.info(`Received response. Status: ${outcome.status}, Integration latency: ${latencyMs} ms`)
  }
  if (seen.integrationError !== undefined) log.error(`Execution failed: ${seen.integrationError}`)
  seen.integrationStatus ??= outcome.status
  return outcome
}

async function ask(exchange: SocketExchange, integration: SocketIntegration): Promise<SocketOutcome> {
  const { body } = integration
  if (body.IntegrationType === 'AWS_PROXY') return askFunction(exchange, body)
  const sent = requestText(exchange, body)
  if ('kind' in sent) return sent
  exchange.log.data(() => `Endpoint request body after transformations: ${sent.text}`)
  switch (body.IntegrationType) {
    case 'HTTP_PROXY':
      return askAddress(exchange, body, sent)
    case 'HTTP':
      return responseOf(exchange, integration, await askAddress(exchange, body, sent))
    case 'MOCK':
      return responseOf(exchange, integration, mockAnswer(sent.text))
    default:
      return isFunctionUri(body.IntegrationUri)
        ? responseOf(exchange, integration, await askPlainFunction(exchange, body, sent.bytes))
        : responseOf(exchange, integration, await askService(exchange, body, sent))
  }
}

/**
 * What is sent to an integration: what the chosen template makes, else the message as it came, if it may pass. The template of the key
 * `$default` is for all where none is chosen.
 */
function requestText(exchange: SocketExchange, body: JsonObject): SentText | SocketOutcome {
  const templates = (body.RequestTemplates ?? {}) as Readonly<Record<string, string>>
  const chosen = templateOf(templates, selected(exchange, body.TemplateSelectionExpression))
  const overrides = { header: {}, path: {}, querystring: {} }
  if (chosen !== undefined) {
    const rendered = fillTemplate(exchange, chosen, messageOf(exchange).text)
    return 'kind' in rendered ? rendered : sentText(body, rendered.text, rendered.request)
  }
  const passthrough = body.PassthroughBehavior ?? 'WHEN_NO_MATCH'
  const passes =
    passthrough === 'WHEN_NO_MATCH' ||
    (passthrough === 'WHEN_NO_TEMPLATES' && Object.keys(templates).length === 0)
  return passes
    ? sentText(body, messageOf(exchange).text, overrides)
    : refusedWith(415, 'Unsupported Media Type')
}

/** UNVERIFIED: what becomes of a text that is no base64. */
function sentText(
  body: JsonObject,
  text: string,
  overrides: SentText['overrides'],
): SentText | SocketOutcome {
  if (!isBinary(body)) return { text, bytes: Buffer.from(text, 'utf8'), overrides }
  const bytes = decodedBase64(text)
  return bytes ? { text, bytes, overrides } : refusedWith(400, 'Bad Request')
}

/** Undefined: it is no base64. */
function decodedBase64(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text) ? Buffer.from(text, 'base64') : undefined
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
  bytes: Uint8Array,
): Promise<SocketOutcome> {
  const outcome = await invoke(exchange, body, bytes.length === 0 ? Buffer.from('{}') : bytes)
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
  exchange.log.data(() => `Endpoint response body before transformations: ${outcome.text}`)
  const look = (name: string) => integrationPart(outcome, name)
  const value = select(String(body.IntegrationResponseSelectionExpression ?? ''), look)
  const found = responses.find(({ matches }) => matches?.(value)) ?? responses.find(({ matches }) => !matches)
  const template = found && responseTemplate(exchange, found, look)
  const text = convertedText(outcome, found)
  if (template === undefined) return { ...outcome, text }
  const rendered = fillTemplate(exchange, template, text)
  if ('kind' in rendered) return rendered
  const { status = outcome.status, header } = rendered.response
  const set = Object.entries(header).map(([name, value]) => [name, [value].flat().join(',')])
  return {
    ...outcome,
    status,
    headers: { ...outcome.headers, ...Object.fromEntries(set) },
    text: rendered.text,
  }
}

/** The answer's text, as its response converts it: bytes as base64, or base64 as the text that it stands for. */
function convertedText(
  { text, bytes }: SocketOutcome & { readonly kind: 'answer' },
  response: IntegrationResponse | undefined,
): string {
  if (response?.toText) return Buffer.from(bytes ?? Buffer.from(text, 'utf8')).toString('base64')
  return (response?.toBinary ? decodedBase64(text)?.toString('utf8') : undefined) ?? text
}

function responseTemplate(
  exchange: SocketExchange,
  { templates, templateSelection }: IntegrationResponse,
  look: (name: string) => string | undefined,
): string | undefined {
  const chosen =
    templateSelection === undefined
      ? undefined
      : select(templateSelection, (name) => look(name) ?? selected(exchange, `\${${name}}`))
  return templateOf(templates, chosen)
}

/** Renders a template about a text. What it asks of a text that is no JSON is the client's fault. UNVERIFIED: the words. */
function fillTemplate(exchange: SocketExchange, template: string, text: string): Rendered | SocketOutcome {
  const { connection, happening, stage, surroundings, requestId } = exchange
  const isConnect = happening.eventType === 'CONNECT'
  const querystring = isConnect ? Object.fromEntries(new URLSearchParams(connection.request.query)) : {}
  try {
    return renderTemplate(template, {
      input: { body: text, params: { path: {}, querystring, header: isConnect ? connection.headers : {} } },
      context: templateContext(exchange),
      stageVariables: stage.variables,
    })
  } catch (error) {
    if (error instanceof BodyNotJsonError) return refusedWith(400, 'Bad Request')
    if (!(error instanceof TemplateError)) throw error
    surroundings.logger.warn('A template of an API failed', { requestId, error: error.message })
    return socketFailure()
  }
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
