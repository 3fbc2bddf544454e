/**
 * Codes as a pool's own senders get them: encrypted under its KMS key, in the message format of the AWS Encryption SDK, which
 * their functions open with that library. Source: Developer Guide, "Custom sender Lambda triggers"; AWS Encryption SDK Developer Guide,
 * "AWS Encryption SDK message format reference", version 1.
 */
import { createCipheriv, hkdfSync } from 'node:crypto'
import { AwsError } from '../../aws/aws-error.ts'
import type { JsonObject } from '../../base/json.ts'
import { type OperationContext, serviceCaller } from '../../dispatch/index.ts'
import { invalidParameter } from './errors.ts'
import { poolArn } from './pools.ts'
import type { Pool } from './records.ts'
import type { TriggerContext } from './triggers.ts'

/**
 * Lets user pools use a pool's key, on behalf of who sets the pool up: as on AWS by a grant, for which that one needs kms:CreateGrant.
 * Fails with InvalidParameterException. UNVERIFIED: the words.
 */
export async function grantKey(
  context: OperationContext,
  settings: JsonObject,
  poolId: string,
): Promise<void> {
  const { KMSKeyID } = (settings.LambdaConfig ?? {}) as JsonObject
  if (KMSKeyID === undefined) return
  try {
    await context.call(
      'kms:CreateGrant',
      {
        KeyId: KMSKeyID,
        Name: poolId,
        GranteePrincipal: 'cognito-idp.amazonaws.com',
        Operations: ['GenerateDataKey'],
        Constraints: { EncryptionContextSubset: { 'userpool-id': poolId } },
      },
      context,
    )
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw invalidParameter(`The key ${KMSKeyID} cannot be used: ${error.message}`)
  }
}

/** AES-256 in Galois/Counter Mode with HKDF over SHA-256, without key commitment and without a signature. */
const algorithmId = Buffer.from([0x01, 0x78])
const ivBytes = 12
const frameBytes = 4096

/** The code, encrypted; base64. Fails with the errors of kms:GenerateDataKey. */
export async function sealCode(
  { call, random }: Pick<TriggerContext, 'call' | 'random'>,
  pool: Pool,
  code: string,
): Promise<string> {
  const keyId = String(((pool.settings.LambdaConfig ?? {}) as JsonObject).KMSKeyID)
  const boundTo = { 'userpool-id': pool.id }
  const caller = serviceCaller('cognito-idp.amazonaws.com', pool, poolArn(pool))
  const key = await call<{ KeyId: string; Plaintext: Uint8Array; CiphertextBlob: Uint8Array }>(
    'kms:GenerateDataKey',
    { KeyId: keyId, NumberOfBytes: 32, EncryptionContext: boundTo },
    caller,
  )
  const messageId = Buffer.from(random.bytes(16))
  const derived = Buffer.from(
    hkdfSync('sha256', key.Plaintext, Buffer.alloc(0), Buffer.concat([algorithmId, messageId]), 32),
  )
  const header = Buffer.concat([
    // Version 1, a message of a customer.
    Buffer.from([0x01, 0x80]),
    algorithmId,
    messageId,
    counted(encryptionContext(boundTo)),
    sixteen(1),
    counted(Buffer.from('aws-kms')),
    counted(Buffer.from(key.KeyId)),
    counted(Buffer.from(key.CiphertextBlob)),
    // Framed.
    Buffer.from([0x02, 0, 0, 0, 0, ivBytes]),
    thirtyTwo(frameBytes),
  ])
  const headerIv = Buffer.alloc(ivBytes)
  const headerTag = sealed(derived, headerIv, header, Buffer.alloc(0)).tag
  const content = Buffer.from(code, 'utf8')
  const frameIv = Buffer.alloc(ivBytes)
  frameIv.writeUInt32BE(1, ivBytes - 4)
  const bound = Buffer.concat([
    messageId,
    Buffer.from('AWSKMSEncryptionClient Final Frame'),
    thirtyTwo(1),
    Buffer.concat([thirtyTwo(0), thirtyTwo(content.length)]),
  ])
  const frame = sealed(derived, frameIv, bound, content)
  return Buffer.concat([
    header,
    headerIv,
    headerTag,
    thirtyTwo(0xffffffff),
    thirtyTwo(1),
    frameIv,
    thirtyTwo(content.length),
    frame.bytes,
    frame.tag,
  ]).toString('base64')
}

function sealed(key: Uint8Array, iv: Uint8Array, bound: Uint8Array, content: Uint8Array) {
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 })
  cipher.setAAD(bound)
  const bytes = Buffer.concat([cipher.update(content), cipher.final()])
  return { bytes, tag: cipher.getAuthTag() }
}

function encryptionContext(values: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(values).flatMap(([name, value]) => [
    counted(Buffer.from(name)),
    counted(Buffer.from(value)),
  ])
  return Buffer.concat([sixteen(Object.keys(values).length), ...entries])
}

/** Bytes behind their number. */
function counted(bytes: Uint8Array): Buffer {
  return Buffer.concat([sixteen(bytes.length), bytes])
}

function sixteen(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff])
}

function thirtyTwo(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
