/**
 * Expressions that choose a route, a template or a response. Source: API Gateway Developer Guide, "WebSocket selection expressions": a
 * variable begins with `$`, braces may bound it, `\$` is a dollar sign; what a variable stands for is not read once more.
 */
import type { Json, JsonObject } from '../../../base/json.ts'

/** What an expression says, where `look` answers a variable by its name (`request.body.action`); what is not there is empty. */
export function select(expression: string, look: (name: string) => string | undefined): string {
  return expression.replaceAll(
    /\\\$|\$\{([^}]*)\}|\$([A-Za-z][\w-]*(?:\.[\w-]+|\[[^\]]*\])*)/g,
    (whole, bounded: string | undefined, bare: string | undefined) => {
      const name = bounded ?? bare
      return name === undefined ? '$' : (look(name) ?? (whole === '$default' ? whole : ''))
    },
  )
}

/** A message as expressions see it. */
export interface SelectableMessage {
  readonly text: string
  /** Undefined: it is no JSON. */
  readonly json: Json | undefined
}

/** Reads a message. */
export function readMessage(text: string): SelectableMessage {
  // Most of what is no JSON can be told by how it begins.
  if (!/^\s*[[{"\d\-tfn]/.test(text)) return { text, json: undefined }
  try {
    return { text, json: JSON.parse(text) as Json }
  } catch {
    return { text, json: undefined }
  }
}

/** A part of a message: `action`, `a.b`, `list[0]`; the whole of it when `path` is empty. */
export function partOf({ text, json }: SelectableMessage, path: string): string | undefined {
  if (path === '') return text
  let value: Json | undefined = json
  for (const [, name, index] of path.matchAll(/(?:^|\.)([^.[\]]+)|\[(?:'?)([^\]']+)(?:'?)\]/g)) {
    if (typeof value !== 'object' || value === null) return undefined
    const key = name ?? index ?? ''
    value = Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined
  }
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/**
 * The key of the route that a message takes, `has` tells which there are; undefined: there is none. Messages that are no JSON take
 * `$default`. Keys of connecting and disconnecting cannot be asked for. UNVERIFIED: the last.
 */
export function routeKeyOf(
  expression: string,
  message: SelectableMessage,
  has: (key: string) => boolean,
): string | undefined {
  const key =
    message.json === undefined
      ? ''
      : select(expression, (name) => {
          const path = /^request\.body(?:\.(.*)|(\[.*))?$/.exec(name)
          return path ? partOf(message, path[1] ?? path[2] ?? '') : undefined
        })
  if (key !== '' && !key.startsWith('$') && has(key)) return key
  return has('$default') ? '$default' : undefined
}
