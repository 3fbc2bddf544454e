/**
 * Values, encrypted at rest: each under a data key of its own, which KMS encrypts, bound to the secret and the version.
 * Source: User Guide, "Secret encryption and decryption in AWS Secrets Manager".
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Secret, Value } from './records.ts'
import { secretArn } from './secrets.ts'

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** A value as it is given and answered: one of the two. */
export type PlainValue = { readonly text: string } | { readonly bytes: Uint8Array }

export async function encryptValue(
  context: OperationContext,
  secret: Secret,
  versionId: string,
  value: PlainValue,
): Promise<Value> {
  const key = await kms<{ CiphertextBlob: Uint8Array; Plaintext: Uint8Array; KeyId: string }>(
    context,
    secret,
    'kms:GenerateDataKey',
    {
      KeyId: secret.kmsKeyId ?? 'alias/aws/secretsmanager',
      KeySpec: 'AES_256',
      EncryptionContext: boundTo(context, secret, versionId),
    },
    'EncryptionFailure',
  )
  const plaintext = 'text' in value ? Buffer.from(value.text, 'utf8') : value.bytes
  const nonce = context.random.bytes(nonceBytes)
  const sealing = createCipheriv(cipher, key.Plaintext, nonce, { authTagLength: tagBytes })
  const body = Buffer.concat([sealing.update(plaintext), sealing.final()])
  return {
    secretId: secret.id,
    versionId,
    kind: 'text' in value ? 'string' : 'binary',
    dataKey: Buffer.from(key.CiphertextBlob).toString('base64'),
    sealed: Buffer.concat([nonce, sealing.getAuthTag(), body]).toString('base64'),
    keyArn: key.KeyId,
  }
}

export async function decryptValue(
  context: OperationContext,
  secret: Secret,
  value: Value,
): Promise<PlainValue> {
  const key = await kms<{ Plaintext: Uint8Array }>(
    context,
    secret,
    'kms:Decrypt',
    {
      CiphertextBlob: Buffer.from(value.dataKey, 'base64'),
      EncryptionContext: boundTo(context, secret, value.versionId),
    },
    'DecryptionFailure',
  )
  const sealed = Buffer.from(value.sealed, 'base64')
  const opening = createDecipheriv(cipher, key.Plaintext, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  opening.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  const bytes = Buffer.concat([opening.update(sealed.subarray(nonceBytes + tagBytes)), opening.final()])
  return value.kind === 'string' ? { text: bytes.toString('utf8') } : { bytes }
}

/** Whether two values are the same. */
export function sameValue(one: PlainValue, other: PlainValue): boolean {
  if ('text' in one) return 'text' in other && one.text === other.text
  return 'bytes' in other && Buffer.compare(one.bytes, other.bytes) === 0
}

function boundTo(context: OperationContext, secret: Secret, versionId: string) {
  return { SecretARN: secretArn(context, secret, secret.region), SecretVersionId: versionId }
}

/** Calls KMS for the caller, in the region where the secret is at home. */
async function kms<Output>(
  context: OperationContext,
  { region }: Secret,
  operation: string,
  input: object,
  failure: 'EncryptionFailure' | 'DecryptionFailure',
): Promise<Output> {
  try {
    return await context.call<Output>(operation, input, { ...context, region })
  } catch (error) {
    if (!(error instanceof AwsError) || error.fault === 'server') throw error
    // Source: published messages of AWS for AccessDeniedException.
    if (error.code === 'AccessDeniedException') throw new AwsError(error.code, 'Access to KMS is not allowed')
    throw new AwsError(failure, error.message)
  }
}
