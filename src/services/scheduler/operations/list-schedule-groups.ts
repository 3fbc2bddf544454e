import type * as Api from '@aws-sdk/client-scheduler'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { defaultGroupName } from '../domain/names.ts'
import { validation } from '../errors.ts'
import { defaultGroup } from '../groups.ts'
import { groupsPerRegion, pageSize } from '../limits.ts'
import { groups } from '../records.ts'
import { groupView } from '../views.ts'

export async function listScheduleGroups(
  input: Api.ListScheduleGroupsInput,
  context: OperationContext,
): Promise<Api.ListScheduleGroupsOutput> {
  const { accountId, region, store } = context
  const { NamePrefix = '', NextToken, MaxResults = pageSize } = input
  const listed = await groups.list(store, { prefix: [accountId, region], limit: 2 * groupsPerRegion })
  const known = new Map([[defaultGroupName, defaultGroup(context)]])
  for (const { value } of listed.items) known.set(value.name, value)
  const wanted = [...known.values()]
    .filter(({ name }) => name.startsWith(NamePrefix))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
  const purpose = `scheduler ListScheduleGroups ${accountId} ${region} ${NamePrefix}`
  const position = NextToken === undefined ? 0 : readPageToken(purpose, NextToken)
  if (typeof position !== 'number') throw validation('Invalid NextToken.')
  const end = position + MaxResults
  return {
    ScheduleGroups: wanted.slice(position, end).map(groupView),
    ...(end < wanted.length ? { NextToken: writePageToken(purpose, end) } : {}),
  }
}
