/** Where in a template something stands, for messages. */
import { relative } from 'node:path'

/** The line of a resource in a template's text, from 1; undefined where it is not found. */
export function lineOf(text: string, logicalId: string): number | undefined {
  const pattern = new RegExp(`^\\s*["']?${logicalId.replaceAll(/[^\w]/g, '\\$&')}["']?\\s*:`)
  const index = text.split('\n').findIndex((line) => pattern.test(line))
  return index < 0 ? undefined : index + 1
}

/** `template.yaml:12` for the resource that a message names, of those in the template. */
export function placeIn(
  templateFile: string,
  text: string,
  logicalIds: readonly string[],
  message: string,
): string | undefined {
  const named = logicalIds
    .filter((id) => new RegExp(`(?<!\\w)${id}(?!\\w)`).test(message))
    .sort((left, right) => message.indexOf(left) - message.indexOf(right))
  for (const id of named) {
    const line = lineOf(text, id)
    if (line !== undefined) return `${relative(process.cwd(), templateFile)}:${line}`
  }
  return undefined
}
