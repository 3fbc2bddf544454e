/** Encrypting and decrypting, by whatever algorithm, as Encrypt, Decrypt and ReEncrypt do. */
import { constants, createPublicKey, privateDecrypt, publicEncrypt } from 'node:crypto'
import type { OperationContext } from '../../dispatch/index.ts'
import type { EncryptionContext } from './domain/encryption-context.ts'
import { incorrectKey, invalidCiphertext, validation } from './errors.ts'
import { loadKey, loadKeyById } from './keys.ts'
import { openPrivateKey } from './material.ts'
import { decryptWith, encryptWith, readHead } from './symmetric.ts'
import { requireAlgorithm, type UsableKey, usable } from './using.ts'

const symmetric = 'SYMMETRIC_DEFAULT'

/** Fails with InvalidKeyUsageException, ValidationException. */
export async function encryptBy(
  context: OperationContext,
  { key, arn, spec }: UsableKey,
  algorithm: string,
  encryptionContext: EncryptionContext | undefined,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  requireAlgorithm(key, spec.encryption, algorithm)
  if (algorithm === symmetric) return encryptWith(context, key, encryptionContext, plaintext)
  refuseContext(encryptionContext)
  const privateKey = await openPrivateKey(context, key, arn)
  const oaepHash = hashOf(algorithm)
  const most = (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8 - (oaepHash === 'sha1' ? 42 : 66)
  if (plaintext.length > most)
    throw validation(
      `Algorithm ${algorithm} and key spec ${key.spec} cannot encrypt data larger than ${most} bytes.`,
    )
  return publicEncrypt(
    { key: createPublicKey(privateKey), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
    plaintext,
  )
}

/** What is to be decrypted. */
export interface Decryption {
  readonly action: string
  readonly keyId: string | undefined
  readonly algorithm: string | undefined
  readonly encryptionContext: EncryptionContext | undefined
  readonly ciphertext: Uint8Array
}

/** Fails with InvalidCiphertextException, IncorrectKeyException, and as useKey does. */
export async function decryptBy(context: OperationContext, decryption: Decryption) {
  const { algorithm = symmetric } = decryption
  if (algorithm === symmetric) return decryptSymmetric(context, decryption)
  const { action, keyId, encryptionContext, ciphertext } = decryption
  // UNVERIFIED: the words.
  if (keyId === undefined) throw validation('KeyId must be specified for asymmetric encryption algorithms.')
  refuseContext(encryptionContext)
  const { value } = await loadKey(context, keyId, { action })
  const use = usable(context, value, 'ENCRYPT_DECRYPT', action)
  requireAlgorithm(value, use.spec.encryption, algorithm)
  const privateKey = await openPrivateKey(context, value, use.arn)
  try {
    const key = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hashOf(algorithm) }
    return { use, algorithm, plaintext: privateDecrypt(key, ciphertext) }
  } catch {
    throw invalidCiphertext()
  }
}

async function decryptSymmetric(context: OperationContext, decryption: Decryption) {
  const { action, keyId, encryptionContext, ciphertext } = decryption
  const asked =
    keyId === undefined ? undefined : (await loadKey(context, keyId, { action, encryptionContext })).value
  if (asked !== undefined && asked.spec !== symmetric) usable(context, asked, 'ENCRYPT_DECRYPT', action)
  const { accountId, keyId: id } = readHead(ciphertext)
  if (asked !== undefined && (asked.id !== id || asked.accountId !== accountId)) throw incorrectKey()
  const home = { accountId, region: context.region }
  const key = asked ?? (await loadKeyById(context, home, id, { action, encryptionContext })).value
  const use = usable(context, key, 'ENCRYPT_DECRYPT', action)
  const opened = await decryptWith(context, key, encryptionContext, ciphertext)
  return { use, algorithm: symmetric, ...opened }
}

function hashOf(algorithm: string): 'sha1' | 'sha256' {
  return algorithm === 'RSAES_OAEP_SHA_1' ? 'sha1' : 'sha256'
}

/** UNVERIFIED: the words. */
function refuseContext(encryptionContext: EncryptionContext | undefined): void {
  if (Object.keys(encryptionContext ?? {}).length > 0)
    throw validation('EncryptionContext is not supported by asymmetric encryption algorithms.')
}
