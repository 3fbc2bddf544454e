import { InvalidEvent } from '../errors.ts'
import { readSamResource, type SamResource, type SamShape } from '../model/sam-resource.ts'
import { entriesOf, isUnicodeValue } from '../python/memory.ts'
import { pythonText, pythonTypeName } from '../python/text.ts'
import { type Dict, get, isDict, type Value } from '../python/values.ts'
import type { EventSource } from '../sam-types.ts'

/** The events of a function or state machine, by name. */
export function eventsOf(resource: SamResource): [name: string, given: Value][] {
  const events = resource.get('Events')
  return isDict(events) ? entriesOf(events) : []
}

/** Reads an event of `Events` by the types that there are. @throws SamError */
export function readEvent<T extends SamShape>(
  types: ReadonlyMap<string, T>,
  resourceId: string,
  name: string,
  events: Value,
): { readonly type: T; readonly event: EventSource } {
  const given = isDict(events) ? (get(events, name) ?? null) : null
  const typeName = isDict(given) ? given.Type : undefined
  const type = typeof typeName === 'string' ? types.get(typeName) : undefined
  if (!type) {
    // Python's words for a value that has no members.
    if (!isDict(given)) {
      const isUnicode = typeof given === 'string' && isUnicodeValue(events as Dict, name)
      const pythonType = isUnicode ? 'Py27UniStr' : pythonTypeName(given)
      throw new InvalidEvent(name, `'${pythonType}' object has no attribute 'get'`)
    }
    throw new InvalidEvent(
      name,
      `Resource dict has missing or invalid value for key Type. Event Type is: ${pythonText(get(given, 'Type'))}.`,
    )
  }
  const logicalId = resourceId + name
  return { type, event: { resource: readSamResource(type, logicalId, given as Dict), logicalId, name } }
}
