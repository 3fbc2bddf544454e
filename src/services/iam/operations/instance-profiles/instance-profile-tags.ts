import type { OperationContext } from '../../../../dispatch/index.ts'
import { findInstanceProfile } from '../../lookups.ts'
import { instanceProfiles } from '../../records.ts'
import { tagOperations } from '../../tagged.ts'

/** TagInstanceProfile, UntagInstanceProfile, ListInstanceProfileTags. */
export const instanceProfileTags = tagOperations('InstanceProfileName', {
  title: 'InstanceProfile',
  tagCase: 'sensitive',
  records: instanceProfiles,
  find: ({ store, accountId }: OperationContext, name: string) => findInstanceProfile(store, accountId, name),
})
