import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { noSuchLoginProfile } from '../../errors.ts'
import { findUser } from '../../lookups.ts'
import { checkPassword } from '../../password-rules.ts'
import { hashPassword } from '../../passwords.ts'
import { loginProfiles } from '../../records.ts'
import { required } from '../../required.ts'

export async function updateLoginProfile(
  input: Api.UpdateLoginProfileRequest,
  { store, accountId, random }: OperationContext,
): Promise<Record<never, never>> {
  const name = required(input.UserName, 'UserName')
  await findUser(store, accountId, name)
  if (input.Password !== undefined) await checkPassword(store, accountId, input.Password)
  const passwordHash = input.Password === undefined ? undefined : await hashPassword(input.Password, random)
  return changing(store, async (commit) => {
    const user = await findUser(store, accountId, name)
    const stored = await loginProfiles.get(store, [accountId, user.value.id])
    if (!stored) throw noSuchLoginProfile(name)
    const profile = {
      ...stored.value,
      ...(passwordHash === undefined ? {} : { passwordHash }),
      ...(input.PasswordResetRequired === undefined
        ? {}
        : { passwordResetRequired: input.PasswordResetRequired }),
    }
    loginProfiles.put(commit, profile, stored)
    return {}
  })
}
