/**
 * Values of SecureString parameters, encrypted at rest.
 *
 * Without a key of the caller's own they are encrypted under a key of the account and region, which stands for the AWS
 * managed key `alias/aws/ssm`. Other keys are KMS's: it encrypts values of standard parameters itself, and gives a data
 * key for those of advanced ones. Everywhere the parameter's ARN is bound to the ciphertext, so that it cannot be
 * decrypted in another parameter's place.
 * Source: AWS KMS Developer Guide, "How AWS Systems Manager Parameter Store uses AWS KMS".
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { AwsError } from '../../aws/aws-error.ts'
import { invariant } from '../../base/invariant.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import type { Tier } from './domain/tier.ts'
import { invalidKeyId } from './errors.ts'
import { type KeptValue, ownKeys } from './records.ts'

/** The alias under which AWS keeps the key that is used when the caller names none. */
export const ownKeyAlias = 'alias/aws/ssm'

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** Encrypts a value. `arn` is the parameter's. Fails with InvalidKeyId. */
export async function encrypt(
  context: OperationContext,
  arn: string,
  keyId: string,
  tier: Tier,
  text: string,
): Promise<KeptValue> {
  const plaintext = Buffer.from(text, 'utf8')
  if (isOwnKey(context, keyId)) {
    const sealed = seal(context, await ownKey(context), arn, plaintext)
    return { kind: 'own-key', ciphertext: sealed.toString('base64') }
  }
  const shared = { KeyId: keyId, EncryptionContext: { PARAMETER_ARN: arn } }
  if (tier === 'Standard') {
    const { CiphertextBlob: blob } = await kms<{ CiphertextBlob: Uint8Array }>(
      context,
      keyId,
      'kms:Encrypt',
      {
        ...shared,
        Plaintext: plaintext,
      },
    )
    return { kind: 'kms', ciphertext: Buffer.from(blob).toString('base64') }
  }
  const key = await kms<{ CiphertextBlob: Uint8Array; Plaintext: Uint8Array }>(
    context,
    keyId,
    'kms:GenerateDataKey',
    { ...shared, KeySpec: 'AES_256' },
  )
  const length = Buffer.alloc(2)
  length.writeUInt16BE(key.CiphertextBlob.length)
  const envelope = Buffer.concat([length, key.CiphertextBlob, seal(context, key.Plaintext, arn, plaintext)])
  return { kind: 'kms-envelope', ciphertext: envelope.toString('base64') }
}

/** The text of a kept value. Fails with InvalidKeyId when KMS will not decrypt it. */
export async function decrypt(
  context: OperationContext,
  arn: string,
  keyId: string | undefined,
  value: KeptValue,
): Promise<string> {
  if (value.kind === 'plain') return value.text
  const ciphertext = Buffer.from(value.ciphertext, 'base64')
  if (value.kind === 'own-key') return open(await ownKey(context), arn, ciphertext).toString('utf8')
  const envelope = value.kind === 'kms-envelope'
  const blobEnd = envelope ? 2 + ciphertext.readUInt16BE() : ciphertext.length
  const { Plaintext: secret } = await kms<{ Plaintext: Uint8Array }>(context, keyId ?? '', 'kms:Decrypt', {
    CiphertextBlob: ciphertext.subarray(envelope ? 2 : 0, blobEnd),
    EncryptionContext: { PARAMETER_ARN: arn },
  })
  const plaintext = envelope ? open(secret, arn, ciphertext.subarray(blobEnd)) : Buffer.from(secret)
  return plaintext.toString('utf8')
}

function isOwnKey(context: OperationContext, keyId: string): boolean {
  const { partition, region, accountId } = context
  return keyId === ownKeyAlias || keyId === `arn:${partition}:kms:${region}:${accountId}:${ownKeyAlias}`
}

/** The account's key in this region, made when it is first needed. */
async function ownKey(context: OperationContext): Promise<Buffer> {
  const { store, accountId, region } = context
  const stored = await ownKeys.get(store, [accountId, region])
  if (stored !== undefined) return Buffer.from(stored.value.secret, 'base64')
  const secret = Buffer.from(context.random.bytes(32))
  const commit = atomic(store)
  ownKeys.put(commit, { accountId, region, secret: secret.toString('base64') }, undefined)
  if ((await commit.commit()).ok) return secret
  const others = await ownKeys.get(store, [accountId, region])
  invariant(others, 'a key that could not be made exists')
  return Buffer.from(others.value.secret, 'base64')
}

function seal(context: OperationContext, key: Uint8Array, arn: string, plaintext: Uint8Array): Buffer {
  const nonce = context.random.bytes(nonceBytes)
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(boundTo(arn))
  const body = Buffer.concat([sealing.update(plaintext), sealing.final()])
  return Buffer.concat([nonce, sealing.getAuthTag(), body])
}

function open(key: Uint8Array, arn: string, sealed: Uint8Array): Buffer {
  const nonce = sealed.subarray(0, nonceBytes)
  const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes })
    .setAAD(boundTo(arn))
    .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([opening.update(sealed.subarray(nonceBytes + tagBytes)), opening.final()])
}

function boundTo(arn: string): Buffer {
  return Buffer.from(`PARAMETER_ARN=${arn}`, 'utf8')
}

/** Calls KMS for the caller; what it refuses is answered as AWS does, with KMS's words and where they come from. */
async function kms<Output>(
  context: OperationContext,
  keyId: string,
  operation: string,
  input: object,
): Promise<Output> {
  try {
    return await context.call<Output>(operation, input, context)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    // As long as there is no KMS here there is no such key either.
    const absent = error.code === 'NotImplemented'
    const message = absent ? absentKey(context, keyId) : error.message
    const code = absent ? 'NotFoundException' : error.code
    throw invalidKeyId(
      `${message} (Service: AWSKMS; Status Code: ${absent ? 400 : (error.statusCode ?? 400)}; Error Code: ${code}; Request ID: ${context.requestId}; Proxy: null)`,
    )
  }
}

/** KMS's words for a key that is not there. */
function absentKey({ partition, region, accountId }: OperationContext, keyId: string): string {
  const home = `arn:${partition}:kms:${region}:${accountId}:`
  if (keyId.startsWith('alias/')) return `Alias ${home}${keyId} is not found.`
  return `Key '${keyId.startsWith('arn:') ? keyId : `${home}key/${keyId}`}' does not exist`
}
