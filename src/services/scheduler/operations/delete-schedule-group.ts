import type * as Api from '@aws-sdk/client-scheduler'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { defaultGroupName } from '../domain/names.ts'
import { defaultGroupStays, noGroup } from '../errors.ts'
import { requireGroup } from '../groups.ts'
import { groups, removalQueue } from '../records.ts'
import { required } from '../required.ts'

/** The group and its schedules go by and by. */
export async function deleteScheduleGroup(
  input: Api.DeleteScheduleGroupInput,
  context: OperationContext,
): Promise<Api.DeleteScheduleGroupOutput> {
  const name = required(input.Name, 'Name')
  if (name === defaultGroupName) throw defaultGroupStays()
  return change(context, async (commit) => {
    const { group, stored } = await requireGroup(context, name)
    if (!stored) throw noGroup(name)
    if (group.state === 'DELETING') return {}
    groups.put(commit, { ...group, state: 'DELETING', modifiedAt: context.now }, stored)
    commit.enqueue(removalQueue, { accountId: group.accountId, region: group.region, groupName: name })
    return {}
  })
}
