import type { Json, JsonObject } from '../base/json.ts'

/** JSON as YAML in block style; texts are quoted as JSON quotes them, which YAML reads. */
export function writeYaml(value: Json): string {
  return `${block(value, '').replace(/^[\n ]/, '')}\n`
}

function block(value: Json, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []'
    return (value as readonly Json[]).map((item) => `\n${indent}-${block(item, `${indent}  `)}`).join('')
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value as JsonObject)
    if (members.length === 0) return ' {}'
    return members
      .map(([name, item]) => `\n${indent}${JSON.stringify(name)}:${block(item ?? null, `${indent}  `)}`)
      .join('')
  }
  return ` ${JSON.stringify(value)}`
}
