/** What GetTemplateSummary and ValidateTemplate tell of a template. Source: API Reference of both. */
import { isObject, type JsonObject } from '../../../base/json.ts'
import { resourceTypesOf } from '../schema/check-types.ts'
import { transformsOf } from '../transforms/find-transforms.ts'
import type { ParameterDeclaration, Template } from '../types.ts'

/** The capabilities that a template needs. */
export interface CapabilityNeeds {
  readonly capabilities: readonly ('CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | 'CAPABILITY_AUTO_EXPAND')[]
  /** `The following resource(s) require capabilities: [AWS::IAM::Role]`; absent when none are needed. */
  readonly reason?: string
}

/** Facts of a template. */
export interface TemplateSummary extends CapabilityNeeds {
  readonly parameters: readonly ParameterDeclaration[]
  readonly description?: string
  readonly version?: string
  /** The section Metadata as JSON. */
  readonly metadata?: string
  readonly declaredTransforms: readonly string[]
  readonly resourceTypes: readonly string[]
  readonly resourceIdentifiers: ReadonlyArray<{
    readonly resourceType: string
    readonly logicalIds: readonly string[]
    /** Properties that an import names a resource by. */
    readonly identifiers: readonly string[]
  }>
}

/**
 * Types that need CAPABILITY_IAM, with the property that names one, if it has one: then it is CAPABILITY_NAMED_IAM.
 * Source: User Guide, "Acknowledge IAM resources in CloudFormation templates".
 */
const iamTypes: ReadonlyMap<string, string | undefined> = new Map([
  ['AWS::IAM::AccessKey', undefined],
  ['AWS::IAM::Group', 'GroupName'],
  ['AWS::IAM::InstanceProfile', 'InstanceProfileName'],
  ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
  ['AWS::IAM::Policy', undefined],
  ['AWS::IAM::Role', 'RoleName'],
  ['AWS::IAM::User', 'UserName'],
  ['AWS::IAM::UserToGroupAddition', undefined],
])

/** A nested stack may hold any of these, and macros. */
const nestedTypes = new Set(['AWS::CloudFormation::Stack'])

/**
 * What a template needs to be acknowledged. `document` is the template before its transforms, where those differ: macros are seen there.
 */
export function capabilitiesOf(
  template: Template,
  document: JsonObject = template.document,
): CapabilityNeeds {
  const types = new Set<string>()
  let level: 'none' | 'iam' | 'named' = 'none'
  let expands = false
  for (const { type, properties } of template.resources.values()) {
    if (nestedTypes.has(type)) {
      types.add(type)
      level = 'named'
      expands = true
      continue
    }
    if (!iamTypes.has(type)) continue
    types.add(type)
    const name = iamTypes.get(type)
    if (name !== undefined && properties[name] !== undefined) level = 'named'
    else if (level === 'none') level = 'iam'
  }
  const macros = transformsOf(document).filter((name) => name !== 'AWS::LanguageExtensions')
  if (macros.length > 0) {
    expands = true
    for (const name of macros) types.add(name)
  }
  const capabilities: CapabilityNeeds['capabilities'][number][] = []
  if (level !== 'none') capabilities.push(level === 'named' ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM')
  if (expands) capabilities.push('CAPABILITY_AUTO_EXPAND')
  if (capabilities.length === 0) return { capabilities }
  return {
    capabilities,
    reason: `The following resource(s) require capabilities: [${[...types].join(', ')}]`,
  }
}

/** Facts of a template. `identifiersOf` tells the properties that a type is imported by. */
export function summarizeTemplate(
  template: Template,
  identifiersOf: (type: string) => readonly string[],
  document: JsonObject = template.document,
): TemplateSummary {
  const byType = new Map<string, string[]>()
  for (const { type, logicalId } of template.resources.values())
    byType.set(type, [...(byType.get(type) ?? []), logicalId])
  const metadata = isObject(template.metadata) ? JSON.stringify(template.metadata) : undefined
  return {
    ...capabilitiesOf(template, document),
    parameters: [...template.parameters.values()],
    ...(template.description !== undefined && { description: template.description }),
    ...(template.formatVersion !== undefined && { version: template.formatVersion }),
    ...(metadata !== undefined && { metadata }),
    declaredTransforms: transformsOf(document),
    resourceTypes: resourceTypesOf(template),
    resourceIdentifiers: [...byType].map(([resourceType, logicalIds]) => ({
      resourceType,
      logicalIds,
      identifiers: identifiersOf(resourceType),
    })),
  }
}
