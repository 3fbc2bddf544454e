import { groupHolder } from '../../holders.ts'
import { inlinePolicyOperations } from '../../inline-policies.ts'

/** PutGroupPolicy, GetGroupPolicy, DeleteGroupPolicy, ListGroupPolicies. */
export const groupInlinePolicies = inlinePolicyOperations('GroupName', groupHolder)
