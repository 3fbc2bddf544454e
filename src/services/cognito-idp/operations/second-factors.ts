/** Setting up second factors. Source: API Reference, AssociateSoftwareToken, VerifySoftwareToken, SetUserMFAPreference. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { change } from '../changing.ts'
import { invalidParameter, notAuthorized } from '../errors.ts'
import { findPool, loadPool } from '../pools.ts'
import { type Factor, type Pool, type Session, sessions, type User, users } from '../records.ts'
import { required } from '../required.ts'
import { accessOf } from '../sign-in/access.ts'
import { offeredFactors } from '../sign-in/factors.ts'
import { isShort } from '../sign-in/sessions.ts'
import { newTotpSecret, totpStep } from '../totp.ts'
import { changeUser } from '../users.ts'
import { objectOf } from '../views.ts'

function requireSoftwareTokens({ settings }: Pool): void {
  if (objectOf(settings, 'SoftwareTokenMfaConfiguration').Enabled !== true)
    throw new AwsError(
      'SoftwareTokenMFANotFoundException',
      'Software Token MFA has not been enabled by the userPool',
    )
}

export async function associateSoftwareToken(
  input: Api.AssociateSoftwareTokenRequest,
  context: OperationContext,
): Promise<Api.AssociateSoftwareTokenResponse> {
  const secret = newTotpSecret(context.random)
  if (input.AccessToken !== undefined) {
    const { pool, user } = await accessOf(context, input.AccessToken)
    requireSoftwareTokens(pool)
    await changeUser(context, pool, user.value.username, (current) => ({ ...current, askedTotp: secret }))
    return { SecretCode: secret }
  }
  const { stored, pool } = await setupSession(context, input.Session)
  requireSoftwareTokens(pool)
  const session = await continueSession(context, stored, { secret })
  return { SecretCode: secret, Session: session.id }
}

export async function verifySoftwareToken(
  input: Api.VerifySoftwareTokenRequest,
  context: OperationContext,
): Promise<Api.VerifySoftwareTokenResponse> {
  const code = required(input.UserCode, 'UserCode')
  const name = input.FriendlyDeviceName
  const verified = (secret: unknown) => {
    const step = typeof secret === 'string' ? totpStep(secret, code, context.now) : undefined
    if (typeof secret !== 'string' || step === undefined)
      throw new AwsError('EnableSoftwareTokenMFAException', 'Code mismatch')
    return { secret, lastStep: step, ...(name === undefined ? {} : { name }) }
  }
  if (input.AccessToken !== undefined) {
    const { pool, user } = await accessOf(context, input.AccessToken)
    await changeUser(context, pool, user.value.username, (current) => {
      const { askedTotp, ...others } = current
      return { ...others, totp: verified(askedTotp ?? current.totp?.secret) }
    })
    return { Status: 'SUCCESS' }
  }
  const { stored, pool, user } = await setupSession(context, input.Session)
  const totp = verified(stored.value.state.secret)
  await changeUser(context, pool, user.username, (current) => ({
    ...current,
    totp,
    factors: withFactor(current.factors, 'SOFTWARE_TOKEN_MFA', true),
  }))
  const session = await continueSession(context, stored, { verified: true })
  return { Status: 'SUCCESS', Session: session.id }
}

/** The MFA_SETUP challenge of a request: it names nothing else. */
async function setupSession(
  { store, now }: OperationContext,
  id: string | undefined,
): Promise<{ readonly stored: Stored<Session>; readonly pool: Pool; readonly user: User }> {
  if (id === undefined) throw invalidParameter('Either AccessToken or Session must be given.')
  const stored = isShort(id) ? await sessions.findBy(store, 'id', [id]) : undefined
  const pool = stored && (await findPool({ store }, stored.value.poolId))
  const user = stored && (await users.get(store, [stored.value.poolId, stored.value.userKey]))
  if (!stored || !pool || !user || stored.value.challenge !== 'MFA_SETUP')
    throw notAuthorized('Invalid session for the user.')
  if (stored.value.expiresAt <= now) throw notAuthorized('Invalid session for the user, session is expired.')
  return { stored, pool, user: user.value }
}

