/**
 * What parameters of requests and responses are mapped from and to. Source: API Gateway Developer Guide, "Parameter mapping source
 * reference for REST APIs".
 */
import type { Json, JsonObject } from '../../../base/json.ts'

/** Values of headers and parameters by name; each has one or more. */
export type Multi = ReadonlyMap<string, readonly string[]>

/** A request or response that expressions read. */
export interface MappedMessage {
  /** Names in lower case. */
  readonly headers: Multi
  readonly querystring: Multi
  readonly path: Readonly<Record<string, string>>
  readonly body: () => string
}

/** What expressions may name. */
export interface ExpressionSources {
  /** `method.request`. */
  readonly request?: MappedMessage
  /** `integration.response`. */
  readonly response?: Pick<MappedMessage, 'headers' | 'body'>
  readonly context: (name: string) => string | undefined
  readonly stageVariables: Readonly<Record<string, string>>
}

/** The values that an expression means; undefined: none. */
export function evaluateExpression(
  expression: string,
  sources: ExpressionSources,
): readonly string[] | undefined {
  const literal = /^'([\s\S]*)'$/.exec(expression)?.[1]
  if (literal !== undefined) return [literal]
  if (expression.startsWith('context.')) return one(sources.context(expression.slice('context.'.length)))
  if (expression.startsWith('stageVariables.')) {
    const name = expression.slice('stageVariables.'.length)
    return Object.hasOwn(sources.stageVariables, name) ? one(sources.stageVariables[name]) : undefined
  }
  const [, side = '', place = '', rest = ''] =
    /^(method\.request|integration\.response)\.(multivalueheader|multivaluequerystring|header|querystring|path|body)\.?([\s\S]*)$/.exec(
      expression,
    ) ?? []
  const message = side === 'method.request' ? sources.request : side === '' ? undefined : sources.response
  return message && read(message, place, rest)
}

function read(
  message: Pick<MappedMessage, 'headers' | 'body'> & Partial<MappedMessage>,
  place: string,
  name: string,
): readonly string[] | undefined {
  switch (place) {
    case 'header':
      return last(message.headers.get(name.toLowerCase()))
    case 'multivalueheader':
      return message.headers.get(name.toLowerCase())
    case 'querystring':
      return last(message.querystring?.get(name))
    case 'multivaluequerystring':
      return message.querystring?.get(name)
    case 'path':
      return message.path && Object.hasOwn(message.path, name) ? one(message.path[name]) : undefined
    default:
      return one(bodyPart(message.body(), name))
  }
}

function one(value: string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [value]
}

function last(values: readonly string[] | undefined): readonly string[] | undefined {
  return one(values?.at(-1))
}

/** The whole of a body, or what names and indexes lead to in its JSON. */
function bodyPart(body: string, path: string): string | undefined {
  if (path === '') return body
  let value: Json | undefined
  try {
    value = JSON.parse(body) as Json
  } catch {
    return undefined
  }
  for (const [, name, index] of path.matchAll(/(?:^|\.)([^.[\]]+)|\['?([^\]']+)'?\]/g)) {
    if (typeof value !== 'object' || value === null) return undefined
    const key = name ?? index ?? ''
    value = Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined
  }
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}
