import type * as Api from '@aws-sdk/client-cloudformation'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { leave } from '../driver/parents.ts'
import { noSuchStackToChange, validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import { resources } from '../records.ts'

/** SignalResource: for a resource with a creation policy, while it is being made. Source: observed on AWS, its refusals. */
export async function signalResource(
  input: Api.SignalResourceInput,
  context: OperationContext,
): Promise<object> {
  return change(context, async (commit) => {
    const { store } = context
    const { value: stack } = await stackNamed(store, context, input.StackName, noSuchStackToChange)
    const logicalId = input.LogicalResourceId ?? ''
    const found = await resources.get(store, [stack.accountId, stack.region, stack.uuid, logicalId])
    if (!found) throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`)
    if (!found.value.status.endsWith('_IN_PROGRESS'))
      throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be signaled.`)
    leave(commit, context, stack, stack.uuid, {
      kind: 'signal',
      logicalId,
      waitId: `signal:${logicalId}`,
      body: { UniqueId: input.UniqueId ?? '', Status: input.Status ?? 'SUCCESS' },
    })
    return {}
  })
}
