import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { deletionProtected } from '../errors.ts'
import { loadGroup } from '../groups.ts'
import { groups, type Removal, removalQueue } from '../records.ts'
import { required } from '../required.ts'

/** Takes the group away at once; what it holds follows in small steps. */
export async function deleteLogGroup(
  input: Api.DeleteLogGroupRequest,
  context: OperationContext,
): Promise<object> {
  const name = required(input.logGroupName, 'logGroupName')
  await change(context, async (commit) => {
    const stored = await loadGroup(context, name)
    if (stored.value.deletionProtected) throw deletionProtected()
    groups.remove(commit, stored)
    const removal: Removal = { groupId: stored.value.id }
    commit.enqueue(removalQueue, removal)
  })
  return {}
}
