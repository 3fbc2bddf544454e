/** Second factors. Source: Developer Guide, "Adding MFA to a user pool"; API Reference, RespondToAuthChallenge. */
import type { JsonObject } from '../../../base/json.ts'
import { atomic, type Stored } from '../../../store/index.ts'
import { change } from '../changing.ts'
import { maskedDestination } from '../domain/attribute-values.ts'
import { codeMismatch, usedCode } from '../errors.ts'
import { codeAttemptsMax } from '../limits.ts'
import { deliveryTo, newCode, sendMessage } from '../messages.ts'
import type { Factor, Pool, Session, User } from '../records.ts'
import { sessions, users } from '../records.ts'
import { totpStep } from '../totp.ts'
import { loadUser } from '../users.ts'
import { objectOf } from '../views.ts'
import { complete } from './completing.ts'
import type { SignInAnswer, SignInRequest } from './request.ts'
import { endSession, putChallenge } from './sessions.ts'

/** The factors that a pool lets its users have. */
export function offeredFactors({ settings }: Pool): readonly Factor[] {
  const offered: Factor[] = []
  const sms = objectOf(settings, 'SmsMfaConfiguration').SmsConfiguration ?? settings.SmsConfiguration
  if (sms !== undefined) offered.push('SMS_MFA')
  if (objectOf(settings, 'SoftwareTokenMfaConfiguration').Enabled === true) offered.push('SOFTWARE_TOKEN_MFA')
  if (settings.EmailMfaConfiguration !== undefined) offered.push('EMAIL_OTP')
  return offered
}

/** After the first factor: another one is asked for, or tokens are made. */
export async function askSecondFactor(
  request: SignInRequest,
  user: User,
  source?: string,
): Promise<SignInAnswer> {
  const { pool } = request
  const mode = pool.settings.MfaConfiguration
  if (mode !== 'ON' && mode !== 'OPTIONAL') return complete(request, user, source)
  const factors = usableFactors(pool, user)
  const [only] = factors
  if (only === undefined) return mode === 'ON' ? askSetup(request, user) : complete(request, user, source)
  const preferred = factors.find((factor) => factor === user.preferredFactor)
  if (preferred !== undefined || factors.length === 1) return askFactor(request, user, preferred ?? only)
  return putChallenge(request, {
    name: 'SELECT_MFA_TYPE',
    userKey: user.key,
    parameters: { MFAS_CAN_CHOOSE: JSON.stringify(factors), USER_ID_FOR_SRP: user.username },
  })
}

/** Where a factor is required, whoever has a number that is verified has text messages too. */
function usableFactors(pool: Pool, user: User): readonly Factor[] {
  const offered = offeredFactors(pool)
  const own = user.factors.filter((factor) => offered.includes(factor))
  if (own.length > 0 || pool.settings.MfaConfiguration !== 'ON') return own
  if (offered.includes('SMS_MFA') && user.attributes.phone_number_verified === 'true') return ['SMS_MFA']
  return offered.includes('EMAIL_OTP') && user.attributes.email_verified === 'true' ? ['EMAIL_OTP'] : []
}

function askSetup(request: SignInRequest, user: User): Promise<SignInAnswer> {
  const offered = offeredFactors(request.pool)
  return putChallenge(request, {
    name: 'MFA_SETUP',
    userKey: user.key,
    parameters: { MFAS_CAN_SETUP: JSON.stringify(offered), USER_ID_FOR_SRP: user.username },
  })
}

/** Puts the challenge of one factor. */
export async function askFactor(request: SignInRequest, user: User, factor: Factor): Promise<SignInAnswer> {
  if (factor === 'SOFTWARE_TOKEN_MFA')
    return putChallenge(request, {
      name: factor,
      userKey: user.key,
      parameters: {
        USER_ID_FOR_SRP: user.username,
        ...(user.totp?.name === undefined ? {} : { FRIENDLY_DEVICE_NAME: user.totp.name }),
      },
    })
  return askCode(request, user, factor)
}

/** Sends a code and asks for it: as a second factor, or as the first one (`SMS_OTP`, `EMAIL_OTP`). */
export async function askCode(
  request: SignInRequest,
  user: User,
  name: 'SMS_MFA' | 'EMAIL_OTP' | 'SMS_OTP',
  state: JsonObject = {},
): Promise<SignInAnswer> {
  const { context, pool, client, clientMetadata } = request
  const delivery = deliveryTo(user, name === 'EMAIL_OTP' ? 'email' : 'phone_number')
  // UNVERIFIED: what AWS answers to who has lost the attribute since.
  if (!delivery) throw codeMismatch('User has no attribute to which the code could be delivered.')
  const code = newCode(context)
  const answer = await putChallenge(request, {
    name,
    userKey: user.key,
    state: { ...state, code, wrong: 0 },
    parameters: {
      USER_ID_FOR_SRP: user.username,
      CODE_DELIVERY_DELIVERY_MEDIUM: delivery.medium,
      CODE_DELIVERY_DESTINATION: maskedDestination(delivery.destination, delivery.medium),
    },
  })
  await sendMessage(context, pool, user, {
    reason: 'Authentication',
    delivery,
    secret: code,
    clientId: client.id,
    clientMetadata,
  })
  return answer
}

/** Holds a code against the one that was sent. Fails with CodeMismatchException; a session bears few wrong ones. */
export async function checkSentCode(
  request: SignInRequest,
  stored: Stored<Session>,
  code: string,
): Promise<void> {
  if (stored.value.state.code === code) return
  await countWrongAnswer(request, stored)
  throw codeMismatch('Invalid code received for user')
}

/** A session that was answered wrongly too often is over: nobody guesses a code within its few minutes. */
async function countWrongAnswer(request: SignInRequest, stored: Stored<Session>): Promise<void> {
  const { state } = stored.value
  const wrong = Number(state.wrong ?? 0) + 1
  if (wrong >= codeAttemptsMax) return endSession(request, stored)
  const commit = atomic(request.context.store)
  sessions.put(commit, { ...stored.value, state: { ...state, wrong } }, stored)
  await commit.commit()
}

/** Holds a code against the user's authenticator; each code counts once. Fails with CodeMismatchException, ExpiredCodeException. */
export async function checkAuthenticator(
  request: SignInRequest,
  stored: Stored<Session>,
  user: User,
  code: string,
): Promise<void> {
  const { context, pool } = request
  const right = await change(context, async (commit) => {
    const current = await loadUser(context, pool, user.username)
    const { totp } = current.value
    const step = totp && totpStep(totp.secret, code, context.now)
    if (!totp || step === undefined) return false
    if (step <= totp.lastStep) throw usedCode()
    users.put(commit, { ...current.value, totp: { ...totp, lastStep: step } }, current)
    return true
  })
  if (right) return
  await countWrongAnswer(request, stored)
  throw codeMismatch('Invalid code received for user')
}
