/** Signing up. Source: API Reference, SignUp, ConfirmSignUp, ResendConfirmationCode; Developer Guide, "Pre sign-up Lambda trigger". */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { JsonObject } from '../../../base/json.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { answerCode, withCode } from '../codes.ts'
import { attributesOf } from '../domain/client-settings.ts'
import { expiredCode, invalidParameter, notAuthorized, noUser, usernameExists } from '../errors.ts'
import { confirmationCodeMs } from '../limits.ts'
import { deliveryView, newCode, sendMessage } from '../messages.ts'
import { findClient, loadPool } from '../pools.ts'
import { type Client, type Pool, type User, users } from '../records.ts'
import { required } from '../required.ts'
import { checkSecretHash } from '../secret-hash.ts'
import { checkPolicy, withPassword } from '../sign-in/passwords.ts'
import { hidesUsers } from '../sign-in/request.ts'
import { eventAttributes, metadata, runTrigger, type TriggerEvent } from '../triggers.ts'
import { checkNewAttributes, createNamed, type Named, nameUser } from '../user-creation.ts'
import { changeUser, findUser, userKey } from '../users.ts'
import { confirmationDelivery } from '../verifying.ts'
import { objectOf } from '../views.ts'

export async function signUp(
  input: Api.SignUpRequest,
  context: OperationContext,
): Promise<Api.SignUpResponse> {
  const { client, pool } = await findClient(context, input.ClientId)
  const username = required(input.Username, 'Username')
  checkSecretHash(client, username, input.SecretHash)
  if (objectOf(pool.settings, 'AdminCreateUserConfig').AllowAdminCreateUserOnly === true)
    throw notAuthorized('SignUp is not permitted for this user pool')
  const password = input.Password
  if (password === undefined) throw invalidParameter('Password is required for this user pool.')
  checkPolicy(pool, password)
  const given = attributesGiven(input.UserAttributes)
  requireWritable(client, given)
  const named = nameUser(context, pool, username, given)
  checkNewAttributes(pool, named.attributes)
  if (await users.get(context.store, [pool.id, userKey(pool, named.username)])) throw usernameExists()
  const asked = { ...named, source: 'PreSignUp_SignUp', clientId: client.id }
  const wishes = await askBeforeSignUp(context, pool, asked, input)
  const verified: Record<string, string> = {
    ...(wishes.autoVerifyEmail === true && named.attributes.email ? { email_verified: 'true' } : {}),
    ...(wishes.autoVerifyPhone === true && named.attributes.phone_number
      ? { phone_number_verified: 'true' }
      : {}),
  }
  const attributes = { ...named.attributes, ...verified }
  const confirmed = wishes.autoConfirmUser === true
  const delivery = confirmed ? undefined : confirmationDelivery(pool, { attributes })
  const code = newCode(context)
  const user = await createNamed(
    context,
    pool,
    { ...named, attributes },
    {
      status: confirmed ? 'CONFIRMED' : 'UNCONFIRMED',
      edit: (fresh) => {
        const able = withPassword(context, pool, fresh, password)
        return delivery ? withCode(able, 'confirm', code, context.now, confirmationCodeMs) : able
      },
    },
  )
  const { ClientMetadata: clientMetadata } = input
  if (delivery)
    await sendMessage(context, pool, user, {
      reason: 'SignUp',
      delivery,
      secret: code,
      clientId: client.id,
      clientMetadata,
    })
  if (confirmed) await tellConfirmed(context, pool, user, client.id, clientMetadata)
  return {
    UserConfirmed: confirmed,
    UserSub: user.sub,
    ...(delivery ? { CodeDeliveryDetails: deliveryView(delivery) } : {}),
  }
}

/** What the pool's function wants: see "Pre sign-up Lambda trigger parameters". */
export async function askBeforeSignUp(
  context: OperationContext,
  pool: Pool,
  asked: Pick<Named, 'username' | 'attributes'> & Pick<TriggerEvent, 'source' | 'clientId'>,
  input: Pick<Api.SignUpRequest, 'ValidationData' | 'ClientMetadata'>,
): Promise<JsonObject> {
  const { username, attributes, source, clientId } = asked
  const validationData = input.ValidationData ? attributesGiven(input.ValidationData) : null
  const answer = await runTrigger(context, pool, 'PreSignUp', {
    source,
    userName: username,
    clientId,
    request: { userAttributes: attributes, validationData, ...metadata(input.ClientMetadata) },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  })
  return answer ?? {}
}

/** Attributes of a request as a map. */
export function attributesGiven(list: Api.AttributeType[] | undefined): Record<string, string> {
  return Object.fromEntries((list ?? []).map(({ Name = '', Value = '' }) => [Name, Value]))
}

