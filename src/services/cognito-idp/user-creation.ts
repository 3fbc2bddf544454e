/** Making users: which names they may have, and what they are made of. Source: API Reference, SignUp, AdminCreateUser. */
import { randomUuid } from '../../base/random.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { change } from './changing.ts'
import { checkAttributes, isEmail, isPhoneNumber } from './domain/attribute-values.ts'
import { invalidParameter, usernameExists } from './errors.ts'
import { failInvalid, textsOf } from './pools.ts'
import { type Pool, type User, type UserStatus, users } from './records.ts'
import { namesByAttribute, userKey, writeUser } from './users.ts'

/** A user to be made. */
export interface NewUser {
  /** As the request has it: an e-mail address or phone number where the pool takes such as usernames. */
  readonly username: string
  readonly attributes: Readonly<Record<string, string>>
  readonly status: UserStatus
  /** Takes aliases away from whoever has them. */
  readonly force?: boolean
  /** An administrator makes the user: the words of refusals differ. */
  readonly administrator?: boolean
  /** Completes the user: a password, codes. Runs again when somebody else was faster. */
  readonly edit?: (user: User) => User
}

/** A username and attributes as they are kept. */
export interface Named {
  readonly username: string
  readonly attributes: Readonly<Record<string, string>>
  readonly sub: string
}

/** What a request's username means in a pool. Fails with InvalidParameterException. */
export function nameUser(
  { random }: Pick<OperationContext, 'random'>,
  pool: Pool,
  username: string,
  given: Readonly<Record<string, string>>,
): Named {
  const sub = randomUuid(random)
  const taken = textsOf(pool.settings, 'UsernameAttributes')
  const aliases = textsOf(pool.settings, 'AliasAttributes')
  if (!namesByAttribute(pool)) {
    if (aliases.includes('email') && isEmail(username))
      throw invalidParameter(
        'Username cannot be of email format, since user pool is configured for email alias.',
      )
    if (aliases.includes('phone_number') && isPhoneNumber(username))
      throw invalidParameter(
        'Username cannot be of phone number format, since user pool is configured for phone number alias.',
      )
    return { username, attributes: given, sub }
  }
  const attribute =
    taken.includes('email') && isEmail(username)
      ? 'email'
      : taken.includes('phone_number') && isPhoneNumber(username)
        ? 'phone_number'
        : undefined
  if (attribute === undefined) throw invalidParameter(wrongForm(taken))
  // Source: Developer Guide, "Customizing sign-in attributes": the username becomes the attribute's value.
  return { username: sub, sub, attributes: { ...given, [attribute]: given[attribute] ?? username } }
}

function wrongForm(taken: readonly string[]): string {
  if (taken.length > 1) return 'Username should be either an email or a phone number.'
  return taken[0] === 'email' ? 'Username should be an email.' : 'Username should be a phone number.'
}

/** Fails with InvalidParameterException for attributes that do not fit the pool's schema. */
export function checkNewAttributes(pool: Pool, attributes: Readonly<Record<string, string>>): void {
  checkAttributes(attributes, { schema: pool.schema, creating: true, fail: failInvalid })
}

/** Makes a user. Fails with UsernameExistsException, AliasExistsException, InvalidParameterException. */
export async function createUser(context: OperationContext, pool: Pool, fresh: NewUser): Promise<User> {
  const named = nameUser(context, pool, fresh.username, fresh.attributes)
  checkNewAttributes(pool, named.attributes)
  return createNamed(context, pool, named, fresh)
}

/** Makes a user whose names and attributes have been looked at. */
export function createNamed(
  context: OperationContext,
  pool: Pool,
  named: Named,
  { status, force = false, administrator = false, edit }: Omit<NewUser, 'username' | 'attributes'>,
): Promise<User> {
  const { store, now } = context
  const key = userKey(pool, named.username)
  const plain: User = {
    poolId: pool.id,
    key,
    ...named,
    enabled: true,
    status,
    formerPasswords: [],
    codes: {},
    codesSentAt: [],
    pending: {},
    factors: [],
    wrongPasswords: 0,
    lockedUntil: 0,
    signedOutAt: 0,
    createdAt: now,
    modifiedAt: now,
  }
  const user = edit?.(plain) ?? plain
  return change(context, async (commit) => {
    if (await users.get(store, [pool.id, key]))
      throw usernameExists(administrator ? 'User account already exists' : undefined)
    const taken = namesByAttribute(pool)
      ? (attribute: string) => nameTaken(attribute, administrator)
      : undefined
    await writeUser(store, commit, pool, user, undefined, { force, ...(taken ? { taken } : {}) })
    return user
  })
}

function nameTaken(attribute: string, administrator: boolean) {
  if (administrator) return usernameExists('User account already exists')
  const kind = attribute === 'phone_number' ? 'phone number' : attribute
  return usernameExists(`An account with the given ${kind} already exists.`)
}
