/** What administrators do to users. Source: API Reference, AdminCreateUser and kin. */
import type * as Api from '@aws-sdk/client-cognito-identity-provider'
import type { JsonObject } from '../../../base/json.ts'
import { randomBelow } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { generatePassword } from '../domain/password-policy.ts'
import { invalidParameter, noUser, unsupportedState, usernameExists } from '../errors.ts'
import { invitation } from '../invitations.ts'
import { temporaryPasswordDaysDefault } from '../limits.ts'
import { loadPool, passwordPolicyOf } from '../pools.ts'
import { type Pool, type User, users } from '../records.ts'
import { required } from '../required.ts'
import { checkPolicy, withPassword } from '../sign-in/passwords.ts'
import { authFactors } from '../sign-in/user-choice.ts'
import { updateAttributes, withoutAttributes } from '../user-attributes.ts'
import { checkNewAttributes, createNamed, nameUser } from '../user-creation.ts'
import {
  changeUser,
  findUser,
  loadUser,
  removeSignIns,
  removeUser,
  signOutEverywhere,
  userKey,
} from '../users.ts'
import { attributeList, factorView, userView } from '../views.ts'
import { sendReset } from './passwords.ts'
import { askBeforeSignUp, attributesGiven } from './sign-up.ts'

const dayMs = 86_400_000

export async function adminCreateUser(
  input: Api.AdminCreateUserRequest,
  context: OperationContext,
): Promise<Api.AdminCreateUserResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const username = required(input.Username, 'Username')
  if (input.MessageAction === 'RESEND') return resend(context, pool, input, username)
  const password = passwordGiven(context, pool, input)
  checkPolicy(pool, password)
  const named = nameUser(context, pool, username, attributesGiven(input.UserAttributes))
  checkNewAttributes(pool, named.attributes)
  if (await users.get(context.store, [pool.id, userKey(pool, named.username)]))
    throw usernameExists('User account already exists')
  await askBeforeSignUp(context, pool, { ...named, source: 'PreSignUp_AdminCreateUser' }, input)
  const user = await createNamed(context, pool, named, {
    status: 'FORCE_CHANGE_PASSWORD',
    force: input.ForceAliasCreation === true,
    administrator: true,
    edit: (fresh) => temporary(context, pool, fresh, password),
  })
  if (input.MessageAction !== 'SUPPRESS') await invite(context, pool, user, input, password)
  return { User: userView(user) }
}

/** The temporary password of a request, or one that is made for it. */
function passwordGiven(
  { random }: OperationContext,
  pool: Pool,
  { TemporaryPassword: given }: Api.AdminCreateUserRequest,
): string {
  return given ?? generatePassword(passwordPolicyOf(pool), (limit) => randomBelow(random, limit))
}

/** A user with a temporary password. */
function temporary(context: OperationContext, pool: Pool, user: User, password: string): User {
  const { TemporaryPasswordValidityDays: days = temporaryPasswordDaysDefault } = passwordPolicyOf(pool)
  return {
    ...withPassword(context, pool, user, password),
    status: 'FORCE_CHANGE_PASSWORD',
    passwordUntil: context.now + (days || temporaryPasswordDaysDefault) * dayMs,
  }
}

function invite(
  context: OperationContext,
  pool: Pool,
  user: User,
  { DesiredDeliveryMediums: media = ['SMS'], ClientMetadata }: Api.AdminCreateUserRequest,
  password: string,
): Promise<void> {
  return invitation(context, pool, user, { media, password, clientMetadata: ClientMetadata })
}

async function resend(
  context: OperationContext,
  pool: Pool,
  input: Api.AdminCreateUserRequest,
  username: string,
): Promise<Api.AdminCreateUserResponse> {
  const password = passwordGiven(context, pool, input)
  if (!(await findUser(context, pool, username))) throw noUser()
  const user = await changeUser(context, pool, username, (current) => {
    if (current.status !== 'FORCE_CHANGE_PASSWORD')
      throw unsupportedState('Resend not possible. User is not in FORCE_CHANGE_PASSWORD state.')
    return temporary(context, pool, current, password)
  })
  await invite(context, pool, user, input, password)
  return { User: userView(user) }
}

export async function adminGetUser(
  input: Api.AdminGetUserRequest,
  context: OperationContext,
): Promise<Api.AdminGetUserResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const { value: user } = await loadUser(context, pool, input.Username)
  return {
    Username: user.username,
    UserAttributes: attributeList(user),
    UserCreateDate: new Date(user.createdAt),
    UserLastModifiedDate: new Date(user.modifiedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
    ...factorView(user),
  }
}

export async function adminDeleteUser(
  input: Api.AdminDeleteUserRequest,
  context: OperationContext,
): Promise<Record<string, never>> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  await removeUser(context, pool, required(input.Username, 'Username'))
  return {}
}

export async function adminDisableUser(
  input: Api.AdminDisableUserRequest,
  context: OperationContext,
): Promise<Api.AdminDisableUserResponse> {
  return enable(context, input, false)
}

export async function adminEnableUser(
  input: Api.AdminEnableUserRequest,
  context: OperationContext,
): Promise<Api.AdminEnableUserResponse> {
  return enable(context, input, true)
}

