import { attachedPolicyOperations } from '../../attached-policies.ts'
import { groupHolder } from '../../holders.ts'

/** AttachGroupPolicy, DetachGroupPolicy, ListAttachedGroupPolicies. */
export const groupAttachedPolicies = attachedPolicyOperations('GroupName', groupHolder)
