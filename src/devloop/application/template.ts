/** Templates as data: what the developer loop looks at of them. What a template means is the server's to say. */

/** A resource of a template, as it stands there. */
export interface TemplateResource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
  readonly Metadata?: Readonly<Record<string, unknown>>
}

export interface TemplateParameter {
  readonly Type?: string
  readonly Default?: unknown
  readonly Description?: string
}

/** A template with intrinsic functions in their long form (`{ Ref: 'Name' }`). */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>
  readonly Globals?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly Transform?: unknown
  readonly Metadata?: unknown
  readonly Outputs?: unknown
}

/** An object that is no list, or undefined. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}

/** The transforms that a template asks for. */
export function transformsOf({ Transform }: Template): string[] {
  return [Transform].flat().flatMap((one) => (typeof one === 'string' ? [one] : []))
}

/**
 * A property of a serverless resource, or of `Globals` where the resource has none; a reference to a parameter is its value.
 * Source: SAM specification, "Globals section of the AWS SAM template".
 */
export function propertyOf(
  template: Template,
  resource: TemplateResource,
  name: string,
  parameters: Readonly<Record<string, string>> = {},
): unknown {
  const section = globalSections[resource.Type]
  const own = resource.Properties?.[name]
  const value = own ?? (section === undefined ? undefined : template.Globals?.[section]?.[name])
  return resolveReference(template, value, parameters)
}

const globalSections: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'Function',
  'AWS::Serverless::LayerVersion': 'LayerVersion',
  'AWS::Serverless::Api': 'Api',
  'AWS::Serverless::HttpApi': 'HttpApi',
  'AWS::Serverless::StateMachine': 'StateMachine',
}

function resolveReference(
  template: Template,
  value: unknown,
  parameters: Readonly<Record<string, string>>,
): unknown {
  const name = asObject(value)?.Ref
  if (typeof name !== 'string') return value
  return parameters[name] ?? template.Parameters?.[name]?.Default ?? value
}
