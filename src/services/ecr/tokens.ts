/** What lets in at the registry's door. Only the hash of a secret is kept. */
import { createHash } from 'node:crypto'
import type { Principal } from '../../aws/principal.ts'
import { randomHex } from '../../base/random.ts'
import type { OperationContext, Surroundings } from '../../dispatch/index.ts'
import { change } from './changing.ts'
import { type Token, tokens } from './records.ts'

/** Makes a secret for the caller. `layer`: it leads to this layer alone. */
export async function issueToken(
  context: OperationContext,
  lifeMs: number,
  layer?: Token['layer'],
): Promise<{ readonly secret: string; readonly expiresAt: number }> {
  const { accountId, region, principal } = context
  const secret = randomHex(context.random, 32)
  // Clients read whole seconds.
  const expiresAt = Math.ceil((context.now + lifeMs) / 1000) * 1000
  const token: Token = {
    accountId,
    region,
    hash: hashOf(secret),
    expiresAt,
    principal: JSON.stringify(principal),
    ...(layer && { layer }),
  }
  await change(context, async (commit) => tokens.put(commit, token, undefined))
  return { secret, expiresAt }
}

/** What a secret lets in to; undefined: it is none, or its time is over. */
export async function readToken(
  { store }: Pick<Surroundings, 'store'>,
  secret: string,
): Promise<(Pick<Token, 'accountId' | 'layer'> & { readonly principal: Principal }) | undefined> {
  const found = await tokens.get(store, [hashOf(secret)])
  if (!found) return undefined
  const { accountId, layer, principal } = found.value
  return { accountId, principal: JSON.parse(principal) as Principal, ...(layer && { layer }) }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
