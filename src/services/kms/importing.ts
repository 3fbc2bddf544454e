/**
 * Import of key material. The token that goes with a wrapping key holds the other half of it, sealed: nothing is kept here for
 * the day that it can be used. Source: Developer Guide, "Importing key material for AWS KMS keys".
 */
import {
  constants,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  privateDecrypt,
} from 'node:crypto'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Spec } from './domain/key-specs.ts'
import { expiredImportToken, incorrectMaterial, invalidCiphertext, invalidImportToken } from './errors.ts'
import { importTokenMs } from './limits.ts'
import { makePair } from './material.ts'
import type { Key } from './records.ts'
import { sealerOf } from './sealing.ts'

/** What unwraps an import. */
interface Unwrapping {
  readonly algorithm: string
  readonly privateKey: KeyObject
}

/** A new wrapping key, and the token that goes with it. */
export async function beginImport(context: OperationContext, key: Key, algorithm: string, bits: number) {
  const { privateKey, publicKey } = await makePair({ type: 'rsa', bits })
  const validTo = context.now + importTokenMs
  const facts = Buffer.from(JSON.stringify({ algorithm, validTo }), 'utf8')
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' })
  const sealer = await sealerOf(context, key)
  const token = sealer.seal(`import ${key.id}`, Buffer.concat([Buffer.from([facts.length]), facts, secret]))
  return { token, publicKey: publicKey.export({ format: 'der', type: 'spki' }), validTo }
}

/** Fails with InvalidImportTokenException, ExpiredImportTokenException. */
export async function readImportToken(
  context: OperationContext,
  key: Key,
  token: Uint8Array,
): Promise<Unwrapping> {
  const opened = (await sealerOf(context, key)).open(`import ${key.id}`, token)
  if (opened === undefined) throw invalidImportToken()
  const end = 1 + (opened[0] ?? 0)
  const { algorithm, validTo } = JSON.parse(opened.toString('utf8', 1, end)) as {
    algorithm: string
    validTo: number
  }
  if (validTo <= context.now) throw expiredImportToken()
  return {
    algorithm,
    privateKey: createPrivateKey({ key: opened.subarray(end), format: 'der', type: 'pkcs8' }),
  }
}

/** The material that was wrapped. Fails with InvalidCiphertextException. Source: RFC 5649 for the second layer. */
export function unwrap({ algorithm, privateKey }: Unwrapping, wrapped: Uint8Array): Buffer {
  const oaepHash = algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256'
  const open = (bytes: Uint8Array) =>
    privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, bytes)
  try {
    if (!algorithm.startsWith('RSA_AES_KEY_WRAP')) return open(wrapped)
    const length = (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8
    const inner = open(wrapped.subarray(0, length))
    const cipher = createDecipheriv('id-aes256-wrap-pad', inner, Buffer.from('a65959a6', 'hex'))
    return Buffer.concat([cipher.update(wrapped.subarray(length)), cipher.final()])
  } catch {
    throw invalidCiphertext()
  }
}

/** Fails with IncorrectKeyMaterialException unless the material is of the key's kind. UNVERIFIED: the words. */
export function checkMaterial({ material }: Spec, bytes: Buffer): void {
  if (material.type === 'secret') {
    if (bytes.length !== material.bytes)
      throw incorrectMaterial(
        `The key material is ${bytes.length} bytes long, and must be ${material.bytes}.`,
      )
    return
  }
  const wanted = material.type === 'post-quantum' ? material.name : material.type
  const key = readPrivateKey(bytes)
  const details = key && createPublicKey(key).asymmetricKeyDetails
  const curve = details?.namedCurve
  const curves: Readonly<Record<string, string>> = {
    prime256v1: 'P-256',
    secp384r1: 'P-384',
    secp521r1: 'P-521',
  }
  const same =
    key?.asymmetricKeyType === wanted &&
    (material.type !== 'rsa' || details?.modulusLength === material.bits) &&
    (material.type !== 'ec' || (curves[curve ?? ''] ?? curve) === material.curve)
  if (!same) throw incorrectMaterial('The key material is not a private key of the kind that the KMS key is.')
}

function readPrivateKey(bytes: Buffer): KeyObject | undefined {
  try {
    return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' })
  } catch {
    return undefined
  }
}
