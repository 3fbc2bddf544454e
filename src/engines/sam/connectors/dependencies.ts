import { deepCopy, keysOf, set, valuesOf } from '../python/memory.ts'
import { type Dict, get, isDict, isEqual, isTruthy, type Value } from '../python/values.ts'
import { isMappingBetween } from './references.ts'

/** A list without what it has already. */
function withUnique(list: Value[], added: readonly Value[]): Value[] {
  const all = deepCopy(list)
  for (const item of added) if (!all.some((one) => isEqual(one, item))) all.push(item)
  return all
}

function asList(value: Value | undefined): Value[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

/** Says that a resource waits for another. */
export function addDependency(resources: Dict, logicalId: string, on: string): void {
  const resource = get(resources, logicalId)
  if (!isDict(resource) || !isTruthy(resource)) return
  set(resource, 'DependsOn', withUnique(asList(get(resource, 'DependsOn')), [on]))
}

/** Whoever waits for a connector waits for what it became. */
export function replaceDependencies(resources: Dict, connectorId: string, madeIds: readonly string[]): void {
  for (const resource of valuesOf(resources)) {
    if (!isDict(resource)) continue
    const dependsOn = asList(get(resource, 'DependsOn'))
    const index = dependsOn.indexOf(connectorId)
    if (index < 0) continue
    const others = dependsOn.filter((_, at) => at !== index)
    set(resource, 'DependsOn', withUnique(others, madeIds))
  }
}

/** Logical ids of the mappings that lead from a resource to a function. */
export function mappingsBetween(resources: Dict, sourceId: string, functionId: string): string[] {
  return keysOf(resources).filter((id) => isMappingBetween(resources[id] as Value, sourceId, functionId))
}
