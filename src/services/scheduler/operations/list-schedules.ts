import type * as Api from '@aws-sdk/client-scheduler'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireGroup } from '../groups.ts'
import { page } from '../listing.ts'
import { schedules } from '../records.ts'
import { scheduleSummary } from '../views.ts'

/** Of one group, or of all: then by group and name. */
export async function listSchedules(
  input: Api.ListSchedulesInput,
  context: OperationContext,
): Promise<Api.ListSchedulesOutput> {
  const { GroupName, NamePrefix = '', State } = input
  if (GroupName !== undefined) await requireGroup(context, GroupName)
  const { accountId, region, store } = context
  const { items, token } = await page({
    store,
    from: schedules,
    prefix: [accountId, region, ...(GroupName === undefined ? [] : [GroupName])],
    keyOf: ({ groupName, name }) => (GroupName === undefined ? [groupName, name] : [name]),
    wanted: ({ name, state }) => name.startsWith(NamePrefix) && (State === undefined || state === State),
    limit: input.MaxResults,
    token: input.NextToken,
    purpose: ['ListSchedules', NamePrefix, State ?? ''],
  })
  return { Schedules: items.map(scheduleSummary), ...(token === undefined ? {} : { NextToken: token }) }
}
