/** The section Resources. Source: User Guide, "CloudFormation template Resources syntax", "Resource attribute reference". */
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { formatError, TemplateError } from '../errors.ts'
import { isList } from '../functions/calls.ts'
import { resourcesMax } from '../limits.ts'
import type { ResourceDeclaration } from '../types.ts'
import { checkCount, checkName } from './checks.ts'

/** What a resource may have. Source: User Guide, "Resource attribute reference". */
export const resourceMembers: ReadonlySet<string> = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'CreationPolicy',
  'UpdatePolicy',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
  'Description',
  'Version',
])

/** Reads the section. Fails with a TemplateError. */
export function readResources(
  section: JsonObject,
  languageExtensions: boolean,
): ReadonlyMap<string, ResourceDeclaration> {
  const resources = new Map<string, ResourceDeclaration>()
  for (const logicalId in section) {
    const declared = section[logicalId]
    if (!isObject(declared)) throw formatError(`[/Resources/${logicalId}] resource definition is malformed`)
    checkName(logicalId, 'Resource name')
    resources.set(logicalId, readResource(logicalId, declared, languageExtensions))
  }
  if (resources.size === 0) throw formatError('At least one Resources member must be defined.')
  checkCount(resources.size, resourcesMax, 'resources')
  return resources
}

function readResource(
  logicalId: string,
  declared: JsonObject,
  languageExtensions: boolean,
): ResourceDeclaration {
  const place = `[/Resources/${logicalId}`
  const type = declared.Type
  if (type === undefined) throw formatError(`${place}] Every Resources object must contain a Type member.`)
  if (typeof type !== 'string') throw formatError(`${place}/Type] Type must be a string.`)
  for (const member in declared)
    if (!resourceMembers.has(member))
      throw new TemplateError(`Invalid template resource property '${member}'`)
  const object = (member: string): JsonObject | undefined => {
    const value = declared[member]
    if (value !== undefined && !isObject(value))
      throw formatError(`${place}/${member}] ${member} must be an object.`)
    return value
  }
  const condition = declared.Condition
  if (condition !== undefined && typeof condition !== 'string')
    throw formatError(`${place}/Condition] Every Condition member must be a string.`)
  const creationPolicy = object('CreationPolicy')
  const updatePolicy = object('UpdatePolicy')
  const metadata = object('Metadata')
  const deletionPolicy = policyMember(declared, 'DeletionPolicy', logicalId, languageExtensions)
  const updateReplacePolicy = policyMember(declared, 'UpdateReplacePolicy', logicalId, languageExtensions)
  return {
    logicalId,
    type,
    properties: object('Properties') ?? {},
    dependsOn: readDependsOn(declared.DependsOn),
    ...(condition !== undefined && { condition }),
    ...(creationPolicy && { creationPolicy }),
    ...(updatePolicy && { updatePolicy }),
    ...(metadata && { metadata }),
    ...(deletionPolicy !== undefined && { deletionPolicy }),
    ...(updateReplacePolicy !== undefined && { updateReplacePolicy }),
    ...(typeof declared.Version === 'string' && { version: declared.Version }),
  }
}

function readDependsOn(value: Json | undefined): readonly string[] {
  if (value === undefined) return []
  if (typeof value === 'string') return [value]
  if (!isList(value)) throw formatError('DependsOn must be a string or list of strings.')
  return value.map((item) => {
    if (typeof item !== 'string') throw formatError('Every DependsOn value must be a string.')
    return item
  })
}

function policyMember(
  declared: JsonObject,
  member: 'DeletionPolicy' | 'UpdateReplacePolicy',
  logicalId: string,
  languageExtensions: boolean,
): Json | undefined {
  const value = declared[member]
  if (value === undefined) return undefined
  if (isObject(value) && languageExtensions) return value
  return checkPolicy(value, member, logicalId)
}

/** Refuses words that are no policy. Fails with a TemplateError. */
export function checkPolicy(
  value: Json,
  member: 'DeletionPolicy' | 'UpdateReplacePolicy',
  logicalId: string,
): string {
  if (typeof value !== 'string') throw formatError(`Every ${member} member must be a string.`)
  const known =
    value === 'Delete' ||
    value === 'Retain' ||
    value === 'Snapshot' ||
    (value === 'RetainExceptOnCreate' && member === 'DeletionPolicy')
  if (!known) throw formatError(`Unrecognized ${member} ${value} for resource ${logicalId}`)
  return value
}
