/** Refuses names that stand for nothing, in the order in which CloudFormation finds them. */
import type { Json } from '../../../base/json.ts'
import { formatError, functionError, TemplateError } from '../errors.ts'
import { isList } from '../functions/calls.ts'
import { unsupportedFunction } from '../functions/function-table.ts'
import { equalsArguments, notArgument, partsOf } from '../functions/logic.ts'
import { findInMapError } from '../functions/maps.ts'
import { pseudoParameters } from '../functions/scope.ts'
import { joinError, splitError } from '../functions/texts.ts'
import { conditionOrder } from '../graph/condition-order.ts'
import { type ReferenceVisitor, walkConditionReferences, walkReferences } from '../graph/references.ts'
import type { Template } from '../types.ts'

/** Checks a template. Fails with a TemplateError. */
export function checkReferences(template: Template): void {
  const { parameters, resources } = template
  const common = [...resources.keys()].filter((name) => parameters.has(name))
  if (common.length > 0)
    throw functionError(
      `all resources and parameters must have unique names. Common name(s): [${common.join(', ')}]`,
    )
  checkConditions(template)
  checkResources(template)
  checkOutputs(template)
}

/** A visitor that collects names which are neither a resource, nor a parameter, nor a pseudo parameter. */
function collector(
  template: Template,
  unresolved: Set<string>,
  extra: Partial<ReferenceVisitor> = {},
): ReferenceVisitor {
  return {
    name: (name) => {
      if (!template.resources.has(name) && !template.parameters.has(name) && !pseudoParameters.has(name))
        unresolved.add(name)
    },
    attribute: (logicalId, attribute, from) => {
      if (template.resources.has(logicalId)) return
      throw from === 'Fn::GetAtt'
        ? functionError(`instance of Fn::GetAtt references undefined resource ${logicalId}`)
        : functionError(`instance of Fn::Sub references invalid resource attribute ${logicalId}.${attribute}`)
    },
    condition: (name, from) => {
      if (!template.conditions.has(name))
        throw functionError(`unresolved condition dependency ${name} in ${from}`)
    },
    call: checkCall,
    ...extra,
  }
}

const known = new Set([
  'Fn::Base64',
  'Fn::Cidr',
  'Fn::GetAZs',
  'Fn::GetStackOutput',
  'Fn::ImportValue',
  'Fn::Select',
  'Fn::ToJsonString',
  'Fn::Length',
  'Fn::And',
  'Fn::Or',
  'Fn::Not',
  'Fn::Equals',
  'Fn::Join',
  'Fn::Split',
  'Fn::FindInMap',
])

/** Checks what can be seen of a call without computing it. */
function checkCall(name: string, argument: Json): void {
  switch (name) {
    case 'Fn::Join':
      if (!isList(argument) || argument.length !== 2 || typeof argument[1] !== 'object') throw joinError()
      return
    case 'Fn::Split':
      if (!isList(argument) || argument.length !== 2) throw splitError()
      return
    case 'Fn::FindInMap':
      if (!isList(argument) || argument.length < 3 || argument.length > 4) throw findInMapError()
      return
    case 'Fn::And':
    case 'Fn::Or':
      partsOf(name, argument)
      return
    case 'Fn::Not':
      notArgument(argument)
      return
    case 'Fn::Equals':
      equalsArguments(argument)
      return
    default:
      if (!known.has(name)) throw unsupportedFunction(name)
  }
}

function checkConditions(template: Template): void {
  const unresolved = new Set<string>()
  const isValue = (name: string): boolean => template.parameters.has(name) || pseudoParameters.has(name)
  for (const condition of template.conditions.values()) {
    walkConditionReferences(
      condition,
      collector(template, unresolved, {
        name: (referred) => {
          if (!isValue(referred)) unresolved.add(referred)
        },
        attribute: (logicalId) => unresolved.add(logicalId),
        condition: (referred, from) => {
          if (!template.conditions.has(referred))
            throw functionError(`unresolved condition dependency ${referred} in ${from}`)
        },
      }),
    )
  }
  if (unresolved.size > 0)
    throw functionError(
      `Unresolved dependencies [${[...unresolved].join(', ')}]. Cannot reference resources in the Conditions block of the template`,
    )
  const { circle } = conditionOrder(template.conditions)
  if (circle) throw functionError(`Found circular condition dependency between ${circle[0]} and ${circle[1]}`)
}

function checkResources(template: Template): void {
  const unresolved = new Set<string>()
  const visitor = collector(template, unresolved)
  for (const resource of template.resources.values()) {
    if (resource.condition !== undefined && !template.conditions.has(resource.condition))
      throw formatError(
        `Unresolved condition dependency ${resource.condition} in the Resources block of the template`,
      )
    for (const name of resource.dependsOn) if (!template.resources.has(name)) unresolved.add(name)
    for (const part of [
      resource.properties,
      resource.metadata,
      resource.creationPolicy,
      resource.updatePolicy,
      resource.deletionPolicy,
      resource.updateReplacePolicy,
    ])
      if (part !== undefined) walkReferences(part, visitor)
  }
  refuse(unresolved, 'Resources')
}

function checkOutputs(template: Template): void {
  const unresolved = new Set<string>()
  const visitor = collector(template, unresolved)
  for (const output of template.outputs.values()) {
    if (output.condition !== undefined && !template.conditions.has(output.condition))
      throw formatError(
        `Unresolved condition dependency ${output.condition} in the Outputs block of the template`,
      )
    walkReferences(output.value, visitor)
    if (output.exportName !== undefined) walkReferences(output.exportName, visitor)
  }
  refuse(unresolved, 'Outputs')
}

/** Refuses names that were found to stand for nothing. */
export function refuse(unresolved: ReadonlySet<string>, block: 'Resources' | 'Outputs'): void {
  if (unresolved.size > 0)
    throw new TemplateError(
      `Template format error: Unresolved resource dependencies [${[...unresolved].join(', ')}] in the ${block} block of the template`,
    )
}
