/** What users do to themselves, by their access token. Source: API Reference, GetUser and kin. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { OperationContext } from '../../../dispatch/index.ts'
import { answerCode } from '../codes.ts'
import { attributesOf } from '../domain/client-settings.ts'
import { invalidParameter, notAuthorized } from '../errors.ts'
import { deliveryTo, deliveryView } from '../messages.ts'
import { findClient, loadClient } from '../pools.ts'
import type { User } from '../records.ts'
import { required } from '../required.ts'
import { isClientSecret } from '../secret-hash.ts'
import { accessOf } from '../sign-in/access.ts'
import { revoke } from '../sign-in/refreshing.ts'
import { authFactors } from '../sign-in/user-choice.ts'
import { updateAttributes, withoutAttributes } from '../user-attributes.ts'
import { changeUser, removeUser, signOutEverywhere } from '../users.ts'
import { sendVerification } from '../verifying.ts'
import { attributeList, factorView } from '../views.ts'
import { attributesGiven, requireWritable } from './sign-up.ts'

export async function getUser(
  input: Api.GetUserRequest,
  context: OperationContext,
): Promise<Api.GetUserResponse> {
  const { pool, user, clientId } = await accessOf(context, input.AccessToken)
  const { value: client } = await loadClient(context, pool, clientId)
  const readable = attributesOf(client.settings, 'ReadAttributes')
  const wanted = readable && new Set(['sub', ...readable])
  return {
    Username: user.value.username,
    UserAttributes: attributeList(user.value, wanted),
    ...factorView(user.value),
  }
}

export async function updateUserAttributes(
  input: Api.UpdateUserAttributesRequest,
  context: OperationContext,
): Promise<Api.UpdateUserAttributesResponse> {
  const { pool, user, clientId } = await accessOf(context, input.AccessToken)
  const { value: client } = await loadClient(context, pool, clientId)
  const given = attributesGiven(input.UserAttributes)
  requireWritable(client, given)
  const deliveries = await updateAttributes(context, pool, user.value, given, {
    administrator: false,
    clientId,
    clientMetadata: input.ClientMetadata,
  })
  return { CodeDeliveryDetailsList: deliveries.map(deliveryView) }
}

export async function deleteUserAttributes(
  input: Api.DeleteUserAttributesRequest,
  context: OperationContext,
): Promise<Api.DeleteUserAttributesResponse> {
  const { pool, user, clientId } = await accessOf(context, input.AccessToken)
  const { value: client } = await loadClient(context, pool, clientId)
  const names = input.UserAttributeNames ?? []
  requireWritable(client, Object.fromEntries(names.map((name) => [name, ''])))
  await changeUser(context, pool, user.value.username, (current) => withoutAttributes(pool, current, names))
  return {}
}

export async function getUserAttributeVerificationCode(
  input: Api.GetUserAttributeVerificationCodeRequest,
  context: OperationContext,
): Promise<Api.GetUserAttributeVerificationCodeResponse> {
  const { pool, user, clientId } = await accessOf(context, input.AccessToken)
  const attribute = required(input.AttributeName, 'AttributeName')
  const pending = user.value.pending[attribute]
  const holder =
    pending === undefined ? user.value : { attributes: { ...user.value.attributes, [attribute]: pending } }
  const delivery = deliveryTo(holder, attribute)
  if (!delivery) throw invalidParameter(`User does not have a value for attribute ${attribute}.`)
  await sendVerification(context, pool, user.value, delivery, {
    reason: 'VerifyUserAttribute',
    clientId,
    clientMetadata: input.ClientMetadata,
  })
  return { CodeDeliveryDetails: deliveryView(delivery) }
}

export async function verifyUserAttribute(
  input: Api.VerifyUserAttributeRequest,
  context: OperationContext,
): Promise<Api.VerifyUserAttributeResponse> {
  const { pool, user } = await accessOf(context, input.AccessToken)
  const attribute = required(input.AttributeName, 'AttributeName')
  if (attribute !== 'email' && attribute !== 'phone_number')
    throw invalidParameter(`Invalid attribute name ${attribute}.`)
  const given = required(input.Code, 'Code')
  await answerCode(context, pool, user.value.username, {
    purpose: attribute,
    given,
    right: (current) => verified(current, attribute),
  })
  return {}
}

function verified(user: User, attribute: string): User {
  const { [attribute]: value, ...pending } = user.pending
  return {
    ...user,
    pending,
    attributes: {
      ...user.attributes,
      ...(value === undefined ? {} : { [attribute]: value }),
      [`${attribute}_verified`]: 'true',
    },
  }
}

export async function deleteUser(
  input: Api.DeleteUserRequest,
  context: OperationContext,
): Promise<Record<string, never>> {
  const { pool, user } = await accessOf(context, input.AccessToken)
  await removeUser(context, pool, user.value.username)
  return {}
}

export async function globalSignOut(
  input: Api.GlobalSignOutRequest,
  context: OperationContext,
): Promise<Api.GlobalSignOutResponse> {
  const { pool, user } = await accessOf(context, input.AccessToken)
  await signOutEverywhere(context, pool, user.value.username)
  return {}
}

export async function revokeToken(
  input: Api.RevokeTokenRequest,
  context: OperationContext,
): Promise<Api.RevokeTokenResponse> {
  const { client } = await findClient(context, input.ClientId)
  if (!isClientSecret(client, input.ClientSecret)) throw notAuthorized('Invalid client secret.')
  await revoke(context, client, required(input.Token, 'Token'))
  return {}
}

export async function getUserAuthFactors(
  input: Api.GetUserAuthFactorsRequest,
  context: OperationContext,
): Promise<Api.GetUserAuthFactorsResponse> {
  const { pool, user } = await accessOf(context, input.AccessToken)
  return authFactors(pool, user.value)
}
