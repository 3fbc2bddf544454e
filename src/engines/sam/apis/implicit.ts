import type { Context } from '../context.ts'
import { InvalidDocument, InvalidEvent, InvalidResource } from '../errors.ts'
import { combinedConditions } from '../intrinsics/conditions.ts'
import { expectPresent, expectString } from '../model/expect.ts'
import type { ApiDocument } from '../openapi/document.ts'
import { assumeMap, invalidDocument } from '../openapi/document.ts'
import { comparePoints } from '../python/json-text.ts'
import { deepCopy, entriesOf, keysOf, remove, set, Text, update } from '../python/memory.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from '../python/values.ts'
import { restApiId } from './function-names.ts'
import { type ApiMethod, httpKind, type ImplicitKind, restKind } from './implicit-kinds.ts'
import { managedKey } from './rest/rules.ts'

/**
 * Events of APIs that name none get one: a REST API or an HTTP API that SAM makes. Each event's path and method is added
 * to the definition of its API, if SAM made the definition; what calls the function comes when functions are translated.
 * @throws InvalidDocument with the faults of all events of the first kind that has any
 */
export function addImplicitApis(template: Dict, _context: Context): void {
  for (const kind of [restKind, httpKind]) new ImplicitApi(template, kind).add()
}

/** What SAM cares for of a resource that an event belongs to. */
interface Owner {
  readonly logicalId: string
  readonly resource: Dict
  readonly properties: Dict
}

class ImplicitApi {
  readonly #template: Dict
  readonly #resources: Dict
  readonly #kind: ImplicitKind
  /** Conditions of the resources that methods call, by API, path and method. */
  readonly #conditions = new Map<string, Map<string, Map<string, Value>>>()
  /** Policies of the resources whose events belong to the implicit API. */
  readonly #deletionPolicies: Value[] = []
  readonly #updateReplacePolicies: Value[] = []

  constructor(template: Dict, kind: ImplicitKind) {
    this.#template = template
    this.#resources = template.Resources as Dict
    this.#kind = kind
  }

