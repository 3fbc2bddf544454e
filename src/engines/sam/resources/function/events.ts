import type { Context } from '../../context.ts'
import { InvalidEvent, InvalidResource } from '../../errors.ts'
import { eventsOf, readEvent } from '../../events/read.ts'
import { functionEvents } from '../../events/registry.ts'
import type { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { comparePoints } from '../../python/json-text.ts'
import { type Dict, isDict, type Value } from '../../python/values.ts'
import type { EventSource, FunctionEvent, LinkedEvents } from '../../sam-types.ts'

/** An event as it was read, and what it found in the template. */
interface Linked {
  readonly type: FunctionEvent
  readonly event: EventSource
  readonly found: unknown
}

/** Looks up what the function's events need of the template. @throws InvalidResource, also for a faulty event */
export function linkEvents(resource: SamResource, context: Context): LinkedEvents {
  const linked = new Map<string, unknown>()
  try {
    for (const [name] of eventsOf(resource)) {
      const { type, event } = readEvent(functionEvents, resource.logicalId, name, resource.get('Events'))
      const found = type.link?.(event, context.source.Resources as Dict, context)
      linked.set(name, { type, event, found } satisfies Linked)
    }
  } catch (error) {
    throw ofResource(resource, error)
  }
  return linked
}

/** The resources of the function's events, in the order of their paths, or names. @throws InvalidResource */
export function eventResources(
  resource: SamResource,
  lambda: Resource,
  alias: Resource | undefined,
  role: Resource,
  linked: LinkedEvents,
  context: Context,
): Resource[] {
  const events = eventsOf(resource)
    .map((entry) => ({ entry, key: orderKey(...entry) }))
    .sort((left, right) => comparePoints(left.key, right.key))
  try {
    return events.flatMap(({ entry: [name] }) => {
      const { type, event, found } = linked.get(name) as Linked
      return type.translate(event, { target: alias ?? lambda, role, linked: found }, context)
    })
  } catch (error) {
    throw ofResource(resource, error)
  }
}

function orderKey(name: string, given: Value): string {
  const properties = isDict(given) ? given.Properties : undefined
  const path = isDict(properties) ? properties.Path : undefined
  if (path === undefined) return name
  // Python cannot put a text and anything else in order.
  if (typeof path !== 'string') throw new TypeError('paths that are no texts have no order')
  return path
}

function ofResource(resource: SamResource, error: unknown): unknown {
  return error instanceof InvalidEvent ? new InvalidResource(resource.logicalId, error.message) : error
}
