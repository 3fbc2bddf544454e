/**
 * Holds events against branches. A list in an event stands for each of its elements, but all fields that are wanted below one
 * list must be found in one element of it. Each part of an event is looked at once for each field, so that no event makes this
 * slow. Source: EventBridge User Guide, "Event patterns", arrays; Event Ruler, "JSON Array Matching".
 */
import type { Json, JsonObject } from '../../base/json.ts'
import { nestingMax } from './limits.ts'
import type { Branch, FieldRule } from './parse.ts'

/** A field that is still to be found: its rule, and where in its path the search stands. */
interface Search {
  readonly rule: FieldRule
  /** The parts of the path between dots. */
  readonly names: readonly string[]
  /** Names before this one have been gone through. */
  readonly at: number
}

/** A branch, made ready. */
export type PreparedBranch = readonly Search[]

export function prepareBranch(branch: Branch): PreparedBranch {
  return [...branch.values()].map((rule) => ({ rule, names: rule.path.split('.'), at: 0 }))
}

export function matchesBranch(branch: PreparedBranch, event: Json): boolean {
  // That a field is absent is said of the whole event.
  const present = branch.filter((search) => !search.rule.acceptsAbsence || exists(event, search))
  return present.length === 0 || found(event, present)
}

/** `depth`: levels above; those of lists alone can be as many as an event has. */
function found(value: Json, searches: readonly Search[], depth = 0): boolean {
  if (isList(value)) return depth < nestingMax && value.some((element) => found(element, searches, depth + 1))
  if (value === null || typeof value !== 'object')
    return searches.every(({ rule, names, at }) => at === names.length && rule.accepts(value))
  const groups = new Map<string, Search[]>()
  for (const search of searches) {
    const ways = waysOn(value, search)
    const [way, ...more] = ways
    if (way === undefined) return false
    if (more.length > 0) {
      // An event with both `a: { b }` and `a.b` is looked at for this field alone. AWS advises against relying on it.
      if (!ways.some(([name, at]) => found(value[name] ?? null, [{ ...search, at }], depth + 1))) return false
      continue
    }
    const [name, at] = way
    const group = groups.get(name)
    if (group) group.push({ ...search, at })
    else groups.set(name, [{ ...search, at }])
  }
  for (const [name, group] of groups) if (!found(value[name] ?? null, group, depth + 1)) return false
  return true
}

/** The members through which a path can go on, each with where in the path it leads. */
function waysOn(value: JsonObject, { names, at }: Search): Array<readonly [string, number]> {
  const ways: Array<readonly [string, number]> = []
  let name = ''
  for (let index = at; index < names.length; index++) {
    name = index === at ? (names[index] ?? '') : `${name}.${names[index]}`
    if (Object.hasOwn(value, name)) ways.push([name, index + 1])
  }
  return ways
}

/** Whether there is a value at the path, null included. An empty list holds none. */
function exists(value: Json, search: Search, depth = 0): boolean {
  if (isList(value)) return depth < nestingMax && value.some((element) => exists(element, search, depth + 1))
  if (value === null || typeof value !== 'object') return search.at === search.names.length
  return waysOn(value, search).some(([name, at]) => exists(value[name] ?? null, { ...search, at }, depth + 1))
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
