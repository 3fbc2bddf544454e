import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { readTags, sortTags } from '../../domain/tags.ts'
import { makeUniqueId } from '../../domain/unique-ids.ts'
import { entityAlreadyExists } from '../../errors.ts'
import { limits } from '../../limits.ts'
import { checkQuota } from '../../quotas.ts'
import { type InstanceProfile, instanceProfiles } from '../../records.ts'
import { required } from '../../required.ts'
import { instanceProfileView, tagsIfAny } from '../../views.ts'

export function createInstanceProfile(
  input: Api.CreateInstanceProfileRequest,
  { store, accountId, partition, now, random }: OperationContext,
): Promise<Api.CreateInstanceProfileResponse> {
  const name = required(input.InstanceProfileName, 'InstanceProfileName')
  const tags = readTags(input.Tags ?? [], 'sensitive')
  const profile: InstanceProfile = {
    accountId,
    name,
    path: input.Path ?? '/',
    id: makeUniqueId('instance-profile', random),
    createdAt: now,
    tags: sortTags(tags),
  }
  return changing(store, async (commit) => {
    const present = await instanceProfiles.get(store, [accountId, name.toLowerCase()])
    if (present) throw entityAlreadyExists(`Instance Profile ${name} already exists.`)
    const limit = limits.instanceProfilesPerAccount
    await checkQuota(store, instanceProfiles, accountId, 'InstanceProfilesPerAccount', limit)
    instanceProfiles.put(commit, profile, undefined)
    return { InstanceProfile: { ...instanceProfileView(profile, undefined, partition), ...tagsIfAny(tags) } }
  })
}
