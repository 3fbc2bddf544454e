/**
 * What an update would do, found by comparing two prepared templates. Resources are looked at in the order of their creation, for
 * what is replaced gives new values to all that refer to it.
 * Source: User Guide, "View a change set for a CloudFormation stack", "Example change sets"; API Reference, ResourceChange.
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import { TemplateError } from '../errors.ts'
import { nothingLive } from '../functions/scope.ts'
import { creationOrder } from '../graph/dependency-graph.ts'
import { resolveProperties, resolveValue } from '../prepare.ts'
import type { LiveValues, ParameterValue, PreparedResource, PreparedTemplate } from '../types.ts'
import { type Causes, causesAt, movedAttributes } from './causes.ts'
import { type Difference, differencesOf, sameValue } from './differences.ts'
import type { ChangeDetail, PolicyAction, ResourceAttribute, ResourceChange, UpdateEffect } from './types.ts'

/** What a plan is made from. */
export interface PlanInput {
  /** The template that the stack has, under its parameters; absent for a stack without resources. */
  readonly before?: PreparedTemplate
  readonly after: PreparedTemplate
  /** What the stack's resources are now; asked only for those that stay. */
  readonly live?: LiveValues
  /** What an update of a property does. The path begins with the property's name; items of lists are counted. */
  updateEffect(typeName: string, path: readonly string[]): UpdateEffect
  /** The property that takes tags, of types that have one. Default: `Tags`. */
  tagsProperty?(typeName: string): string | undefined
  /** True: the stack's own tags change, and with them those of all its resources that take tags. */
  readonly stackTagsChanged?: boolean
  /** Logical ids of resources that exist and are to be taken in. */
  readonly imports?: ReadonlySet<string>
  /** True: as DescribeChangeSet tells with IncludePropertyValues: every place, with values; else one detail for each property. */
  readonly propertyValues?: boolean
}

/** The type whose resources may change without their template: nested stacks. */
const nestedStackType = 'AWS::CloudFormation::Stack'

/**
 * The changes, sorted by logical id; empty when nothing is to be done. Fails with a TemplateError when a resource changes its type.
 */
export function planChanges(input: PlanInput): readonly ResourceChange[] {
  const changes = new Map<string, ResourceChange>()
  const planner = new Planner(input)
  refuseOtherTypes(input)
  for (const logicalId of creationOrder(input.after.graph)) {
    const change = planner.change(logicalId)
    if (change) changes.set(logicalId, change)
  }
  for (const [logicalId, resource] of input.before?.resources ?? [])
    if (!input.after.resources.has(logicalId)) changes.set(logicalId, planner.removal(resource))
  return [...changes.values()].sort((left, right) => (left.logicalId < right.logicalId ? -1 : 1))
}

