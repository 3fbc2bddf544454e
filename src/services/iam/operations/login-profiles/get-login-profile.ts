import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { subjectOf } from '../../callers.ts'
import { noSuchLoginProfile, userNameNeeded } from '../../errors.ts'
import { findUser } from '../../lookups.ts'
import { loginProfiles } from '../../records.ts'
import { loginProfileView } from '../../views.ts'

export async function getLoginProfile(
  input: Api.GetLoginProfileRequest,
  context: OperationContext,
): Promise<Api.GetLoginProfileResponse> {
  const { store, accountId } = context
  const subject = subjectOf(context, input.UserName)
  if (subject.kind === 'root') throw userNameNeeded()
  const user = await findUser(store, accountId, subject.name)
  const profile = await loginProfiles.get(store, [accountId, user.value.id])
  if (!profile) throw noSuchLoginProfile(subject.name)
  return { LoginProfile: loginProfileView(profile.value, subject.name) }
}
