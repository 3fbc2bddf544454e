import { DynamoDbError } from '../errors.ts'
import { type AttributeValue, emptyItem, type Item } from '../values/types.ts'
import type { Bindings } from './bindings.ts'
import { Findings } from './findings.ts'
import { projectionNode } from './parse.ts'
import { findClashes, type Path } from './paths.ts'

/** A projection whose names are known; see {@link project}. */
export interface Projection {
  readonly paths: readonly Path[]
}

/** Reads a projection and looks up its names. Fails with a DynamoDbError. */
export function parseProjection(text: string, bindings: Bindings): Projection {
  const findings = new Findings<'name' | 'overlap' | 'conflict'>(['name', 'overlap', 'conflict'])
  const paths = projectionNode(text).map((node) =>
    bindings.path(node, (message) => findings.add('name', message)),
  )
  findClashes(paths, (kind, message) => findings.add(kind, message))
  findings.check((message) => new DynamoDbError(`Invalid ProjectionExpression: ${message}`))
  return { paths }
}

/** What is wanted of a place: all of it, or what lies at some steps. */
type Wanted = Map<string | number, Wanted> | 'all'

/**
 * What a projection leaves of an item: what its paths lead to, in maps and lists as deep as in the item. Elements of a
 * list come in the order of their places and leave no gaps.
 * Source: Developer Guide, "Using projection expressions in DynamoDB"; observed on AWS by dynamodb-conformance.
 */
export function project(projection: Projection, item: Readonly<Item>): Item {
  const wanted: Map<string | number, Wanted> = new Map()
  for (const path of projection.paths) add(wanted, path)
  return projectMap(wanted, item) ?? emptyItem()
}

function add(wanted: Map<string | number, Wanted>, path: Path): void {
  let place = wanted
  for (const [index, step] of path.entries()) {
    if (index === path.length - 1) {
      place.set(step, 'all')
      return
    }
    const next = place.get(step)
    if (next === 'all') return
    const below = next ?? new Map<string | number, Wanted>()
    place.set(step, below)
    place = below
  }
}

function projectValue(wanted: Wanted, value: AttributeValue): AttributeValue | undefined {
  if (wanted === 'all') return value
  if ('M' in value) {
    const map = projectMap(wanted, value.M)
    return map && { M: map }
  }
  if (!('L' in value)) return undefined
  const places = [...wanted].filter(([step]) => typeof step === 'number')
  const elements = places
    .sort(([one], [other]) => Number(one) - Number(other))
    .flatMap(([step, below]) => {
      const element = value.L[Number(step)]
      return (element && projectValue(below, element)) ?? []
    })
  return elements.length > 0 ? { L: elements } : undefined
}

function projectMap(wanted: Map<string | number, Wanted>, map: Readonly<Item>): Item | undefined {
  const result = emptyItem()
  let found = false
  for (const [step, below] of wanted) {
    const value = typeof step === 'string' && Object.hasOwn(map, step) ? map[step] : undefined
    const projected = value && projectValue(below, value)
    if (!projected) continue
    result[step] = projected
    found = true
  }
  return found ? result : undefined
}
