/**
 * A pool's two keys, one for identity tokens and one for access tokens: made when they are first needed, and kept. The keys are no
 * RandomSource's: whoever could repeat its bytes could sign. Source: Developer Guide, "Verifying JSON web tokens".
 */
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { invariant } from '../../base/invariant.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import { type PoolKeys, poolKeys, type SigningKey } from './records.ts'

type Parts = Pick<Surroundings, 'store' | 'random'>

/** A key as it is published. Source: RFC 7517; the members that Cognito shows, in its order. */
export interface PublishedKey {
  readonly alg: 'RS256'
  readonly e: string
  readonly kid: string
  readonly kty: 'RSA'
  readonly n: string
  readonly use: 'sig'
}

/** Keys whose text has been read: reading one takes longer than signing. */
const read = new Map<string, KeyObject>()
/** Unit: keys. Ours. */
const readMax = 1_000

/** The keys of a pool, made when there are none. */
export async function keysOf({ store, random }: Parts, poolId: string): Promise<PoolKeys> {
  const kept = await poolKeys.get(store, [poolId])
  if (kept) return kept.value
  const [id, access] = await Promise.all([newKey({ random }), newKey({ random })])
  const made: PoolKeys = { poolId, id, access }
  const commit = atomic(store)
  poolKeys.put(commit, made, undefined)
  const result = await commit.commit()
  return result.ok ? made : keysOf({ store, random }, poolId)
}

async function newKey({ random }: Pick<Parts, 'random'>): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const { n, e } = publicKey.export({ format: 'jwk' })
  invariant(typeof n === 'string' && typeof e === 'string', 'an RSA key has a modulus and an exponent')
  const kid = Buffer.from(random.bytes(32)).toString('base64')
  return { kid, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), n, e }
}

/** The keys of a pool as they are published. */
export async function publishedKeys(
  parts: Parts,
  poolId: string,
): Promise<{ readonly keys: PublishedKey[] }> {
  const { id, access } = await keysOf(parts, poolId)
  return {
    keys: [id, access].map(({ kid, n, e }) => ({ alg: 'RS256', e, kid, kty: 'RSA', n, use: 'sig' })),
  }
}

/** The key that signs. */
export function privateKeyOf({ kid, privateKey }: SigningKey): KeyObject {
  const known = read.get(kid)
  if (known) return known
  if (read.size >= readMax) read.clear()
  const key = createPrivateKey(privateKey)
  read.set(kid, key)
  return key
}
