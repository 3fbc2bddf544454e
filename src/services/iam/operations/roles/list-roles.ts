import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { pageOfRecords } from '../../paging.ts'
import { roles } from '../../records.ts'
import { roleView } from '../../views.ts'

export async function listRoles(
  input: Api.ListRolesRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.ListRolesResponse> {
  const { PathPrefix = '/' } = input
  const { items, answer } = await pageOfRecords(store, roles, accountId, input, {
    purpose: `roles ${accountId} ${PathPrefix}`,
    positionOf: ({ name }) => name.toLowerCase(),
    keep: ({ path }) => path.startsWith(PathPrefix),
  })
  return { Roles: items.map((role) => roleView(role, partition)), ...answer }
}
