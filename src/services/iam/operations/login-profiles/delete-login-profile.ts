import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { subjectOf } from '../../callers.ts'
import { changing } from '../../changing.ts'
import { noSuchLoginProfile, userNameNeeded } from '../../errors.ts'
import { findUser } from '../../lookups.ts'
import { loginProfiles } from '../../records.ts'

export function deleteLoginProfile(
  input: Api.DeleteLoginProfileRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const { store, accountId } = context
  const subject = subjectOf(context, input.UserName)
  if (subject.kind === 'root') throw userNameNeeded()
  return changing(store, async (commit) => {
    const user = await findUser(store, accountId, subject.name)
    const stored = await loginProfiles.get(store, [accountId, user.value.id])
    if (!stored) throw noSuchLoginProfile(subject.name)
    loginProfiles.remove(commit, stored)
    return {}
  })
}
