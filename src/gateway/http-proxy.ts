/** Requests that are handed on to an address beyond this server, and what it answers. */
import type { ClientRequest, IncomingMessage } from 'node:http'
import { type Answer, nodeHttp } from '../http/index.ts'
import { type ApiExchange, addedHeaders } from './exchange.ts'

/** Where a request goes. */
export interface Destination {
  readonly address: string
  readonly method: string
  /** Until the answer begins. Unit: milliseconds. */
  readonly timeoutMs: number
}

/** Headers that belong to one connection. Source: RFC 9110, section 7.6.1. */
const hopByHop = new Set([
  'connection',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

// Loaded as the room of HTTP loads its own, and with it only when an address is asked for the first time.
const nodeHttps = process.getBuiltinModule('node:https')
const agents = {
  plain: new nodeHttp.Agent({ keepAlive: true }),
  secure: new nodeHttps.Agent({ keepAlive: true }),
}

/** Hands a request on. The answer's body comes as it is sent. `failed`: why there is none. */
export function proxy(
  exchange: ApiExchange,
  { address, method, timeoutMs }: Destination,
): Promise<Answer | { readonly failed: string }> {
  const to = URL.parse(address)
  if (!to || !/^https?:$/.test(to.protocol)) return Promise.resolve({ failed: 'Invalid endpoint address' })
  const { surroundings, signal, body } = exchange
  return new Promise((resolve) => {
    const isSecure = to.protocol === 'https:'
    const options = {
      method,
      headers: forwarded(exchange, to),
      agent: isSecure ? agents.secure : agents.plain,
    }
    const sent: ClientRequest = isSecure ? nodeHttps.request(to, options) : nodeHttp.request(to, options)
    const timer = surroundings.clock.setTimer(surroundings.clock.now() + timeoutMs, () => {
      resolve({ failed: 'Endpoint request timed out' })
      sent.destroy()
    })
    const gone = () => sent.destroy()
    signal.addEventListener('abort', gone, { once: true })
    sent.on('response', (answer) => {
      timer.cancel()
      resolve(answerOf(answer))
      answer.once('close', () => signal.removeEventListener('abort', gone))
    })
    sent.on('error', (error) => {
      timer.cancel()
      signal.removeEventListener('abort', gone)
      resolve({ failed: `There was an error connecting to the endpoint: ${error.message}` })
    })
    sent.end(body.length > 0 ? body : undefined)
  })
}

function forwarded(exchange: ApiExchange, to: URL): Record<string, string | number> {
  const { headers, body, sourceIp, domainName, protocol } = exchange
  const kept = Object.entries(headers).filter(([name]) => !hopByHop.has(name) && name !== 'content-length')
  const forwarding = `by=127.0.0.1;for=${sourceIp};host=${headers.host ?? domainName};proto=http`
  const before = headers.forwarded
  return {
    ...Object.fromEntries(kept),
    'x-amzn-trace-id': addedHeaders(exchange)['x-amzn-trace-id'] ?? '',
    forwarded: before === undefined ? forwarding : `${before}, ${forwarding}`,
    via: `${headers.via === undefined ? '' : `${headers.via}, `}${protocol} AmazonAPIGateway`,
    host: to.host,
    ...(body.length > 0 || 'content-length' in headers ? { 'content-length': body.length } : {}),
  }
}

function answerOf(answer: IncomingMessage): Answer {
  const headers: Record<string, string | readonly string[]> = {}
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined && !hopByHop.has(name)) headers[name] = value
  return { status: answer.statusCode ?? 502, headers, body: answer }
}
