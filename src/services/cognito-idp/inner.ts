/**
 * What other services ask of user pools, by `call` alone:
 *
 * - `cognito-idp:FindIssuer` `{ issuer }` answers `{ issuer?, keys? }`: what tokens of the pool behind an address of an issuer name, and the
 *   keys that sign them; nothing when no pool here is meant. The address may be AWS's own or one of this server.
 * - `cognito-idp:VerifyToken` `{ token, userPoolArns? }` answers `{ claims }` or `{ refused }`: `invalid`, `expired`, `revoked`, or `other pool`.
 */

import type { JsonObject } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { issuerOf, poolArn } from './pools.ts'
import { users } from './records.ts'
import { isRevoked } from './sign-in/access.ts'
import { type PublishedKey, publishedKeys } from './signing-keys.ts'
import { poolOfIssuer, readToken } from './tokens.ts'

/** Answers who an issuer is. */
export async function findIssuer(
  { issuer }: { readonly issuer: string },
  context: OperationContext,
): Promise<{ readonly issuer?: string; readonly keys?: readonly PublishedKey[] }> {
  const pool = await poolOfIssuer(context, issuer)
  if (!pool) return {}
  const { keys } = await publishedKeys(context, pool.id)
  return { issuer: issuerOf(pool), keys }
}

/** What is asked of a token. */
export interface TokenQuestion {
  readonly token: string
  /** The pools that may have signed it. Default: any. */
  readonly userPoolArns?: readonly string[]
  /** Whether a sign-in that was ended makes it worthless; authorizers of AWS do not ask. Default: no. */
  readonly askRevocation?: boolean
}

/** Answers what a token says. */
export async function verifyToken(
  { token, userPoolArns, askRevocation = false }: TokenQuestion,
  context: OperationContext,
): Promise<{ readonly claims: JsonObject } | { readonly refused: string }> {
  const read = await readToken(context, token)
  if (!read) return { refused: 'invalid' }
  if (userPoolArns !== undefined && !userPoolArns.includes(poolArn(read.pool)))
    return { refused: 'other pool' }
  if (Number(read.claims.exp) * 1000 <= context.now) return { refused: 'expired' }
  if (askRevocation) {
    const user = await users.findBy(context.store, 'sub', [read.pool.id, String(read.claims.sub)])
    if (!user || (await isRevoked(context, read, user.value))) return { refused: 'revoked' }
  }
  return { claims: read.claims }
}
