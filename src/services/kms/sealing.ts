/** Sealing of key material and import tokens, under a secret of the account and region that is made when it is first needed. */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { invariant } from '../../base/invariant.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import { type Home, roots } from './records.ts'

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

type Sealing = Pick<Surroundings, 'store' | 'random'>

/** What seals in one account and region. */
export class Sealer {
  readonly #root: Uint8Array
  readonly #random: Surroundings['random']

  constructor(root: Uint8Array, random: Surroundings['random']) {
    this.#root = root
    this.#random = random
  }

  /** `bound` is what the bytes belong to: they cannot be opened in another's place. */
  seal(bound: string, bytes: Uint8Array): Buffer {
    return sealWith(this.#root, this.#random.bytes(nonceBytes), Buffer.from(bound, 'utf8'), bytes)
  }

  /** Undefined when the bytes were not sealed here, for this. */
  open(bound: string, sealed: Uint8Array): Buffer | undefined {
    return openWith(this.#root, Buffer.from(bound, 'utf8'), sealed)
  }
}

export async function sealerOf({ store, random }: Sealing, { accountId, region }: Home): Promise<Sealer> {
  const stored = await roots.get(store, [accountId, region])
  if (stored !== undefined) return new Sealer(Buffer.from(stored.value.secret, 'base64'), random)
  const secret = Buffer.from(random.bytes(32))
  const commit = atomic(store)
  roots.put(commit, { accountId, region, secret: secret.toString('base64') }, undefined)
  if ((await commit.commit()).ok) return new Sealer(secret, random)
  const others = await roots.get(store, [accountId, region])
  invariant(others, 'a secret that could not be made exists')
  return new Sealer(Buffer.from(others.value.secret, 'base64'), random)
}

/** AES-256 in Galois/counter mode: nonce, tag, then what is encrypted. */
export function sealWith(key: Uint8Array, nonce: Uint8Array, bound: Uint8Array, bytes: Uint8Array): Buffer {
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(bound)
  const body = Buffer.concat([sealing.update(bytes), sealing.final()])
  return Buffer.concat([nonce, sealing.getAuthTag(), body])
}

/** Undefined when it is not what was sealed under this key, bound to this. */
export function openWith(key: Uint8Array, bound: Uint8Array, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < nonceBytes + tagBytes) return undefined
  const opening = createDecipheriv(cipher, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(bound)
    .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  const body = opening.update(sealed.subarray(nonceBytes + tagBytes))
  try {
    return Buffer.concat([body, opening.final()])
  } catch {
    return undefined
  }
}
