import { attachedPolicyOperations } from '../../attached-policies.ts'
import { roleHolder } from '../../holders.ts'

/** AttachRolePolicy, DetachRolePolicy, ListAttachedRolePolicies. */
export const roleAttachedPolicies = attachedPolicyOperations('RoleName', roleHolder)
