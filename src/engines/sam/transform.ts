/**
 * The transform as a whole: which steps there are, and in which order. Order is behaviour: ids, conditions and errors
 * depend on which resource is translated when.
 */
import {
  addDefaultDefinitions,
  addImplicitApis,
  fixOpenApiVersions,
  noteFunctionNames,
  takeEmbeddedConnectors,
} from './apis/index.ts'
import { locateApplication, resolveApplications } from './applications/locations.ts'
import { Context } from './context.ts'
import {
  DuplicateLogicalId,
  InvalidDocument,
  InvalidEvent,
  InvalidResource,
  InvalidTemplate,
  SamError,
  wrongAttributeType,
} from './errors.ts'
import { mergeGlobals } from './globals/merge.ts'
import { inTurn, referenceResolver, renamedResolver, resolveAll } from './intrinsics/resolve.ts'
import type { Resource } from './model/resource.ts'
import { readSamResource } from './model/sam-resource.ts'
import { expandPolicyTemplates } from './policies/templates.ts'
import { orderAsPython27 } from './python/compatible.ts'
import { deepCopy, keysOf, remove, set } from './python/memory.ts'
import { type Dict, get, has, isDict, isTruthy, type Value } from './python/values.ts'
import { samResources } from './sam-template.ts'
import { samTypes, translationOrder } from './sam-type-registry.ts'
import type { Translated } from './sam-types.ts'
import { mayShareId } from './shared-ids.ts'
import type { TransformOptions, TransformResult } from './types.ts'

/**
 * Turns a template with `Transform: AWS::Serverless-2016-10-31` into one that CloudFormation understands, as AWS's own
 * transform does. The template is left as it is. Bad templates give errors; nothing is thrown for them.
 */
export function transform(template: Dict, options: TransformOptions): TransformResult {
  try {
    return { template: transformed(deepCopy(template), options) }
  } catch (error) {
    if (error instanceof InvalidDocument) {
      const errors = error.causes.map(({ message }) => message)
      return { errors, message: [error.message, ...errors].join(' ') }
    }
    // AWS's translator stops where a value is of a type that it does not expect, and CloudFormation says no more than this.
    if (error instanceof SamError || error instanceof TypeError || error instanceof RangeError) {
      return { errors: [], message: 'Internal transform failure.', cause: error }
    }
    throw error
  }
}

function transformed(template: Dict, options: TransformOptions): Dict {
  checkStructure(template)
  const parameters = deepCopy({ ...options.parameterValues })
  orderAsPython27(template, parameters)
  const context = new Context(template, parameters, options)
  prepare(template, context)
  context.output = outputOf(template)
  const links = new Links()
  for (const [logicalId, resource] of resourcesInOrder(template)) {
    try {
      translateOne(logicalId, resource, context, links)
    } catch (error) {
      if (!isCollected(error)) throw error
      context.errors.push(error)
    }
  }
  context.deploymentPreferences.addResources(context)
  delete context.output.Transform
  if (context.errors.length > 0) throw new InvalidDocument(context.errors)
  return links.resolve(context.output)
}

/** A copy of the template. SAM resources are in it as they are: they leave it, and nothing in it changes them. */
function outputOf(template: Dict): Dict {
  const resources = template.Resources as Dict
  const ours = Object.entries(resources).filter(([, resource]) =>
    samTypes.has((resource as Dict).Type as string),
  )
  for (const [id] of ours) resources[id] = null
  const output = deepCopy(template)
  for (const [id, resource] of ours) {
    resources[id] = resource
    ;(output.Resources as Dict)[id] = resource
  }
  return output
}

/** What must hold before anything is read. @throws InvalidDocument */
function checkStructure(template: Dict): void {
  const { Resources: resources } = template
  if (!isDict(resources) || !isTruthy(resources)) {
    throw new InvalidDocument([new InvalidTemplate("'Resources' section is required")])
  }
  if (!Object.values(resources).every(isDict)) {
    throw new InvalidDocument([
      new InvalidTemplate(
        "All 'Resources' must be Objects. If you're using YAML, this may be an indentation issue.",
      ),
    ])
  }
  for (const [logicalId, { Properties: properties = {} }] of samResources(template)) {
    if (!isDict(properties)) throw new InvalidDocument([wrongAttributeType(logicalId, 'Properties', 'map')])
  }
}

