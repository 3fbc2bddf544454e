/** A request as mappings, validators and events read it. */
import { listParameters } from '../../../engines/http-events/index.ts'
import type { MappedMessage } from '../domain/parameter-expressions.ts'
import type { RestExchange } from './exchange.ts'

type Sent = Pick<RestExchange, 'rawHeaders' | 'query' | 'pathParameters' | 'body'>

const decoder = new TextDecoder()

/** Its headers, query, path and body. */
export function requestMessage({ rawHeaders, query, pathParameters, body }: Sent): MappedMessage {
  let text: string | undefined
  return {
    headers: headerValues(rawHeaders),
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
