import { restDeployment, restStage } from '../../cloudformation/api-gateway.ts'
import type { Context } from '../../context.ts'
import { ref } from '../../intrinsics/build.ts'
import { Resource, tagList } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { pythonJson } from '../../python/json-text.ts'
import { pythonText } from '../../python/text.ts'
import { isTruthy, type Value } from '../../python/values.ts'

/** Characters of a hash that end a logical id. Source: observed of AWS's translator. */
const idHashLength = 10

/**
 * The deployment and the stage. CloudFormation deploys an API anew only under another logical id, so the deployment's ends
 * with a hash of the document's text, of its version, of the domain and of the names of the functions that events call.
 * @param definition the document, or where it lies
 */
export function deploymentAndStage(
  api: SamResource,
  context: Context,
  definition: Value | undefined,
): { readonly deployment: Resource; readonly stage: Resource } {
  const version = api.get('OpenApiVersion')
  const deployment = new Resource(restDeployment, `${api.logicalId}Deployment`, {
    attributes: api.passedOn,
    properties: { RestApiId: ref(api.logicalId), ...(isTruthy(version) ? {} : { StageName: 'Stage' }) },
  })
  const stage = new Resource(restStage, stageId(api, context), {
    attributes: api.passedOn,
    properties: {
      RestApiId: ref(api.logicalId),
      StageName: api.get('StageName'),
      CacheClusterEnabled: api.get('CacheClusterEnabled'),
      CacheClusterSize: api.get('CacheClusterSize'),
      Variables: api.get('Variables'),
      MethodSettings: api.get('MethodSettings'),
      AccessLogSetting: api.get('AccessLogSetting'),
      CanarySetting: api.get('CanarySetting'),
      TracingEnabled: api.get('TracingEnabled'),
    },
  })
  if (isTruthy(definition)) {
    const digest = context.options.sha1(deployedText(api, context, definition as Value))
    deployment.logicalId += digest.slice(0, idHashLength)
    deployment.properties.Description = `RestApi deployment id: ${digest}`
  }
  stage.properties.DeploymentId = ref(deployment.logicalId)
  const tags = api.get('Tags')
  if (tags !== null) stage.properties.Tags = tagList(tags)
  return { deployment, stage }
}

/** The texts of which the deployment is a hash. */
function deployedText(api: SamResource, context: Context, definition: Value): string {
  if (isTruthy(api.get('AlwaysDeploy'))) return String(Math.trunc(context.options.nowSeconds ?? 0))
  const version = api.get('OpenApiVersion')
  const domain = api.get('Domain')
  const names = context.apis.functionNames.get(api.logicalId)?.join('') ?? ''
  return [
    pythonText(definition),
    ...(isTruthy(version) ? [pythonText(version)] : []),
    ...(isTruthy(domain) ? [pythonJson(domain)] : []),
    ...(names === '' ? [] : [names]),
  ].join('||')
}

/** A stage's name is part of its id; a name of other characters than letters and digits as a hash. */
function stageId(api: SamResource, context: Context): string {
  const stage = api.get('StageName')
  const name = typeof stage === 'string' ? stage : ''
  if (isAlphanumeric(name)) return `${api.logicalId}${name}Stage`
  return context.hashedId(`${api.logicalId}Stage`, name)
}

/** Python's `str.isalnum`: letters and digits of any script, at least one. */
export function isAlphanumeric(text: string): boolean {
  return /^[\p{L}\p{Nd}\p{Nl}\p{No}]+$/u.test(text)
}
