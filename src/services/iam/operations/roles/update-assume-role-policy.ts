import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { findOwnRole } from '../../lookups.ts'
import { roles } from '../../records.ts'
import { required } from '../../required.ts'
import { checkTrustPolicy } from '../../trust-policies.ts'

export async function updateAssumeRolePolicy(
  input: Api.UpdateAssumeRolePolicyRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const { store, accountId } = context
  const name = required(input.RoleName, 'RoleName')
  const trustPolicy = required(input.PolicyDocument, 'PolicyDocument')
  await findOwnRole(store, accountId, name)
  await checkTrustPolicy(trustPolicy, context)
  return changing(store, async (commit) => {
    const stored = await findOwnRole(store, accountId, name)
    roles.put(commit, { ...stored.value, trustPolicy }, stored)
    return {}
  })
}
