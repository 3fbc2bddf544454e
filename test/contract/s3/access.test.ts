/** Who may do what: policies, lists, ownership, what blocks public access. Source: Amazon S3 User Guide, "Identity and access management". */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { S3 } from '@aws-sdk/client-s3'
import { testServer } from '../../support/server.ts'
import { freshBucket, freshClient, openBucket, refusal, refused } from './room.ts'

const server = testServer()

const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })

describe('bucket policies', () => {
  it('let other accounts in, and keep the owner out', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const other = freshClient(server)
    await s3.putObject({ Bucket, Key: 'shared/k', Body: 'x' })
    await s3.putObject({ Bucket, Key: 'own/k', Body: 'x' })
    assert.deepEqual(await refused(other.s3.getObject({ Bucket, Key: 'shared/k' })), ['AccessDenied', 403])
    await s3.putBucketPolicy({
      Bucket,
      Policy: policy(
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${other.account}:root` },
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${Bucket}/shared/*`,
        },
        { Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${Bucket}/*` },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:PutObject',
          Resource: `arn:aws:s3:::${Bucket}/*`,
          Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
        },
      ),
    })
    assert.equal(await (await other.s3.getObject({ Bucket, Key: 'shared/k' })).Body?.transformToString(), 'x')
    assert.deepEqual(await refused(other.s3.getObject({ Bucket, Key: 'own/k' })), ['AccessDenied', 403])
    const denied = await refusal(s3.deleteObject({ Bucket, Key: 'own/k' }))
    assert.equal(denied.name, 'AccessDenied')
    assert.match(
      denied.message,
      /is not authorized to perform: s3:DeleteObject on resource: "arn:aws:s3:::.*\/own\/k" with an explicit deny in a resource-based policy/,
    )
    assert.deepEqual(await refused(s3.putObject({ Bucket, Key: 'plain', Body: '' })), ['AccessDenied', 403])
    await s3.putObject({ Bucket, Key: 'plain', Body: '', ServerSideEncryption: 'AES256' })
    await s3.deleteBucketPolicy({ Bucket })
    await s3.deleteObject({ Bucket, Key: 'own/k' })
  })

  /** Source: Amazon S3 User Guide, "Using Requester Pays general purpose buckets for storage transfers and usage". */
  it('let others into a bucket whose requesters pay when they say that they do', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const other = freshClient(server)
    await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${other.account}:root` },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    }
    await s3.putBucketPolicy({ Bucket, Policy: policy(statement) })
    await other.s3.getObject({ Bucket, Key: 'k' })
    await s3.putBucketRequestPayment({ Bucket, RequestPaymentConfiguration: { Payer: 'Requester' } })
    assert.deepEqual(await refused(other.s3.getObject({ Bucket, Key: 'k' })), ['AccessDenied', 403])
    await other.s3.getObject({ Bucket, Key: 'k', RequestPayer: 'requester' })
    await s3.getObject({ Bucket, Key: 'k' })
  })

  it('must be about the bucket, and not public where that is blocked', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const put = (Policy: string) => s3.putBucketPolicy({ Bucket, Policy })
    const one = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    }
    assert.deepEqual(await refused(put('{')), ['MalformedPolicy', 400])
    assert.deepEqual(await refused(put(policy({ ...one, Resource: 'arn:aws:s3:::another/*' }))), [
      'MalformedPolicy',
      400,
    ])
    assert.deepEqual(await refused(put(policy({ ...one, Action: 'sqs:SendMessage' }))), [
      'MalformedPolicy',
      400,
    ])
    const words = async (more: object) => (await refusal(put(policy({ ...one, ...more })))).message
    for (const AWS of ['somebody', 'arn:aws:iam::1:root', 'arn:aws:s3:::bucket'])
      assert.equal(await words({ Principal: { AWS } }), 'Invalid principal in policy')
    const unfit = 'Action does not apply to any resource(s) in statement'
    const itself = `arn:aws:s3:::${Bucket}`
    assert.equal(await words({ Resource: itself }), unfit)
    assert.equal(await words({ Action: ['s3:GetObject', 's3:ListBucket'] }), unfit)
    await put(
      policy({
        ...one,
        Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABCDEFGHIJKL' },
        Action: ['s3:GetObject', 's3:ListBucket', 's3:Get*'],
        Resource: [itself, `${itself}/*`],
      }),
    )
    const { Principal: _none, ...nobody } = one
    assert.deepEqual(await refused(put(policy(nobody))), ['MalformedPolicy', 400])
    assert.deepEqual(await refused(put(policy(one))), ['AccessDenied', 403])
    await put(policy({ ...one, Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } } }))
    assert.equal((await s3.getBucketPolicyStatus({ Bucket })).PolicyStatus?.IsPublic, false)
    await s3.deletePublicAccessBlock({ Bucket })
    await put(policy(one))
    assert.equal((await s3.getBucketPolicyStatus({ Bucket })).PolicyStatus?.IsPublic, true)
    await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    const anonymous = () => fetch(`${server.endpoint}/${Bucket}/k`)
    assert.equal((await anonymous()).status, 200)
    await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: { RestrictPublicBuckets: true } })
    assert.equal((await anonymous()).status, 403)
  })
})

describe('access control lists', () => {
  it('mean nothing in buckets whose owner owns everything', async () => {
    const { s3, Bucket } = await freshBucket(server)
    assert.deepEqual(await refused(s3.putBucketAcl({ Bucket, ACL: 'public-read' })), [
      'AccessControlListNotSupported',
      400,
    ])
    await s3.putObject({ Bucket, Key: 'k', Body: '', ACL: 'bucket-owner-full-control' })
    assert.deepEqual(await refused(s3.putObjectAcl({ Bucket, Key: 'k', ACL: 'public-read' })), [
      'AccessControlListNotSupported',
      400,
    ])
  })

  it('let the world in where they may', async () => {
    const { s3, Bucket } = await openBucket(server)
    await s3.putObject({ Bucket, Key: 'open', Body: 'x', ACL: 'public-read' })
    await s3.putObject({ Bucket, Key: 'closed', Body: 'x' })
    const anonymous = async (path: string) => (await fetch(`${server.endpoint}/${Bucket}${path}`)).status
    assert.deepEqual(
      [await anonymous('/open'), await anonymous('/closed'), await anonymous('')],
      [200, 403, 403],
    )
    await s3.putBucketAcl({ Bucket, ACL: 'public-read' })
    assert.equal(await anonymous(''), 200)
    const { Grants } = await s3.getObjectAcl({ Bucket, Key: 'open' })
    assert.deepEqual(
      Grants?.map(({ Permission }) => Permission),
      ['FULL_CONTROL', 'READ'],
    )
    const other = freshClient(server)
    const { Owner } = await other.s3.listBuckets({})
    await s3.putObjectAcl({ Bucket, Key: 'closed', GrantRead: `id="${Owner?.ID}"` })
    assert.equal(await (await other.s3.getObject({ Bucket, Key: 'closed' })).Body?.transformToString(), 'x')
    await s3.putPublicAccessBlock({
      Bucket,
      PublicAccessBlockConfiguration: { IgnorePublicAcls: true, BlockPublicAcls: true },
    })
    assert.deepEqual([await anonymous('/open'), await anonymous('')], [403, 403])
    assert.deepEqual(await refused(s3.putObjectAcl({ Bucket, Key: 'open', ACL: 'public-read' })), [
      'AccessDenied',
      403,
    ])
    assert.deepEqual(await refused(s3.putObjectAcl({ Bucket, Key: 'open' })), ['InvalidRequest', 400])
  })
})

describe('encryption', () => {
  it('with a key of the customer needs that key', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const key = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: Buffer.alloc(32, 7).toString('base64') }
    const other = { ...key, SSECustomerKey: Buffer.alloc(32, 8).toString('base64') }
    for (const size of [10, 200_000]) {
      const Body = 'y'.repeat(size)
      const put = await s3.putObject({ Bucket, Key: 'k', Body, ...key })
      assert.ok(put.SSECustomerKeyMD5)
      const got = await s3.getObject({ Bucket, Key: 'k', ...key })
      assert.equal(await got.Body?.transformToString(), Body)
      const part = await s3.getObject({ Bucket, Key: 'k', Range: 'bytes=3-8', ...key })
      assert.equal(await part.Body?.transformToString(), 'yyyyyy')
      assert.deepEqual(await refused(s3.getObject({ Bucket, Key: 'k' })), ['InvalidRequest', 400])
      assert.deepEqual(await refused(s3.getObject({ Bucket, Key: 'k', ...other })), ['AccessDenied', 403])
    }
    await s3.copyObject({
      Bucket,
      Key: 'plain',
      CopySource: `${Bucket}/k`,
      CopySourceSSECustomerAlgorithm: key.SSECustomerAlgorithm,
      CopySourceSSECustomerKey: key.SSECustomerKey,
    })
    assert.equal((await s3.headObject({ Bucket, Key: 'plain' })).ContentLength, 200_000)
    assert.deepEqual(
      await refused(
        s3.putObject({
          Bucket,
          Key: 'k',
          Body: '',
          SSECustomerAlgorithm: 'AES256',
          SSECustomerKey: 'c2hvcnQ=',
        }),
      ),
      ['InvalidArgument', 400],
    )
  })

  it('is that of the bucket where nobody names one', async () => {
    const { s3, Bucket } = await freshBucket(server)
    await s3.putBucketEncryption({
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true }],
      },
    })
    const put = await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    assert.deepEqual([put.ServerSideEncryption, put.BucketKeyEnabled], ['aws:kms', true])
    assert.equal(await (await s3.getObject({ Bucket, Key: 'k' })).Body?.transformToString(), 'x')
    assert.notEqual(put.ETag, '"9dd4e461268c8034f5c8564e155c67a6"')
  })
})

describe('who does not sign', () => {
  it('is nobody', async () => {
    const nobody = new S3({
      endpoint: server.endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: '', secretAccessKey: '' },
      signer: { sign: async (request) => request },
    })
    assert.deepEqual(await refused(nobody.listBuckets({})), ['AccessDenied', 403])
    assert.deepEqual(await refused(nobody.createBucket({ Bucket: 'of-nobody' })), ['AccessDenied', 403])
  })
})
