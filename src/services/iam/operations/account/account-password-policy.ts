import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import type { PasswordPolicy } from '../../domain/passwords.ts'
import { noSuchEntity } from '../../errors.ts'
import { passwordPolicies } from '../../records.ts'

/** Sets the rules anew as a whole: what the request leaves out gets AWS's default. */
export function updateAccountPasswordPolicy(
  input: Api.UpdateAccountPasswordPolicyRequest,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  const policy: PasswordPolicy = {
    minimumLength: input.MinimumPasswordLength ?? 6,
    requireSymbols: input.RequireSymbols ?? false,
    requireNumbers: input.RequireNumbers ?? false,
    requireUppercase: input.RequireUppercaseCharacters ?? false,
    requireLowercase: input.RequireLowercaseCharacters ?? false,
    allowUsersToChange: input.AllowUsersToChangePassword ?? false,
    ...(input.MaxPasswordAge === undefined ? {} : { maxAgeDays: input.MaxPasswordAge }),
    ...(input.PasswordReusePrevention === undefined
      ? {}
      : { reusePrevention: input.PasswordReusePrevention }),
    ...(input.HardExpiry === undefined ? {} : { hardExpiry: input.HardExpiry }),
  }
  return changing(store, async (commit) => {
    passwordPolicies.put(commit, { accountId, policy }, await passwordPolicies.get(store, [accountId]))
    return {}
  })
}

export async function getAccountPasswordPolicy(
  _input: object,
  { store, accountId }: OperationContext,
): Promise<Api.GetAccountPasswordPolicyResponse> {
  const stored = await passwordPolicies.get(store, [accountId])
  if (!stored) throw noSuchEntity(`The Password Policy with domain name ${accountId} cannot be found.`)
  const { policy } = stored.value
  return {
    PasswordPolicy: {
      MinimumPasswordLength: policy.minimumLength,
      RequireSymbols: policy.requireSymbols,
      RequireNumbers: policy.requireNumbers,
      RequireUppercaseCharacters: policy.requireUppercase,
      RequireLowercaseCharacters: policy.requireLowercase,
      AllowUsersToChangePassword: policy.allowUsersToChange,
      ExpirePasswords: policy.maxAgeDays !== undefined,
      MaxPasswordAge: policy.maxAgeDays,
      PasswordReusePrevention: policy.reusePrevention,
      HardExpiry: policy.hardExpiry,
    },
  }
}

export function deleteAccountPasswordPolicy(
  _input: object,
  { store, accountId }: OperationContext,
): Promise<Record<never, never>> {
  return changing(store, async (commit) => {
    const stored = await passwordPolicies.get(store, [accountId])
    if (!stored) throw noSuchEntity('The account policy with name PasswordPolicy cannot be found.')
    passwordPolicies.remove(commit, stored)
    return {}
  })
}
