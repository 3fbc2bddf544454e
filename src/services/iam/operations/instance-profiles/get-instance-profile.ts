import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findInstanceProfile } from '../../lookups.ts'
import { profileWithRole } from '../../profile-views.ts'
import { required } from '../../required.ts'
import { tagsView } from '../../views.ts'

export async function getInstanceProfile(
  input: Api.GetInstanceProfileRequest,
  { store, accountId, partition }: OperationContext,
): Promise<Api.GetInstanceProfileResponse> {
  const name = required(input.InstanceProfileName, 'InstanceProfileName')
  const { value } = await findInstanceProfile(store, accountId, name)
  return {
    InstanceProfile: { ...(await profileWithRole(store, value, partition)), Tags: tagsView(value.tags) },
  }
}
