/** Small checks that all sections share. */
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { formatError, TemplateError } from '../errors.ts'
import { nameCharactersMax } from '../limits.ts'

/** A section of a template as an object; empty when the template does not have it. Fails with a TemplateError. */
export function sectionOf(document: JsonObject, name: string): JsonObject {
  const section = document[name]
  if (section === undefined) return {}
  if (section === null) refuseNulls(section, [name])
  if (!isObject(section)) throw formatError(`[/${name}] ${name} section must be an object`)
  return section
}

/** Refuses names of more than letters and digits. `kind` begins the sentence: `Resource name`. */
export function checkName(name: string, kind: string): void {
  if (!/^[A-Za-z0-9]+$/.test(name)) throw formatError(`${kind} ${name} is non alphanumeric.`)
  if (name.length > nameCharactersMax)
    throw formatError(`${kind} ${name} is longer than ${nameCharactersMax} characters.`)
}

/** Refuses more members than a quota allows. `kind` is a plural: `resources`. */
export function checkCount(count: number, max: number, kind: string): void {
  if (count > max) throw formatError(`Number of ${kind}, ${count}, is greater than maximum allowed, ${max}`)
}

/** Refuses null anywhere in a template. Fails with a TemplateError that names the place. */
export function refuseNulls(value: Json, path: readonly string[] = []): void {
  if (value === null)
    throw new TemplateError(`[/${path.join('/')}] 'null' values are not allowed in templates`)
  if (typeof value !== 'object') return
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item = value[index] as Json
      if (typeof item === 'object') refuseNulls(item, [...path, String(index)])
    }
    return
  }
  const object = value as JsonObject
  for (const name in object) {
    const member = object[name] ?? null
    if (typeof member === 'object') refuseNulls(member, [...path, name])
  }
}
