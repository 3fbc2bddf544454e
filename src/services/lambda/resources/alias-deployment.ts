/**
 * The way of an alias to another version by CodeDeploy, where its template's UpdatePolicy has CodeDeployLambdaAliasUpdate. The
 * deployment is begun, and looked at until it has ended; one that fails has gone back to the version from before when the stack is told.
 *
 *     deploying -> at the new version        deploying -> goingBack -> failed
 *     stopping: the stack goes back while its deployment is under way
 *
 * Source: CloudFormation Template Reference, "UpdatePolicy attribute", CodeDeployLambdaAliasUpdate; events of stacks that AWS's users have
 * published. UNVERIFIED: that a stack on its way back deploys as well, and stops what is under way first.
 */
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy'
import type { AliasConfiguration } from '@aws-sdk/client-lambda'
import { AwsError } from '../../../aws/aws-error.ts'
import { isObject, type JsonObject } from '../../../base/json.ts'
import { type ResourceUpdate, type Underway, unlessMissing } from '../../../dispatch/index.ts'

/** What there is to know of a deployment between two looks. */
type State = {
  readonly state: 'deploying' | 'goingBack' | 'stopping'
  /** The deployment that is looked at. */
  readonly id: string
  /** Why the one before it failed. */
  readonly failure?: string
  /** How often it was looked at. */
  readonly looks: number
}

/** How soon a deployment is looked at again: twice as late each time. Unit: milliseconds. Source: our own. */
const firstLookMs = 100
const longestLookMs = 20_000

/** A deployment to the version that the template wants; undefined: the alias is there, or no policy asks for one. */
export async function beginDeployment(request: ResourceUpdate): Promise<Underway | undefined> {
  const policy = policyOf(request.updatePolicy)
  // What moves the alias when a stack goes back was begun by the policy that it goes back from.
  const policies = [policy, policyOf(request.previousUpdatePolicy)].filter(isObject)
  if (policies.length === 0) return undefined
  const { call, properties, previous } = request
  const { FunctionName, Name } = partsOf(request.physicalId)
  const target = String(properties.FunctionVersion)
  const { FunctionVersion: current = '' } = await call<AliasConfiguration>('lambda:GetAlias', {
    FunctionName,
    Name,
  })
  const active = await activeDeployment(request, policies)
  if (current === target) {
    const isLeaving = active !== undefined && String(previous.FunctionVersion) !== target
    return isLeaving ? stop(request, active.deploymentId ?? '') : undefined
  }
  if (!policy) return undefined
  const content = JSON.stringify({
    version: 0.0,
    Resources: [
      {
        [FunctionName.slice(FunctionName.lastIndexOf(':') + 1)]: {
          Type: 'AWS::Lambda::Function',
          Properties: { Name: FunctionName, Alias: Name, CurrentVersion: current, TargetVersion: target },
        },
      },
    ],
    ...hooksOf(policy),
  })
  const isOwn = request.again && active?.revision?.appSpecContent?.content === content
  const id = isOwn ? (active.deploymentId ?? '') : await create(request, policy, content)
  return underway(request, { state: 'deploying', id, looks: 0 }, `CodeDeploy deployment started: ${id}`)
}

/** Looks at a deployment. Fails as it has failed; undefined: the alias is where it is to be. */
export async function lookAtDeployment(
  request: ResourceUpdate & { readonly underway: JsonObject },
): Promise<Underway | undefined> {
  const state = request.underway as State
  const { id, failure } = state
  const info = await deploymentOf(request, id)
  const { status = '', errorInformation, rollbackInfo } = info
  if (!['Succeeded', 'Failed', 'Stopped'].includes(status))
    return underway(request, { ...state, looks: state.looks + 1 })
  const back = rollbackInfo?.rollbackDeploymentId
  if (state.state === 'stopping') {
    if (back !== undefined) return underway(request, { state: 'stopping', id: back, looks: 0 })
    // It may have ended elsewhere before it could be stopped.
    return await beginDeployment(request)
  }
  if (state.state === 'deploying' && status === 'Succeeded') return undefined
  const words = failure ?? `${id} failed. ${errorInformation?.message ?? ''}`
  if (back === undefined) throw new AwsError('DeploymentFailed', words)
  return underway(
    request,
    { state: 'goingBack', id: back, failure: words, looks: 0 },
    `CodeDeploy rollback deployment started: ${back}`,
  )
}

/** The function and the name of an alias by its ARN. */
export function partsOf(arn: string): { FunctionName: string; Name: string } {
  const at = arn.lastIndexOf(':')
  return { FunctionName: arn.slice(0, at), Name: arn.slice(at + 1) }
}

function policyOf(updatePolicy: JsonObject | undefined): JsonObject | undefined {
  return updatePolicy?.CodeDeployLambdaAliasUpdate as JsonObject | undefined
}

function groupOf({ ApplicationName, DeploymentGroupName }: JsonObject): object {
  return { applicationName: ApplicationName, deploymentGroupName: DeploymentGroupName }
}

function hooksOf({ BeforeAllowTrafficHook: before, AfterAllowTrafficHook: after }: JsonObject): object {
  const hooks = [
    ...(before === undefined ? [] : [{ BeforeAllowTraffic: before }]),
    ...(after === undefined ? [] : [{ AfterAllowTraffic: after }]),
  ]
  return hooks.length > 0 ? { Hooks: hooks } : {}
}

async function create({ call }: ResourceUpdate, policy: JsonObject, content: string): Promise<string> {
  const { deploymentId = '' } = await call<{ deploymentId?: string }>('codedeploy:CreateDeployment', {
    ...groupOf(policy),
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
  })
  return deploymentId
}

/** Stops what moves the alias away from where it is to stay, and has it go back. */
async function stop(request: ResourceUpdate, deploymentId: string): Promise<Underway> {
  await unlessMissing(
    request.call('codedeploy:StopDeployment', { deploymentId, autoRollbackEnabled: true }),
    'DeploymentAlreadyCompletedException',
  )
  return underway(request, { state: 'stopping', id: deploymentId, looks: 0 })
}

/** The deployment that is under way in one of the groups, which may be gone. */
async function activeDeployment(
  request: ResourceUpdate,
  policies: readonly JsonObject[],
): Promise<DeploymentInfo | undefined> {
  for (const policy of policies) {
    const found = await unlessMissing(
      request.call<{ deployments?: string[] }>('codedeploy:ListDeployments', {
        ...groupOf(policy),
        includeOnlyStatuses: ['Created', 'Queued', 'InProgress', 'Ready'],
      }),
      'ApplicationDoesNotExistException',
      'DeploymentGroupDoesNotExistException',
    )
    const [id] = found?.deployments ?? []
    if (id !== undefined) return await deploymentOf(request, id)
  }
  return undefined
}

async function deploymentOf({ call }: ResourceUpdate, deploymentId: string): Promise<DeploymentInfo> {
  const { deploymentInfo } = await call<{ deploymentInfo?: DeploymentInfo }>('codedeploy:GetDeployment', {
    deploymentId,
  })
  return deploymentInfo ?? {}
}

function underway({ clock, physicalId }: ResourceUpdate, state: State, reason?: string): Underway {
  return {
    physicalId,
    attributes: { AliasArn: physicalId },
    underway: state,
    lookAt: clock.now() + Math.min(firstLookMs * 2 ** Math.min(state.looks, 20), longestLookMs),
    ...(reason === undefined ? {} : { reason }),
  }
}
