/** Gradual deployments of functions: what their `DeploymentPreference` says, gathered for what they share. */
import { codeDeployApplication, codeDeployDeploymentGroup } from '../cloudformation/codedeploy.ts'
import { iamRole } from '../cloudformation/iam.ts'
import { InvalidResource, type SamError } from '../errors.ts'
import { getAtt, isIf, isIntrinsic, isNoValue, ref, sub } from '../intrinsics/build.ts'
import { combinedConditions } from '../intrinsics/conditions.ts'
import { Resource, tagList } from '../model/resource.ts'
import { managedPolicyArn } from '../partitions.ts'
import { serviceTrust } from '../policies/documents.ts'
import { deepCopy } from '../python/memory.ts'
import { type Dict, get, isDict, isTruthy, type Value } from '../python/values.ts'

/** Logical ids that all functions of a template share. Source: SAM, "Deploying serverless applications gradually". */
const applicationId = 'ServerlessDeploymentApplication'
const roleId = 'CodeDeployServiceRole'
const conditionName = 'ServerlessCodeDeployCondition'

/** Deployment configurations of CodeDeploy for Lambda, as templates may name them in short. */
const predefined = new Set([
  'Canary10Percent5Minutes',
  'Canary10Percent10Minutes',
  'Canary10Percent15Minutes',
  'Canary10Percent30Minutes',
  'Linear10PercentEvery1Minute',
  'Linear10PercentEvery2Minutes',
  'Linear10PercentEvery3Minutes',
  'Linear10PercentEvery10Minutes',
  'AllAtOnce',
])

/** What one function says of its deployments. */
interface Preference {
  readonly enabled: boolean
  readonly type?: Value
  readonly beforeHook?: Value
  readonly afterHook?: Value
  readonly alarms?: Value
  readonly role?: Value
  readonly triggers?: Value
  readonly condition?: Value
  readonly tags?: Dict
}

/** Where the resources of deployments go. */
export interface DeploymentTarget {
  readonly resources: Dict
  readonly conditions: Dict | undefined
  /** Faults are added here. */
  readonly errors: SamError[]
  readonly partition: string
}

/** The preferences of all functions of a template, in the order in which they were translated. */
export class DeploymentPreferences {
  readonly #preferences = new Map<string, Preference>()

  /**
   * Adds what a function says. `condition` and `tags` are the function's.
   * @returns whether its deployments are gradual
   * @throws InvalidResource
   */
  add(
    functionId: string,
    given: Dict,
    condition: Value | undefined,
    tags: Value,
    propagateTags: Value,
  ): boolean {
    const preference = read(functionId, given, condition, isTruthy(propagateTags) ? tags : null)
    this.#preferences.set(functionId, preference)
    return preference.enabled
  }

  /** The UpdatePolicy of the function's alias. @throws InvalidResource when there can be no group for it */
  updatePolicy(functionId: string): Dict {
    const preference = this.#preferences.get(functionId)
    if (preference) group(functionId, preference)
    const update: Dict = {
      ApplicationName: ref(applicationId),
      DeploymentGroupName: ref(groupId(functionId)),
    }
    const { beforeHook, afterHook } = preference ?? {}
    if (isHook(beforeHook)) update.BeforeAllowTrafficHook = beforeHook
    if (isHook(afterHook)) update.AfterAllowTrafficHook = afterHook
    return { CodeDeployLambdaAliasUpdate: update }
  }

