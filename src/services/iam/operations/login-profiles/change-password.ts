import type * as Api from '@aws-sdk/client-iam'
import { AwsError } from '../../../../aws/aws-error.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { subjectOf } from '../../callers.ts'
import { changing } from '../../changing.ts'
import { accessDenied, noSuchLoginProfile } from '../../errors.ts'
import { findUser } from '../../lookups.ts'
import { checkPassword } from '../../password-rules.ts'
import { hashPassword, isPassword } from '../../passwords.ts'
import { loginProfiles } from '../../records.ts'
import { required } from '../../required.ts'

/** A user changes its own password. UNVERIFIED: the words of the refusals. */
export async function changePassword(
  input: Api.ChangePasswordRequest,
  context: OperationContext,
): Promise<Record<never, never>> {
  const { store, accountId, random } = context
  if (context.principal.type !== 'user')
    throw new AwsError('InvalidUserTypeException', 'Only IAM Users can change their own password')
  const subject = subjectOf(context, undefined)
  const name = subject.kind === 'user' ? subject.name : ''
  const newPassword = required(input.NewPassword, 'NewPassword')
  const user = await findUser(store, accountId, name)
  const key = [accountId, user.value.id]
  const present = await loginProfiles.get(store, key)
  if (!present) throw noSuchLoginProfile(name)
  const oldIsRight = await isPassword(required(input.OldPassword, 'OldPassword'), present.value.passwordHash)
  if (!oldIsRight) throw accessDenied('The old password was incorrect.')
  await checkPassword(store, accountId, newPassword)
  const passwordHash = await hashPassword(newPassword, random)
  return changing(store, async (commit) => {
    const stored = await loginProfiles.get(store, key)
    if (!stored) throw noSuchLoginProfile(name)
    loginProfiles.put(commit, { ...stored.value, passwordHash, passwordResetRequired: false }, stored)
    return {}
  })
}
