import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { makePassword } from '../domain/passwords.ts'

/** A random password. */
export async function getRandomPassword(
  input: Api.GetRandomPasswordRequest,
  context: OperationContext,
): Promise<Api.GetRandomPasswordResponse> {
  const RandomPassword = makePassword(context.random, {
    length: Number(input.PasswordLength ?? 32),
    excluded: input.ExcludeCharacters ?? '',
    lowercase: input.ExcludeLowercase !== true,
    uppercase: input.ExcludeUppercase !== true,
    numbers: input.ExcludeNumbers !== true,
    punctuation: input.ExcludePunctuation !== true,
    space: input.IncludeSpace === true,
    eachType: input.RequireEachIncludedType !== false,
  })
  return { RandomPassword }
}
