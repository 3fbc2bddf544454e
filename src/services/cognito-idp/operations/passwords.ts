/** Passwords that were forgotten or are changed. Source: API Reference, ForgotPassword, ConfirmForgotPassword, ChangePassword. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { OperationContext } from '../../../dispatch/index.ts'
import { answerCode, withCode } from '../codes.ts'
import { expiredCode, invalidParameter, notAuthorized, noUser } from '../errors.ts'
import { resetCodeMs } from '../limits.ts'
import { deliveryView, newCode, sendMessage } from '../messages.ts'
import { findClient } from '../pools.ts'
import type { Pool, User } from '../records.ts'
import { required } from '../required.ts'
import { checkSecretHash } from '../secret-hash.ts'
import { accessOf } from '../sign-in/access.ts'
import { migrateUser } from '../sign-in/migration.ts'
import { checkPassword, checkPolicy, withPassword } from '../sign-in/passwords.ts'
import { hidesUsers } from '../sign-in/request.ts'
import { changeUser, findUser } from '../users.ts'
import { recoveryDelivery } from '../verifying.ts'
import { nobodysDelivery, tellConfirmed } from './sign-up.ts'

export async function forgotPassword(
  input: Api.ForgotPasswordRequest,
  context: OperationContext,
): Promise<Api.ForgotPasswordResponse> {
  const { client, pool } = await findClient(context, input.ClientId)
  const username = required(input.Username, 'Username')
  const { ClientMetadata: clientMetadata } = input
  checkSecretHash(client, username, input.SecretHash)
  const user =
    (await findUser(context, pool, username))?.value ??
    (await migrateUser({ context, pool, client, username, clientMetadata }))
  if (!user) {
    if (!hidesUsers(client)) throw noUser('Username/client id combination not found.')
    return { CodeDeliveryDetails: nobodysDelivery(username) }
  }
  if (!user.enabled) throw notAuthorized('User is disabled.')
  const delivery = await sendReset(context, pool, user, { clientId: client.id, clientMetadata })
  return { CodeDeliveryDetails: deliveryView(delivery) }
}

/** Sends the code for another password. Fails with NotAuthorizedException, InvalidParameterException, LimitExceededException. */
export async function sendReset(
  context: OperationContext,
  pool: Pool,
  user: User,
  more: {
    readonly clientId?: string | undefined
    readonly clientMetadata?: Readonly<Record<string, string>> | undefined
    readonly edit?: (user: User) => User
  },
) {
  const { edit = (same) => same, ...facts } = more
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER')
    throw notAuthorized('User password cannot be reset in the current state.')
  const delivery = recoveryDelivery(pool, user)
  if (!delivery)
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    )
  const code = newCode(context)
  const changed = await changeUser(context, pool, user.username, (current) =>
    edit(withCode(current, 'reset', code, context.now, resetCodeMs)),
  )
  await sendMessage(context, pool, changed, { reason: 'ForgotPassword', delivery, secret: code, ...facts })
  return delivery
}

export async function confirmForgotPassword(
  input: Api.ConfirmForgotPasswordRequest,
  context: OperationContext,
): Promise<Api.ConfirmForgotPasswordResponse> {
  const { client, pool } = await findClient(context, input.ClientId)
  const username = required(input.Username, 'Username')
  const password = required(input.Password, 'Password')
  checkSecretHash(client, username, input.SecretHash)
  const found = await findUser(context, pool, username)
  if (!found) throw hidesUsers(client) ? expiredCode() : noUser('Username/client id combination not found.')
  if (!found.value.enabled) throw notAuthorized('User is disabled.')
  checkPolicy(pool, password)
  const given = required(input.ConfirmationCode, 'ConfirmationCode')
  const user = await answerCode(context, pool, found.value.username, {
    purpose: 'reset',
    given,
    right: (current) => ({ ...withPassword(context, pool, current, password), status: 'CONFIRMED' }),
  })
  const source = 'PostConfirmation_ConfirmForgotPassword'
  await tellConfirmed(context, pool, user, client.id, input.ClientMetadata, source)
  return {}
}

export async function changePassword(
  input: Api.ChangePasswordRequest,
  context: OperationContext,
): Promise<Api.ChangePasswordResponse> {
  const { pool, user } = await accessOf(context, input.AccessToken)
  const previous = required(input.PreviousPassword, 'PreviousPassword')
  const proposed = required(input.ProposedPassword, 'ProposedPassword')
  const checked = await checkPassword(context, pool, user.value, previous)
  await changeUser(context, pool, checked.username, (current) =>
    withPassword(context, pool, current, proposed),
  )
  return {}
}
