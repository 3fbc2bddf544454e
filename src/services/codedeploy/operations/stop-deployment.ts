import type * as Api from '@aws-sdk/client-codedeploy'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { requireUnderWay } from '../deployments.ts'
import { goOn } from '../driver/go-on.ts'
import { required } from '../errors.ts'
import { deployments } from '../records.ts'

/**
 * Asks a deployment to stop: traffic stays where it is, unless it is to go back. What moves the alias stops it, so that no move comes
 * after the stop. Source: API Reference, StopDeployment.
 */
export async function stopDeployment(
  input: Api.StopDeploymentInput,
  context: OperationContext,
): Promise<Api.StopDeploymentOutput> {
  const id = required(input.deploymentId, 'deploymentId')
  return change(context, async (commit) => {
    const stored = await requireUnderWay(context, id)
    const rollback = input.autoRollbackEnabled ?? stored.value.stop?.rollback ?? false
    deployments.put(commit, { ...stored.value, stop: { rollback } }, stored)
    goOn(commit, stored.value)
    // UNVERIFIED: the words.
    return { status: 'Pending', statusMessage: 'Stopping deployment' }
  })
}