function refuseOtherTypes({ before, after }: PlanInput): void {
  const other: string[] = []
  for (const [logicalId, { type }] of after.resources) {
    const previous = before?.resources.get(logicalId)
    if (previous && previous.type !== type) other.push(logicalId)
  }
  if (other.length > 0)
    throw new TemplateError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${other.join(', ')}]`,
    )
}

class Planner {
  readonly #input: PlanInput
  readonly #live: LiveValues
  /** What was found of resources so far: added, replaced for certain or perhaps, changed in place. */
  readonly #fates = new Map<string, 'new' | 'replaced' | 'perhaps' | 'changed'>()
  readonly #changedParameters: ReadonlySet<string>
  /** Values as they are told: those of NoEcho parameters are not. */
  readonly #shownBefore: PreparedTemplate | undefined
  readonly #shownAfter: PreparedTemplate

  constructor(input: PlanInput) {
    this.#input = input
    const { before, after, live = nothingLive } = input
    this.#changedParameters = changedParameters(before, after)
    this.#shownBefore = before && masked(before)
    this.#shownAfter = masked(after)
    const isNew = (logicalId: string): boolean => {
      const fate = this.#fates.get(logicalId)
      return fate !== undefined && fate !== 'changed'
    }
    this.#live = {
      ...live,
      ref: (logicalId) => (isNew(logicalId) ? undefined : live.ref(logicalId)),
      attribute: (logicalId, name) => (isNew(logicalId) ? undefined : live.attribute(logicalId, name)),
    }
  }

  change(logicalId: string): ResourceChange | undefined {
    const { before, after, imports } = this.#input
    const resource = after.resources.get(logicalId)
    const previous = before?.resources.get(logicalId)
    if (!resource) return undefined
    if (!previous) {
      // What is imported has its values already, but nobody has asked for them yet.
      this.#fates.set(logicalId, 'new')
      const action = imports?.has(logicalId) ? 'Import' : 'Add'
      return {
        action,
        logicalId,
        type: resource.type,
        scope: [],
        details: [],
        ...this.#context('afterContext', resource),
      }
    }
    return this.#modification(previous, resource)
  }

  removal(resource: PreparedResource): ResourceChange {
    const { logicalId, type } = resource
    return {
      action: 'Remove',
      logicalId,
      type,
      policyAction: removalPolicy(resource),
      scope: [],
      details: [],
      ...this.#context('beforeContext', resource),
    }
  }

  #modification(previous: PreparedResource, resource: PreparedResource): ResourceChange | undefined {
    const { logicalId, type } = resource
    const details = [
      ...this.#propertyDetails(previous, resource),
      ...this.#otherDetails(previous, resource),
      ...this.#stackTagDetails(resource),
    ]
    if (type === nestedStackType)
      details.push({
        attribute: 'Properties',
        requiresRecreation: 'Never',
        evaluation: 'Dynamic',
        changeSource: 'Automatic',
      })
    if (details.length === 0) return undefined
    const replacement = replacementOf(details)
    this.#fates.set(
      logicalId,
      replacement === 'True' ? 'replaced' : replacement === 'Conditional' ? 'perhaps' : 'changed',
    )
    return {
      action: 'Modify',
      logicalId,
      type,
      replacement,
      ...(replacement !== 'False' && { policyAction: replacementPolicy(resource) }),
      scope: [...new Set(details.map(({ attribute }) => attribute))],
      details,
      ...this.#context('beforeContext', previous),
      ...this.#context('afterContext', resource),
    }
  }

  #propertyDetails(previous: PreparedResource, resource: PreparedResource): ChangeDetail[] {
    const { before, after, propertyValues } = this.#input
    if (!before) return []
    const { logicalId } = resource
    // The old template's values are those of before, whatever the update does.
    const old = resolveProperties(before, logicalId, this.#input.live ?? nothingLive)
    const next = resolveProperties(after, logicalId, this.#live)
    const differences = differencesOf(old, next)
    if (propertyValues) return this.#detailsWithValues(resource, differences)
    return this.#detailsByProperty(previous, resource, differences)
  }

  #detailsWithValues(resource: PreparedResource, differences: readonly Difference[]): ChangeDetail[] {
    const details: ChangeDetail[] = []
    const mask = this.#masks(resource.logicalId)
    for (const difference of differences) {
      const { before, after } = mask(difference)
      const kind =
        difference.before === undefined ? 'Add' : difference.after === undefined ? 'Remove' : 'Modify'
      const target = {
        ...this.#target(resource.type, difference.path),
        path: `/Properties/${difference.path.map(pointerPart).join('/')}`,
        ...(before !== undefined && { beforeValue: shown(before) }),
        ...(after !== undefined && { afterValue: shown(after) }),
        attributeChangeType: kind,
      } as const
      const causes = this.#causes(resource, difference.path)
      for (const cause of causes) details.push({ ...target, ...cause })
      details.push({
        ...target,
        evaluation: causes.length === 0 ? 'Static' : 'Dynamic',
        changeSource: 'DirectModification',
      })
    }
    return details
  }

  #detailsByProperty(
    previous: PreparedResource,
    resource: PreparedResource,
    differences: readonly Difference[],
  ): ChangeDetail[] {
    const details: ChangeDetail[] = []
    const names = new Map<string, Difference[]>()
    for (const difference of differences) {
      const name = difference.path[0] ?? ''
      names.set(name, [...(names.get(name) ?? []), difference])
    }
    for (const [name, own] of names) {
      const target = {
        ...this.#target(resource.type, [name]),
        requiresRecreation: recreation(this.#worst(resource.type, own)),
      }
      const causes = distinct(own.flatMap(({ path }) => this.#causes(resource, path)))
      for (const cause of causes) details.push({ ...target, ...cause })
      const byParameter = causes.some(({ changeSource }) => changeSource === 'ParameterReference')
      const edited = !sameValue(previous.properties[name], resource.properties[name])
      if (causes.length === 0 || byParameter || edited)
        details.push({
          ...target,
          evaluation: causes.length === 0 ? 'Static' : 'Dynamic',
          changeSource: 'DirectModification',
        })
    }
    // Values may yet change of which only the resources behind them know: CloudFormation lists them.
    for (const name in resource.properties) {
      if (names.has(name)) continue
      const moved = movedAttributes(
        resource.properties[name] ?? null,
        this.#input.after,
        (id) => this.#fates.get(id) === 'changed',
      )
      const target = {
        ...this.#target(resource.type, [name]),
        requiresRecreation: recreation(this.#effect(resource.type, [name])),
      }
      for (const causingEntity of moved)
        details.push({ ...target, evaluation: 'Dynamic', changeSource: 'ResourceAttribute', causingEntity })
    }
    return details
  }

  #causes(resource: PreparedResource, path: readonly string[]): readonly Causes[] {
    return causesAt(resource.properties, path, this.#input.after, {
      parameter: (name) => this.#changedParameters.has(name),
      resource: (logicalId) => {
        const fate = this.#fates.get(logicalId)
        return fate === 'changed' ? undefined : fate
      },
    })
  }

  #target(
    type: string,
    path: readonly string[],
  ): Pick<ChangeDetail, 'attribute' | 'name' | 'requiresRecreation'> {
    const name = path[0] ?? ''
    const isTags = name === this.#tagsProperty(type)
    return {
      attribute: isTags ? 'Tags' : 'Properties',
      ...(!isTags && { name }),
      requiresRecreation: recreation(this.#effect(type, path)),
    }
  }

  #tagsProperty(type: string): string | undefined {
    return this.#input.tagsProperty ? this.#input.tagsProperty(type) : 'Tags'
  }

  #effect(type: string, path: readonly string[]): UpdateEffect {
    return this.#input.updateEffect(type, path)
  }

  #worst(type: string, differences: readonly Difference[]): UpdateEffect {
    const effects = differences.map(({ path }) => this.#effect(type, path))
    return effects.includes('always')
      ? 'always'
      : effects.includes('conditionally')
        ? 'conditionally'
        : 'never'
  }

  #otherDetails(previous: PreparedResource, resource: PreparedResource): ChangeDetail[] {
    const details: ChangeDetail[] = []
    const { before, after, propertyValues } = this.#input
    const compare = (attribute: ResourceAttribute, old: Json | undefined, next: Json | undefined): void => {
      if (!before) return
      const value = (prepared: PreparedTemplate, declared: Json | undefined, live: LiveValues) =>
        declared === undefined ? undefined : resolveValue(prepared, declared, live)
      const oldValue = value(before, old, this.#input.live ?? nothingLive)
      const nextValue = value(after, next, this.#live)
      if (sameValue(oldValue, nextValue)) return
      details.push({
        attribute,
        ...(propertyValues && {
          path: `/${attribute}`,
          ...(oldValue !== undefined && { beforeValue: shown(oldValue) }),
          ...(nextValue !== undefined && { afterValue: shown(nextValue) }),
          attributeChangeType: oldValue === undefined ? 'Add' : nextValue === undefined ? 'Remove' : 'Modify',
        }),
        requiresRecreation: 'Never',
        evaluation: 'Static',
        changeSource: 'DirectModification',
      })
    }
    compare('Metadata', previous.metadata, resource.metadata)
    compare('CreationPolicy', previous.creationPolicy, resource.creationPolicy)
    compare('UpdatePolicy', previous.updatePolicy, resource.updatePolicy)
    compare('DeletionPolicy', previous.deletionPolicyValue, resource.deletionPolicyValue)
    compare('UpdateReplacePolicy', previous.updateReplacePolicyValue, resource.updateReplacePolicyValue)
    return details
  }

  #stackTagDetails(resource: PreparedResource): ChangeDetail[] {
    if (this.#input.stackTagsChanged !== true || this.#tagsProperty(resource.type) === undefined) return []
    return [
      {
        attribute: 'Tags',
        requiresRecreation: 'Never',
        evaluation: 'Static',
        changeSource: 'DirectModification',
      },
    ]
  }

  #context(member: 'beforeContext' | 'afterContext', resource: PreparedResource): Partial<ResourceChange> {
    if (this.#input.propertyValues !== true) return {}
    const prepared = member === 'beforeContext' ? this.#shownBefore : this.#shownAfter
    if (!prepared) return {}
    const live = member === 'beforeContext' ? (this.#input.live ?? nothingLive) : this.#live
    const context: Record<string, Json> = {}
    const properties = resolveProperties(prepared, resource.logicalId, live)
    if (Object.keys(properties).length > 0) context.Properties = properties
    const parts: readonly (readonly [string, Json | undefined])[] = [
      ['Metadata', resource.metadata],
      ['CreationPolicy', resource.creationPolicy],
      ['UpdatePolicy', resource.updatePolicy],
      ['DeletionPolicy', resource.deletionPolicyValue],
      ['UpdateReplacePolicy', resource.updateReplacePolicyValue],
    ]
    for (const [name, declared] of parts) {
      const value = declared === undefined ? undefined : resolveValue(prepared, declared, live)
      if (value !== undefined) context[name] = value
    }
    return { [member]: context }
  }

  /** Gives the values of a difference as they are told. */
  #masks(
    logicalId: string,
  ): (difference: Difference) => { readonly before?: Json | undefined; readonly after?: Json | undefined } {
    const { before, after } = this.#input
    if (this.#shownBefore === before && this.#shownAfter === after) return (difference) => difference
    const old = this.#shownBefore
      ? resolveProperties(this.#shownBefore, logicalId, this.#input.live ?? nothingLive)
      : {}
    const next = resolveProperties(this.#shownAfter, logicalId, this.#live)
    return ({ path, before: real, after: realNext }) => ({
      before: real === undefined ? undefined : (valueAt(old, path) ?? real),
      after: realNext === undefined ? undefined : (valueAt(next, path) ?? realNext),
    })
  }
}

/** Parameters whose values differ, and those that only one side has. */
function changedParameters(
  before: PreparedTemplate | undefined,
  after: PreparedTemplate,
): ReadonlySet<string> {
  const changed = new Set<string>()
  for (const [name, { value }] of after.context.parameters) {
    const previous = before?.context.parameters.get(name)
    if (previous && !sameValue(previous.value, value)) changed.add(name)
  }
  return changed
}

/** The template with the values of NoEcho parameters hidden; itself when it has none. */
function masked(prepared: PreparedTemplate): PreparedTemplate {
  const { parameters } = prepared.context
  if (![...parameters.values()].some(({ noEcho }) => noEcho)) return prepared
  const hidden = new Map<string, ParameterValue>()
  for (const [name, parameter] of parameters)
    hidden.set(name, parameter.noEcho ? { ...parameter, value: hide(parameter.value) } : parameter)
  return { ...prepared, context: { ...prepared.context, parameters: hidden } }
}

/** What stands for a value that is not told. Source: API Reference, Parameter, on NoEcho. */
const hiddenText = '****'

function hide(value: string | readonly string[]): string | readonly string[] {
  return typeof value === 'string' ? hiddenText : value.map(() => hiddenText)
}

function valueAt(value: JsonObject, path: readonly string[]): Json | undefined {
  let current: Json | undefined = value
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = (current as JsonObject)[part]
  }
  return current
}

/** A part of a JSON pointer. */
function pointerPart(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** A value as a change set tells it: texts as they are, everything else as JSON. */
function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function recreation(effect: UpdateEffect): ChangeDetail['requiresRecreation'] {
  return effect === 'always' ? 'Always' : effect === 'conditionally' ? 'Conditionally' : 'Never'
}

/** Source: API Reference, ResourceChange, Replacement: what it is for each pair of RequiresRecreation and Evaluation. */
function replacementOf(details: readonly ChangeDetail[]): 'True' | 'False' | 'Conditional' {
  let result: 'False' | 'Conditional' = 'False'
  for (const { requiresRecreation, evaluation } of details) {
    if (requiresRecreation === 'Always' && evaluation === 'Static') return 'True'
    if (requiresRecreation !== 'Never') result = 'Conditional'
  }
  return result
}

function removalPolicy({ deletionPolicyValue }: PreparedResource): PolicyAction {
  if (deletionPolicyValue === 'Snapshot') return 'Snapshot'
  return deletionPolicyValue === undefined || deletionPolicyValue === 'Delete' ? 'Delete' : 'Retain'
}

function replacementPolicy({ updateReplacePolicyValue }: PreparedResource): PolicyAction {
  if (updateReplacePolicyValue === 'Snapshot') return 'ReplaceAndSnapshot'
  return updateReplacePolicyValue === 'Retain' ? 'ReplaceAndRetain' : 'ReplaceAndDelete'
}

function distinct(causes: readonly Causes[]): readonly Causes[] {
  const seen = new Map<string, Causes>()
  for (const cause of causes) {
    const key = `${cause.changeSource} ${cause.causingEntity}`
    // What is certain of one place is certain.
    if (seen.get(key)?.evaluation !== 'Static') seen.set(key, cause)
  }
  return [...seen.values()]
}
