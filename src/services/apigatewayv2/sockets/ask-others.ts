/** Integrations that are no functions: addresses beyond this server, and operations of AWS services. */
import type { Json, JsonObject } from '../../../base/json.ts'
import type { Overrides } from '../../../engines/mapping-template/index.ts'
import {
  type Answer,
  callOnWire,
  executeArn,
  gatewayCaller,
  proxy,
  withStageVariables,
} from '../../../gateway/index.ts'
import { readServiceUri } from '../domain/socket-rules.ts'
import { messageBytesMax, socketIntegrationTimeoutMs } from '../limits.ts'
import { apiExchangeOf, mappedValue, type SocketExchange } from './exchange.ts'
import { badIntegration, lateIntegration, type SocketOutcome, socketFailure } from './outcome.ts'

/** What is sent to an integration. */
export interface SentText {
  readonly text: string
  /** The text as it goes out: what it stands for in base64, where the integration converts it. */
  readonly bytes: Uint8Array
  /** Parameters that a template sets. */
  readonly overrides: {
    readonly header: Overrides
    readonly path: Overrides
    readonly querystring: Overrides
  }
}

/** Sends a text to the integration's address. */
export async function askAddress(
  exchange: SocketExchange,
  body: JsonObject,
  sentText: SentText,
): Promise<SocketOutcome> {
  const { stage, seen, happening } = exchange
  const asked = String(body.IntegrationMethod ?? 'POST')
  const method = asked === 'ANY' ? 'POST' : asked
  const bytes = method === 'GET' || method === 'HEAD' ? new Uint8Array(0) : sentText.bytes
  const sent = apiExchangeOf(exchange, { method, body: bytes })
  const { headers, query, path } = mappedParts(exchange, body, sentText)
  const address = URL.parse(withParts(withStageVariables(String(body.IntegrationUri), stage.variables), path))
  if (!address) return socketFailure()
  if (happening.eventType === 'CONNECT' && body.IntegrationType === 'HTTP_PROXY')
    for (const [name, value] of new URLSearchParams(sent.query)) address.searchParams.append(name, value)
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  const passed = body.IntegrationType === 'HTTP_PROXY' ? withoutSocketHeaders(sent.headers) : {}
  const type = isBinary(body) ? 'application/octet-stream' : 'application/json'
  const content = bytes.length > 0 ? { 'content-type': type } : {}
  const outcome = await proxy(
    { ...sent, headers: { ...content, ...passed, ...headers } },
    { address: address.href, method, timeoutMs: Number(body.TimeoutInMillis ?? socketIntegrationTimeoutMs) },
  )
  if ('failed' in outcome) {
    seen.integrationError = outcome.failed
    return outcome.failed.includes('timed out') ? lateIntegration() : badIntegration()
  }
  return answerOf(outcome)
}

/** Parts of an address in braces, filled in. */
function withParts(uri: string, parts: Readonly<Record<string, string>>): string {
  return uri.replaceAll(/\{([^}]+)\}/g, (whole, name: string) =>
    Object.hasOwn(parts, name) ? encodeURIComponent(parts[name] ?? '') : whole,
  )
}

async function answerOf({ status, headers, body }: Answer): Promise<SocketOutcome> {
  const bytes = await bytesOf(body)
  if (bytes === undefined) return badIntegration()
  const text = bytes.toString('utf8')
  const single = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')])
  return { kind: 'answer', status, headers: Object.fromEntries(single), text, bytes }
}

/** Whether an integration is given what a message stands for in base64. Source: Developer Guide, "Working with binary media types". */
export function isBinary({ ContentHandlingStrategy }: JsonObject): boolean {
  return ContentHandlingStrategy === 'CONVERT_TO_BINARY'
}

/** What the protocol itself said is not handed on. */
function withoutSocketHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('sec-websocket-')))
}

/** Undefined: it is longer than a message may be, or broke off. */
async function bytesOf(
  body: Uint8Array | string | AsyncIterable<Uint8Array> | undefined,
): Promise<Buffer | undefined> {
  if (body === undefined) return Buffer.alloc(0)
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body as Uint8Array)
  const pieces: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const piece of body) {
      pieces.push(piece)
      bytes += piece.length
      if (bytes > messageBytesMax) return undefined
    }
  } catch {
    return undefined
  }
  return Buffer.concat(pieces)
}

/** Sends a text to an AWS service, as the integration's role. */
export async function askService(
  exchange: SocketExchange,
  body: JsonObject,
  sent: SentText,
): Promise<SocketOutcome> {
  const { stage, route, api, seen } = exchange
  const address = readServiceUri(withStageVariables(String(body.IntegrationUri), stage.variables))
  if (!address) return socketFailure()
  const { service, region, kind, rest } = address
  const { headers, query, path } = mappedParts(exchange, body, sent)
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  const answer = await callOnWire(exchange, {
    service,
    region,
    ...(kind === 'action' ? { action: rest } : {}),
    method: String(body.IntegrationMethod ?? 'POST'),
    path: kind === 'path' ? `/${withParts(rest, path)}` : '/',
    query: new URLSearchParams(query).toString(),
    headers: { 'content-type': 'application/json', ...Object.fromEntries(named) },
    body: sent.bytes,
    caller: gatewayCaller(exchange, {
      sourceArn: executeArn(api, stage.name, route.key),
      roleArn: String(body.CredentialsArn),
    }),
  })
  if (!answer) {
    seen.integrationError = `${service} has no such operation`
    return badIntegration()
  }
  return answerOf(answer)
}

/** What the integration's mapping, and then its template, puts into the request. */
function mappedParts(exchange: SocketExchange, body: JsonObject, { overrides }: SentText) {
  const parts = { header: {}, querystring: {}, path: {} } as Record<string, Record<string, string>>
  const mapping = (body.RequestParameters ?? {}) as Readonly<Record<string, Json>>
  for (const [to, from] of Object.entries(mapping)) {
    const [, where = '', name = ''] = /^integration\.request\.(header|querystring|path)\.(.+)$/.exec(to) ?? []
    const value = mappedValue(exchange, String(from))
    // A value with a line break would be a header more.
    if (parts[where] && value !== undefined && !/[\r\n\0]/.test(value)) parts[where][name] = value
  }
  for (const [where, set] of Object.entries(overrides))
    for (const [name, value] of Object.entries(set))
      if (parts[where] && !/[\r\n\0]/.test(String(value))) parts[where][name] = [value].flat().join(',')
  return { headers: parts.header ?? {}, query: parts.querystring ?? {}, path: parts.path ?? {} }
}
