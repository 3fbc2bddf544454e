import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { streamExists } from '../errors.ts'
import { checkNameBytes, loadGroup } from '../groups.ts'
import { newStream } from '../ingestion.ts'
import { groups, streams } from '../records.ts'
import { required } from '../required.ts'

/** Makes a stream in a group. */
export async function createLogStream(
  input: Api.CreateLogStreamRequest,
  context: OperationContext,
): Promise<object> {
  const { accountId, region, store, now } = context
  const groupName = required(input.logGroupName, 'logGroupName')
  const name = required(input.logStreamName, 'logStreamName')
  checkNameBytes(name)
  await change(context, async (commit) => {
    const group = await loadGroup(context, groupName)
    if (await streams.get(store, [group.value.id, name])) throw streamExists()
    commit.check(groups.storeKey([accountId, region, groupName]), group.version)
    streams.put(commit, newStream(context, group.value.id, name, now), undefined)
  })
  return {}
}
