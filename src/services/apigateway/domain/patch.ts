/**
 * Changes by patch operations: each of an operation, a path and a value. Which paths an entity has, and which operations they take, are
 * tables (`patch-tables.ts`). Operations apply in their order; the first that cannot be refuses all. Source: API Reference,
 * "Patch Operations"; the words are AWS's, as answers of it show them.
 */
import type { PatchOperation } from '@aws-sdk/client-api-gateway'
import type { Json, JsonObject } from '../../../base/json.ts'
import { badRequest, notFound } from '../errors.ts'

/** What a patch does. `copy` is known to stages alone; the others of the model are known to nothing. */
export type PatchOp = 'add' | 'remove' | 'replace'

/** What a path with its operation does to a body. `name`: the part that stands for itself, decoded. */
export type PatchAction = (change: {
  readonly body: JsonObject
  readonly op: PatchOp
  readonly name: string
  readonly value: string | undefined
  readonly path: string
}) => JsonObject

/** A path that an entity has. */
export interface PatchPath {
  /** `/variables/{name}`: what is in braces stands for any one part that is not empty. */
  readonly path: string
  readonly ops: readonly PatchOp[]
  readonly apply: PatchAction
}

/** The paths of an entity. */
export interface PatchTable {
  /**
   * How it refuses. `listed`: with the paths there are. `plain`: with the path, or the operations that the path takes. `path`: with
   * the path alone.
   */
  readonly style: 'listed' | 'plain' | 'path'
  readonly paths: readonly PatchPath[]
}

/** A body with patches applied. Fails with BadRequestException, and NotFoundException for entries that are not there. */
export function patched(
  table: PatchTable,
  body: JsonObject,
  operations: readonly PatchOperation[] | undefined,
): JsonObject {
  return (operations ?? []).reduce((changed, operation) => applyOne(table, changed, operation), body)
}

function applyOne(table: PatchTable, body: JsonObject, operation: PatchOperation): JsonObject {
  const { op, path, value } = operation ?? {}
  if (path === undefined) throw badRequest('Invalid patch path null')
  const parts = patchParts(path)
  const found = table.paths.filter((known) => matches(known.path, parts))
  const chosen = found.find(({ ops }) => ops.some((taken) => taken === op))
  if (!chosen) throw refusal(table, found, op, path)
  const name = chosen.path.endsWith('}') ? (parts.at(-1) ?? '') : ''
  return chosen.apply({ body, op: op as PatchOp, name, value, path })
}

