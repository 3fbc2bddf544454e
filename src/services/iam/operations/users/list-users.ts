import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { pageOfRecords } from '../../paging.ts'
import { users } from '../../records.ts'
import { userView } from '../../views.ts'

export async function listUsers(
  input: Api.ListUsersRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.ListUsersResponse> {
  const { PathPrefix = '/' } = input
  const { items, answer } = await pageOfRecords(store, users, accountId, input, {
    purpose: `users ${accountId} ${PathPrefix}`,
    positionOf: ({ name }) => name.toLowerCase(),
    keep: ({ path }) => path.startsWith(PathPrefix),
  })
  return { Users: items.map((user) => userView(user, partition)), ...answer }
}
