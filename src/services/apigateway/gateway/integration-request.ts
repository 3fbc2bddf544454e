/**
 * What an integration is sent: parameters as they are mapped, the body as a template or as it came, and what templates override. Source:
 * API Gateway Developer Guide, "Set up an integration request", "Integration request passthrough behavior", "Content type conversions".
 */

import type { Integration } from '@aws-sdk/client-api-gateway'
import { isSendable, listParameters } from '../../../engines/http-events/index.ts'
import {
  BodyNotJsonError,
  type Overrides,
  renderTemplate,
  TemplateError,
  type TemplateInput,
} from '../../../engines/mapping-template/index.ts'
import { shownMap, withStageVariables } from '../../../gateway/index.ts'
import { isBinaryType, plainType } from '../domain/content-types.ts'
import { evaluateExpression } from '../domain/parameter-expressions.ts'
import { contextText, templateContext } from './context.ts'
import type { RestExchange } from './exchange.ts'
import { arrivedHeaders, lastValues, namedHeaders, requestMessage } from './message.ts'
import { badBody, internalError, unsupportedMediaType } from './refusals.ts'

/** What is sent. */
export interface IntegrationRequest {
  /** With path and stage variables filled in. */
  readonly uri: string
  /** Names in lower case. */
  readonly headers: Map<string, readonly string[]>
  readonly query: Map<string, readonly string[]>
  readonly body: Uint8Array
  /** What templates set of the answer. */
  readonly response: { readonly status?: number; readonly header: Overrides }
}

const nothing = { request: { header: {}, path: {}, querystring: {} }, response: { header: {} } }

/** Fails with a Refusal. `passesAll`: all headers and parameters go on, those that are mapped over them. */
export function integrationRequest(
  exchange: RestExchange,
  integration: Integration,
  passesAll: boolean,
): IntegrationRequest {
  const message = requestMessage(exchange)
  const { body, rendered } = passesAll
    ? { body: exchange.body, rendered: nothing }
    : mappedBody(exchange, integration)
  const headers = new Map<string, readonly string[]>(passesAll ? message.headers : [])
  const query = new Map<string, readonly string[]>(passesAll ? message.querystring : [])
  const path: Record<string, string> = {}
  const sources = {
    request: message,
    context: (name: string) => contextText(exchange, name),
    stageVariables: exchange.stage.variables,
  }
  for (const [target, expression] of Object.entries(integration.requestParameters ?? {})) {
    const [, place = '', name = ''] =
      /^integration\.request\.(?:multivalue)?(header|querystring|path)\.(.+)$/.exec(target) ?? []
    const values = evaluateExpression(expression, sources)
    if (values === undefined) continue
    if (place === 'header') setHeader(headers, name, values)
    else if (place === 'querystring') query.set(name, values)
    else if (place === 'path') path[name] = values.join(',')
  }
  const { request } = rendered
  for (const [name, value] of Object.entries(request.header)) setHeader(headers, name, [value].flat())
  for (const [name, value] of Object.entries(request.querystring)) query.set(name, [value].flat())
  for (const [name, value] of Object.entries(request.path)) path[name] = [value].flat().join(',')
  const uri = filledUri(withStageVariables(integration.uri ?? '', exchange.stage.variables), path)
  return { uri, headers, query, body, response: rendered.response }
}

/** What could begin another header is not set. */
function setHeader(headers: Map<string, readonly string[]>, name: string, values: readonly string[]): void {
  if (values.every((value) => isSendable(name, value))) headers.set(name.toLowerCase(), values)
}

function filledUri(uri: string, path: Readonly<Record<string, string>>): string {
  return uri.replaceAll(/\{([^}+]+)\+?\}/g, (whole, name: string) =>
    Object.hasOwn(path, name) ? encodedOnce(path[name] ?? '') : whole,
  )
}

/** Path parameters stand as they came; what is not fit for an address is encoded. */
function encodedOnce(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/g, (character) =>
    encodeURIComponent(character.isWellFormed() ? character : '?'),
  )
}

function mappedBody(exchange: RestExchange, integration: Integration) {
  const { headers, body, log } = exchange
  const type = plainType(headers['content-type'] ?? 'application/json')
  const templates = integration.requestTemplates ?? {}
  const template = Object.entries(templates).find(([name]) => name.toLowerCase() === type)?.[1]
  if (template === undefined) {
    const behavior = integration.passthroughBehavior ?? 'WHEN_NO_MATCH'
    const hasOthers = Object.keys(templates).length > 0
    if (behavior === 'NEVER' || (behavior === 'WHEN_NO_TEMPLATES' && hasOthers)) {
      log.error(`Execution failed due to configuration error: Unsupported media type ${type}`)
      throw unsupportedMediaType()
    }
    return { body: converted(exchange, integration), rendered: nothing }
  }
  const isBytes = isBinaryType(type, exchange.deployed.binaryMediaTypes)
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const text = bytes.toString(
    isBytes && integration.contentHandling === 'CONVERT_TO_TEXT' ? 'base64' : 'utf8',
  )
  const rendered = rendering(exchange, template, text, 'request')
  const made = Buffer.from(
    rendered.text,
    integration.contentHandling === 'CONVERT_TO_BINARY' ? 'base64' : 'utf8',
  )
  return { body: made, rendered }
}

function converted({ headers, body, deployed }: RestExchange, { contentHandling }: Integration): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const isBytes = isBinaryType(headers['content-type'], deployed.binaryMediaTypes)
  if (contentHandling === 'CONVERT_TO_TEXT' && isBytes) return Buffer.from(bytes.toString('base64'), 'latin1')
  if (contentHandling === 'CONVERT_TO_BINARY' && !isBytes)
    return Buffer.from(bytes.toString('latin1'), 'base64')
  return body
}

/** A template with what an exchange knows. Fails with a Refusal: of a request whose body is no JSON it is the client's. */
export function rendering(
  exchange: RestExchange,
  template: string,
  body: string,
  of: 'request' | 'response',
) {
  const input: TemplateInput = {
    body,
    params: {
      path: exchange.pathParameters,
      querystring: lastValues(listParameters(exchange.query)),
      header: lastValues(exchange.isTest ? namedHeaders(exchange.rawHeaders) : arrivedHeaders(exchange)),
    },
  }
  try {
    return renderTemplate(template, {
      input,
      context: templateContext(exchange),
      stageVariables: exchange.stage.variables,
    })
  } catch (error) {
    if (error instanceof BodyNotJsonError && of === 'request') {
      exchange.log.error(`Execution failed: Could not parse request body into json: ${error.message}`)
      throw badBody(`Could not parse request body into json: ${error.message}`)
    }
    if (!(error instanceof TemplateError) && !(error instanceof BodyNotJsonError)) throw error
    exchange.log.error(
      `Execution failed due to configuration error: Unable to transform ${of}: ${error.message}`,
    )
    throw internalError()
  }
}

/** Tells of what is sent. */
export function tellRequest(
  { log }: RestExchange,
  address: string,
  { headers, body }: Pick<IntegrationRequest, 'headers' | 'body'>,
): void {
  if (log.tracesData) {
    log.data(() => `Endpoint request URI: ${address}`)
    log.data(
      () =>
        `Endpoint request headers: ${shownMap([...headers].map(([name, values]) => [name, values.join(',')]))}`,
    )
    log.data(() => `Endpoint request body after transformations: ${Buffer.from(body).toString('utf8')}`)
  }
  log.info(`Sending request to ${address}`)
}
