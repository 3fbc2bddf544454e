/** JSON Web Tokens of a pool: writing them, and reading those that were written here. Source: RFC 7515, RFC 7519. */
import { createPublicKey, sign, verify } from 'node:crypto'
import type { JsonObject } from '../../base/json.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import { shownCharactersMax } from './limits.ts'
import { findPool } from './pools.ts'
import type { Pool, SigningKey } from './records.ts'
import { keysOf, privateKeyOf } from './signing-keys.ts'

/** A token with these claims, signed. */
export function writeToken(key: SigningKey, claims: JsonObject): string {
  const head = encoded({ kid: key.kid, alg: 'RS256' })
  const body = `${head}.${encoded(claims)}`
  return `${body}.${sign('sha256', Buffer.from(body, 'latin1'), privateKeyOf(key)).toString('base64url')}`
}

function encoded(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url')
}

/** What a token says, if a pool of this server has signed it. Its times are for the caller to check. */
export interface ReadToken {
  readonly pool: Pool
  readonly claims: JsonObject
}

/** Unit: characters of a token, at most. Ours: claims of functions make tokens long. */
const tokenCharactersMax = 65_536

/** Reads a token; undefined: no pool here has signed it. */
export async function readToken(
  parts: Pick<Surroundings, 'store' | 'random'>,
  token: string,
): Promise<ReadToken | undefined> {
  if (token.length > tokenCharactersMax) return undefined
  const [head = '', body = '', signature = '', ...rest] = token.split('.')
  const header = decoded(head)
  const claims = decoded(body)
  if (rest.length > 0 || header?.alg !== 'RS256' || typeof claims?.iss !== 'string') return undefined
  const pool = await poolOfIssuer(parts, claims.iss)
  if (!pool) return undefined
  const keys = await keysOf(parts, pool.id)
  const key = [keys.id, keys.access].find(({ kid }) => kid === header.kid)
  if (!key) return undefined
  const publicKey = createPublicKey({ key: { kty: 'RSA', n: key.n, e: key.e }, format: 'jwk' })
  const signed = Buffer.from(`${head}.${body}`, 'latin1')
  return verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))
    ? { pool, claims }
    : undefined
}

function decoded(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined
  } catch {
    return undefined
  }
}

const idForm = /^[a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z0-9]+$/

/**
 * The pool that an issuer's address means: AWS's own, or one of this server (by host name or by path). Whatever the address, the last
 * part of its path is the pool's id.
 */
export async function poolOfIssuer(
  parts: Pick<Surroundings, 'store'>,
  issuer: string,
): Promise<Pool | undefined> {
  const id = /^https?:\/\/[^/]+\/([^/]+)\/?$/.exec(issuer)?.[1]
  if (id === undefined || id.length > shownCharactersMax || !idForm.test(id)) return undefined
  return findPool(parts, id)
}
