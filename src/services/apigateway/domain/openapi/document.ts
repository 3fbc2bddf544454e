/** Reading documents of Swagger 2.0 and OpenAPI 3. */
import type { Json, JsonObject } from '../../../../base/json.ts'
import { objectOr, serverPath } from '../../../../engines/openapi/index.ts'

/** A document, with what is found wrong in it on the way. */
export interface Definition {
  readonly root: JsonObject
  readonly version: 2 | 3
  /** What is left out of the API, in AWS's words where they are known. */
  readonly warnings: string[]
}

/** A document that cannot be imported. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError'
}

/** How many references may lead from one to the next. Ours. */
const hopsMax = 16

/** A text; numbers and truth values count as theirs. Undefined for anything else. */
export function textIn(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** A whole number, which may be written as a text. */
export function wholeIn(value: Json | undefined): number | undefined {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof read === 'number' && Number.isInteger(read) ? read : undefined
}

/** A truth value, which may be written as a text. */
export function truthIn(value: Json | undefined): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true')
}

/** Members of a map that are texts. `refuse` is told of the others. */
export function textsIn(
  value: Json | undefined,
  refuse: (name: string, value: Json) => void = () => {},
): Record<string, string> | undefined {
  const found = Object.entries(objectOr(value)).flatMap(([name, item]): Array<[string, string]> => {
    if (typeof item === 'string') return [[name, item]]
    refuse(name, item ?? null)
    return []
  })
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

/** What a reference within the document leads to; the value itself where it is none. Fails with a DefinitionError for one that leads nowhere. */
export function resolved(definition: Definition, value: Json | undefined): JsonObject {
  let found = objectOr(value)
  for (let hops = 0; typeof found.$ref === 'string'; hops++) {
    const target = hops < hopsMax ? referenced(definition.root, found.$ref) : undefined
    if (target === undefined) throw new DefinitionError(`Unable to resolve reference: ${found.$ref}`)
    found = objectOr(target)
  }
  return found
}

function referenced(root: JsonObject, reference: string): Json | undefined {
  if (!reference.startsWith('#/')) return undefined
  let found: Json | undefined = root
  for (const part of reference.slice(2).split('/')) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    const members: JsonObject = objectOr(found)
    found = Object.hasOwn(members, name) ? members[name] : undefined
  }
  return found
}

/** The path that a document says its own paths lie below. */
export function basePathOf({ root, version }: Definition): string {
  return version === 2 ? (textIn(root.basePath) ?? '') : serverPath(root)
}
