/** AWS::Serverless::StateMachine: the state machine, its role, version and alias, and what starts it. */
import { stateMachine } from '../../cloudformation/step-functions.ts'
import type { Context } from '../../context.ts'
import { InvalidEvent, InvalidResource } from '../../errors.ts'
import { eventsOf, readEvent } from '../../events/read.ts'
import { stateMachineEvents } from '../../events/state-machine/registry.ts'
import {
  isBoolean,
  isMap,
  isText,
  listOf,
  mapOf,
  oneOf,
  optional,
  type PropertyRules,
  passThrough,
  strict,
} from '../../model/properties.ts'
import { Resource, tagList } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { propagateTags } from '../../model/tags.ts'
import { serviceTrust } from '../../policies/documents.ts'
import { roleFor } from '../../policies/role.ts'
import { xrayPolicy } from '../../policies/tracing.ts'
import { type Dict, isDict, isTruthy, type Value } from '../../python/values.ts'
import type { LinkedEvents, SamType, Translated } from '../../sam-types.ts'
import { definitionOf } from './definition.ts'
import { publish } from './publish.ts'

const textOrMap = oneOf(isText, isMap)

/** Properties as the translator checks them. Source: SAM, "AWS::Serverless::StateMachine". */
const rules: PropertyRules = {
  Definition: optional(isMap),
  DefinitionUri: optional(textOrMap),
  Logging: optional(isMap),
  Role: optional(isText),
  RolePath: passThrough,
  DefinitionSubstitutions: optional(isMap),
  Events: optional(mapOf(isMap)),
  Name: optional(isText),
  Type: optional(isText),
  Tags: optional(isMap),
  PropagateTags: optional(isBoolean),
  Policies: optional(oneOf(isText, listOf(textOrMap))),
  Tracing: optional(isMap),
  PermissionsBoundary: optional(isText),
  AutoPublishAlias: passThrough,
  DeploymentPreference: passThrough,
  UseAliasAsEventTarget: strict(isBoolean),
}

/** AWS::Serverless::StateMachine. */
export const serverlessStateMachine: SamType = {
  type: 'AWS::Serverless::StateMachine',
  rules,
  link: linkEvents,
  translate,
}

function translate(resource: SamResource, context: Context, linked: LinkedEvents): Translated {
  const { logicalId, dependsOn, attributes } = resource
  const machine = new Resource(stateMachine, logicalId, { dependsOn, attributes })
  const resources = [machine]
  Object.assign(machine.properties, definitionOf(resource))
  const role = addRole(resource, machine, context)
  if (role) resources.push(role)
  Object.assign(machine.properties, {
    StateMachineName: resource.get('Name'),
    StateMachineType: resource.get('Type'),
    LoggingConfiguration: resource.get('Logging'),
    TracingConfiguration: resource.get('Tracing'),
    Tags: machineTags(resource),
  })
  const published = publish(resource, machine)
  if (published) resources.push(published.version, published.alias)
  const target = isTruthy(resource.get('UseAliasAsEventTarget')) ? (published?.alias ?? machine) : machine
  for (const [name] of eventsOf(resource)) {
    const { type, event } = readEvent(stateMachineEvents, logicalId, name, resource.get('Events'))
    const permissionsBoundary = resource.get('PermissionsBoundary')
    resources.push(
      ...type.translate(event, { target, permissionsBoundary, linked: linked.get(name) }, context),
    )
  }
  propagateTags(resources, resource.get('Tags'), resource.get('PropagateTags'))
  return { resources }
}

function linkEvents(resource: SamResource, context: Context): LinkedEvents {
  const linked = new Map<string, unknown>()
  try {
    for (const [name] of eventsOf(resource)) {
      const { type, event } = readEvent(stateMachineEvents, resource.logicalId, name, resource.get('Events'))
      linked.set(name, type.link?.(event, context.source.Resources as Dict, context))
    }
  } catch (error) {
    if (!(error instanceof InvalidEvent)) throw error
    throw new InvalidResource(resource.logicalId, error.message)
  }
  return linked
}

function machineTags(resource: SamResource): Dict[] {
  return [{ Key: 'stateMachine:createdBy', Value: 'SAM' }, ...tagList(resource.get('Tags'))]
}

function addRole(resource: SamResource, machine: Resource, context: Context): Resource | undefined {
  const { logicalId } = resource
  const given = resource.get('Role')
  const policies = resource.get('Policies')
  if (isTruthy(given)) {
    if (isTruthy(policies)) {
      throw new InvalidResource(
        logicalId,
        "Specify either 'Role' or 'Policies' (but not both at the same time) or neither of them",
      )
    }
    machine.properties.RoleArn = given
    return undefined
  }
  const role = roleFor(
    {
      logicalId,
      attributes: resource.passedOn,
      trust: serviceTrust('states.amazonaws.com'),
      policies: withTracing(policies, resource.get('Tracing'), context.partition),
      path: resource.get('RolePath'),
      permissionsBoundary: resource.get('PermissionsBoundary'),
      tags: machineTags(resource),
    },
    context,
  )
  machine.properties.RoleArn = role.arn
  return role
}

function withTracing(policies: Value, tracing: Value, partition: string): Value {
  const own = isTruthy(policies) ? policies : []
  if (!isDict(tracing) || tracing.Enabled !== true) return own
  // Python cannot append to a text.
  if (!Array.isArray(own)) throw new TypeError('no list')
  return [...own, xrayPolicy(partition)]
}
