/**
 * Server-side encryption: what requests ask for, what answers say, and the cipher itself. With a customer's key, and with KMS
 * where that service is built, bytes are encrypted (AES-256 in counter mode, so that a range can be read without the rest);
 * with S3's own keys they lie as they are, as whoever reads the data folder could read such keys too. Source: Amazon S3 User
 * Guide, "Protecting data with encryption", "Using server-side encryption with customer-provided keys (SSE-C)".
 */
import { createCipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { bucketArn } from './buckets.ts'
import { accessDenied, invalidArgument, invalidRequest } from './errors.ts'
import type { Bucket, ObjectEncryption } from './records.ts'

/** What a request says of encryption. */
export interface EncryptionInput {
  readonly ServerSideEncryption?: string | undefined
  readonly SSEKMSKeyId?: string | undefined
  readonly SSEKMSEncryptionContext?: string | undefined
  readonly BucketKeyEnabled?: boolean | undefined
  readonly SSECustomerAlgorithm?: string | undefined
  readonly SSECustomerKey?: string | undefined
  readonly SSECustomerKeyMD5?: string | undefined
}

/** How bytes are encrypted from now on; `key` is undefined where they are not. */
export interface Sealing {
  readonly encryption: ObjectEncryption
  readonly key: Uint8Array | undefined
}

/** Decides how an object is encrypted. Fails with InvalidArgument and InvalidRequest as AWS words them, and in KMS's errors. */
export async function chooseEncryption(
  context: OperationContext,
  bucket: Bucket,
  key: string,
  input: EncryptionInput,
): Promise<Sealing> {
  const customerKey = readCustomerKey(input)
  if (customerKey !== undefined) {
    if (input.ServerSideEncryption !== undefined) {
      throw invalidArgument(
        'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
        'x-amz-server-side-encryption',
        input.ServerSideEncryption,
      )
    }
    if (bucket.encryption.blocked?.includes('SSE-C')) {
      throw accessDenied(
        'Server-side encryption with customer-provided keys (SSE-C) is blocked on this bucket.',
      )
    }
    return { encryption: customerEncryption(context, customerKey), key: customerKey.key }
  }
  const asked = input.ServerSideEncryption ?? bucket.encryption.algorithm
  if (asked === 'AES256') {
    if (input.SSEKMSKeyId !== undefined) {
      throw invalidArgument(
        'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
        'x-amz-server-side-encryption',
        'AES256',
      )
    }
    return { encryption: { kind: 'AES256' }, key: undefined }
  }
  if (asked !== 'aws:kms' && asked !== 'aws:kms:dsse') {
    throw invalidArgument(
      'The encryption method specified is not supported',
      'x-amz-server-side-encryption',
      asked,
    )
  }
  return kmsEncryption(context, bucket, key, asked, input)
}

interface CustomerKey {
  readonly key: Uint8Array
  readonly md5: string
}

/** The key that a request brings. Undefined: none. */
export function readCustomerKey(input: EncryptionInput): CustomerKey | undefined {
  const { SSECustomerAlgorithm: algorithm, SSECustomerKey: text, SSECustomerKeyMD5: md5 } = input
  if (algorithm === undefined && text === undefined && md5 === undefined) return undefined
  if (algorithm === undefined) {
    throw invalidArgument(
      'Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.',
      'x-amz-server-side-encryption-customer-algorithm',
    )
  }
  if (algorithm !== 'AES256') {
    throw new AwsError(
      'InvalidEncryptionAlgorithmError',
      'The Encryption request you specified is not valid. Supported value: AES256.',
    )
  }
  if (text === undefined) {
    throw invalidArgument(
      'Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key.',
      'x-amz-server-side-encryption-customer-key',
    )
  }
  const key = Buffer.from(text, 'base64')
  if (key.length !== 32) {
    throw invalidArgument(
      'The secret key was invalid for the specified algorithm.',
      'x-amz-server-side-encryption-customer-key',
    )
  }
  const computed = createHash('md5').update(key).digest('base64')
  if (md5 !== undefined && md5 !== computed) {
    throw invalidArgument(
      'The calculated MD5 hash of the key did not match the hash that was provided.',
      'x-amz-server-side-encryption-customer-key-MD5',
    )
  }
  return { key, md5: computed }
}

function customerEncryption({ random }: OperationContext, { key, md5 }: CustomerKey): ObjectEncryption {
  const salt = Buffer.from(random.bytes(16)).toString('base64')
  return { kind: 'customer', keyMd5: md5, salt, proof: proofOf(key, salt), cipher: { iv: newIv({ random }) } }
}

function proofOf(key: Uint8Array, salt: string): string {
  return createHmac('sha256', key).update(salt).digest('base64')
}

/** What KMS encrypts with when nobody names a key. */
const defaultKmsKey = 'alias/aws/s3'

async function kmsEncryption(
  context: OperationContext,
  bucket: Bucket,
  objectKey: string,
  kind: 'aws:kms' | 'aws:kms:dsse',
  input: EncryptionInput,
): Promise<Sealing> {
  const named =
    input.SSEKMSKeyId ??
    (input.ServerSideEncryption === undefined ? bucket.encryption.kmsKeyId : undefined) ??
    bucket.encryption.kmsKeyId
  const bucketKey = input.BucketKeyEnabled ?? bucket.encryption.bucketKey
  const facts = {
    ...(bucketKey === undefined ? {} : { bucketKey }),
    ...(input.SSEKMSEncryptionContext === undefined ? {} : { context: input.SSEKMSEncryptionContext }),
  }
  try {
    const { CiphertextBlob, Plaintext, KeyId } = await context.call<{
      CiphertextBlob?: Uint8Array
      Plaintext?: Uint8Array
      KeyId?: string
    }>(
      'kms:GenerateDataKey',
      {
        KeyId: named ?? defaultKmsKey,
        KeySpec: 'AES_256',
        EncryptionContext: encryptionContext(bucket, objectKey, facts),
      },
      { ...context, region: bucket.region },
    )
    if (CiphertextBlob === undefined || Plaintext === undefined)
      throw new AwsError('KMS.InternalException', 'KMS gave no key.', { fault: 'server' })
    const cipher = { iv: newIv(context), wrappedKey: Buffer.from(CiphertextBlob).toString('base64') }
    return { encryption: { kind, keyId: KeyId ?? named ?? '', ...facts, cipher }, key: Plaintext }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const isAbsent = error.code === 'NotImplemented' || error.code === 'UnknownService'
    // The key of the account that S3 would have made is nobody's here unless KMS makes it.
    if (isAbsent || (named === undefined && error.code === 'NotFoundException')) {
      return { encryption: { kind, keyId: kmsKeyArn(context, bucket, named), ...facts }, key: undefined }
    }
    throw kmsError(error)
  }
}

function kmsKeyArn(
  { partition }: OperationContext,
  { region, accountId }: Bucket,
  named: string | undefined,
): string {
  if (named?.startsWith('arn:')) return named
  const home = `arn:${partition}:kms:${region}:${accountId}`
  if (named === undefined) return `${home}:alias/aws/s3`
  return named.startsWith('alias/') ? `${home}:${named}` : `${home}:key/${named}`
}

/** Source: Amazon S3 API reference, "Error responses": KMS's errors come with a prefix. */
function kmsError(error: AwsError): AwsError {
  const code = error.code.startsWith('KMS.') ? error.code : `KMS.${error.code}`
  if (error.code === 'AccessDeniedException') return accessDenied(error.message)
  return new AwsError(code, error.message, {
    statusCode: error.fault === 'server' ? 503 : 400,
    fault: error.fault,
  })
}

/** Source: Amazon S3 User Guide, "Encryption context": the object's ARN, or the bucket's with a bucket key, and what is given. */
function encryptionContext(
  bucket: Bucket,
  key: string,
  { bucketKey, context }: { readonly bucketKey?: boolean; readonly context?: string },
): Record<string, string> {
  const own = { 'aws:s3:arn': bucketArn(bucket, bucketKey ? undefined : key) }
  if (context === undefined) return own
  try {
    const given = JSON.parse(Buffer.from(context, 'base64').toString('utf8')) as unknown
    if (given === null || typeof given !== 'object' || Array.isArray(given))
      throw new TypeError('not an object')
    return { ...own, ...(given as Record<string, string>) }
  } catch {
    throw invalidArgument(
      'The header x-amz-server-side-encryption-context must be a base64-encoded UTF-8 string holding JSON with the encryption context key-value pairs.',
      'x-amz-server-side-encryption-context',
      context,
    )
  }
}

/**
 * The key that opens what was sealed; undefined where bytes lie as they are. Fails with InvalidRequest and AccessDenied when
 * a customer's key is missing or another one, and in KMS's errors.
 */
export async function openEncryption(
  context: OperationContext,
  bucket: Bucket,
  { key: objectKey, encryption }: { readonly key: string; readonly encryption: ObjectEncryption },
  input: EncryptionInput,
): Promise<Uint8Array | undefined> {
  const given = readCustomerKey(input)
  if (encryption.kind !== 'customer') {
    if (given !== undefined) {
      throw invalidRequest('The encryption parameters are not applicable to this object.')
    }
    if (encryption.kind === 'AES256' || encryption.cipher === undefined) return undefined
    try {
      const { Plaintext } = await context.call<{ Plaintext?: Uint8Array }>(
        'kms:Decrypt',
        {
          CiphertextBlob: Buffer.from(encryption.cipher.wrappedKey, 'base64'),
          EncryptionContext: encryptionContext(bucket, objectKey, encryption),
        },
        { ...context, region: bucket.region },
      )
      return Plaintext
    } catch (error) {
      throw error instanceof AwsError ? kmsError(error) : error
    }
  }
  if (given === undefined) {
    throw invalidRequest(
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    )
  }
  const proof = Buffer.from(proofOf(given.key, encryption.salt))
  if (!timingSafeEqual(proof, Buffer.from(encryption.proof))) throw accessDenied()
  return encryption.cipher === undefined ? undefined : given.key
}

/** Holds the customer's key of a part against that of its upload, which was proved when it began. */
export function requireSameKey(encryption: ObjectEncryption, input: EncryptionInput): Uint8Array | undefined {
  const given = readCustomerKey(input)
  if (encryption.kind !== 'customer') {
    if (given !== undefined) {
      throw invalidRequest(
        'The multipart upload initiate requested no encryption. Subsequent part requests must not include encryption parameters.',
      )
    }
    return undefined
  }
  if (given === undefined) {
    throw invalidRequest(
      'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
    )
  }
  if (given.md5 !== encryption.keyMd5) {
    throw invalidRequest('The provided encryption parameters did not match the ones used originally.')
  }
  return given.key
}

/** Encryption as outputs have it. */
export function encryptionMembers(encryption: ObjectEncryption): {
  ServerSideEncryption?: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  SSEKMSKeyId?: string
  SSEKMSEncryptionContext?: string
  BucketKeyEnabled?: boolean
  SSECustomerAlgorithm?: string
  SSECustomerKeyMD5?: string
} {
  if (encryption.kind === 'AES256') return { ServerSideEncryption: 'AES256' }
  if (encryption.kind === 'customer') {
    return { SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: encryption.keyMd5 }
  }
  const { kind, keyId, bucketKey } = encryption
  return {
    ServerSideEncryption: kind,
    SSEKMSKeyId: keyId,
    ...(bucketKey ? { BucketKeyEnabled: true } : {}),
  }
}

/** Whether ETags are the MD5 of the bytes. Source: API reference, Object, ETag. */
export function hasPlainEtag({ kind }: ObjectEncryption): boolean {
  return kind === 'AES256'
}

/** A new beginning of the counter, in base64. */
export function newIv({ random }: Pick<OperationContext, 'random'>): string {
  return Buffer.from(random.bytes(16)).toString('base64')
}

const blockBytes = 16

/** Encrypts or decrypts, which is the same, from a place in the whole on. */
export function cipherFrom(key: Uint8Array, iv: string, start: number): (bytes: Uint8Array) => Uint8Array {
  const blocks = BigInt(Math.floor(start / blockBytes))
  const counter = (BigInt(`0x${Buffer.from(iv, 'base64').toString('hex')}`) + blocks) % (1n << 128n)
  const cipher = createCipheriv(
    'aes-256-ctr',
    key,
    Buffer.from(counter.toString(16).padStart(32, '0'), 'hex'),
  )
  cipher.update(Buffer.alloc(start % blockBytes))
  return (bytes) => cipher.update(bytes)
}
