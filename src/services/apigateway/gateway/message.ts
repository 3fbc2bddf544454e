/** A request as mappings, validators and events read it. */
import { listParameters } from '../../../engines/http-events/index.ts'
import { addedHeaders } from '../../../gateway/index.ts'
import type { MappedMessage } from '../domain/parameter-expressions.ts'
import type { RestExchange } from './exchange.ts'

const decoder = new TextDecoder()

/** Its headers, with those that the front end adds, query, path and body. */
export function requestMessage(exchange: RestExchange): MappedMessage {
  const { rawHeaders, query, pathParameters, body, isTest } = exchange
  const headers = headerValues(rawHeaders)
  if (!isTest) for (const [name, value] of Object.entries(addedHeaders(exchange))) headers.set(name, [value])
  let text: string | undefined
  return {
    headers,
    querystring: listParameters(query),
    path: pathParameters,
    body: () => {
      text ??= decoder.decode(body)
      return text
    },
  }
}

/** Header values by name in lower case, in the order in which they came. */
export function headerValues(rawHeaders: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [name, values] of namedHeaders(rawHeaders)) {
    const lower = name.toLowerCase()
    found.set(lower, [...(found.get(lower) ?? []), ...values])
  }
  return found
}

/** Header values by name as it was written. Pseudo-headers of HTTP/2 are no headers. */
export function namedHeaders(rawHeaders: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name.startsWith(':')) continue
    const before = found.get(name)
    if (before) before.push(rawHeaders[at + 1] ?? '')
    else found.set(name, [rawHeaders[at + 1] ?? ''])
  }
  return found
}

/** The last value of each name. Through entries, so that a name like __proto__ is one like all others. */
export function lastValues(values: ReadonlyMap<string, readonly string[]>): Record<string, string> {
  return Object.fromEntries([...values].map(([name, list]) => [name, list.at(-1) ?? '']))
}

const capitals = new Map(
  ['X-Amzn-Trace-Id', 'X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Proto'].map((name) => [
    name.toLowerCase(),
    name,
  ]),
)

/** Headers between the client and the front end. */
const between = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
  'content-length',
])

/** Headers as functions and templates see them: named as they were sent, with those that the front end adds. */
export function arrivedHeaders(exchange: RestExchange): Map<string, string[]> {
  const added = addedHeaders(exchange)
  const found = new Map<string, string[]>()
  for (const [name, values] of namedHeaders(exchange.rawHeaders)) {
    const lower = name.toLowerCase()
    if (between.has(lower) || added[lower] !== undefined) continue
    found.set(lower === 'host' || lower === 'user-agent' ? wellKnown(lower) : name, values)
  }
  for (const [name, value] of Object.entries(added)) found.set(capitals.get(name) ?? name, [value])
  return found
}

function wellKnown(name: string): string {
  return name === 'host' ? 'Host' : 'User-Agent'
}
