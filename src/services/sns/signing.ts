/**
 * The signature of messages. One key for the server, made when it is first needed and kept in the store: a receiver finds the
 * certificate at SigningCertURL. The key itself is no RandomSource's: whoever could repeat its bytes could sign. Source: Developer Guide, "Verifying the signatures of Amazon SNS messages".
 */
import { createPrivateKey, generateKeyPair, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { Surroundings } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import { selfSignedCertificate } from './certificates.ts'
import type { SignatureVersion } from './domain/notification.ts'
import { type SigningKey, signingKeyKey } from './records.ts'

/** Of the server's own paths, and for ever: it stands in messages that are kept. */
export const certificatePath = '/_lambent/sns/SimpleNotificationService.pem'

/** Signatures that are remembered: a message with many subscribers is signed once. */
const rememberedSignatures = 200

type Parts = Pick<Surroundings, 'store' | 'clock' | 'random'>

export class Signer {
  readonly #parts: Parts
  readonly #signatures = new Map<string, string>()
  #key: Promise<KeyObject> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Version 1 signs a SHA-1 digest, version 2 a SHA-256 digest. */
  async sign(text: string, version: SignatureVersion): Promise<string> {
    const name = `${version}\n${text}`
    const known = this.#signatures.get(name)
    if (known !== undefined) return known
    const key = await this.#privateKey()
    const signature = sign(version === '2' ? 'sha256' : 'sha1', Buffer.from(text, 'utf8'), key).toString(
      'base64',
    )
    if (this.#signatures.size >= rememberedSignatures) this.#signatures.clear()
    this.#signatures.set(name, signature)
    return signature
  }

  /** Has the key ready, so that no message waits for it. */
  async prepare(): Promise<void> {
    await this.#privateKey()
  }

  #privateKey(): Promise<KeyObject> {
    if (this.#key) return this.#key
    const reading = readSigningKey(this.#parts).then(({ privateKey }) => createPrivateKey(privateKey))
    this.#key = reading
    reading.catch(() => {
      this.#key = undefined
    })
    return reading
  }
}

/** The server's key, made when there is none. */
export async function readSigningKey({ store, clock, random }: Parts): Promise<SigningKey> {
  const kept = await store.get<SigningKey>(signingKeyKey)
  if (kept) return kept.value
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const made = {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: selfSignedCertificate({
      name: 'sns.amazonaws.com',
      privateKey,
      publicKey,
      at: clock.now(),
      serial: random.bytes(16),
    }),
  }
  const result = await atomic(store).check(signingKeyKey, null).set(signingKeyKey, made).commit()
  return result.ok ? made : readSigningKey({ store, clock, random })
}