  add(): void {
    const { logicalId } = this.#kind
    const existing = has(this.#resources, logicalId)
      ? deepCopy(this.#resources[logicalId] as Value)
      : undefined
    set(this.#resources, logicalId, this.#kind.make())
    const errors: InvalidResource[] = []
    for (const owner of this.#owners()) {
      try {
        this.#addEvents(owner)
      } catch (error) {
        if (!(error instanceof InvalidEvent)) throw error
        errors.push(new InvalidResource(owner.logicalId, error.message))
      }
    }
    this.#setAttributes()
    this.#makePathsConditional()
    this.#takeAwayIfUnused(existing)
    if (errors.length > 0) throw new InvalidDocument(errors)
  }

  /** Functions and state machines, and so that none of them has a condition that is no text. */
  *#owners(): Generator<Owner> {
    for (const logicalId of keysOf(this.#resources)) {
      const resource = this.#resources[logicalId]
      if (!isDict(resource)) continue
      const condition = get(resource, 'Condition')
      if (isTruthy(condition) && typeof condition !== 'string') {
        throw invalidDocument('Every Condition member must be a string.')
      }
      const { Type: type } = resource
      if (type !== 'AWS::Serverless::Function' && type !== 'AWS::Serverless::StateMachine') continue
      const properties = has(resource, 'Properties') ? resource.Properties : {}
      if (isDict(properties)) yield { logicalId, resource, properties }
    }
  }

  #addEvents(owner: Owner): void {
    const events = get(owner.properties, 'Events')
    if (!isDict(events)) return
    const ofApi = this.#kind.eventsOf(events)
    if (keysOf(ofApi).length === 0) return
    for (const [name, value] of entriesOf(ofApi)) this.#addEvent(owner, name, value as Dict)
    update(events, ofApi)
  }

  #addEvent(owner: Owner, name: string, event: Dict): void {
    const properties = this.#kind.propertiesOf(event, name)
    if (properties === undefined) return
    this.#addTags(owner, properties)
    const { idProperty, logicalId } = this.#kind
    if (!has(properties, idProperty)) set(properties, idProperty, { Ref: logicalId })
    this.#kind.complete(properties)
    const at = this.#readMethod(properties, name)
    this.#note(owner, at)
    this.#addPath(at, name)
    if (this.#kind.hasRouteSettings && has(properties, 'RouteSettings')) {
      this.#kind.addRouteSettings(
        assumeMap(this.#resources[at.apiId]),
        properties,
        at,
        name,
        owner.resource.Condition,
      )
    }
  }

  /** `PropagateTags` of a function or state machine reaches the API that is made for its events. */
  #addTags({ resource, properties }: Owner, event: Dict): void {
    if (has(event, this.#kind.idProperty)) return
    const globals = get(this.#template, 'Globals')
    const section = isTruthy(globals)
      ? get(assumeMap(globals), resource.Type === 'AWS::Serverless::Function' ? 'Function' : 'StateMachine')
      : undefined
    const either = (name: string): Value | undefined => {
      const own = get(properties, name)
      return isTruthy(own) || !isTruthy(section) ? own : get(assumeMap(section), name)
    }
    const tags = either('Tags')
    if (!isTruthy(tags) || !isTruthy(either('PropagateTags'))) return
    const api = assumeMap(assumeMap(this.#resources[this.#kind.logicalId]).Properties)
    if (!has(api, 'Tags')) set(api, 'Tags', {})
    update(assumeMap(api.Tags), assumeMap(tags))
    set(api, 'PropagateTags', true)
  }

  #readMethod(properties: Dict, name: string): ApiMethod {
    const owner = { id: name, kind: 'event' } as const
    const path = get(properties, 'Path')
    const method = get(properties, 'Method')
    expectPresent(path, owner, 'Path')
    expectPresent(method, owner, 'Method')
    return {
      apiId: expectString(restApiId(get(properties, this.#kind.idProperty)), owner, this.#kind.idProperty),
      path: expectString(path, owner, 'Path'),
      method: expectString(method, owner, 'Method'),
    }
  }

  #note({ resource }: Owner, { apiId, path, method }: ApiMethod): void {
    const paths = this.#conditions.get(apiId) ?? new Map<string, Map<string, Value>>()
    const methods = paths.get(path) ?? new Map<string, Value>()
    methods.set(method, get(resource, 'Condition') ?? null)
    this.#conditions.set(apiId, paths.set(path, methods))
    if (apiId !== this.#kind.logicalId) return
    this.#deletionPolicies.push(get(resource, 'DeletionPolicy') ?? null)
    this.#updateReplacePolicies.push(get(resource, 'UpdateReplacePolicy') ?? null)
  }

  #addPath({ apiId, path, method }: ApiMethod, name: string): void {
    const { type, idProperty } = this.#kind
    const resource = get(this.#resources, apiId)
    // HTTP events may name a REST API, for it was always so; the other way round they may not.
    if (!isDict(resource) || (resource.Type === httpKind.type && type !== httpKind.type)) {
      throw new InvalidEvent(
        name,
        `${idProperty} must be a valid reference to an '${type}' resource in same template.`,
      )
    }
    const api = has(resource, 'Properties') ? resource.Properties : {}
    if (!isDict(api) || !this.#kind.isDocument(get(api, 'DefinitionBody'))) return
    if (!isTruthy(get(api, managedKey))) return
    const document = this.#kind.open(api.DefinitionBody as Value)
    document.addPath(path, method)
    set(api, 'DefinitionBody', document.body)
  }

  #setAttributes(): void {
    const { logicalId, conditionName } = this.#kind
    const paths = this.#conditions.get(logicalId)
    const api = assumeMap(this.#resources[logicalId])
    if (paths !== undefined) {
      const conditions = distinct([...paths.values()].flatMap((methods) => [...methods.values()]))
      const condition = this.#combined(conditions, conditionName)
      if (condition !== undefined) set(api, 'Condition', condition)
    }
    const policy = (given: readonly Value[], byWeight: readonly string[]) =>
      byWeight.find((name) => given.includes(name))
    const deletion = policy(this.#deletionPolicies, ['Retain', 'Delete'])
    if (deletion !== undefined) set(api, 'DeletionPolicy', deletion)
    const replacement = policy(this.#updateReplacePolicies, ['Retain', 'Snapshot', 'Delete'])
    if (replacement !== undefined) set(api, 'UpdateReplacePolicy', replacement)
  }

  /** The condition that holds when any of these does, if all are conditions. Several make a new one in the template. */
  #combined(conditions: readonly Value[], name: string): string | undefined {
    // Python takes no map or list into a set.
    if (conditions.some((condition) => typeof condition === 'object' && condition !== null)) {
      throw new TypeError('unhashable')
    }
    const names = conditions.filter((condition) => typeof condition === 'string')
    const [only] = names
    if (only === undefined || names.length < conditions.length) return undefined
    if (names.length === 1) return only
    if (!has(this.#template, 'Conditions')) set(this.#template, 'Conditions', {})
    const conditionsOfTemplate = assumeMap(this.#template.Conditions)
    const made = combinedConditions([...names].sort(comparePoints), name)
    for (const key of Object.keys(made)) set(conditionsOfTemplate, key, made[key] as Value)
    return name
  }

  /** A path whose methods all call resources with conditions has one itself. */
  #makePathsConditional(): void {
    for (const apiId of keysOf(this.#resources)) {
      const resource = this.#resources[apiId]
      if (!isDict(resource) || resource.Type !== this.#kind.type) continue
      const api = assumeMap(has(resource, 'Properties') ? resource.Properties : {})
      if (!isTruthy(get(api, managedKey))) continue
      const document = this.#kind.open(get(api, 'DefinitionBody') ?? null)
      for (const path of document.pathNames()) this.#makePathConditional(document, apiId, path)
      set(api, 'DefinitionBody', document.body)
    }
  }

  #makePathConditional(document: ApiDocument, apiId: string, path: string): void {
    const methods = this.#conditions.get(apiId)?.get(path)
    if (!methods) throw new TypeError('a path that no event has')
    const pathId = path.replaceAll('/', 'SLASH').replaceAll('{', 'OB').replaceAll('}', 'CB')
    const condition = this.#combined(distinct([...methods.values()]), `${apiId}${pathId}PathCondition`)
    // A condition that was made here has a name that was made here, too.
    if (condition !== undefined) {
      document.makePathConditional(path, new Text(condition, [...methods.values()].includes(condition)))
    }
  }

  /** Without events the template gets back what it had under the name. */
  #takeAwayIfUnused(existing: Value | undefined): void {
    const { logicalId } = this.#kind
    const resource = get(this.#resources, logicalId)
    if (!isDict(resource)) return
    const body = assumeMap(assumeMap(resource.Properties).DefinitionBody)
    if (Object.keys(assumeMap(body.paths)).length > 0) return
    if (existing !== undefined) set(this.#resources, logicalId, existing)
    else remove(this.#resources, logicalId)
  }
}

function distinct(values: readonly Value[]): Value[] {
  return [...new Set(values)]
}
