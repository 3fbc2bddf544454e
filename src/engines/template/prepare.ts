/** A template under given parameters: conditions decided, what they leave out gone, dependencies known. */
import type { Json, JsonObject } from '../../base/json.ts'
import { refuse } from './anatomy/check-references.ts'
import { checkPolicy } from './anatomy/read-resources.ts'
import { formatError, functionError } from './errors.ts'
import { textOf } from './functions/calls.ts'
import { compute, evaluate } from './functions/evaluate.ts'
import { isTrue } from './functions/logic.ts'
import { nothingLive, type Scope } from './functions/scope.ts'
import { conditionOrder } from './graph/condition-order.ts'
import { dependencyGraph } from './graph/dependency-graph.ts'
import { walkReferences } from './graph/references.ts'
import type {
  DeletionPolicy,
  LiveValues,
  OutputDeclaration,
  PreparedResource,
  PreparedTemplate,
  ResourceDeclaration,
  StackOutputCall,
  Template,
  TemplateContext,
} from './types.ts'

/** Decides conditions and leaves out what they exclude. Fails with a TemplateError. */
export function prepareTemplate(template: Template, context: TemplateContext): PreparedTemplate {
  const conditions = decideConditions(template, context)
  const holds = (name: string | undefined): boolean => name === undefined || conditions.get(name) === true
  const resources = new Map<string, PreparedResource>()
  const outputs = new Map<string, OutputDeclaration>()
  const scope = scopeOf(template, context, conditions, resources, nothingLive)
  for (const [logicalId, resource] of template.resources)
    if (holds(resource.condition)) resources.set(logicalId, withPolicies(resource, scope))
  for (const [name, output] of template.outputs) if (holds(output.condition)) outputs.set(name, output)
  const decide = (name: string): boolean | undefined => conditions.get(name)
  refuseExcluded(template, resources, outputs, decide)
  return { template, context, conditions, resources, outputs, graph: dependencyGraph(resources, decide) }
}

function scopeOf(
  template: Template,
  context: TemplateContext,
  conditions: ReadonlyMap<string, boolean>,
  resources: ReadonlyMap<string, PreparedResource>,
  live: LiveValues,
): Scope {
  return {
    context,
    mappings: template.mappings,
    condition: (name) => {
      const value = conditions.get(name)
      if (value === undefined) throw functionError(`unresolved condition dependency ${name} in Fn::If`)
      return value
    },
    hasResource: (logicalId) => resources.has(logicalId),
    live,
    languageExtensions: template.languageExtensions,
  }
}

/** Conditions may name each other in any order; circles were refused when the template was read. */
function decideConditions(template: Template, context: TemplateContext): ReadonlyMap<string, boolean> {
  const decided = new Map<string, boolean>()
  const scope: Scope = {
    ...scopeOf(template, context, decided, new Map(), nothingLive),
    condition: (name) => {
      const known = decided.get(name)
      if (known !== undefined) return known
      const declared = template.conditions.get(name)
      if (declared === undefined) throw functionError(`unresolved condition dependency ${name} in Condition`)
      const value = isTrue(declared, scope, compute)
      decided.set(name, value)
      return value
    },
  }
  for (const name of conditionOrder(template.conditions).order) scope.condition(name)
  return decided
}

function withPolicies(resource: ResourceDeclaration, scope: Scope): PreparedResource {
  const policy = (
    member: 'DeletionPolicy' | 'UpdateReplacePolicy',
    declared: Json | undefined,
  ): DeletionPolicy | undefined => {
    if (declared === undefined) return undefined
    const value = typeof declared === 'string' ? declared : evaluate(declared, scope)
    return value === undefined
      ? undefined
      : (checkPolicy(value, member, resource.logicalId) as DeletionPolicy)
  }
  const deletion = policy('DeletionPolicy', resource.deletionPolicy)
  const replacement = policy('UpdateReplacePolicy', resource.updateReplacePolicy)
  return {
    ...resource,
    ...(deletion && { deletionPolicyValue: deletion }),
    ...(replacement && { updateReplacePolicyValue: replacement }),
  }
}

/** References to resources that a condition leaves out, from where they count. */
function refuseExcluded(
  template: Template,
  resources: ReadonlyMap<string, PreparedResource>,
  outputs: ReadonlyMap<string, OutputDeclaration>,
  decide: (name: string) => boolean | undefined,
): void {
  if (resources.size === template.resources.size) return
  const unresolved = new Set<string>()
  const check = (name: string): void => {
    if (template.resources.has(name) && !resources.has(name)) unresolved.add(name)
  }
  const visitor = { name: check, attribute: check, decide }
  for (const { properties, metadata } of resources.values()) {
    walkReferences(properties, visitor)
    if (metadata) walkReferences(metadata, visitor)
  }
  refuse(unresolved, 'Resources')
  for (const { value, exportName } of outputs.values()) {
    walkReferences(value, visitor)
    if (exportName !== undefined) walkReferences(exportName, visitor)
  }
  refuse(unresolved, 'Outputs')
}

