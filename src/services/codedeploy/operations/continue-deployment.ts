import type * as Api from '@aws-sdk/client-codedeploy'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireUnderWay } from '../deployments.ts'
import { refusal, required } from '../errors.ts'

/**
 * Continues a deployment that waits to be told so. Those to Lambda never wait: traffic moves by itself, so that there is always an error.
 * Source: API Reference, ContinueDeployment. UNVERIFIED: the words.
 */
export async function continueDeployment(
  input: Api.ContinueDeploymentInput,
  context: OperationContext,
): Promise<object> {
  const { value } = await requireUnderWay(context, required(input.deploymentId, 'deploymentId'))
  throw refusal(
    'DeploymentIsNotInReadyStateException',
    `The deployment ${value.id} has the status ${value.status}, not Ready, and cannot continue.`,
  )
}
