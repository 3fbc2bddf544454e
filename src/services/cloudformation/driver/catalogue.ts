import type { ResourceSpec } from '../../../aws/resource-spec.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { ResourceProperties, ResourceType, ResourceTypes } from '../../../dispatch/index.ts'
import {
  checkProperties,
  coerceProperties,
  differencesOf,
  updateEffectOf,
} from '../../../engines/template/index.ts'
import { loadResourceSpec } from '../../../models/index.ts'
import type { Made } from '../domain/resource.ts'
import type { Comparison, Declared, TypeFacts } from '../domain/work.ts'
import { isCustom, ownTypes } from './own-types.ts'

/** What is known of one resource type. */
export interface KnownType {
  /** What makes such resources; absent: nothing here, or this service itself. */
  readonly type?: ResourceType
  /** What AWS publishes of it; absent: AWS has no such type. */
  readonly spec?: ResourceSpec
}

/** Resource types, loaded once and then known without waiting. */
export class Catalogue implements TypeFacts {
  readonly #types: ResourceTypes
  readonly #known = new Map<string, KnownType>()

  constructor(types: ResourceTypes) {
    this.#types = types
  }

  /** Makes types known. Types that do not exist are known as such. */
  async learn(names: Iterable<string>): Promise<void> {
    const fresh = [...new Set(names)].filter((name) => !this.#known.has(name))
    await Promise.all(
      fresh.map(async (name) => {
        const [type, spec] = await Promise.all([this.#types.find(name), specOf(name)])
        this.#known.set(name, { ...(type && { type }), ...(spec && { spec }) })
      }),
    )
  }

  /** What was learned of a type. */
  of(name: string): KnownType {
    return this.#known.get(name) ?? {}
  }

  /** Whether AWS has such a type. */
  exists(name: string): boolean {
    const { type, spec } = this.of(name)
    return type !== undefined || spec !== undefined || isCustom(name) || ownTypes.has(name)
  }

  /** Whether resources of the type can be made here. */
  isBuilt(name: string): boolean {
    return this.of(name).type !== undefined || isCustom(name) || ownTypes.has(name)
  }

  compare(previous: Made, next: Declared): Comparison {
    const { type, spec } = this.of(next.type)
    const changes = differencesOf(previous.properties, next.properties)
    const changed = [...new Set(changes.map(({ path }) => path[0] ?? ''))]
    // A nested stack's template may be another under the same address: it is always looked at.
    if (next.type === 'AWS::CloudFormation::Stack') return { changed: ['TemplateURL'], replaces: false }
    if (changed.length === 0) return { changed, replaces: false }
    if (isCustom(next.type)) return { changed, replaces: changed.includes('ServiceToken') }
    const always = spec !== undefined && changes.some(({ path }) => updateEffectOf(spec, path) === 'always')
    const decided =
      type?.replaces?.(previous.properties as ResourceProperties, next.properties as ResourceProperties) ??
      false
    const never = type !== undefined && type.update === undefined
    return { changed, replaces: always || decided || never }
  }

  takesTags(name: string): boolean {
    return this.of(name).spec?.tags !== undefined
  }

  problems(name: string, properties: JsonObject): readonly string[] {
    const { spec } = this.of(name)
    return spec && !isCustom(name) ? checkProperties(spec, properties).problems : []
  }

  /** Properties with their scalars in the kinds that the type wants. */
  coerced(name: string, properties: JsonObject): JsonObject {
    const { spec } = this.of(name)
    return spec && !isCustom(name) ? coerceProperties(spec, properties) : properties
  }

  inert(name: string, properties: JsonObject): readonly string[] {
    const paths = this.of(name).type?.inert ?? []
    return paths.filter((path) => isGiven(properties, path.split('.')))
  }

  recordOnly(name: string): boolean {
    return this.of(name).type?.recordOnly === true
  }
}

async function specOf(name: string): Promise<ResourceSpec | undefined> {
  return loadResourceSpec(name.startsWith('Custom::') ? 'AWS::CloudFormation::CustomResource' : name)
}

function isGiven(properties: JsonObject, [name = '', ...rest]: readonly string[]): boolean {
  const value = properties[name]
  if (value === undefined || value === null) return false
  if (rest.length === 0) return true
  return typeof value === 'object' && !Array.isArray(value) && isGiven(value as JsonObject, rest)
}
