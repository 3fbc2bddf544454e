/**
 * AppSpec files of Lambda deployments: which alias of which function moves from which version to which, and the functions that are asked
 * before and after. Source: CodeDeploy User Guide, "AppSpec File structure", "AppSpec 'resources' section", "AppSpec 'hooks' section".
 */
import { isObject, type Json, type JsonObject } from '../../../base/json.ts'
import { parseTemplate, TemplateError } from '../../../engines/template/index.ts'

/** What a deployment does. Functions go by name or ARN. */
export type DeploymentPlan = {
  readonly functionName: string
  readonly alias: string
  readonly currentVersion: string
  readonly targetVersion: string
  readonly beforeHook?: string
  readonly afterHook?: string
}

export type ReadAppSpec =
  | { readonly ok: true; readonly plan: DeploymentPlan }
  /** What is wrong, as a sentence. UNVERIFIED: AWS's words for most of it. */
  | { readonly ok: false; readonly problem: string }

/** Reads a text, YAML or JSON. */
export function readAppSpec(text: string): ReadAppSpec {
  let document: JsonObject
  try {
    document = parseTemplate(text, { lenient: true }).document
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return problem('The AppSpec file is not well-formed YAML or JSON.')
  }
  const resources = listOf(document.Resources ?? document.resources)
  const [resource] = resources
  if (!resource || resources.length !== 1)
    return problem('The Resources section of the AppSpec file must name one Lambda function.')
  const [definition] = Object.values(resource)
  if (!isObject(definition) || definition.Type !== 'AWS::Lambda::Function')
    return problem('The resource of the AppSpec file must be of type AWS::Lambda::Function.')
  const properties = isObject(definition.Properties) ? definition.Properties : {}
  const values = ['Name', 'Alias', 'CurrentVersion', 'TargetVersion'].map((name) => textOf(properties[name]))
  const [functionName, alias, currentVersion, targetVersion] = values
  if (!functionName || !alias || !currentVersion || !targetVersion)
    return problem(
      'Properties of the Lambda function must have Name, Alias, CurrentVersion and TargetVersion.',
    )
  const hooks = listOf(document.Hooks ?? document.hooks).flatMap((hook) => Object.entries(hook))
  const unknown = hooks.find(([name]) => name !== 'BeforeAllowTraffic' && name !== 'AfterAllowTraffic')
  if (unknown) return problem(`The AppSpec file has an unknown hook: ${unknown[0]}.`)
  const hookOf = (wanted: string) => textOf(hooks.find(([name]) => name === wanted)?.[1])
  const beforeHook = hookOf('BeforeAllowTraffic')
  const afterHook = hookOf('AfterAllowTraffic')
  return {
    ok: true,
    plan: {
      functionName,
      alias,
      currentVersion,
      targetVersion,
      ...(beforeHook && { beforeHook }),
      ...(afterHook && { afterHook }),
    },
  }
}

/** The text of an AppSpec: what {@link readAppSpec} reads. */
export function writeAppSpec(plan: DeploymentPlan): string {
  const hooks = [
    ...(plan.beforeHook === undefined ? [] : [{ BeforeAllowTraffic: plan.beforeHook }]),
    ...(plan.afterHook === undefined ? [] : [{ AfterAllowTraffic: plan.afterHook }]),
  ]
  return JSON.stringify({
    version: 0.0,
    Resources: [
      {
        [plan.functionName.slice(plan.functionName.lastIndexOf(':') + 1)]: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Name: plan.functionName,
            Alias: plan.alias,
            CurrentVersion: plan.currentVersion,
            TargetVersion: plan.targetVersion,
          },
        },
      },
    ],
    ...(hooks.length > 0 && { Hooks: hooks }),
  })
}

function problem(text: string): ReadAppSpec {
  return { ok: false, problem: text }
}

/** Sections are lists of maps with one key. */
function listOf(section: Json | undefined): readonly JsonObject[] {
  if (Array.isArray(section)) return (section as readonly Json[]).filter(isObject)
  return isObject(section) ? [section] : []
}

/** Versions are often written as numbers. */
function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value : undefined
}
