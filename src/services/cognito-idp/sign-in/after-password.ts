/** What follows once a password was right, and who may sign in at all. */
import { notAuthorized, notConfirmed, resetRequired, wrongPassword } from '../errors.ts'
import type { User } from '../records.ts'
import { askSecondFactor } from './factors.ts'
import type { SignInAnswer, SignInRequest } from './request.ts'
import { putChallenge } from './sessions.ts'

/** Fails for a user who may not sign in whatever the password is. */
export function checkUsable(user: User): void {
  if (!user.enabled) throw notAuthorized('User is disabled.')
  if (user.status === 'RESET_REQUIRED') throw resetRequired()
  if (user.status === 'EXTERNAL_PROVIDER') throw wrongPassword()
}

/** Once a password was right: a temporary one is changed first, then a second factor is asked for. */
export async function afterPassword(request: SignInRequest, user: User): Promise<SignInAnswer> {
  const { context, pool } = request
  if (user.status === 'UNCONFIRMED') throw notConfirmed()
  if (user.status !== 'FORCE_CHANGE_PASSWORD') return askSecondFactor(request, user)
  if (user.passwordUntil !== undefined && user.passwordUntil <= context.now)
    throw notAuthorized('Temporary password has expired and must be reset by an administrator.')
  const missing = pool.schema
    .filter(({ Name, Required }) => Required && Name !== 'sub' && (user.attributes[Name] ?? '') === '')
    .map(({ Name }) => `userAttributes.${Name}`)
  return putChallenge(request, {
    name: 'NEW_PASSWORD_REQUIRED',
    userKey: user.key,
    parameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(missing),
      userAttributes: JSON.stringify(user.attributes),
    },
  })
}
