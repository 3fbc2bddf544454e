import { findOwnPolicy } from '../../managed-policies/own-policies.ts'
import { policies } from '../../records.ts'
import { tagOperations } from '../../tagged.ts'

/** TagPolicy, UntagPolicy, ListPolicyTags. */
export const policyTags = tagOperations('PolicyArn', {
  title: 'Policy',
  tagCase: 'sensitive',
  records: policies,
  find: findOwnPolicy,
})
