/** The target of a deployment: its alias. Source: API Reference, the operations of these names. */
import type * as Api from '@aws-sdk/client-codedeploy'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireDeployment } from '../deployments.ts'
import { refusal, required } from '../errors.ts'
import { targetView } from '../views.ts'

export async function getDeploymentTarget(
  input: Api.GetDeploymentTargetInput,
  context: OperationContext,
): Promise<Api.GetDeploymentTargetOutput> {
  const targetId = required(input.targetId, 'targetId')
  return { deploymentTarget: await targetOf(context, input.deploymentId, targetId) }
}

/** A Lambda deployment has one target, so that more than one id is refused. */
export async function batchGetDeploymentTargets(
  input: Api.BatchGetDeploymentTargetsInput,
  context: OperationContext,
): Promise<Api.BatchGetDeploymentTargetsOutput> {
  const [targetId, ...more] = required(input.targetIds, 'targetIds')
  // UNVERIFIED: the words.
  if (more.length > 0)
    throw refusal('DeploymentTargetListSizeExceededException', 'A Lambda deployment has one target.')
  return {
    deploymentTargets: [await targetOf(context, input.deploymentId, required(targetId, 'targetIds'))],
  }
}

export async function listDeploymentTargets(
  input: Api.ListDeploymentTargetsInput,
  context: OperationContext,
): Promise<Api.ListDeploymentTargetsOutput> {
  const { lambdaTarget: target } = await startedTarget(context, input.deploymentId)
  const statuses = input.targetFilters?.TargetStatus
  const isWanted = !statuses?.length || statuses.includes(target?.status ?? '')
  return { targetIds: isWanted ? [target?.targetId ?? ''] : [] }
}

async function targetOf(
  context: OperationContext,
  deploymentId: string | undefined,
  targetId: string,
): Promise<Api.DeploymentTarget> {
  const target = await startedTarget(context, deploymentId)
  const { targetId: id, targetArn } = target.lambdaTarget ?? {}
  if (targetId === id || targetId === targetArn) return target
  // UNVERIFIED: the words.
  throw refusal(
    'DeploymentTargetDoesNotExistException',
    `The deployment ${deploymentId} has no target ${targetId}.`,
  )
}

/** Fails with DeploymentNotStartedException. */
async function startedTarget(
  context: OperationContext,
  deploymentId: string | undefined,
): Promise<Api.DeploymentTarget> {
  const { value } = await requireDeployment(context, required(deploymentId, 'deploymentId'))
  const target = targetView(value)
  if (target) return target
  // UNVERIFIED: the words.
  throw refusal('DeploymentNotStartedException', `The deployment ${value.id} has not started.`)
}
