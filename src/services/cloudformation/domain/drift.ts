/**
 * What a resource is now, against what its stack made of it. Only properties that the template sets are compared.
 * Source: User Guide, "Detect unmanaged configuration changes to stacks and resources with drift detection".
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import { differencesOf } from '../../../engines/template/index.ts'

/** One place that is not as it should be. Values are JSON texts, or the texts themselves. */
export type PropertyDrift = {
  readonly path: string
  readonly expected: string
  readonly actual: string
  readonly type: 'ADD' | 'REMOVE' | 'NOT_EQUAL'
}

/**
 * The differences of properties that were set; what cannot be read, what is looked up elsewhere, defaults beside what was set, and
 * tags of the stack and of AWS are left out.
 */
export function driftOf(
  expected: JsonObject,
  actual: JsonObject,
  stackTags: Readonly<Record<string, string>> = {},
): readonly PropertyDrift[] {
  const own: Record<string, Json> = {}
  const now: Record<string, Json> = {}
  for (const [name, value = null] of Object.entries(expected)) {
    const there = actual[name]
    if (there === undefined || isLookedUp(value)) continue
    const tagged = isTagList(value) && isTagList(there)
    own[name] = tagged ? sortedTags(value) : value
    now[name] = tagged ? sortedTags(there.filter((tag) => isOwnTag(tag, value, stackTags))) : there
    // Lists of names are sets to the services that keep them.
    if (isTextList(value) && isTextList(there)) {
      own[name] = [...value].sort()
      now[name] = [...there].sort()
    }
  }
  return differencesOf(own, now)
    .filter(({ path, before, after }) => {
      const isDefault = before === undefined && !/^\d+$/.test(path.at(-1) ?? '')
      return !isDefault && !isSameName(before, after)
    })
    .map(({ path, before, after }) => ({
      path: `/${path.join('/')}`,
      expected: before === undefined ? 'null' : shown(before),
      actual: after === undefined ? 'null' : shown(after),
      type: before === undefined ? 'ADD' : after === undefined ? 'REMOVE' : 'NOT_EQUAL',
    }))
}

type Tag = { readonly Key: string; readonly Value: string }

function isTagList(value: Json): value is readonly Tag[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => typeof item === 'object' && item !== null && 'Key' in item && 'Value' in item)
  )
}

function isTextList(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function sortedTags(tags: readonly Tag[]): readonly Tag[] {
  return [...tags].sort((a, b) => (a.Key < b.Key ? -1 : 1))
}

function isOwnTag(
  { Key, Value }: Tag,
  expected: readonly Tag[],
  stackTags: Readonly<Record<string, string>>,
) {
  if (expected.some((tag) => tag.Key === Key)) return true
  return !Key.startsWith('aws:') && stackTags[Key] !== Value
}

/** A resource by its name, and by the ARN that ends with it. */
function isSameName(before: Json | undefined, after: Json | undefined): boolean {
  if (typeof before !== 'string' || typeof after !== 'string') return false
  const [name, arn] = after.startsWith('arn:') ? [before, after] : [after, before]
  return (
    arn.startsWith('arn:') &&
    !name.startsWith('arn:') &&
    (arn.endsWith(`:${name}`) || arn.endsWith(`/${name}`))
  )
}

function isLookedUp(value: Json): boolean {
  return JSON.stringify(value).includes('{{resolve:')
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