/** Fails with NotAuthorizedException for attributes that a client's users may not write. */
export function requireWritable(client: Client, attributes: Readonly<Record<string, string>>): void {
  const writable = attributesOf(client.settings, 'WriteAttributes')
  for (const name of Object.keys(attributes)) {
    const reserved = name === 'email_verified' || name === 'phone_number_verified' || name.startsWith('dev:')
    if (reserved || !(writable?.has(name) ?? true))
      throw notAuthorized('A client attempted to write unauthorized attribute')
  }
}

/** Tells the pool's function that a user is confirmed. Fails as triggers do. */
export async function tellConfirmed(
  context: OperationContext,
  pool: Pool,
  user: User,
  clientId: string | undefined,
  clientMetadata: Readonly<Record<string, string>> | undefined,
  source = 'PostConfirmation_ConfirmSignUp',
): Promise<void> {
  await runTrigger(context, pool, 'PostConfirmation', {
    source,
    userName: user.username,
    clientId,
    request: { userAttributes: eventAttributes(pool, user), ...metadata(clientMetadata) },
    response: {},
  })
}

export async function confirmSignUp(
  input: Api.ConfirmSignUpRequest,
  context: OperationContext,
): Promise<Api.ConfirmSignUpResponse> {
  const { client, pool } = await findClient(context, input.ClientId)
  const username = required(input.Username, 'Username')
  checkSecretHash(client, username, input.SecretHash)
  const found = await findUser(context, pool, username)
  // Source: Developer Guide, "Managing user existence error responses": as if the code were over.
  if (!found) throw hidesUsers(client) ? expiredCode() : noUser('Username/client id combination not found.')
  if (found.value.status !== 'UNCONFIRMED')
    throw notAuthorized(`User cannot be confirmed. Current status is ${found.value.status}`)
  const given = required(input.ConfirmationCode, 'ConfirmationCode')
  const user = await answerCode(context, pool, found.value.username, {
    purpose: 'confirm',
    given,
    right: (current) => confirmedUser(pool, current),
    policy: { force: input.ForceAliasCreation === true },
  })
  await tellConfirmed(context, pool, user, client.id, input.ClientMetadata)
  return {}
}

/** Who has answered a message's code owns its address. */
function confirmedUser(pool: Pool, user: User): User {
  const delivery = confirmationDelivery(pool, user)
  const attributes = delivery
    ? { ...user.attributes, [`${delivery.attribute}_verified`]: 'true' }
    : user.attributes
  return { ...user, attributes, status: 'CONFIRMED' }
}

export async function resendConfirmationCode(
  input: Api.ResendConfirmationCodeRequest,
  context: OperationContext,
): Promise<Api.ResendConfirmationCodeResponse> {
  const { client, pool } = await findClient(context, input.ClientId)
  const username = required(input.Username, 'Username')
  checkSecretHash(client, username, input.SecretHash)
  const found = await findUser(context, pool, username)
  if (!found) {
    if (!hidesUsers(client)) throw noUser('Username/client id combination not found.')
    return { CodeDeliveryDetails: nobodysDelivery(username) }
  }
  if (found.value.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.')
  const delivery = confirmationDelivery(pool, found.value)
  if (!delivery) throw invalidParameter('Auto verification not turned on.')
  const code = newCode(context)
  const user = await changeUser(context, pool, found.value.username, (current) =>
    withCode(current, 'confirm', code, context.now, confirmationCodeMs),
  )
  await sendMessage(context, pool, user, {
    reason: 'ResendCode',
    delivery,
    secret: code,
    clientId: client.id,
    clientMetadata: input.ClientMetadata,
  })
  return { CodeDeliveryDetails: deliveryView(delivery) }
}

/** What is said of a message to nobody. Source: as above: a simulated destination. */
export function nobodysDelivery(username: string) {
  const [first = 'u'] = username
  return deliveryView({ attribute: 'email', medium: 'EMAIL', destination: `${first}@${first}` })
}

export async function adminConfirmSignUp(
  input: Api.AdminConfirmSignUpRequest,
  context: OperationContext,
): Promise<Api.AdminConfirmSignUpResponse> {
  const { pool, user } = await confirmByAdministrator(context, input)
  await tellConfirmed(context, pool, user, undefined, input.ClientMetadata)
  return {}
}

async function confirmByAdministrator(context: OperationContext, input: Api.AdminConfirmSignUpRequest) {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const user = await changeUser(context, pool, required(input.Username, 'Username'), (current) => {
    if (current.status !== 'UNCONFIRMED')
      throw notAuthorized(`User cannot be confirmed. Current status is ${current.status}`)
    const { confirm: _code, ...codes } = current.codes
    return { ...current, codes, status: 'CONFIRMED' }
  })
  return { pool, user }
}
