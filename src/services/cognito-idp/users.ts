/** Users of a pool: finding them by any of their names, and keeping those names theirs alone. */
import { createHash } from 'node:crypto'
import type { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext, Surroundings } from '../../dispatch/index.ts'
import type { Atomic, Store, Stored } from '../../store/index.ts'
import { change } from './changing.ts'
import { aliasExists, noUser } from './errors.ts'
import { comparedBytesMax } from './limits.ts'
import { ignoresCase, textsOf } from './pools.ts'
import { aliases, memberships, type Pool, signIns, type User, users } from './records.ts'

/**
 * A name as it is compared: a username, or an alias. Long ones, which no username is, by their hash: keys of the store are bounded, and
 * requests name users by texts of any length.
 */
export function userKey(pool: Pool, name: string): string {
  const compared = ignoresCase(pool) ? name.toLowerCase() : name
  if (Buffer.byteLength(compared) <= comparedBytesMax) return compared
  return `#${createHash('sha256').update(compared, 'utf8').digest('hex')}`
}

/** The attributes by whose values users of a pool may be named. */
export function aliasAttributes({ settings }: Pool): readonly string[] {
  return [...textsOf(settings, 'UsernameAttributes'), ...textsOf(settings, 'AliasAttributes')]
}

/** Whether usernames of a pool are e-mail addresses or phone numbers. */
export function namesByAttribute({ settings }: Pool): boolean {
  return textsOf(settings, 'UsernameAttributes').length > 0
}

/** The names that a user has beside the username, as they are compared. */
export function aliasesOf(pool: Pool, { attributes }: Pick<User, 'attributes'>): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const name of aliasAttributes(pool)) {
    const value = attributes[name]
    if (value === undefined || value === '') continue
    const verified = name === 'preferred_username' || attributes[`${name}_verified`] === 'true'
    // Where they are usernames they count from the beginning, where they are aliases when they are verified.
    if (verified || namesByAttribute(pool)) found.set(name, userKey(pool, value))
  }
  return found
}

/** The user whom a request names by username, `sub` or alias; undefined: nobody. */
export async function findUser(
  { store }: Pick<Surroundings, 'store'>,
  pool: Pool,
  name: string,
): Promise<Stored<User> | undefined> {
  const key = userKey(pool, name)
  const direct = await users.get(store, [pool.id, key])
  if (direct) return direct
  for (const attribute of aliasAttributes(pool)) {
    const alias = await aliases.get(store, [pool.id, attribute, key])
    const user = alias && (await users.get(store, [pool.id, alias.value.userKey]))
    if (user) return user
  }
  return users.findBy(store, 'sub', [pool.id, key])
}

/** As {@link findUser}. Fails with UserNotFoundException. */
export async function loadUser(
  parts: Pick<Surroundings, 'store'>,
  pool: Pool,
  name: string | undefined,
): Promise<Stored<User>> {
  const found = await findUser(parts, pool, name ?? '')
  if (!found) throw noUser()
  return found
}

/** How a change treats names that others have. */
export interface NamePolicy {
  /** Takes an alias away from whoever has it. */
  readonly force?: boolean
  /** What a taken name is refused with. Default: AliasExistsException. */
  readonly taken?: (attribute: string) => AwsError
}

/** Writes a user with its names in a commit. Fails with AliasExistsException. */
export async function writeUser(
  store: Store,
  commit: Atomic,
  pool: Pool,
  next: User,
  previous: Stored<User> | undefined,
  { force = false, taken = aliasExists }: NamePolicy = {},
): Promise<void> {
  const before = previous ? aliasesOf(pool, previous.value) : new Map<string, string>()
  const after = aliasesOf(pool, next)
  for (const [attribute, value] of before)
    if (after.get(attribute) !== value) await dropAlias(store, commit, pool, attribute, value, next.key)
  for (const [attribute, value] of after) {
    const held = await aliases.get(store, [pool.id, attribute, value])
    if (held?.value.userKey === next.key) continue
    if (held && !force) throw taken(attribute)
    if (held) await takeAway(store, commit, pool, attribute, held.value.userKey)
    aliases.put(commit, { poolId: pool.id, attribute, value, userKey: next.key }, held)
  }
  users.put(commit, next, previous)
}

async function dropAlias(
  store: Store,
  commit: Atomic,
  pool: Pool,
  attribute: string,
  value: string,
  key: string,
): Promise<void> {
  const held = await aliases.get(store, [pool.id, attribute, value])
  if (held?.value.userKey === key) aliases.remove(commit, held)
}

/** Who loses an alias has its value still, but not verified. Source: API Reference, ConfirmSignUp, `ForceAliasCreation`. */
async function takeAway(
  store: Store,
  commit: Atomic,
  pool: Pool,
  attribute: string,
  key: string,
): Promise<void> {
  const loser = await users.get(store, [pool.id, key])
  if (!loser) return
  const { [attribute]: value = '', ...others } = loser.value.attributes
  const attributes =
    attribute === 'preferred_username' || namesByAttribute(pool)
      ? others
      : { ...others, [attribute]: value, [`${attribute}_verified`]: 'false' }
  users.put(commit, { ...loser.value, attributes }, loser)
}

/** Changes a user who is there. `edit` answers the new state; its time of modification follows. */
export function changeUser(
  context: Pick<OperationContext, 'store' | 'now'>,
  pool: Pool,
  name: string,
  edit: (user: User, commit: Atomic) => User | Promise<User>,
  policy?: NamePolicy,
): Promise<User> {
  return change(context, async (commit) => {
    const stored = await loadUser(context, pool, name)
    const edited = await edit(stored.value, commit)
    if (edited === stored.value) return edited
    const next = { ...edited, modifiedAt: context.now }
    await writeUser(context.store, commit, pool, next, stored, policy)
    return next
  })
}

/** Removes a user with everything that is kept about one. */
export async function removeUser(
  context: Pick<OperationContext, 'store'>,
  pool: Pool,
  name: string,
): Promise<User> {
  const { store } = context
  return change(context, async (commit) => {
    const stored = await loadUser(context, pool, name)
    const { value: user } = stored
    for (const [attribute, value] of aliasesOf(pool, user))
      await dropAlias(store, commit, pool, attribute, value, user.key)
    const { items } = await memberships.listBy(store, 'user', { prefix: [pool.id, user.key] })
    for (const item of items) memberships.remove(commit, item)
    await removeSignIns(store, commit, user)
    users.remove(commit, stored)
    return user
  })
}

/** Signs a user out everywhere; that is no modification of the user. */
export async function signOutEverywhere(
  context: Pick<OperationContext, 'store' | 'now'>,
  pool: Pool,
  name: string | undefined,
): Promise<void> {
  await change(context, async (commit) => {
    const stored = await loadUser(context, pool, name)
    await removeSignIns(context.store, commit, stored.value)
    const next = { ...stored.value, signedOutAt: context.now }
    await writeUser(context.store, commit, pool, next, stored)
  })
}

/** Ends all sign-ins of a user. */
export async function removeSignIns(store: Store, commit: Atomic, user: User): Promise<void> {
  const { items } = await signIns.list(store, { prefix: [user.poolId, user.key] })
  for (const item of items) signIns.remove(commit, item)
}

/** Names of a user's groups, in the order of the names. */
export async function groupsOfUser(store: Store, poolId: string, key: string): Promise<readonly string[]> {
  const { items } = await memberships.listBy(store, 'user', { prefix: [poolId, key] })
  return items.map(({ value }) => value.group)
}
