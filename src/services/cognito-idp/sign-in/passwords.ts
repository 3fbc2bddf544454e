/** Passwords of users: checking them, with the lockout of who guesses, and setting them. */
import type { OperationContext } from '../../../dispatch/index.ts'
import { passwordFault } from '../domain/password-policy.ts'
import { invalidPassword, notAuthorized, passwordReused, wrongPassword } from '../errors.ts'
import { lockoutMsMax, wrongPasswordsFree } from '../limits.ts'
import { passwordPolicyOf } from '../pools.ts'
import type { Pool, User } from '../records.ts'
import { isPassword, makeVerifier } from '../srp.ts'
import { changeUser } from '../users.ts'

/** A pool's name in exchanges: its id behind the underscore. */
export function poolName({ id }: Pool): string {
  return id.slice(id.indexOf('_') + 1)
}

/** Fails with NotAuthorizedException while a user is locked out. Source: Developer Guide, "Lockout behavior". */
export function checkLockout({ now }: OperationContext, user: User): void {
  if (user.lockedUntil > now) throw notAuthorized('Password attempts exceeded')
}

/** Fails with NotAuthorizedException for a wrong password, and counts it. */
export async function checkPassword(
  context: OperationContext,
  pool: Pool,
  user: User,
  password: string,
): Promise<User> {
  checkLockout(context, user)
  const right =
    user.password !== undefined && isPassword(user.password, poolName(pool), user.username, password)
  if (right) return forgetWrongPasswords(context, pool, user)
  await countWrongPassword(context, pool, user)
  throw wrongPassword()
}

/** After five wrong passwords each further one locks a user out: a second, and twice as long each time, to a quarter of an hour. */
export async function countWrongPassword(context: OperationContext, pool: Pool, user: User): Promise<void> {
  await changeUser(context, pool, user.username, (current) => {
    const wrongPasswords = current.wrongPasswords + 1
    const beyond = wrongPasswords - wrongPasswordsFree
    const lockMs = beyond < 0 ? 0 : Math.min(lockoutMsMax, 1_000 * 2 ** Math.min(beyond, 20))
    return { ...current, wrongPasswords, lockedUntil: context.now + lockMs }
  })
}

export async function forgetWrongPasswords(context: OperationContext, pool: Pool, user: User): Promise<User> {
  if (user.wrongPasswords === 0) return user
  return changeUser(context, pool, user.username, (current) => ({
    ...current,
    wrongPasswords: 0,
    lockedUntil: 0,
  }))
}

/** Fails with InvalidPasswordException. */
export function checkPolicy(pool: Pool, password: string): void {
  const fault = passwordFault(password, passwordPolicyOf(pool))
  if (fault !== undefined) throw invalidPassword(fault)
}

/** A user with another password. Fails with InvalidPasswordException, PasswordHistoryPolicyViolationException. */
export function withPassword(
  { random }: Pick<OperationContext, 'random'>,
  pool: Pool,
  user: User,
  password: string,
): User {
  checkPolicy(pool, password)
  const { password: current, passwordUntil: _until, ...others } = user
  const kept = passwordPolicyOf(pool).PasswordHistorySize ?? 0
  const former = [...(current ? [current] : []), ...user.formerPasswords]
  const name = poolName(pool)
  if (former.slice(0, kept).some((one) => isPassword(one, name, user.username, password)))
    throw passwordReused()
  return {
    ...others,
    password: makeVerifier(random, name, user.username, password),
    formerPasswords: former.slice(0, Math.max(0, kept)),
    wrongPasswords: 0,
    lockedUntil: 0,
  }
}
