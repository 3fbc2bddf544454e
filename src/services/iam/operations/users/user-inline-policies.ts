import { userHolder } from '../../holders.ts'
import { inlinePolicyOperations } from '../../inline-policies.ts'

/** PutUserPolicy, GetUserPolicy, DeleteUserPolicy, ListUserPolicies. */
export const userInlinePolicies = inlinePolicyOperations('UserName', userHolder)
