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
  /** The Host header where it is not the address's own. */
  readonly host?: string | undefined
}

/** Headers that belong to one connection. Source: RFC 9110, section 7.6.1. */
export const hopByHop: ReadonlySet<string> = new Set([
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

/** How TLS is spoken with an address, beyond the usual. */
export interface OutgoingTls {
  /** What the client shows, as PEM. */
  readonly certificate?: { readonly pem: string; readonly keyPem: string } | undefined
  /** Whoever answers is believed. */
  readonly skipsVerification?: boolean
}

/** A request as it goes out. */
export interface OutgoingRequest extends Destination {
  readonly tls?: OutgoingTls
  readonly headers: Readonly<Record<string, string | number | readonly string[]>>
  readonly body: Uint8Array
}

/** Why there is no answer. */
export interface NoAnswer {
  readonly kind: 'timeout' | 'unreachable' | 'invalid address'
  readonly failed: string
}

/** Hands a request on. The answer's body comes as it is sent. */
export function proxy(exchange: ApiExchange, destination: Destination): Promise<Answer | NoAnswer> {
  const to = URL.parse(destination.address)
  const headers = to ? forwarded(exchange, destination.host ?? to.host) : {}
  return sendRequest(exchange, { ...destination, headers, body: exchange.body })
}

/** Sends a request. The answer's body comes as it is sent. */
export function sendRequest(
  { surroundings, signal }: Pick<ApiExchange, 'surroundings' | 'signal'>,
  { address, method, timeoutMs, headers, body, tls = {} }: OutgoingRequest,
): Promise<Answer | NoAnswer> {
  const to = URL.parse(address)
  if (!to || !/^https?:$/.test(to.protocol))
    return Promise.resolve({ kind: 'invalid address', failed: 'Invalid endpoint address' })
  return new Promise((resolve) => {
    const isSecure = to.protocol === 'https:'
    const options = {
      method,
      headers: headers as Record<string, string | number | string[]>,
      agent: isSecure ? agents.secure : agents.plain,
    }
    const sent: ClientRequest = isSecure
      ? nodeHttps.request(to, { ...options, ...tlsOptions(tls) })
      : nodeHttp.request(to, options)
    const timer = surroundings.clock.setTimer(surroundings.clock.now() + timeoutMs, () => {
      resolve({ kind: 'timeout', failed: 'Endpoint request timed out' })
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
      const failed = `There was an error connecting to the endpoint: ${error.message}`
      resolve({ kind: 'unreachable', failed })
    })
    sent.end(body.length > 0 ? body : undefined)
  })
}

/** The agent keeps connections of other certificates apart. */
function tlsOptions({ certificate, skipsVerification }: OutgoingTls) {
  return {
    ...(certificate === undefined ? {} : { cert: certificate.pem, key: certificate.keyPem }),
    ...(skipsVerification === true ? { rejectUnauthorized: false } : {}),
  }
}

function forwarded(exchange: ApiExchange, host: string): Record<string, string | number> {
  const { headers, body, sourceIp, domainName, protocol } = exchange
  const kept = Object.entries(headers).filter(([name]) => !hopByHop.has(name) && name !== 'content-length')
  const forwarding = `by=127.0.0.1;for=${sourceIp};host=${headers.host ?? domainName};proto=http`
  const before = headers.forwarded
  return {
    ...Object.fromEntries(kept),
    'x-amzn-trace-id': addedHeaders(exchange)['x-amzn-trace-id'] ?? '',
    forwarded: before === undefined ? forwarding : `${before}, ${forwarding}`,
    via: `${headers.via === undefined ? '' : `${headers.via}, `}${protocol} AmazonAPIGateway`,
    host,
    ...(body.length > 0 || 'content-length' in headers ? { 'content-length': body.length } : {}),
  }
}

function answerOf(answer: IncomingMessage): Answer {
  const headers: Record<string, string | readonly string[]> = {}
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined && !hopByHop.has(name)) headers[name] = value
  return { status: answer.statusCode ?? 502, headers, body: answer }
}
