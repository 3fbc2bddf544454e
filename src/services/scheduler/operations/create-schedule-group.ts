import type * as Api from '@aws-sdk/client-scheduler'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { defaultGroupName, groupArn } from '../domain/names.ts'
import { conflict, defaultGroupStays, quotaExceeded } from '../errors.ts'
import { groupsPerRegion } from '../limits.ts'
import { groups } from '../records.ts'
import { required } from '../required.ts'
import { readTags } from '../views.ts'

/** The same client token again makes nothing, and answers the same. */
export async function createScheduleGroup(
  input: Api.CreateScheduleGroupInput,
  context: OperationContext,
): Promise<Api.CreateScheduleGroupOutput> {
  const { store, accountId, region, now } = context
  const name = required(input.Name, 'Name')
  const { ClientToken } = input
  if (name === defaultGroupName) throw defaultGroupStays()
  return change(context, async (commit) => {
    const stored = await groups.get(store, [accountId, region, name])
    const isSame = ClientToken !== undefined && stored?.value.clientToken === ClientToken
    if (stored && !isSame) throw conflict(`Schedule group ${name} already exists.`)
    if (!stored) {
      const { items } = await groups.list(store, { prefix: [accountId, region], limit: groupsPerRegion })
      if (items.length >= groupsPerRegion)
        throw quotaExceeded('The maximum number of schedule groups is reached.')
      groups.put(
        commit,
        {
          accountId,
          region,
          name,
          state: 'ACTIVE',
          tags: readTags(input.Tags),
          ...(ClientToken === undefined ? {} : { clientToken: ClientToken }),
          createdAt: now,
          modifiedAt: now,
        },
        undefined,
      )
    }
    return { ScheduleGroupArn: groupArn(context, name) }
  })
}