  /** Puts the application, its role, the groups and their condition into the template that comes out. */
  addResources({ resources, conditions, errors, partition }: DeploymentTarget): void {
    const enabled = [...this.#preferences].filter(([, preference]) => preference.enabled)
    if (enabled.length === 0) return
    const own = this.#sharedCondition()
    const put = (resource: Resource) => {
      resources[resource.logicalId] = resource.render()
    }
    put(this.#shared(applicationId, { ComputePlatform: 'Lambda' }, own))
    if (own !== undefined && conditions) {
      const combined = combinedConditions(this.#allConditions() as string[], conditionName)
      Object.assign(conditions, combined)
    }
    if (!enabled.every(([, preference]) => isTruthy(preference.role))) put(this.#role(own, partition))
    for (const [functionId, preference] of enabled) {
      try {
        put(group(functionId, preference))
      } catch (error) {
        if (!(error instanceof InvalidResource)) throw error
        errors.push(error)
      }
    }
  }

  #allConditions(): Value[] {
    const found = [...this.#preferences.values()].map(({ condition }) => condition)
    return [...new Set(found)].filter((condition): condition is Value => condition !== undefined)
  }

  /** The condition of what all share, if each gradual deployment has one. */
  #sharedCondition(): Value | undefined {
    const lacking = [...this.#preferences.values()].some(
      ({ enabled, condition }) => enabled && !isTruthy(condition),
    )
    if (lacking) return undefined
    const all = this.#allConditions()
    return all.length <= 1 ? all[0] : conditionName
  }

  #shared(logicalId: string, properties: Dict, condition: Value | undefined): Resource {
    const kind = logicalId === roleId ? iamRole : codeDeployApplication
    const resource = new Resource(kind, logicalId, {
      properties,
      attributes: condition === undefined ? {} : { Condition: condition },
    })
    const tags: Dict = {}
    for (const preference of this.#preferences.values()) Object.assign(tags, preference.tags)
    if (Object.keys(tags).length > 0) resource.properties.Tags = tagList(tags)
    return resource
  }

  #role(condition: Value | undefined, partition: string): Resource {
    const limited = partition === 'aws-iso' || partition === 'aws-iso-b'
    const policy = `service-role/AWSCodeDeployRoleForLambda${limited ? 'Limited' : ''}`
    return this.#shared(
      roleId,
      {
        AssumeRolePolicyDocument: serviceTrust('codedeploy.amazonaws.com'),
        ManagedPolicyArns: [managedPolicyArn(partition, policy)],
      },
      condition,
    )
  }
}

function read(functionId: string, given: Dict, condition: Value | undefined, tags: Value): Preference {
  const { Enabled: enabled = true } = given
  if (!isTruthy(enabled) || enabled === 'false' || enabled === 'False') return { enabled: false }
  if (given.Type === undefined) {
    throw new InvalidResource(functionId, "'DeploymentPreference' is missing required Property 'Type'")
  }
  const { Hooks: hooks = {} } = given
  if (!isDict(hooks)) {
    throw new InvalidResource(functionId, "'Hooks' property of 'DeploymentPreference' must be a dictionary")
  }
  return {
    enabled: true,
    type: given.Type,
    ...(hooks.PreTraffic === undefined ? {} : { beforeHook: hooks.PreTraffic }),
    ...(hooks.PostTraffic === undefined ? {} : { afterHook: hooks.PostTraffic }),
    ...(given.Alarms === undefined ? {} : { alarms: given.Alarms }),
    ...(given.Role === undefined ? {} : { role: given.Role }),
    ...(given.TriggerConfigurations === undefined ? {} : { triggers: given.TriggerConfigurations }),
    ...(isTruthy(given.PassthroughCondition) && isTruthy(condition) ? { condition: condition as Value } : {}),
    ...(isDict(tags) && isTruthy(tags) ? { tags } : {}),
  }
}

function isHook(hook: Value | undefined): hook is Value {
  return hook !== undefined && hook !== null && !(isDict(hook) && 'Ref' in hook && hook.Ref === null)
}

function groupId(functionId: string): string {
  return `${functionId}DeploymentGroup`
}

function group(functionId: string, preference: Preference): Resource {
  const properties: Dict = {
    AlarmConfiguration: alarmConfiguration(functionId, preference.alarms),
    ApplicationName: ref(applicationId),
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    },
    DeploymentConfigName: configName(deepCopy(preference.type ?? null)),
    DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    ServiceRoleArn: isTruthy(preference.role) ? (preference.role as Value) : getAtt(roleId, 'Arn'),
  }
  if (isTruthy(preference.triggers)) properties.TriggerConfigurations = preference.triggers as Value
  if (preference.tags) properties.Tags = tagList(preference.tags)
  return new Resource(codeDeployDeploymentGroup, groupId(functionId), {
    properties,
    attributes: preference.condition === undefined ? {} : { Condition: preference.condition },
  })
}

function alarmConfiguration(functionId: string, alarms: Value | undefined): Value {
  if (!isTruthy(alarms) || isNoValue(alarms)) return null
  if (!isIf(alarms)) return alarmList(functionId, alarms)
  const choice = deepCopy(alarms)
  const parts = choice['Fn::If']
  if (!Array.isArray(parts) || parts.length !== 3) {
    throw new InvalidResource(functionId, 'Fn::If requires 3 arguments')
  }
  parts[1] = alarmList(functionId, parts[1])
  parts[2] = alarmList(functionId, parts[2])
  return choice
}

function alarmList(functionId: string, alarms: Value | undefined): Dict {
  if (!Array.isArray(alarms)) throw new InvalidResource(functionId, 'Alarms must be a list')
  if (alarms.length === 0 || isNoValue(alarms[0])) return {}
  return { Enabled: true, Alarms: alarms.map((alarm) => ({ Name: alarm })) }
}

/** Short names become CodeDeploy's own, wherever they stand. */
function configName(value: Value, within?: string): Value {
  if (Array.isArray(value)) return value.map((item) => configName(item))
  if (isIntrinsic(value)) {
    for (const key of Object.keys(value)) value[key] = configName(get(value, key) as Value, key)
    return value
  }
  if (typeof value !== 'string' || !predefined.has(value)) return value
  const text = 'CodeDeployDefault.Lambda${ConfigName}'
  const variables = { ConfigName: value }
  return within === 'Fn::Sub' ? [text, variables] : sub(text, variables)
}
