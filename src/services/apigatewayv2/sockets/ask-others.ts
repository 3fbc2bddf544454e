/** Integrations that are no functions: addresses beyond this server, and operations of AWS services. */
import { AwsError } from '../../../aws/aws-error.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { callAsRole, proxy, statusOf, withStageVariables } from '../../../gateway/index.ts'
import { loadModel, namedServices } from '../../../models/index.ts'
import { readActionUri } from '../domain/socket-rules.ts'
import { readMessage } from '../domain/socket-selection.ts'
import { messageBytesMax, socketIntegrationTimeoutMs } from '../limits.ts'
import { apiExchangeOf, mappedValue, type SocketExchange } from './exchange.ts'
import { badIntegration, lateIntegration, type SocketOutcome, socketFailure } from './outcome.ts'

/** Sends a text to the integration's address. */
export async function askAddress(
  exchange: SocketExchange,
  body: JsonObject,
  text: string,
): Promise<SocketOutcome> {
  const { stage, seen, happening } = exchange
  const asked = String(body.IntegrationMethod ?? 'POST')
  const method = asked === 'ANY' ? 'POST' : asked
  const bytes = Buffer.from(method === 'GET' || method === 'HEAD' ? '' : text, 'utf8')
  const sent = apiExchangeOf(exchange, { method, body: bytes })
  const { headers, query, path } = mappedParts(exchange, body)
  const filled = withStageVariables(String(body.IntegrationUri), stage.variables).replaceAll(
    /\{([^}]+)\}/g,
    (_whole, name: string) => encodeURIComponent(path[name] ?? ''),
  )
  const address = URL.parse(filled)
  if (!address) return socketFailure()
  if (happening.eventType === 'CONNECT' && body.IntegrationType === 'HTTP_PROXY')
    for (const [name, value] of new URLSearchParams(sent.query)) address.searchParams.append(name, value)
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  const passed = body.IntegrationType === 'HTTP_PROXY' ? withoutSocketHeaders(sent.headers) : {}
  const content = bytes.length > 0 ? { 'content-type': 'application/json' } : {}
  const outcome = await proxy(
    { ...sent, headers: { ...content, ...passed, ...headers } },
    { address: address.href, method, timeoutMs: Number(body.TimeoutInMillis ?? socketIntegrationTimeoutMs) },
  )
  if ('failed' in outcome) {
    seen.integrationError = outcome.failed
    return outcome.failed.includes('timed out') ? lateIntegration() : badIntegration()
  }
  const answer = await textOf(outcome.body)
  if (answer === undefined) return badIntegration()
  const single = Object.entries(outcome.headers).map(([name, value]) => [name, [value].flat().join(',')])
  return { kind: 'answer', status: outcome.status, headers: Object.fromEntries(single), text: answer }
}

/** What the protocol itself said is not handed on. */
function withoutSocketHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('sec-websocket-')))
}

/** Undefined: it is longer than a message may be, or broke off. */
async function textOf(
  body: Uint8Array | string | AsyncIterable<Uint8Array> | undefined,
): Promise<string | undefined> {
  if (body === undefined) return ''
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8')
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
  return Buffer.concat(pieces).toString('utf8')
}

/** Calls an operation of a service with a text, its JSON, as the integration's role. */
export async function askAction(
  exchange: SocketExchange,
  body: JsonObject,
  text: string,
): Promise<SocketOutcome> {
  const { stage, seen } = exchange
  const action = readActionUri(withStageVariables(String(body.IntegrationUri), stage.variables))
  const input = text === '' ? {} : readMessage(text).json
  if (!action || typeof input !== 'object' || input === null || Array.isArray(input)) return badIntegration()
  const { service, operation, region } = action
  const more = mappedParts(exchange, body).query
  try {
    const output = await callAsRole(exchange, {
      operation: `${service}:${operation}`,
      input: await knownMembers(service, operation, { ...(input as JsonObject), ...more }),
      region,
      roleArn: String(body.CredentialsArn),
    })
    return { kind: 'answer', status: 200, headers: {}, text: JSON.stringify(output ?? {}, bytesAsText) }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    seen.integrationError = error.message
    const said = JSON.stringify({ __type: error.code, message: error.message })
    return { kind: 'answer', status: statusOf(error), headers: {}, text: said }
  }
}

/** Services pass over members that they do not know: a message as it came has one that names its route. */
async function knownMembers(prefix: string, operation: string, given: JsonObject): Promise<JsonObject> {
  const service = namedServices.find((one) => one.prefix === prefix)
  const known = service && (await loadModel(service.model)).operations.get(operation)?.input.memberByName
  if (!known) return given
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name]) => known.has(name) || known.has(name.charAt(0).toUpperCase() + name.slice(1)),
    ),
  )
}

function bytesAsText(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}

/** What the integration's mapping puts into the request. */
function mappedParts(exchange: SocketExchange, body: JsonObject) {
  const parts = { header: {}, querystring: {}, path: {} } as Record<string, Record<string, string>>
  const mapping = (body.RequestParameters ?? {}) as Readonly<Record<string, Json>>
  for (const [to, from] of Object.entries(mapping)) {
    const [, where = '', name = ''] = /^integration\.request\.(header|querystring|path)\.(.+)$/.exec(to) ?? []
    const value = mappedValue(exchange, String(from))
    // A value with a line break would be a header more.
    if (parts[where] && value !== undefined && !/[\r\n\0]/.test(value)) parts[where][name] = value
  }
  return { headers: parts.header ?? {}, query: parts.querystring ?? {}, path: parts.path ?? {} }
}
