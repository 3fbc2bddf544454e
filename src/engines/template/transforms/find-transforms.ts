/**
 * Finds what a template wants to have transformed, one after the other, and puts results in place. Who carries a transform out
 * (a function, a bucket's object, the SAM translator) is not known here.
 * Source: User Guide, "Perform custom processing on CloudFormation templates with template macros", "Order of processing".
 */
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { transformNames } from '../anatomy/read-template.ts'
import { formatError, TemplateError } from '../errors.ts'
import { isList } from '../functions/calls.ts'

/** One transform that is to be carried out next. */
export interface TransformCall {
  /** `AWS::Include`, `AWS::Serverless-2016-10-31`, `AWS::LanguageExtensions` or a macro's name. */
  readonly name: string
  /** As written: functions in it are to be computed first ({@link resolveEarly}). */
  readonly parameters: JsonObject
  /** What the transform may read and gives anew: the template without its section Transform, or what stands beside `Fn::Transform`. */
  readonly fragment: JsonObject
  /** Where: empty for the whole template. */
  readonly path: readonly string[]
  readonly whole: boolean
}

/**
 * The next transform: the innermost `Fn::Transform` first, then those of the section Transform in their order. Undefined: there
 * is none left. Fails with a TemplateError.
 */
export function nextTransform(document: JsonObject): TransformCall | undefined {
  const inner = innermost(document, [])
  if (inner) return inner
  const [first] = entriesOf(document.Transform)
  if (first === undefined) return undefined
  return { ...readCall(first), fragment: withoutTransform(document), path: [], whole: true }
}

/**
 * The template with the result of a transform in its place. Of `AWS::Include` the result is what was included: it is put beside
 * what stood there. Of all others it takes the fragment's place. Fails with a TemplateError when a whole template is no object.
 */
export function applyTransform(document: JsonObject, call: TransformCall, result: Json): JsonObject {
  const value = call.name === includeTransform ? includedInto(call.fragment, result) : result
  if (!call.whole) {
    const replaced = replaceAt(document, call.path, remaining(document, call, value))
    if (!isObject(replaced)) throw formatError('unsupported structure.')
    return replaced
  }
  if (!isObject(value)) throw formatError('unsupported structure.')
  const rest = entriesOf(document.Transform).slice(1)
  const { Transform: _, ...others } = value
  return rest.length === 0 ? others : { Transform: rest, ...others }
}

/** Names of all transforms that a template uses, those of the section first; without doubles. */
export function transformsOf(document: JsonObject): readonly string[] {
  const names = new Set(transformNames(document.Transform))
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return
    if (isObject(value) && value['Fn::Transform'] !== undefined)
      for (const entry of entriesOf(value['Fn::Transform'])) names.add(readCall(entry).name)
    for (const item of Object.values(value)) if (item !== undefined) visit(item as Json)
  }
  visit(withoutTransform(document))
  return [...names]
}

/** The transform that includes a file of a bucket. Source: User Guide, "AWS::Include transform". */
export const includeTransform = 'AWS::Include'

function innermost(value: JsonObject, path: readonly string[]): TransformCall | undefined {
  for (const [name, member] of children(value)) {
    if (path.length === 0 && name === 'Transform') continue
    // What a call is given may hold calls too, and these come first.
    const found = inValue(member, [...path, name])
    if (found) return found
  }
  const [first] = entriesOf(value['Fn::Transform'])
  if (first === undefined) return undefined
  const { 'Fn::Transform': _, ...fragment } = value
  return { ...readCall(first), fragment, path, whole: false }
}

function inValue(value: Json, path: readonly string[]): TransformCall | undefined {
  if (isObject(value)) return innermost(value, path)
  if (!isList(value)) return undefined
  for (let index = 0; index < value.length; index++) {
    const found = inValue(value[index] ?? null, [...path, String(index)])
    if (found) return found
  }
  return undefined
}

function* children(value: JsonObject): Iterable<readonly [string, Json]> {
  for (const name in value) {
    const member = value[name]
    if (typeof member === 'object' && member !== null) yield [name, member]
  }
}

function entriesOf(section: Json | undefined): readonly Json[] {
  if (section === undefined) return []
  return isList(section) ? section : [section]
}

function readCall(entry: Json): Pick<TransformCall, 'name' | 'parameters'> {
  if (typeof entry === 'string') return { name: entry, parameters: {} }
  const name = isObject(entry) ? entry.Name : undefined
  if (!isObject(entry) || typeof name !== 'string')
    throw new TemplateError('Key Name of transform definition must be a string.')
  const parameters = entry.Parameters
  if (parameters !== undefined && !isObject(parameters))
    throw new TemplateError(`Parameters of transform ${name} must be an object.`)
  return { name, parameters: parameters ?? {} }
}

/** Several calls in one place: those that are left stay beside the result. */
function remaining(document: JsonObject, call: TransformCall, value: Json): Json {
  const rest = entriesOf(callsAt(document, call.path)).slice(1)
  return rest.length > 0 && isObject(value) ? { ...value, 'Fn::Transform': rest } : value
}

function callsAt(document: JsonObject, path: readonly string[]): Json | undefined {
  let current: Json | undefined = document
  for (const part of path) current = (current as JsonObject | undefined)?.[part]
  return isObject(current) ? current['Fn::Transform'] : undefined
}

function includedInto(fragment: JsonObject, included: Json): Json {
  if (Object.keys(fragment).length === 0) return included
  if (!isObject(included)) throw formatError('unsupported structure.')
  return merge(fragment, included)
}

/** Sections of both are put together; where both say something else, what stood there counts. */
function merge(fragment: JsonObject, included: JsonObject): JsonObject {
  const members = new Map<string, Json>()
  for (const name in included) members.set(name, included[name] ?? null)
  for (const name in fragment) {
    const own = fragment[name] ?? null
    const other = members.get(name)
    members.set(name, isObject(own) && isObject(other) ? merge(own, other) : own)
  }
  return Object.fromEntries(members)
}

function replaceAt(value: Json, path: readonly string[], replacement: Json): Json {
  const [part, ...rest] = path
  if (part === undefined) return replacement
  if (isList(value))
    return value.map((item, index) => (String(index) === part ? replaceAt(item, rest, replacement) : item))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === part ? replaceAt(member ?? null, rest, replacement) : member,
    ]),
  )
}

function withoutTransform(document: JsonObject): JsonObject {
  const { Transform: _, ...rest } = document
  return rest
}
