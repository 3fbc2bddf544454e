/** Encryption with keys of KMS. Source: Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys (SSE-KMS)". */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { KMS } from '@aws-sdk/client-kms'
import { testServer } from '../../support/server.ts'
import { freshBucket, refusal, refused } from './room.ts'

const server = testServer()

async function withKey() {
  const made = await freshBucket(server)
  const kms = new KMS(server.config({ account: made.account }))
  const { KeyMetadata } = await kms.createKey({})
  return { ...made, kms, KeyId: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '' }
}

describe('keys of KMS', () => {
  it('open what they sealed, small and large, whole and in parts', async () => {
    const { s3, Bucket, kms, KeyId, arn } = await withKey()
    const kmsKey = { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: KeyId }
    for (const size of [5, 300_000]) {
      const Body = 'secret '.repeat(size)
      const put = await s3.putObject({ Bucket, Key: 'k', Body, ...kmsKey })
      assert.deepEqual([put.ServerSideEncryption, put.SSEKMSKeyId], ['aws:kms', arn])
      const got = await s3.getObject({ Bucket, Key: 'k', Range: 'bytes=3-9' })
      assert.equal(await got.Body?.transformToString(), 'ret sec')
    }
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: 'parts', ...kmsKey })
    const { ETag } = await s3.uploadPart({ Bucket, Key: 'parts', UploadId, PartNumber: 1, Body: 'one part' })
    await s3.completeMultipartUpload({
      Bucket,
      Key: 'parts',
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    })
    assert.equal(await (await s3.getObject({ Bucket, Key: 'parts' })).Body?.transformToString(), 'one part')
    await s3.copyObject({ Bucket, Key: 'copy', CopySource: `${Bucket}/k`, ...kmsKey })
    await kms.disableKey({ KeyId })
    const closed = await refusal(s3.getObject({ Bucket, Key: 'copy' }))
    assert.equal(closed.name, 'KMS.DisabledException')
    assert.deepEqual(await refused(s3.putObject({ Bucket, Key: 'k', Body: '', ...kmsKey })), [
      'KMS.DisabledException',
      400,
    ])
  })

  it('must be there', async () => {
    const { s3, Bucket } = await withKey()
    const absent = {
      ServerSideEncryption: 'aws:kms' as const,
      SSEKMSKeyId: '11111111-2222-3333-4444-555555555555',
    }
    assert.deepEqual(await refused(s3.putObject({ Bucket, Key: 'k', Body: '', ...absent })), [
      'KMS.NotFoundException',
      400,
    ])
  })

  it('come by default where the bucket says so', async () => {
    const { s3, Bucket, arn } = await withKey()
    const put = async (Default: object) => {
      await s3.putBucketEncryption({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: Default as never }],
        },
      })
      const { SSEKMSKeyId } = await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
      assert.equal(await (await s3.getObject({ Bucket, Key: 'k' })).Body?.transformToString(), 'x')
      return SSEKMSKeyId
    }
    assert.equal(await put({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: arn }), arn)
    assert.match(
      (await put({ SSEAlgorithm: 'aws:kms' })) ?? '',
      /^arn:aws:kms:us-east-1:\d{12}:(key|alias)\//,
    )
  })
})
