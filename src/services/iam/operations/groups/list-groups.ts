import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { pageOfRecords } from '../../paging.ts'
import { groups } from '../../records.ts'
import { groupView } from '../../views.ts'

export async function listGroups(
  input: Api.ListGroupsRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.ListGroupsResponse> {
  const { PathPrefix = '/' } = input
  const { items, answer } = await pageOfRecords(store, groups, accountId, input, {
    purpose: `groups ${accountId} ${PathPrefix}`,
    positionOf: ({ name }) => name.toLowerCase(),
    keep: ({ path }) => path.startsWith(PathPrefix),
  })
  return { Groups: items.map((group) => groupView(group, partition)), ...answer }
}