async function enable(
  context: OperationContext,
  { UserPoolId, Username }: Api.AdminEnableUserRequest,
  enabled: boolean,
): Promise<Record<string, never>> {
  const { value: pool } = await loadPool(context, UserPoolId)
  await changeUser(context, pool, required(Username, 'Username'), async (current, commit) => {
    // Source: API Reference, AdminDisableUser: it also revokes the user's tokens.
    if (!enabled) await removeSignIns(context.store, commit, current)
    return { ...current, enabled, ...(enabled ? {} : { signedOutAt: context.now }) }
  })
  return {}
}

export async function adminSetUserPassword(
  input: Api.AdminSetUserPasswordRequest,
  context: OperationContext,
): Promise<Api.AdminSetUserPasswordResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const password = required(input.Password, 'Password')
  await changeUser(context, pool, required(input.Username, 'Username'), (current) =>
    input.Permanent === true
      ? { ...withPassword(context, pool, current, password), status: 'CONFIRMED' }
      : temporary(context, pool, current, password),
  )
  return {}
}

export async function adminResetUserPassword(
  input: Api.AdminResetUserPasswordRequest,
  context: OperationContext,
): Promise<Api.AdminResetUserPasswordResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const { value: user } = await loadUser(context, pool, input.Username)
  await sendReset(context, pool, user, {
    clientMetadata: input.ClientMetadata,
    edit: (current) => ({ ...current, status: 'RESET_REQUIRED' }),
  })
  return {}
}

export async function adminUpdateUserAttributes(
  input: Api.AdminUpdateUserAttributesRequest,
  context: OperationContext,
): Promise<Api.AdminUpdateUserAttributesResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const { value: user } = await loadUser(context, pool, input.Username)
  const given = attributesGiven(input.UserAttributes)
  const { ClientMetadata: clientMetadata } = input
  await updateAttributes(context, pool, user, given, { administrator: true, clientMetadata })
  return {}
}

export async function adminDeleteUserAttributes(
  input: Api.AdminDeleteUserAttributesRequest,
  context: OperationContext,
): Promise<Api.AdminDeleteUserAttributesResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  await changeUser(context, pool, required(input.Username, 'Username'), (current) =>
    withoutAttributes(pool, current, input.UserAttributeNames ?? []),
  )
  return {}
}

export async function adminUserGlobalSignOut(
  input: Api.AdminUserGlobalSignOutRequest,
  context: OperationContext,
): Promise<Api.AdminUserGlobalSignOutResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  await signOutEverywhere(context, pool, input.Username)
  return {}
}

export async function adminGetUserAuthFactors(
  input: Api.AdminGetUserAuthFactorsRequest,
  context: OperationContext,
): Promise<Api.AdminGetUserAuthFactorsResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const { value: user } = await loadUser(context, pool, input.Username)
  return authFactors(pool, user)
}

/** Joins a sign-in at a provider to a user, as a record: nobody can sign in at a provider here. */
export async function adminLinkProviderForUser(
  input: Api.AdminLinkProviderForUserRequest,
  context: OperationContext,
): Promise<Api.AdminLinkProviderForUserResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const { ProviderName: provider, ProviderAttributeValue: userId } = input.SourceUser ?? {}
  if (provider === undefined || userId === undefined)
    throw invalidParameter('SourceUser must have a ProviderName and a ProviderAttributeValue.')
  await changeUser(context, pool, input.DestinationUser?.ProviderAttributeValue ?? '', (current) => {
    const linked = identitiesOf(current)
    if (linked.some((one) => one.providerName === provider && one.userId === userId))
      throw invalidParameter('SourceUser is already linked to DestinationUser')
    const made = {
      userId,
      providerName: provider,
      providerType: provider,
      issuer: null,
      primary: false,
      dateCreated: context.now,
    }
    const identities = JSON.stringify([...linked, made])
    return { ...current, attributes: { ...current.attributes, identities } }
  })
  return {}
}

function identitiesOf({ attributes }: User): readonly JsonObject[] {
  return JSON.parse(attributes.identities ?? '[]') as readonly JsonObject[]
}

export async function adminDisableProviderForUser(
  input: Api.AdminDisableProviderForUserRequest,
  context: OperationContext,
): Promise<Api.AdminDisableProviderForUserResponse> {
  const { value: pool } = await loadPool(context, input.UserPoolId)
  const { ProviderName: provider, ProviderAttributeValue: userId = '' } = input.User ?? {}
  const holder = await userOfIdentity(context, pool, provider ?? '', userId)
  if (!holder) throw noUser()
  await changeUser(context, pool, holder.username, (current) => {
    const rest = identitiesOf(current).filter((one) => one.providerName !== provider || one.userId !== userId)
    const { identities: _old, ...attributes } = current.attributes
    return {
      ...current,
      attributes: rest.length === 0 ? attributes : { ...attributes, identities: JSON.stringify(rest) },
    }
  })
  return {}
}

async function userOfIdentity(
  { store }: OperationContext,
  pool: Pool,
  provider: string,
  userId: string,
): Promise<User | undefined> {
  let after = {}
  for (;;) {
    const page = await users.list(store, { prefix: [pool.id], ...after })
    const found = page.items.find(({ value }) =>
      identitiesOf(value).some((one) => one.providerName === provider && one.userId === userId),
    )
    if (found) return found.value
    if (page.next === undefined) return undefined
    after = { after: page.next }
  }
}
