/** The path that a document says its own paths lie below. Source: API Gateway Developer Guide, "Set the OpenAPI basePath property". */
import type { JsonObject } from '../../base/json.ts'
import { listOr, objectOr } from './values.ts'

/** What is done with it. Source: API Reference, ImportRestApi and ImportApi, `basepath`. */
export type BasePathRule = 'ignore' | 'prepend' | 'split'

/** What paths begin with, without a slash at the end. `path`: as the document names it. */
export function prefixOf(path: string, rule: BasePathRule): string {
  if (rule === 'ignore') return ''
  const trimmed = path.replace(/\/+$/, '')
  const whole = trimmed === '' || trimmed.startsWith('/') ? trimmed : `/${trimmed}`
  // What is split off is the first part, as the name of a stage.
  return rule === 'split' ? whole.replace(/^\/[^/]*/, '') : whole
}

/** The path of the first server of OpenAPI 3: that of its address, its variables replaced by what is usual, which may begin with a slash. */
export function serverPath(root: JsonObject): string {
  const server = objectOr(listOr(root.servers)[0])
  const variables = objectOr(server.variables)
  const address = textOr(server.url).replace(/\{([^}]*)\}/g, (_whole, name: string) => {
    const variable = objectOr(Object.hasOwn(variables, name) ? variables[name] : undefined)
    return textOr(variable.default).replace(/^\//, '')
  })
  return address.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/\?.*$/s, '')
}

/** Numbers and truth values count as their texts. */
function textOr(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
