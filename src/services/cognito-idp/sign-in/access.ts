/** Users who act for themselves: their access token says who they are. */
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { notAuthorized, noUser } from '../errors.ts'
import { type Pool, signIns, type User, users } from '../records.ts'
import { type ReadToken, readToken } from '../tokens.ts'
import { ownScope } from './issuing.ts'

/** Who acts. */
export interface Access {
  readonly pool: Pool
  readonly user: Stored<User>
  readonly clientId: string
  readonly scopes: readonly string[]
}

type Parts = Pick<OperationContext, 'store' | 'random' | 'now'>

/** The user of an access token. Fails with NotAuthorizedException, UserNotFoundException. */
export async function accessOf(context: Parts, token: string | undefined, scope = ownScope): Promise<Access> {
  const read = await readToken(context, token ?? '')
  if (read?.claims.token_use !== 'access' || typeof read.claims.username !== 'string')
    throw notAuthorized(
      /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token ?? '')
        ? 'Could not verify signature for Access Token'
        : 'Invalid Access Token',
    )
  const { pool, claims } = read
  if (Number(claims.exp) * 1000 <= context.now) throw notAuthorized('Access Token has expired')
  const user = await users.findBy(context.store, 'sub', [pool.id, String(claims.sub)])
  if (!user) throw noUser()
  if (await isRevoked(context, read, user.value)) throw notAuthorized('Access Token has been revoked')
  const scopes = String(claims.scope ?? '').split(' ')
  if (!scopes.includes(scope)) throw notAuthorized('Access Token does not have required scopes')
  if (!user.value.enabled) throw notAuthorized('User is disabled.')
  return { pool, user, clientId: String(claims.client_id), scopes }
}

/** Whether the sign-in behind a token has been ended. */
export async function isRevoked(
  { store }: Pick<Parts, 'store'>,
  { pool, claims }: ReadToken,
  user: User,
): Promise<boolean> {
  const { origin_jti: origin, iat } = claims
  // Clients without revocation leave no trace of the sign-in in their tokens; what is left is when the user signed out.
  if (typeof origin !== 'string') return Number(iat) < Math.floor(user.signedOutAt / 1000)
  return (await signIns.get(store, [pool.id, user.key, origin])) === undefined
}