/**
 * A resource's properties with all functions computed; what is not known yet is `{{changeSet:KNOWN_AFTER_APPLY}}`. Dynamic
 * references stay as they are. Fails with a TemplateError.
 */
export function resolveProperties(
  prepared: PreparedTemplate,
  logicalId: string,
  live: LiveValues = nothingLive,
): JsonObject {
  const properties = prepared.resources.get(logicalId)?.properties ?? {}
  return (evaluate(properties, liveScope(prepared, live)) ?? {}) as JsonObject
}

/**
 * Properties of all resources as far as they are known before anything exists. What functions can say by then is the template's
 * fault (a key that a mapping lacks, an index behind a list), in policies, metadata and outputs too: fails with a TemplateError.
 */
export function computeBeforehand(prepared: PreparedTemplate): readonly JsonObject[] {
  const scope = liveScope(prepared, nothingLive)
  const properties: JsonObject[] = []
  for (const [logicalId, { metadata, creationPolicy, updatePolicy }] of prepared.resources) {
    properties.push(resolveProperties(prepared, logicalId))
    for (const part of [metadata, creationPolicy, updatePolicy]) if (part) evaluate(part, scope)
  }
  resolveOutputs(prepared, nothingLive)
  return properties
}

/** Any value of a prepared template, computed: Metadata, CreationPolicy, UpdatePolicy. Undefined: AWS::NoValue. */
export function resolveValue(
  prepared: PreparedTemplate,
  value: Json,
  live: LiveValues = nothingLive,
): Json | undefined {
  return evaluate(value, liveScope(prepared, live))
}

function liveScope(prepared: PreparedTemplate, live: LiveValues): Scope {
  return scopeOf(prepared.template, prepared.context, prepared.conditions, prepared.resources, live)
}

/** An output with its value. */
export interface ResolvedOutput {
  readonly name: string
  readonly value: string
  readonly description?: string
  readonly exportName?: string
}

/** The outputs of a stack whose resources exist, in the template's order. Fails with a TemplateError. */
export function resolveOutputs(prepared: PreparedTemplate, live: LiveValues): readonly ResolvedOutput[] {
  const scope = liveScope(prepared, live)
  const resolved: ResolvedOutput[] = []
  for (const { name, value, description, exportName } of prepared.outputs.values()) {
    const computed = evaluate(value, scope)
    // AWS::NoValue leaves the output out.
    if (computed === undefined) continue
    const text = textOf(computed)
    if (text === undefined)
      throw formatError('The Value field of every Outputs member must evaluate to a String.')
    const exported = exportName === undefined ? undefined : textOf(evaluate(exportName, scope))
    if (exportName !== undefined && (exported === undefined || exported === ''))
      throw formatError(
        `Output ${name} is malformed. The Name field of every Export member must be specified.`,
      )
    resolved.push({
      name,
      value: text,
      ...(description !== undefined && { description }),
      ...(exported !== undefined && { exportName: exported }),
    })
  }
  return resolved
}

/** Names of the exports that a prepared template imports, without doubles. Fails with a TemplateError. */
export function importedNames(prepared: PreparedTemplate): readonly string[] {
  const names = new Set<string>()
  evaluateCalls(prepared, 'Fn::ImportValue', {
    ...nothingLive,
    exported: (name) => {
      names.add(name)
      return undefined
    },
  })
  return [...names]
}

/** The outputs of other stacks that a prepared template reads by `Fn::GetStackOutput`, without doubles. Fails with a TemplateError. */
export function stackOutputCalls(prepared: PreparedTemplate): readonly StackOutputCall[] {
  const calls = new Map<string, StackOutputCall>()
  evaluateCalls(prepared, 'Fn::GetStackOutput', {
    ...nothingLive,
    stackOutput: (call) => {
      calls.set(JSON.stringify(call), call)
      return undefined
    },
  })
  return [...calls.values()]
}

/** Evaluates all calls of one function; what stands around them may need values that are not known yet, and these need none. */
function evaluateCalls(prepared: PreparedTemplate, name: string, live: LiveValues): void {
  const scope = liveScope(prepared, live)
  const visit = (value: Json | undefined): void => {
    if (value === undefined) return
    walkReferences(value, {
      name: () => {},
      attribute: () => {},
      decide: (condition) => prepared.conditions.get(condition),
      call: (called, argument) => {
        if (called === name) evaluate({ [called]: argument }, scope)
      },
    })
  }
  for (const resource of prepared.resources.values()) {
    visit(resource.properties)
    visit(resource.metadata)
  }
  for (const output of prepared.outputs.values()) {
    visit(output.value)
    visit(output.exportName)
  }
}
