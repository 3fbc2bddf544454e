/**
 * Expressions that name parts of a request, a response or its context. Source: API Gateway Developer Guide, "Transforming API requests
 * and responses for HTTP APIs": `$request.header.name` or `${request.header.name}`, also among other text (`/$request.path.proxy`, as
 * configurations that users of AWS have published); everything else is itself.
 */
import type { Json, JsonObject } from '../../../base/json.ts'

/** What expressions may name. */
export interface Sources {
  readonly request?: {
    header(name: string): string | undefined
    querystring(name: string): string | undefined
    /** The path behind the stage. */
    readonly path: string
    readonly pathParameters: Readonly<Record<string, string>>
    body(): string
  }
  readonly response?: {
    header(name: string): string | undefined
    body(): string
  }
  context(name: string): string | undefined
  readonly stageVariables: Readonly<Record<string, string>>
}

/** The text that an expression means; undefined when it names something that is not there. */
export function evaluate(expression: string, sources: Sources): string | undefined {
  if (!expression.includes('$')) return expression
  const alone = one.exec(expression)?.[1]
  if (alone !== undefined) return lookUp(alone, sources)
  return expression.replaceAll(
    each,
    (_whole, bounded: string | undefined, bare: string | undefined) =>
      lookUp(bounded ?? bare ?? '', sources) ?? '',
  )
}

/** A name without braces: it goes on as long as it can. */
const bareName = /(?:request|response|context|stageVariables)(?:\.[\w:-]+|\[[^\]]*\])*/.source
const one = new RegExp(`^\\$(${bareName})$`)
const each = new RegExp(`\\$\\{([^}]*)\\}|\\$(${bareName})`, 'g')

function lookUp(name: string, sources: Sources): string | undefined {
  const [root = '', part = ''] = name.split('.', 2)
  const rest = name.slice(root.length + 1)
  const named = rest.slice(part.length + 1)
  if (root === 'context') return sources.context(rest)
  if (root === 'stageVariables')
    return Object.hasOwn(sources.stageVariables, rest) ? sources.stageVariables[rest] : undefined
  const { request, response } = sources
  const from = root === 'request' ? request : root === 'response' ? response : undefined
  if (!from) return undefined
  if (part === 'header') return from.header(named.toLowerCase())
  if (/^body(?:$|\[)/.test(part)) return bodyPart(from.body(), rest.slice('body'.length))
  if (root !== 'request' || !request) return undefined
  if (part === 'querystring') return request.querystring(named)
  if (part !== 'path') return undefined
  if (named === '') return request.path
  return Object.hasOwn(request.pathParameters, named) ? request.pathParameters[named] : undefined
}

/** The whole of a body, or what a path of names and indexes leads to in its JSON. */
function bodyPart(body: string, path: string): string | undefined {
  if (path === '') return body
  let value: Json | undefined
  try {
    value = JSON.parse(body) as Json
  } catch {
    return undefined
  }
  for (const [, name, index] of path.matchAll(/\.([^.[\]]+)|\[(?:'?)([^\]']+)(?:'?)\]/g)) {
    if (typeof value !== 'object' || value === null) return undefined
    const key = name ?? index ?? ''
    value = Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined
  }
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}
