import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { deletionProtected } from '../errors.ts'
import { loadGroup, loadStream } from '../groups.ts'
import { type Removal, removalQueue, removedStreams, streams } from '../records.ts'
import { required } from '../required.ts'

/** Takes the stream away at once; its events follow in small steps. */
export async function deleteLogStream(
  input: Api.DeleteLogStreamRequest,
  context: OperationContext,
): Promise<object> {
  const groupName = required(input.logGroupName, 'logGroupName')
  const name = required(input.logStreamName, 'logStreamName')
  await change(context, async (commit) => {
    const { value: group } = await loadGroup(context, groupName)
    const stored = await loadStream(context, group.id, name)
    if (group.deletionProtected) throw deletionProtected()
    streams.remove(commit, stored)
    commit.set([...removedStreams(group.id), stored.value.id], {})
    const removal: Removal = { groupId: group.id, streamId: stored.value.id }
    commit.enqueue(removalQueue, removal)
  })
  return {}
}
