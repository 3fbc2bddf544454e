import { attachedPolicyOperations } from '../../attached-policies.ts'
import { userHolder } from '../../holders.ts'

/** AttachUserPolicy, DetachUserPolicy, ListAttachedUserPolicies. */
export const userAttachedPolicies = attachedPolicyOperations('UserName', userHolder)
