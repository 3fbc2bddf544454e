/** AWS::Serverless::Function: the function, and everything that its properties ask for beside it. */
import { lambdaAlias, lambdaFunction, lambdaVersion } from '../../cloudformation/lambda.ts'
import { snsTopic, sqsQueue } from '../../cloudformation/messaging.ts'
import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { isIf, join } from '../../intrinsics/build.ts'
import { Resource } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { propagateTags, samTags } from '../../model/tags.ts'
import { isTruthy, type Value } from '../../python/values.ts'
import type { LinkedEvents, SamType, Translated } from '../../sam-types.ts'
import { aliasOf, resolvedAliasName } from './alias.ts'
import { capacityProviderConfig } from './capacity-provider.ts'
import { checkPackageType, functionCode } from './code.ts'
import { checkCombinations, checkTenancy } from './combinations.ts'
import { checkDeadLetterQueue } from './dead-letter-queue.ts'
import { addDeploymentPreference } from './deployment.ts'
import { eventInvokeConfig } from './event-invoke-config.ts'
import { eventResources, linkEvents } from './events.ts'
import { functionRole, roleByCondition } from './role.ts'
import { functionRules } from './rules.ts'
import { tracingMode } from './tracing.ts'
import { functionUrl } from './url.ts'
import { versionOf } from './version.ts'

/** AWS::Serverless::Function. */
export const serverlessFunction: SamType = {
  type: 'AWS::Serverless::Function',
  rules: functionRules,
  offers: {
    Alias: lambdaAlias.type,
    Version: lambdaVersion.type,
    DestinationTopic: snsTopic.type,
    DestinationQueue: sqsQueue.type,
  },
  link: linkEvents,
  translate,
}

function translate(resource: SamResource, context: Context, linked: LinkedEvents): Translated {
  const { logicalId } = resource
  checkCombinations(resource)
  checkDeadLetterQueue(resource)
  checkTenancy(resource)
  const lambda = functionOf(resource, context)
  const resources: Resource[] = [lambda]
  const published = publish(resource, lambda, context)
  if (published) resources.push(published.version, published.alias)
  const alias = published?.alias
  if (isTruthy(resource.get('FunctionUrlConfig'))) resources.push(...functionUrl(resource, lambda, alias))
  addDeploymentPreference(resource, alias, context)
  const invoked = isTruthy(resource.get('EventInvokeConfig'))
    ? eventInvokeConfig(resource, published, context)
    : undefined
  if (invoked) resources.push(...invoked.resources)
  const role = functionRole(resource, invoked?.policies ?? [], context)
  if (lambda.properties.Role === null) {
    lambda.properties.Role = role.arn
    resources.push(role)
  } else if (isIf(lambda.properties.Role)) {
    const chosen = roleByCondition(resource, lambda.properties.Role, role, context)
    if (chosen !== undefined) {
      lambda.properties.Role = chosen
      resources.push(role)
    }
  }
  resources.push(...eventResources(resource, lambda, alias, role, linked, context))
  propagateTags(resources, resource.get('Tags'), resource.get('PropagateTags'))
  return { resources, logicalId }
}

/** Properties that go to the function as they are. */
const sameNames = [
  'Handler',
  'Runtime',
  'Description',
  'MemorySize',
  'Timeout',
  'VpcConfig',
  'Role',
  'Environment',
  'KmsKeyArn',
  'ReservedConcurrentExecutions',
  'Layers',
  'FileSystemConfigs',
  'ImageConfig',
  'PackageType',
  'Architectures',
  'SnapStart',
  'EphemeralStorage',
  'CodeSigningConfigArn',
  'RuntimeManagementConfig',
  'LoggingConfig',
  'TenancyConfig',
  'RecursiveLoop',
  'DurableConfig',
  'PublishToLatestPublished',
]

function functionOf(resource: SamResource, context: Context): Resource {
  const { logicalId, dependsOn, attributes } = resource
  const lambda = new Resource(lambdaFunction, logicalId, { dependsOn, attributes })
  const { properties } = lambda
  const name = resource.get('FunctionName')
  if (isTruthy(name)) properties.FunctionName = name
  for (const same of sameNames) properties[same] = resource.get(same)
  properties.Code = functionCode(resource)
  properties.Tags = samTags(logicalId, resource.get('Tags'))
  const mode = tracingMode(resource, context)
  if (mode !== undefined) properties.TracingConfig = { Mode: mode }
  const queue = resource.get('DeadLetterQueue')
  if (isTruthy(queue)) properties.DeadLetterConfig = { TargetArn: (queue as { TargetArn: Value }).TargetArn }
  if (isTruthy(resource.get('CapacityProviderConfig')))
    properties.CapacityProviderConfig = capacityProviderConfig(resource)
  if (isTruthy(resource.get('FunctionScalingConfig')))
    properties.FunctionScalingConfig = resource.get('FunctionScalingConfig')
  checkPackageType(logicalId, properties)
  return lambda
}

/** The version and the alias that `AutoPublishAlias` asks for. */
function publish(
  resource: SamResource,
  lambda: Resource,
  context: Context,
): { version: Resource; alias: Resource; aliasName: string } | undefined {
  const { logicalId } = resource
  const wanted = resource.get('AutoPublishAlias')
  if (!isTruthy(wanted)) {
    if (isTruthy(resource.get('ProvisionedConcurrencyConfig'))) {
      throw new InvalidResource(
        logicalId,
        'To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function',
      )
    }
    return undefined
  }
  const aliasName = resolvedAliasName(logicalId, 'AutoPublishAlias', wanted, context)
  let codeSha256: string | undefined
  if (isTruthy(resource.get('AutoPublishCodeSha256'))) {
    const sha = context.resolveParameters(resource.get('AutoPublishCodeSha256'))
    if (typeof sha !== 'string')
      throw new InvalidResource(logicalId, 'AutoPublishCodeSha256 must be a string')
    codeSha256 = sha
    lambda.properties.Description = describedBy(context.resolveParameters(resource.get('Description')), sha)
  }
  const version = versionOf(resource, lambda, codeSha256, context)
  return { version, alias: aliasOf(resource, aliasName, lambda, version), aliasName }
}

/** A description that changes with the code, so that CloudFormation publishes a version. */
function describedBy(description: Value, sha: string): Value {
  if (!isTruthy(description)) return sha
  return typeof description === 'string' ? `${description} ${sha}` : join(' ', [description, sha])
}
