import type { Json, JsonObject } from '../../../base/json.ts'
import { PathSyntaxError } from '../../jsonpath/index.ts'
import { compileIntrinsic } from './intrinsics/evaluate.ts'
import { IntrinsicSyntaxError } from './intrinsics/parse.ts'
import { memberLocation } from './location.ts'
import type { Report } from './report.ts'
import { compileScopePath, requireVariable } from './scope-path.ts'
import { type Scope, StateError, type Template } from './types.ts'

/** Part of a payload template: either the same each time, or read from a scope. */
type Part = { readonly constant: Json } | { readonly read: (scope: Scope) => Json }

/**
 * A payload template: members whose names end with `.$` are paths and intrinsic functions, all others stand for themselves.
 * Source: Amazon States Language, "Payload Template".
 */
export function compilePayload(value: Json, location: string, report: Report): Template {
  const part = compilePart(value, location, report)
  if ('constant' in part) return { constant: part.constant, evaluate: () => part.constant }
  return { evaluate: part.read }
}

function compilePart(value: Json, location: string, report: Report): Part {
  if (Array.isArray(value)) return compileList(value, location, report)
  if (typeof value === 'object' && value !== null) return compileObject(value as JsonObject, location, report)
  return { constant: value }
}

function compileList(list: readonly Json[], location: string, report: Report): Part {
  const parts = list.map((item, index) => compilePart(item, `${location}[${index}]`, report))
  if (parts.every((part) => 'constant' in part)) return { constant: list }
  return { read: (scope) => parts.map((part) => ('constant' in part ? part.constant : part.read(scope))) }
}

function compileObject(object: JsonObject, location: string, report: Report): Part {
  const members = Object.entries(object).flatMap(([name, value]) =>
    value === undefined ? [] : [compileMember(name, value, memberLocation(location, name), report)],
  )
  if (members.every(({ part }) => 'constant' in part)) return { constant: object }
  const odd = members.some(({ name }) => name === '__proto__')
  return {
    read: odd
      ? (scope) => Object.fromEntries(evaluateAll(members, scope))
      : (scope) => readObject(members, scope),
  }
}

interface Member {
  readonly name: string
  readonly part: Part
}

function readObject(members: readonly Member[], scope: Scope): JsonObject {
  const object: Record<string, Json> = {}
  for (const { name, part } of members) object[name] = 'constant' in part ? part.constant : part.read(scope)
  return object
}

function evaluateAll(members: readonly Member[], scope: Scope): [string, Json][] {
  return members.map(({ name, part }) => [name, 'constant' in part ? part.constant : part.read(scope)])
}

function compileMember(name: string, value: Json, location: string, report: Report): Member {
  if (!name.endsWith('.$')) return { name, part: compilePart(value, location, report) }
  return { name: name.slice(0, -2), part: compileDynamic(name, value, location, report) }
}

function compileDynamic(field: string, value: Json, location: string, report: Report): Part {
  if (typeof value !== 'string') {
    report(
      `The value for the field '${field}' must be a STRING that contains a JSONPath but was an ${typeName(value)}`,
      location,
    )
    return { constant: null }
  }
  try {
    if (value.startsWith('$')) return { read: compilePathField(field, value) }
    return { read: compileIntrinsic(value) }
  } catch (error) {
    if (!(error instanceof PathSyntaxError) && !(error instanceof IntrinsicSyntaxError)) throw error
    report(
      `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`,
      location,
    )
    return { constant: null }
  }
}

function typeName(value: Json): string {
  if (value === null) return 'NULL'
  return Array.isArray(value) ? 'ARRAY' : (typeof value).toUpperCase()
}

/**
 * The words are AWS's: `The JSONPath '$.a' specified for the field 'b.$' could not be found in the input '{}'`. An index behind the end of a list gives
 * null. Both were observed on AWS in 2026.
 */
function compilePathField(field: string, text: string): (scope: Scope) => Json {
  const scoped = compileScopePath(text)
  return (scope) => {
    const value = scoped.find(scope)
    if (value !== undefined) return value
    requireVariable(scoped, scope)
    const start = scoped.start(scope) ?? null
    if (scoped.path.endsBehindList(start)) return null
    throw new StateError(
      'States.Runtime',
      `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(start)}'`,
    )
  }
}
