/**
 * Texts encrypted at rest by services that let their users name a key of KMS: each under a data key that KMS encrypts
 * (AES-256 in Galois/Counter Mode). Data keys are used again for as long as the service says. Source: KMS Developer Guide, "AWS KMS
 * cryptography essentials", envelope encryption.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Caller, Surroundings } from './operation.ts'

/** An encrypted text, as it can be kept. All but the ARN of the key is base64. */
export type SealedText = {
  readonly keyArn: string
  readonly dataKey: string
  readonly sealed: string
  /** What KMS was told that it is for: only who tells the same can open it. */
  readonly boundTo: Readonly<Record<string, string>>
}

/** Under which key a text is encrypted. */
export interface Sealing {
  /** A key's id, ARN, alias or alias ARN. */
  readonly keyId: string
  readonly boundTo: Readonly<Record<string, string>>
  /** How long a data key may be used again by the same caller. Unit: milliseconds; 0: it is not. */
  readonly reuseMs: number
}

interface DataKey {
  readonly keyArn: string
  readonly plaintext: Uint8Array
  readonly encrypted: string
}

interface Remembered {
  readonly until: number
  readonly key: Promise<DataKey>
}

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** Data keys that are remembered. Ours. */
const rememberedMax = 1_000

/** Encrypts and decrypts for one service of one server. Fails with the errors of kms:GenerateDataKey and kms:Decrypt. */
export class DataKeys {
  readonly #needs: Pick<Surroundings, 'call' | 'clock' | 'random'>
  readonly #remembered = new Map<string, Remembered>()

  constructor(needs: Pick<Surroundings, 'call' | 'clock' | 'random'>) {
    this.#needs = needs
  }

  /** Encrypts a text on behalf of a caller. */
  async seal(caller: Caller, { keyId, boundTo, reuseMs }: Sealing, text: string): Promise<SealedText> {
    const name = nameOf(caller, 'new', keyId, boundTo)
    const key = await this.#find(name, reuseMs, async () => {
      const { CiphertextBlob, Plaintext, KeyId } = await this.#needs.call<GeneratedKey>(
        'kms:GenerateDataKey',
        { KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: boundTo },
        caller,
      )
      return {
        keyArn: KeyId,
        plaintext: Plaintext,
        encrypted: Buffer.from(CiphertextBlob).toString('base64'),
      }
    })
    const nonce = this.#needs.random.bytes(nonceBytes)
    const sealing = createCipheriv(cipher, key.plaintext, nonce, { authTagLength: tagBytes })
    const body = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()])
    const sealed = Buffer.concat([nonce, sealing.getAuthTag(), body]).toString('base64')
    return { keyArn: key.keyArn, dataKey: key.encrypted, sealed, boundTo }
  }

  /** Decrypts a text on behalf of a caller. */
  async open(caller: Caller, text: SealedText, reuseMs: number): Promise<string> {
    const { dataKey, boundTo, keyArn } = text
    const key = await this.#find(nameOf(caller, dataKey, keyArn, boundTo), reuseMs, async () => {
      const { Plaintext } = await this.#needs.call<{ readonly Plaintext: Uint8Array }>(
        'kms:Decrypt',
        { CiphertextBlob: Buffer.from(dataKey, 'base64'), EncryptionContext: boundTo },
        caller,
      )
      return { keyArn, plaintext: Plaintext, encrypted: dataKey }
    })
    const sealed = Buffer.from(text.sealed, 'base64')
    const opening = createDecipheriv(cipher, key.plaintext, sealed.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    })
    opening.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
    const body = sealed.subarray(nonceBytes + tagBytes)
    return Buffer.concat([opening.update(body), opening.final()]).toString('utf8')
  }

  #find(name: string, reuseMs: number, ask: () => Promise<DataKey>): Promise<DataKey> {
    if (reuseMs === 0) return ask()
    const now = this.#needs.clock.now()
    const known = this.#remembered.get(name)
    if (known && known.until > now) return known.key
    if (this.#remembered.size >= rememberedMax) this.#remembered.clear()
    const entry = { until: now + reuseMs, key: ask() }
    this.#remembered.set(name, entry)
    entry.key.catch(() => {
      if (this.#remembered.get(name) === entry) this.#remembered.delete(name)
    })
    return entry.key
  }
}

interface GeneratedKey {
  readonly CiphertextBlob: Uint8Array
  readonly Plaintext: Uint8Array
  readonly KeyId: string
}

function nameOf({ principal, region }: Caller, ...rest: readonly unknown[]): string {
  return JSON.stringify([principal.arn, region, ...rest])
}
