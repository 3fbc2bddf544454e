import type { Dict, Value } from '../python/values.ts'
import { connectorProfilesJson } from './profiles-table.ts'

/** How one type of resource is connected to another. */
export interface ConnectorProfile {
  readonly Type:
    | 'AWS_IAM_ROLE_MANAGED_POLICY'
    | 'AWS_SQS_QUEUE_POLICY'
    | 'AWS_SNS_TOPIC_POLICY'
    | 'AWS_LAMBDA_PERMISSION'
  readonly Properties: {
    /** Whether the policy belongs to the source; else to the destination. */
    readonly SourcePolicy: boolean
    /** What waits for the policy. */
    readonly DependedBy?: 'DESTINATION_EVENT_SOURCE_MAPPING' | 'SOURCE'
    /** Combinations of permissions that alone may be asked for. */
    readonly ValidAccessCategories?: readonly (readonly string[])[]
    /** By permission: statements of a policy, or properties of a Lambda permission. */
    readonly AccessCategories: Readonly<Record<string, Dict>>
  }
}

/** What connectors know of a type of resource: its attributes, with `%{logicalId}`, and where its role stands. */
export interface ConnectorResourceType {
  readonly Inputs?: { readonly Role?: string | { readonly Function: string } }
  readonly Outputs?: Dict
}

interface Profiles {
  readonly Permissions: Readonly<Record<string, Readonly<Record<string, ConnectorProfile>>>>
  readonly CfnResourceProperties: Readonly<Record<string, ConnectorResourceType>>
}

let parsed: Profiles | undefined

function profiles(): Profiles {
  parsed ??= JSON.parse(connectorProfilesJson) as Profiles
  return parsed
}

/** The profile from one type of resource to another, if there is one. */
export function connectorProfile(from: string, to: string): ConnectorProfile | undefined {
  const { Permissions: permissions } = profiles()
  const ofSource = Object.hasOwn(permissions, from) ? permissions[from] : undefined
  return ofSource !== undefined && Object.hasOwn(ofSource, to) ? ofSource[to] : undefined
}

/** What is known of a type of resource. */
export function connectorResourceType(type: string): ConnectorResourceType {
  const { CfnResourceProperties: types } = profiles()
  return (Object.hasOwn(types, type) ? types[type] : undefined) ?? {}
}

/** A value that is needed for a connector and was not given. */
export class MissingConnectorValue extends Error {}

/** Values for `%{name}` in profiles. */
export type ConnectorValues = readonly (readonly [name: string, value: Value])[]

/**
 * Puts values in the place of `%{name}`: the value itself where the text is that alone, else by an Fn::Sub.
 * @throws MissingConnectorValue for a value that is null
 */
export function fillIn(template: Value, values: ConnectorValues): Value {
  if (typeof template === 'string') return fillInText(template, values)
  if (Array.isArray(template)) return template.map((item) => fillIn(item, values))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, fillIn(value, values)]))
}

function fillInText(template: string, values: ConnectorValues): Value {
  let text = template
  const variables: Dict = {}
  for (const [name, value] of values) {
    const mark = `%{${name}}`
    if (!text.includes(mark)) continue
    if (value === null) throw new MissingConnectorValue(`${name} is missing.`)
    if (text === mark) return value
    const variable = name.replaceAll('.', '')
    text = text.replaceAll(mark, `\${${variable}}`)
    variables[variable] = value
  }
  if (!/\$\{.+\}/.test(text)) return text
  return { 'Fn::Sub': Object.keys(variables).length > 0 ? [text, variables] : text }
}
