import { roleHolder } from '../../holders.ts'
import { inlinePolicyOperations } from '../../inline-policies.ts'

/** PutRolePolicy, GetRolePolicy, DeleteRolePolicy, ListRolePolicies. */
export const roleInlinePolicies = inlinePolicyOperations('RoleName', roleHolder)
