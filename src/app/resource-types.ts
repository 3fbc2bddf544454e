import type { ResourceType, ResourceTypes, ServiceRegistry } from '../dispatch/index.ts'
import type { BuiltService } from './services.ts'

/**
 * The resource types of all services; a service is loaded when a type of one of its namespaces is first asked for. What no
 * service makes may be a record of surroundings.
 */
export class ServiceResourceTypes implements ResourceTypes {
  readonly #registry: () => ServiceRegistry
  readonly #prefixes: ReadonlyMap<string, string>

  constructor(services: readonly BuiltService[], registry: () => ServiceRegistry) {
    this.#registry = registry
    this.#prefixes = new Map(
      services.flatMap(({ prefix, resourceNamespaces = [] }) =>
        resourceNamespaces.map((namespace) => [namespace, prefix] as const),
      ),
    )
  }

  async find(typeName: string): Promise<ResourceType | undefined> {
    const prefix = this.#prefixes.get(typeName.split('::').slice(0, 2).join('::'))
    const types = prefix === undefined ? {} : await this.#typesOf(prefix)
    if (Object.hasOwn(types, typeName)) return types[typeName as keyof typeof types]?.()
    return (await surroundings()).find(typeName)
  }

  async names(): Promise<readonly string[]> {
    const prefixes = [...new Set(this.#prefixes.values())]
    const tables = await Promise.all(prefixes.map((prefix) => this.#typesOf(prefix)))
    const made = tables.flatMap((table) => Object.keys(table))
    return [...new Set([...made, ...(await (await surroundings()).names())])].sort()
  }

  async #typesOf(prefix: string) {
    return (await this.#registry().load(prefix)).definition?.resourceTypes ?? {}
  }
}

async function surroundings(): Promise<ResourceTypes> {
  return (await import('../services/cloudformation/surroundings/index.ts')).surroundings
}
