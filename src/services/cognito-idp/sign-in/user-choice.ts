/** USER_AUTH: who signs in chooses the first factor. Source: Developer Guide, "Choice-based authentication". */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import { invalidParameter, wrongPassword } from '../errors.ts'
import type { Pool, User } from '../records.ts'
import { factorView, objectOf } from '../views.ts'
import { afterPassword } from './after-password.ts'
import { askCode } from './factors.ts'
import { checkPassword } from './passwords.ts'
import { type Given, need, type SignInAnswer, type SignInRequest } from './request.ts'
import { putChallenge } from './sessions.ts'
import { askProof } from './srp-exchange.ts'

type Choice = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP'

/** The first factors that a user may choose from, in AWS's names. */
function firstFactors(pool: Pool, user: User | undefined): readonly Choice[] {
  const policy = objectOf(objectOf(pool.settings, 'Policies'), 'SignInPolicy')
  const allowed = (policy.AllowedFirstAuthFactors ?? ['PASSWORD']) as readonly string[]
  const choices: Choice[] = []
  if (allowed.includes('PASSWORD') && (!user || user.password)) choices.push('PASSWORD', 'PASSWORD_SRP')
  if (allowed.includes('EMAIL_OTP') && user?.attributes.email_verified === 'true') choices.push('EMAIL_OTP')
  if (allowed.includes('SMS_OTP') && user?.attributes.phone_number_verified === 'true')
    choices.push('SMS_OTP')
  return choices
}

/** The factors that a user has, as GetUserAuthFactors and AdminGetUserAuthFactors show them. */
export function authFactors(pool: Pool, user: User) {
  const names = firstFactors(pool, user).map((name) => (name === 'PASSWORD_SRP' ? 'PASSWORD' : name))
  return { Username: user.username, ...factorView(user), ConfiguredUserAuthFactors: [...new Set(names)] }
}

/** Goes the way that the client prefers where that is open, else asks which way to go. */
export async function chooseFactor(
  request: SignInRequest,
  user: User | undefined,
  username: string,
  given: Given,
): Promise<SignInAnswer> {
  const choices = firstFactors(request.pool, user)
  const preferred = choices.find((choice) => choice === given.PREFERRED_CHALLENGE)
  if (preferred !== undefined) return takeFactor(request, user, username, preferred, given)
  const answer = await putChallenge(request, {
    name: 'SELECT_CHALLENGE',
    userKey: user?.key ?? '',
    parameters: {},
    state: { username },
  })
  return { ...answer, AvailableChallenges: [...choices] as Api.ChallengeNameType[] }
}

/** Goes one way. */
export async function takeFactor(
  request: SignInRequest,
  user: User | undefined,
  username: string,
  choice: string,
  given: Given,
): Promise<SignInAnswer> {
  if (!(firstFactors(request.pool, user) as readonly string[]).includes(choice))
    throw invalidParameter('Selected challenge is not available')
  switch (choice) {
    case 'PASSWORD_SRP':
      return askProof(request, user, given, username)
    case 'PASSWORD': {
      // A client that only prefers a password is asked for it.
      if (given.PASSWORD === undefined)
        return putChallenge(request, {
          name: 'PASSWORD',
          userKey: user?.key ?? '',
          parameters: {},
          state: { username },
        })
      if (!user) throw wrongPassword()
      const password = need(given, 'PASSWORD')
      return afterPassword(request, await checkPassword(request.context, request.pool, user, password))
    }
    default:
      if (!user) throw wrongPassword()
      return askCode(request, user, choice as 'EMAIL_OTP' | 'SMS_OTP', { first: true })
  }
}
