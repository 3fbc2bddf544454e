import { AwsError } from '../aws/aws-error.ts'
import { isObject, type Json, type JsonObject, sameJson } from '../base/json.ts'
import type { ResourceProperties, ResourceRequest } from './resource-type.ts'

/** The answer, or nothing when the call fails with one of the codes that say that the resource is not there. */
export async function unlessMissing<T>(
  answer: Promise<T>,
  ...codes: readonly string[]
): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof AwsError && codes.includes(error.code)) return undefined
    throw error
  }
}

/** The tags that a resource shall have: the template's own before the stack's. Takes lists of Key and Value, and maps. */
export function tagsOf(
  { stackTags }: Pick<ResourceRequest, 'stackTags'>,
  own: Json | undefined,
): Record<string, string> {
  return { ...stackTags, ...readTags(own) }
}

/** Tags as most operations take them. */
export function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** What makes `next` of `previous`: tags to set, and the keys of those to take away. */
export function tagChange(
  previous: Readonly<Record<string, string>>,
  next: Readonly<Record<string, string>>,
): { readonly set: Record<string, string>; readonly remove: string[] } {
  return {
    set: Object.fromEntries(Object.entries(next).filter(([key, value]) => previous[key] !== value)),
    remove: Object.keys(previous).filter((key) => !(key in next)),
  }
}

/** Whether a property differs between two versions of a resource, by value; the order of members is of no account. */
export function changed(
  previous: ResourceProperties,
  next: ResourceProperties,
  ...names: readonly string[]
): boolean {
  return names.some((name) => !sameJson(previous[name], next[name]))
}

/** Properties as the API names them: the first letter of each member small. */
export function apiNames(value: Json | undefined): Json | undefined {
  return withNames(value, (letter) => letter.toLowerCase())
}

/** The other way. */
export function templateNames(value: Json | undefined): Json | undefined {
  return withNames(value, (letter) => letter.toUpperCase())
}

function withNames(value: Json | undefined, first: (letter: string) => string): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => withNames(item as Json, first) ?? null)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      `${first(name.charAt(0))}${name.slice(1)}`,
      withNames(member, first),
    ]),
  )
}

function readTags(given: Json | undefined): Record<string, string> {
  if (Array.isArray(given)) {
    return Object.fromEntries(
      (given as readonly JsonObject[]).map(({ Key, Value }) => [String(Key), String(Value)]),
    )
  }
  if (typeof given !== 'object' || given === null) return {}
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]))
}
