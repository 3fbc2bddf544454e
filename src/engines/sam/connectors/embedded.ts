import type { Context } from '../context.ts'
import { DuplicateLogicalId, InvalidResource } from '../errors.ts'
import { expectMap } from '../model/expect.ts'
import { Resource } from '../model/resource.ts'
import { readSamResource } from '../model/sam-resource.ts'
import { deepCopy, keysOf, remove, set, update } from '../python/memory.ts'
import { type Dict, get, has, isDict, put, type Value } from '../python/values.ts'
import { mayShareId } from '../shared-ids.ts'
import { serverlessConnector } from './connector.ts'

/**
 * `Connectors` of resources become resources of their own; faults go to `context.errors`.
 * Source: SAM Developer Guide, "Embedded connectors".
 */
export function takeEmbeddedConnectors(resources: Dict, context: Context): void {
  const made = new Map<string, Dict>()
  const collect = (read: () => void) => {
    try {
      read()
    } catch (error) {
      if (!(error instanceof InvalidResource || error instanceof DuplicateLogicalId)) throw error
      context.errors.push(error)
    }
  }
  for (const sourceId of keysOf(resources)) {
    const resource = resources[sourceId]
    if (!isDict(resource) || !has(resource, 'Connectors')) continue
    collect(() => {
      const owner = { id: sourceId, kind: 'attribute' } as const
      const connectors = expectMap(resource.Connectors, owner, `${sourceId}.Connectors`)
      for (const name of keysOf(connectors)) {
        collect(() => {
          const connector = readEmbedded(sourceId, name, connectors[name] as Value)
          if (!mayShareId(connector, resources)) {
            throw new DuplicateLogicalId(sourceId, connector.logicalId, connector.kind.type)
          }
          made.set(connector.logicalId, connector.render())
        })
      }
    })
  }
  update(resources, Object.fromEntries(made))
  for (const id of keysOf(resources)) if (isDict(resources[id])) remove(resources[id] as Dict, 'Connectors')
}

function readEmbedded(sourceId: string, name: string, given: Value): Resource {
  const logicalId = sourceId + name
  if (!isDict(given)) throw new InvalidResource(logicalId, `${sourceId}.${logicalId} should be a map.`)
  const connector = deepCopy(given)
  put(connector, 'Type', serverlessConnector.type)
  const path = `Connectors.${name}.Properties`
  const properties = expectMap(get(connector, 'Properties'), { id: sourceId, kind: 'attribute' }, path)
  const source: Dict = { Id: sourceId }
  set(properties, 'Source', source)
  if (has(properties, 'SourceReference')) {
    const reference = expectMap(properties.SourceReference, { id: sourceId }, `${path}.SourceReference`)
    if (has(reference, 'Id')) {
      throw new InvalidResource(name, "'Id' shouldn't be defined in 'SourceReference'.")
    }
    for (const member of keysOf(reference)) put(source, member, reference[member] as Value)
    remove(properties, 'SourceReference')
  }
  const read = readSamResource(serverlessConnector, logicalId, connector)
  return new Resource({ type: serverlessConnector.type }, logicalId, {
    dependsOn: read.dependsOn,
    attributes: read.attributes,
    properties: read.properties,
  })
}