/** What happens to the template before resources are translated, step by step. @throws InvalidDocument */
function prepare(template: Dict, context: Context): void {
  resolveApplications(template, context)
  addDefaultDefinitions(template)
  addImplicitApis(template, context)
  mergeGlobals(template)
  fixOpenApiVersions(template)
  takeEmbeddedConnectors(template.Resources as Dict, context)
}

/** Functions come first, since their events change APIs; connectors last, since they read what all became. */
function resourcesInOrder(template: Dict): [string, Dict][] {
  const groups = new Map<number, [string, Dict][]>()
  const resources = template.Resources as Dict
  for (const id of keysOf(resources)) {
    const resource = resources[id] as Dict
    const order = typeof resource.Type === 'string' ? translationOrder(resource.Type) : undefined
    if (order !== undefined) groups.set(order, [...(groups.get(order) ?? []), [id, resource]])
  }
  return [...groups].sort(([left], [right]) => left - right).flatMap(([, group]) => group)
}

function translateOne(logicalId: string, given: Dict, context: Context, links: Links): void {
  const type = samTypes.get(given.Type as string)
  if (!type) return
  const resource = readSamResource(type, logicalId, given, (properties) => {
    if (type.type === 'AWS::Serverless::Application') locateApplication(logicalId, properties, context)
    expandPolicyTemplates(logicalId, type.type, properties)
  })
  const linked = type.link?.(resource, context) ?? new Map<string, unknown>()
  noteFunctionNames(given, context)
  const translated = type.translate(resource, context, linked)
  links.add(logicalId, translated, type.offers ?? {})
  const { resources, source, errors, options } = context
  remove(resources, logicalId)
  const existing = source.Resources as Dict
  for (const made of translated.resources) {
    if (!mayShareId(made, existing)) {
      errors.push(new DuplicateLogicalId(logicalId, made.logicalId, made.kind.type))
      continue
    }
    const rendered = made.render()
    if (isTruthy(given.Metadata) && options.passThroughMetadata && !isTruthy(get(resources, made.logicalId)))
      rendered.Metadata = given.Metadata as Value
    set(resources, made.logicalId, rendered)
  }
}

function isCollected(error: unknown): error is SamError {
  return error instanceof InvalidResource || error instanceof InvalidEvent || error instanceof InvalidTemplate
}

/** What references of the template are to follow when all resources were translated. */
class Links {
  readonly #renamed = new Map<string, string>()
  readonly #offered = new Map<string, Map<string, string>>()

  add(logicalId: string, translated: Translated, offers: Readonly<Record<string, string>>): void {
    const ownId = translated.logicalId ?? logicalId
    if (ownId !== logicalId) this.#renamed.set(logicalId, ownId)
    for (const [name, type] of Object.entries(offers)) {
      const made = translated.resources.findLast((resource: Resource) => resource.kind.type === type)
      if (!made) continue
      const offered = this.#offered.get(ownId) ?? new Map<string, string>()
      offered.set(name, made.logicalId)
      this.#offered.set(ownId, offered)
    }
  }

  /** In one pass over the template: most of a large one's time goes into looking at it. */
  resolve(template: Dict): Dict {
    const resolvers = [
      ...(this.#renamed.size > 0 ? [renamedResolver(this.#renamed)] : []),
      ...(this.#offered.size > 0 ? [referenceResolver(this.#offered)] : []),
    ]
    if (resolvers.length === 0) return template
    const rename = this.#renamed.size > 0 ? (dict: Dict) => this.#renameDependencies(dict) : undefined
    return resolveAll(template, inTurn(resolvers), rename) as Dict
  }

  #renameDependencies(dict: Dict): void {
    if (!has(dict, 'DependsOn')) return
    const { DependsOn: dependsOn } = dict
    const now = (id: Value) => (typeof id === 'string' ? (this.#renamed.get(id) ?? id) : id)
    if (Array.isArray(dependsOn)) dict.DependsOn = dependsOn.map(now)
    else if (typeof dependsOn === 'string') dict.DependsOn = now(dependsOn)
  }
}
