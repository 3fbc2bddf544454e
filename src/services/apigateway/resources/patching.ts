/** What brings a resource from properties as they were to properties as they shall be: patches, as API Gateway's operations take them. */
import type { PatchOperation } from '@aws-sdk/client-api-gateway'
import { type Json, type JsonObject, sameJson } from '../../../base/json.ts'
import type { ResourceProperties } from '../../../dispatch/index.ts'

/** A part of a patch's path: slashes as `~1`. */
export function pathPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Values of members; `paths`: the path of each property, or of each with what stands for one that is gone. */
export function valuePatches(
  previous: ResourceProperties,
  next: ResourceProperties,
  paths: Readonly<Record<string, string | readonly [path: string, gone: string]>>,
): PatchOperation[] {
  return Object.entries(paths).flatMap(([property, given]): PatchOperation[] => {
    const [path, gone] = typeof given === 'string' ? [given, ''] : given
    const before = previous[property] ?? undefined
    const after = next[property] ?? undefined
    if (sameJson(before, after)) return []
    return [{ op: 'replace', path, value: after === undefined ? gone : textOf(after) }]
  })
}

/** Entries of a map below a path. */
export function mapPatches(
  before: Json | undefined,
  after: Json | undefined,
  path: string,
): PatchOperation[] {
  const was = (before ?? {}) as JsonObject
  const is = (after ?? {}) as JsonObject
  const gone = Object.keys(was).filter((name) => !Object.hasOwn(is, name))
  const set = Object.entries(is).filter(([name, value]) => !sameJson(was[name], value))
  return [
    ...gone.map((name): PatchOperation => ({ op: 'remove', path: `${path}/${pathPart(name)}` })),
    ...set.map(
      ([name, value]): PatchOperation => ({
        op: Object.hasOwn(was, name) ? 'replace' : 'add',
        path: `${path}/${pathPart(name)}`,
        value: textOf(value ?? ''),
      }),
    ),
  ]
}

/** Items of a list: those that the path names, or, with `byValue`, the value. */
export function listPatches(
  before: Json | undefined,
  after: Json | undefined,
  path: string,
  byValue = false,
): PatchOperation[] {
  const was = ((before ?? []) as readonly Json[]).map(textOf)
  const is = ((after ?? []) as readonly Json[]).map(textOf)
  const patch = (op: 'add' | 'remove', value: string): PatchOperation =>
    byValue ? { op, path, value } : { op, path: `${path}/${pathPart(value)}` }
  return [
    ...was.filter((value) => !is.includes(value)).map((value) => patch('remove', value)),
    ...is.filter((value) => !was.includes(value)).map((value) => patch('add', value)),
  ]
}

/** A value as patches have it. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