/** The session in another's place: each answer has one of its own. */
async function continueSession(
  context: OperationContext,
  stored: Stored<Session>,
  state: Session['state'],
): Promise<Session> {
  const id = Buffer.from(context.random.bytes(48)).toString('base64url')
  const next: Session = { ...stored.value, id, state: { ...stored.value.state, ...state } }
  await change(context, async (commit) => sessions.move(commit, next, stored))
  return next
}

function withFactor(factors: readonly Factor[], factor: Factor, enabled: boolean): readonly Factor[] {
  const rest = factors.filter((one) => one !== factor)
  return enabled ? [...rest, factor] : rest
}

export async function setUserMfaPreference(
  input: Api.SetUserMFAPreferenceRequest,
  context: OperationContext,
): Promise<Api.SetUserMFAPreferenceResponse> {
  const { pool, user } = await accessOf(context, input.AccessToken)
  await prefer(context, pool, user.value.username, input)
  return {}
}

export async function adminSetUserMfaPreference(
  input: Api.AdminSetUserMFAPreferenceRequest,
  context: OperationContext,
): Promise<Api.AdminSetUserMFAPreferenceResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  await prefer(context, pool, required(input.Username, 'Username'), input)
  return {}
}

async function prefer(
  context: OperationContext,
  pool: Pool,
  username: string,
  wishes: Omit<Api.SetUserMFAPreferenceRequest, 'AccessToken'>,
): Promise<void> {
  const asked = [
    ['SMS_MFA', wishes.SMSMfaSettings],
    ['SOFTWARE_TOKEN_MFA', wishes.SoftwareTokenMfaSettings],
    ['EMAIL_OTP', wishes.EmailMfaSettings],
  ] as const
  if (asked.filter(([, wish]) => wish?.PreferredMfa === true).length > 1)
    throw invalidParameter('Only one MFA method can be preferred.')
  const offered = offeredFactors(pool)
  await changeUser(context, pool, username, (current) => {
    let { factors } = current
    let { preferredFactor: preferred } = current
    for (const [factor, wish] of asked) {
      if (!wish) continue
      if (wish.Enabled === true) requireAble(current, factor, offered)
      if (wish.Enabled !== undefined) factors = withFactor(factors, factor, wish.Enabled)
      if (wish.PreferredMfa === true) {
        if (!factors.includes(factor))
          throw invalidParameter(`${factor} must be enabled before it can be preferred.`)
        preferred = factor
      } else if (preferred === factor && (wish.PreferredMfa === false || wish.Enabled === false))
        preferred = undefined
    }
    const { preferredFactor: _old, ...others } = current
    return { ...others, factors, ...(preferred === undefined ? {} : { preferredFactor: preferred }) }
  })
}

/** Fails with InvalidParameterException for a factor that the user has not set up. */
function requireAble(user: User, factor: Factor, offered: readonly Factor[]): void {
  if (factor === 'SOFTWARE_TOKEN_MFA') {
    if (!user.totp) throw invalidParameter('User has not verified software token mfa')
    return
  }
  const attribute = factor === 'SMS_MFA' ? 'phone_number' : 'email'
  if (user.attributes[attribute] === undefined)
    throw invalidParameter(`User does not have ${attribute === 'email' ? 'an email' : 'a phone number'} set`)
  if (!offered.includes(factor)) throw invalidParameter(`${factor} is not enabled for the user pool.`)
}

export async function adminDeleteSoftwareToken(
  input: Api.AdminDeleteSoftwareTokenRequest,
  context: OperationContext,
): Promise<Api.AdminDeleteSoftwareTokenResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  await changeUser(context, pool, required(input.Username, 'Username'), (current) => {
    const { totp, askedTotp: _asked, preferredFactor, ...others } = current
    if (!totp)
      throw new AwsError(
        'SoftwareTokenMFANotFoundException',
        'Software token MFA is not set up for the user.',
      )
    return {
      ...others,
      factors: withFactor(current.factors, 'SOFTWARE_TOKEN_MFA', false),
      ...(preferredFactor === undefined || preferredFactor === 'SOFTWARE_TOKEN_MFA'
        ? {}
        : { preferredFactor }),
    }
  })
  return {}
}