/** The parts of a path, decoded: `~1` is a slash, `~0` a tilde. */
export function patchParts(path: string): string[] {
  if (!path.startsWith('/')) return [path]
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function matches(known: string, parts: readonly string[]): boolean {
  const wanted = known.slice(1).split('/')
  if (wanted.length !== parts.length) return false
  return wanted.every((part, index) => (part.startsWith('{') ? parts[index] !== '' : part === parts[index]))
}

function refusal(
  { style, paths }: PatchTable,
  found: readonly PatchPath[],
  op: string | undefined,
  path: string,
) {
  if (style === 'listed') {
    const possible = paths
      .filter(({ ops }) => ops.some((taken) => taken === op))
      .map((known) => shownPath(known.path))
    const advice =
      possible.length > 0 ? `Must be one of: [${possible.join(', ')}]` : 'Please choose supported operations'
    return badRequest(`Invalid patch path  '${path}' specified for op '${op ?? 'null'}'. ${advice}`)
  }
  const [first] = found
  if (style === 'plain' && first)
    return badRequest(`Invalid patch operation specified. Must be one of: [${first.ops.join(', ')}]`)
  return badRequest(`Invalid patch path ${path}`)
}

/** As messages have a path: `/apiStages/<apidId:stageName>/throttle`. */
function shownPath(path: string): string {
  return path.replaceAll('{', '<').replaceAll('}', '>')
}

/** A member, or a member of a member, that is a text. Without a value it goes. */
export function text(path: string, ops: readonly PatchOp[] = ['replace']): PatchPath {
  return {
    path,
    ops,
    apply: ({ body, op, value }) => withMember(body, path, op === 'remove' ? undefined : value),
  }
}

/** A member that is true or false: whatever is not `true` is false. */
export function flag(path: string, ops: readonly PatchOp[] = ['replace']): PatchPath {
  return { path, ops, apply: ({ body, value }) => withMember(body, path, value?.toLowerCase() === 'true') }
}

/** A member that is a number. UNVERIFIED: the words for what is none. */
export function number(
  path: string,
  ops: readonly PatchOp[] = ['replace'],
  refuse: (value: string) => string = (value) => `Invalid number specified: ${value}`,
): PatchPath {
  return {
    path,
    ops,
    apply: ({ body, op, value }) => {
      if (op === 'remove' || value === undefined || value === '') return withMember(body, path, undefined)
      const read = Number(value)
      if (!Number.isFinite(read) || value.trim() === '') throw badRequest(refuse(value))
      return withMember(body, path, read)
    },
  }
}

/** How the entries of a map change. */
export interface MapRules {
  readonly type?: 'text' | 'flag'
  /** What is said when an entry that is not there is replaced or taken away. Default: replacing makes it, and taking it away is nothing. */
  readonly missing?: string
  /** The same for taking away alone. */
  readonly missingRemoved?: string
  /** What is said when there is no value. Default: the empty text. */
  readonly noValue?: string
}

/** The entries of a map: `/variables/{name}`. A map without entries goes. */
export function entry(
  member: string,
  { type = 'text', missing, missingRemoved = missing, noValue }: MapRules = {},
): PatchPath {
  return {
    path: `/${member}/{name}`,
    ops: ['add', 'replace', 'remove'],
    apply: ({ body, op, name, value }) => {
      const path = `/${member}`
      const map = (memberAt(body, path) ?? {}) as JsonObject
      const absent = !Object.hasOwn(map, name)
      if (op === 'replace' && absent && missing !== undefined) throw notFound(missing)
      if (op === 'remove') {
        if (absent && missingRemoved !== undefined) throw notFound(missingRemoved)
        const { [name]: _gone, ...rest } = map
        return withMember(body, path, Object.keys(rest).length === 0 ? undefined : rest)
      }
      if (noValue !== undefined && !value) throw badRequest(noValue)
      const set: Json = type === 'flag' ? value?.toLowerCase() === 'true' : (value ?? '')
      return withMember(body, path, { ...map, [name]: set })
    },
  }
}

/** The items of a list, which the path names: `/binaryMediaTypes/image~1png`. Replacing puts the value in the place of the item. */
export function item(member: string, ops: readonly PatchOp[] = ['add', 'replace', 'remove']): PatchPath {
  return {
    path: `/${member}/{name}`,
    ops,
    apply: ({ body, op, name, value }) => {
      const others = listAt(body, `/${member}`).filter((known) => known !== name)
      const added = op === 'add' ? [name] : op === 'replace' ? [value || name] : []
      return withList(body, `/${member}`, [...others.filter((known) => !added.includes(known)), ...added])
    },
  }
}

/** The items of a list, which the value names: `/providerARNs`. Several stand between commas. */
export function listed(
  member: string,
  ops: readonly PatchOp[] = ['add', 'remove'],
  split: (value: string) => string[] = (value) => [value],
): PatchPath {
  return {
    path: `/${member}`,
    ops,
    apply: ({ body, op, value, path }) => {
      if (!value) throw badRequest(`Invalid patch path ${path}`)
      const named = split(value)
      const before = op === 'replace' ? [] : listAt(body, path)
      const others = before.filter((known) => !named.includes(String(known)))
      return withList(body, path, op === 'remove' ? others : [...others, ...named])
    },
  }
}

function listAt(body: JsonObject, path: string): readonly string[] {
  return (memberAt(body, path) ?? []) as readonly string[]
}

function withList(body: JsonObject, path: string, list: readonly string[]): JsonObject {
  return withMember(body, path, list.length === 0 ? undefined : list)
}

/** The member at a path of plain names. */
export function memberAt(body: JsonObject, path: string): Json | undefined {
  let found: Json | undefined = body
  for (const part of path.slice(1).split('/')) {
    if (typeof found !== 'object' || found === null || Array.isArray(found)) return undefined
    found = Object.hasOwn(found, part) ? (found as JsonObject)[part] : undefined
  }
  return found
}

/** A body with the member at a path set, or gone where the value is undefined. */
export function withMember(body: JsonObject, path: string, value: Json | undefined): JsonObject {
  const [first = '', ...rest] = path.slice(1).split('/')
  const { [first]: before, ...others } = body
  const inner =
    typeof before === 'object' && before !== null && !Array.isArray(before) ? (before as JsonObject) : {}
  const next = rest.length === 0 ? value : withMember(inner, `/${rest.join('/')}`, value)
  return next === undefined ? others : { ...body, [first]: next }
}
