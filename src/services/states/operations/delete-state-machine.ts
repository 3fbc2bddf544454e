import type * as Api from '@aws-sdk/client-sfn'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { requireArn } from '../machines.ts'
import { machines, type Removal, removalQueue } from '../records.ts'
import { required } from '../required.ts'

/** Ends its executions and removes it, in the background. One that does not exist is no error. */
export async function deleteStateMachine(
  input: Api.DeleteStateMachineInput,
  context: OperationContext,
): Promise<Api.DeleteStateMachineOutput> {
  const { accountId, region, machineName } = requireArn(
    required(input.stateMachineArn, 'stateMachineArn'),
    'stateMachine',
  )
  return change(context, async (commit) => {
    const stored = await machines.get(context.store, [accountId, region, machineName])
    if (!stored || stored.value.status === 'DELETING') return {}
    machines.put(commit, { ...stored.value, status: 'DELETING' }, stored)
    const removal: Removal = { accountId, region, name: machineName, id: stored.value.id }
    commit.enqueue(removalQueue, removal)
    return {}
  })
}
