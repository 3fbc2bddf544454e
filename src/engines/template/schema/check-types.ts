/** Refuses resource types that nobody has, and attributes that a type does not have. */
import type { ResourceSpec } from '../../../aws/resource-spec.ts'
import type { Json } from '../../../base/json.ts'
import { formatError, functionError } from '../errors.ts'
import { walkReferences } from '../graph/references.ts'
import type { Template } from '../types.ts'

/** The resource types of a template, each once, in its order. */
export function resourceTypesOf(template: Template): readonly string[] {
  return [...new Set([...template.resources.values()].map(({ type }) => type))]
}

/** Whether a type is a custom resource: what is sent to a function or topic. */
export function isCustomResource(type: string): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::')
}

/** Fails with a TemplateError `Unrecognized resource types: [...]`. `isKnown` is not asked for custom resources. */
export function checkResourceTypes(template: Template, isKnown: (type: string) => boolean): void {
  const unknown = resourceTypesOf(template).filter((type) => !isCustomResource(type) && !isKnown(type))
  if (unknown.length > 0) throw formatError(`Unrecognized resource types: [${unknown.join(', ')}]`)
}

/**
 * Refuses `Fn::GetAtt` and `Fn::Sub` of attributes that a type does not have. Types without a spec, custom resources and nested stacks
 * may have any. Fails with a TemplateError.
 */
export function checkAttributes(
  template: Template,
  specOf: (type: string) => ResourceSpec | undefined,
): void {
  const check = (logicalId: string, attribute: string, from: 'Fn::GetAtt' | 'Fn::Sub'): void => {
    const type = template.resources.get(logicalId)?.type
    // An empty name is computed later.
    if (type === undefined || attribute === '' || isCustomResource(type) || hasOutputs(type, attribute))
      return
    const spec = specOf(type)
    if (!spec || hasAttribute(spec, attribute)) return
    throw from === 'Fn::GetAtt'
      ? functionError(`resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`)
      : functionError(`instance of Fn::Sub references invalid resource attribute ${logicalId}.${attribute}`)
  }
  const visit = (value: Json | undefined): void => {
    if (value !== undefined) walkReferences(value, { name: () => {}, attribute: check })
  }
  for (const resource of template.resources.values()) {
    visit(resource.properties)
    visit(resource.metadata)
  }
  for (const output of template.outputs.values()) {
    visit(output.value)
    visit(output.exportName)
  }
}

function hasOutputs(type: string, attribute: string): boolean {
  return (
    attribute.startsWith('Outputs.') &&
    (type === 'AWS::CloudFormation::Stack' || type.startsWith('AWS::ServiceCatalog::'))
  )
}

/** Attributes may be nested; whoever names the outer one gets it whole. Properties of a type can be read as attributes too. */
function hasAttribute(spec: ResourceSpec, attribute: string): boolean {
  if (Object.hasOwn(spec.attributes, attribute)) return true
  const [first = ''] = attribute.split('.')
  if (Object.hasOwn(spec.attributes, first) || Object.hasOwn(spec.properties, first)) return true
  return Object.keys(spec.attributes).some((name) => name.startsWith(`${attribute}.`))
}
