/** The mapping template that GetModelTemplate makes of a schema: it writes what the schema describes from `$inputRoot`. */
import type { Json, JsonObject } from '../../../base/json.ts'
import { schemaDepthMax } from '../limits.ts'

/** Source: Developer Guide, "Generate mapping templates"; UNVERIFIED: the layout. */
export function templateOf(schema: string): string {
  let read: Json
  try {
    read = JSON.parse(schema) as Json
  } catch {
    read = {}
  }
  const root = asObject(read)
  return `#set($inputRoot = $input.path('$'))\n${written(root, root, '$inputRoot', '', 0)}`
}

function written(root: JsonObject, schema: JsonObject, path: string, indent: string, depth: number): string {
  const resolved = resolve(root, schema)
  if (depth > schemaDepthMax) return '{ }'
  const { type, properties, items } = resolved
  if (type === 'array' || items !== undefined) {
    const inner = written(root, asObject(items), '$elem', `${indent}  `, depth + 1)
    return `[\n## Update this foreach loop to reference the array of the input\n#foreach($elem in ${path})\n${indent}  ${inner}#if($foreach.hasNext),#end\n\n#end\n${indent}]`
  }
  if (type === 'object' || properties !== undefined) {
    const members = Object.entries(asObject(properties)).map(
      ([name, member]) =>
        `${indent}  ${JSON.stringify(name)} : ${written(root, asObject(member), `${path}.${name}`, `${indent}  `, depth + 1)}`,
    )
    return members.length === 0 ? `{ }` : `{\n${members.join(',\n')}\n${indent}}`
  }
  return type === 'string' ? `"${path}"` : path
}

function resolve(root: JsonObject, schema: JsonObject): JsonObject {
  const reference = schema.$ref
  if (typeof reference !== 'string') return schema
  const name = reference.replace('#/definitions/', '')
  return asObject(asObject(root.definitions)[name])
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}
