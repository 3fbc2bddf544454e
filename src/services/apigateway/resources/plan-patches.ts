/** Changes of usage plans. */
import type { PatchOperation } from '@aws-sdk/client-api-gateway'
import { type Json, type JsonObject, sameJson } from '../../../base/json.ts'
import type { ResourceProperties } from '../../../dispatch/index.ts'
import { pathPart, textOf, valuePatches } from './patching.ts'

/** From one plan to another: what is gone goes first, for a quota or a throttle goes as a whole. */
export function planPatches(
  previous: ResourceProperties,
  next: ResourceProperties,
): readonly PatchOperation[] {
  return [
    ...valuePatches(previous, next, { Description: '/description' }),
    ...(next.UsagePlanName === undefined ? [] : valuePatches(previous, next, { UsagePlanName: '/name' })),
    ...wholePatches(previous.Quota, next.Quota, '/quota', ['Limit', 'Offset', 'Period']),
    ...wholePatches(previous.Throttle, next.Throttle, '/throttle', ['RateLimit', 'BurstLimit']),
    ...stagePatches(previous.ApiStages, next.ApiStages),
  ]
}

function wholePatches(
  before: Json | undefined,
  after: Json | undefined,
  path: string,
  members: readonly string[],
): PatchOperation[] {
  if (sameJson(before, after)) return []
  const is = (after ?? {}) as JsonObject
  if (Object.keys(is).length === 0) return [{ op: 'remove', path }]
  return members.flatMap((member): PatchOperation[] => {
    const value = is[member]
    if (value === undefined || value === null) return []
    return [
      {
        op: 'replace',
        path: `${path}/${member.charAt(0).toLowerCase()}${member.slice(1)}`,
        value: textOf(value),
      },
    ]
  })
}

function stagesOf(given: Json | undefined): ReadonlyMap<string, JsonObject> {
  return new Map(
    ((given ?? []) as readonly JsonObject[]).map(({ ApiId, Stage, Throttle }) => [
      `${String(ApiId)}:${String(Stage)}`,
      (Throttle ?? {}) as JsonObject,
    ]),
  )
}

function stagePatches(before: Json | undefined, after: Json | undefined): PatchOperation[] {
  const was = stagesOf(before)
  const is = stagesOf(after)
  const patches: PatchOperation[] = [...was.keys()]
    .filter((stage) => !is.has(stage))
    .map((value) => ({ op: 'remove', path: '/apiStages', value }))
  for (const [stage, throttle] of is) {
    if (!was.has(stage)) patches.push({ op: 'add', path: '/apiStages', value: stage })
    const path = `/apiStages/${pathPart(stage)}/throttle`
    if (sameJson(was.get(stage) ?? {}, throttle)) continue
    if (Object.keys(throttle).length === 0) patches.push({ op: 'remove', path })
    else patches.push({ op: 'replace', path, value: JSON.stringify(lowered(throttle)) })
  }
  return patches
}

/** Limits by method, as operations have them. */
function lowered(throttle: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(throttle).map(([method, limits]) => {
      const { BurstLimit, RateLimit } = (limits ?? {}) as JsonObject
      return [
        method,
        {
          ...(BurstLimit === undefined ? {} : { burstLimit: BurstLimit }),
          ...(RateLimit === undefined ? {} : { rateLimit: RateLimit }),
        },
      ]
    }),
  )
}
