import type * as Api from '@aws-sdk/client-codedeploy'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { requireDeployment } from '../deployments.ts'
import { goOn } from '../driver/go-on.ts'
import { refusal, required } from '../errors.ts'
import { deployments } from '../records.ts'

/**
 * What the function of a hook has found out: `Succeeded` or `Failed`. Source: API Reference,
 * PutLifecycleEventHookExecutionStatus. UNVERIFIED: the words.
 */
export async function putLifecycleEventHookExecutionStatus(
  input: Api.PutLifecycleEventHookExecutionStatusInput,
  context: OperationContext,
): Promise<Api.PutLifecycleEventHookExecutionStatusOutput> {
  const { lifecycleEventHookExecutionId: hookId, status } = input
  const id = required(input.deploymentId, 'deploymentId')
  return change(context, async (commit) => {
    const stored = await requireDeployment(context, id)
    const { value: deployment } = stored
    const event = deployment.events.find(({ hookExecutionId }) => hookExecutionId === hookId)
    if (hookId === undefined || !event)
      throw refusal(
        'InvalidLifecycleEventHookExecutionIdException',
        'The lifecycle event hook execution id is not valid.',
      )
    if (status !== 'Succeeded' && status !== 'Failed')
      throw refusal(
        'InvalidLifecycleEventHookExecutionStatusException',
        'The status of a lifecycle event hook must be Succeeded or Failed.',
      )
    if (event.answer !== undefined || event.status !== 'InProgress')
      throw refusal(
        'LifecycleEventAlreadyCompletedException',
        `The lifecycle event ${event.name} is already completed.`,
      )
    const events = deployment.events.map((each) => (each === event ? { ...each, answer: status } : each))
    deployments.put(commit, { ...deployment, events }, stored)
    goOn(commit, deployment)
    return { lifecycleEventHookExecutionId: hookId }
  })
}
