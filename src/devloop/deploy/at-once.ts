/** Gradual deployments are for those who use an application; who works on it wants to see a change at once. */
import { asObject, type Template, type TemplateResource } from '../application/template.ts'

type Properties = Readonly<Record<string, unknown>>

/**
 * The template with every gradual deployment moving all traffic at once: functions' and state machines' `DeploymentPreference`, and what
 * CodeDeploy's groups name of AWS's own configurations. Hooks and alarms stay.
 */
export function movingAtOnce(template: Template): Template {
  const { Globals, Resources } = template
  return {
    ...template,
    ...(Globals && {
      Globals: mapValues(Globals, (section, name) => preferring(section, name === 'StateMachine')),
    }),
    Resources: mapValues(Resources, atOnce),
  }
}

function atOnce(resource: TemplateResource): TemplateResource {
  const { Type, Properties: properties } = resource
  if (!properties) return resource
  if (Type === 'AWS::CodeDeploy::DeploymentGroup') {
    const { DeploymentConfigName: name } = properties
    if (typeof name !== 'string' || !name.startsWith('CodeDeployDefault.Lambda')) return resource
    return {
      ...resource,
      Properties: { ...properties, DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' },
    }
  }
  if (Type === 'AWS::Serverless::Function') return { ...resource, Properties: preferring(properties, false) }
  if (Type === 'AWS::Serverless::StateMachine' || Type === 'AWS::StepFunctions::StateMachineAlias')
    return { ...resource, Properties: preferring(properties, true) }
  return resource
}

function preferring(properties: Properties, isMachine: boolean): Properties {
  const preference = asObject(properties.DeploymentPreference)
  if (preference?.Type === undefined) return properties
  const Type = isMachine ? 'ALL_AT_ONCE' : 'AllAtOnce'
  return { ...properties, DeploymentPreference: { ...preference, Type } }
}

function mapValues<T>(
  values: Readonly<Record<string, T>>,
  change: (value: T, name: string) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]))
}
