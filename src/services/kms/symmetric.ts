/**
 * Encryption under symmetric keys. A ciphertext says which key, and which of its materials, decrypts it: a byte for its form,
 * the key's id, its account, the beginning of the material's id, and what is sealed, bound to all that and to the encryption
 * context. What is in AWS's ciphertexts is not published; they too need no key to be named.
 */
import type { AccountId } from '../../aws/identifiers.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { canonicalContext, type EncryptionContext } from './domain/encryption-context.ts'
import { invalidCiphertext } from './errors.ts'
import { keyArn } from './keys.ts'
import { openMaterial } from './material.ts'
import type { Key } from './records.ts'
import { openWith, sealWith } from './sealing.ts'

const single = 1
const multiRegion = 2
const materialBytes = 8
const headBytes = 1 + 16 + 6 + materialBytes

/** What a ciphertext says of itself. */
export interface CiphertextHead {
  readonly accountId: AccountId
  readonly keyId: string
  /** The first digits of the material's id. */
  readonly material: string
}

export async function encryptWith(
  context: OperationContext,
  key: Key,
  encryptionContext: EncryptionContext | undefined,
  plaintext: Uint8Array,
): Promise<Buffer> {
  const secret = await openMaterial(context, key, keyArn(context, key, key.id))
  const head = writeHead(key)
  const sealed = sealWith(secret, context.random.bytes(12), boundTo(head, encryptionContext), plaintext)
  return Buffer.concat([head, sealed])
}

/** Fails with InvalidCiphertextException when it was not encrypted under this key, with this context. */
export async function decryptWith(
  context: OperationContext,
  key: Key,
  encryptionContext: EncryptionContext | undefined,
  ciphertext: Uint8Array,
): Promise<{ readonly plaintext: Buffer; readonly materialId: string }> {
  const { material } = readHead(ciphertext)
  const found = key.materials.find(({ id }) => id.startsWith(material))
  if (found === undefined) throw invalidCiphertext()
  const secret = await openMaterial(context, key, keyArn(context, key, key.id), found)
  const head = ciphertext.subarray(0, headBytes)
  const plaintext = openWith(secret, boundTo(head, encryptionContext), ciphertext.subarray(headBytes))
  if (plaintext === undefined) throw invalidCiphertext()
  return { plaintext, materialId: found.id }
}

/** Fails with InvalidCiphertextException. */
export function readHead(ciphertext: Uint8Array): CiphertextHead {
  const bytes = Buffer.from(ciphertext.buffer, ciphertext.byteOffset, ciphertext.byteLength)
  const form = bytes[0]
  if (bytes.length < headBytes || (form !== single && form !== multiRegion)) throw invalidCiphertext()
  const id = bytes.toString('hex', 1, 17)
  return {
    accountId: String(bytes.readUIntBE(17, 6)).padStart(12, '0') as AccountId,
    keyId: form === multiRegion ? `mrk-${id}` : id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    material: bytes.toString('hex', 23, headBytes),
  }
}

function writeHead({ id, accountId, materials }: Key): Buffer {
  const head = Buffer.alloc(headBytes)
  const multi = id.startsWith('mrk-')
  head[0] = multi ? multiRegion : single
  head.write(multi ? id.slice(4) : id.replaceAll('-', ''), 1, 'hex')
  head.writeUIntBE(Number(accountId), 17, 6)
  head.write((materials.at(-1)?.id ?? '').slice(0, 2 * materialBytes), 23, 'hex')
  return head
}

function boundTo(head: Uint8Array, encryptionContext: EncryptionContext | undefined): Buffer {
  return Buffer.concat([head, Buffer.from(canonicalContext(encryptionContext), 'utf8')])
}
