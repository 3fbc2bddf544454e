import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { subjectOf } from '../../callers.ts'
import { changing } from '../../changing.ts'
import { entityAlreadyExists, userNameNeeded, validation } from '../../errors.ts'
import { findUser } from '../../lookups.ts'
import { checkPassword } from '../../password-rules.ts'
import { hashPassword } from '../../passwords.ts'
import { type LoginProfile, loginProfiles, users } from '../../records.ts'
import { loginProfileView } from '../../views.ts'

/** Gives a user a password. */
export async function createLoginProfile(
  input: Api.CreateLoginProfileRequest,
  context: OperationContext,
): Promise<Api.CreateLoginProfileResponse> {
  const { store, accountId, now, random } = context
  const subject = subjectOf(context, input.UserName)
  if (subject.kind === 'root') throw userNameNeeded()
  const { name } = subject
  // UNVERIFIED: the words. AWS makes temporary credentials for AssumeRoot with profiles without passwords.
  if (input.Password === undefined) throw validation('Password is required.')
  await findUser(store, accountId, name)
  await checkPassword(store, accountId, input.Password)
  const passwordHash = await hashPassword(input.Password, random)
  return changing(store, async (commit) => {
    const user = await findUser(store, accountId, name)
    const userId = user.value.id
    if (await loginProfiles.get(store, [accountId, userId]))
      throw entityAlreadyExists(`Login Profile for user ${name} already exists.`)
    const profile: LoginProfile = {
      accountId,
      userId,
      createdAt: now,
      passwordResetRequired: input.PasswordResetRequired ?? false,
      passwordHash,
    }
    loginProfiles.put(commit, profile, undefined)
    // A user that is being deleted must not get a password any more.
    commit.check(users.storeKey([accountId, name.toLowerCase()]), user.version)
    return { LoginProfile: loginProfileView(profile, name) }
  })
}
