/** Buckets: names, regions, owners, and what tools that manage them read. Source: Amazon S3 API reference. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { S3 } from '@aws-sdk/client-s3'
import { testServer } from '../../support/server.ts'
import { freshBucket, freshClient, refusal, refused } from './room.ts'

const server = testServer()

describe('buckets', () => {
  it('are made, listed, looked at and deleted', async () => {
    const { s3, account } = freshClient(server)
    for (const name of ['zz-first', 'aa-second', 'mm-third']) {
      const { Location } = await s3.createBucket({ Bucket: `${name}-${account}` })
      assert.equal(Location, `/${name}-${account}`)
    }
    const { Buckets, Owner } = await s3.listBuckets({})
    assert.deepEqual(
      Buckets?.map(({ Name }) => Name),
      ['aa-second', 'mm-third', 'zz-first'].map((name) => `${name}-${account}`),
    )
    assert.match(Owner?.ID ?? '', /^[0-9a-f]{64}$/)
    const page = await s3.listBuckets({ MaxBuckets: 2 })
    const rest = await s3.listBuckets({ MaxBuckets: 2, ContinuationToken: page.ContinuationToken })
    assert.deepEqual([page.Buckets?.length, rest.Buckets?.length, rest.ContinuationToken], [2, 1, undefined])
    assert.equal((await s3.listBuckets({ Prefix: 'mm' })).Buckets?.length, 1)
    const head = await s3.headBucket({ Bucket: `aa-second-${account}` })
    assert.equal(head.BucketRegion, 'us-east-1')
    await s3.putObject({ Bucket: `aa-second-${account}`, Key: 'k', Body: '' })
    assert.deepEqual(await refused(s3.deleteBucket({ Bucket: `aa-second-${account}` })), [
      'BucketNotEmpty',
      409,
    ])
    await s3.deleteObject({ Bucket: `aa-second-${account}`, Key: 'k' })
    await s3.deleteBucket({ Bucket: `aa-second-${account}` })
    assert.deepEqual(await refused(s3.headBucket({ Bucket: `aa-second-${account}` })), ['NotFound', 404])
    assert.deepEqual(await refused(s3.deleteBucket({ Bucket: `aa-second-${account}` })), [
      'NoSuchBucket',
      404,
    ])
  })

  it('have names that are one space for all accounts', async () => {
    const { s3, Bucket } = await freshBucket(server)
    assert.equal((await s3.createBucket({ Bucket })).$metadata.httpStatusCode, 200)
    const other = freshClient(server)
    assert.deepEqual(await refused(other.s3.createBucket({ Bucket })), ['BucketAlreadyExists', 409])
    assert.deepEqual(await refused(other.s3.listObjectsV2({ Bucket })), ['AccessDenied', 403])
    for (const name of [
      'ab',
      'Upper-Case',
      'under_score',
      '192.168.1.1',
      'a..b',
      '-lead',
      'xn--x',
      'x-s3alias',
    ]) {
      assert.deepEqual(await refused(s3.createBucket({ Bucket: name })), ['InvalidBucketName', 400], name)
    }
  })

  it('lie in one region', async () => {
    const { s3, account } = freshClient(server, 'eu-west-1')
    const Bucket = `regional-${account}`
    assert.deepEqual(
      await refused(
        s3.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }),
      ),
      ['IllegalLocationConstraintException', 400],
    )
    await s3.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } })
    assert.equal((await s3.getBucketLocation({ Bucket })).LocationConstraint, 'eu-west-1')
    assert.deepEqual(
      await refused(
        s3.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
      ),
      ['BucketAlreadyOwnedByYou', 409],
    )
    const away = new S3({ ...server.config({ account }), forcePathStyle: true })
    const moved = await refusal(away.listObjectsV2({ Bucket }))
    assert.deepEqual([moved.name, moved.$metadata.httpStatusCode], ['PermanentRedirect', 301])
    assert.equal(moved.$response?.headers['x-amz-bucket-region'], 'eu-west-1')
    assert.equal((await away.getBucketLocation({ Bucket })).LocationConstraint, 'eu-west-1')
    const following = new S3({
      ...server.config({ account }),
      forcePathStyle: true,
      followRegionRedirects: true,
    })
    assert.equal((await following.listObjectsV2({ Bucket })).KeyCount, 0)
  })

  it('answer every setting as it is before anybody sets it', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const block = await s3.getPublicAccessBlock({ Bucket })
    assert.ok(Object.values(block.PublicAccessBlockConfiguration ?? {}).every(Boolean))
    const { OwnershipControls } = await s3.getBucketOwnershipControls({ Bucket })
    assert.equal(OwnershipControls?.Rules?.[0]?.ObjectOwnership, 'BucketOwnerEnforced')
    const { ServerSideEncryptionConfiguration } = await s3.getBucketEncryption({ Bucket })
    assert.equal(
      ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
      'AES256',
    )
    const { Grants } = await s3.getBucketAcl({ Bucket })
    assert.deepEqual(
      Grants?.map(({ Permission }) => Permission),
      ['FULL_CONTROL'],
    )
    assert.equal((await s3.getBucketVersioning({ Bucket })).Status, undefined)
    assert.equal((await s3.getBucketRequestPayment({ Bucket })).Payer, 'BucketOwner')
    assert.equal((await s3.getBucketLogging({ Bucket })).LoggingEnabled, undefined)
    assert.equal((await s3.getBucketAccelerateConfiguration({ Bucket })).Status, undefined)
    assert.equal((await s3.getBucketNotificationConfiguration({ Bucket })).QueueConfigurations, undefined)
    const absent: Array<[Promise<unknown>, string]> = [
      [s3.getBucketPolicy({ Bucket }), 'NoSuchBucketPolicy'],
      [s3.getBucketCors({ Bucket }), 'NoSuchCORSConfiguration'],
      [s3.getBucketTagging({ Bucket }), 'NoSuchTagSet'],
      [s3.getBucketWebsite({ Bucket }), 'NoSuchWebsiteConfiguration'],
      [s3.getBucketLifecycleConfiguration({ Bucket }), 'NoSuchLifecycleConfiguration'],
      [s3.getBucketReplication({ Bucket }), 'ReplicationConfigurationNotFoundError'],
      [s3.getObjectLockConfiguration({ Bucket }), 'ObjectLockConfigurationNotFoundError'],
    ]
    for (const [call, name] of absent) assert.deepEqual(await refused(call), [name, 404])
  })

  it('keep tags, logging, payment, acceleration and named configurations', async () => {
    const { s3, Bucket } = await freshBucket(server)
    await s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } })
    assert.deepEqual((await s3.getBucketTagging({ Bucket })).TagSet, [{ Key: 'a', Value: 'b' }])
    await s3.deleteBucketTagging({ Bucket })
    await s3.putBucketLogging({
      Bucket,
      BucketLoggingStatus: { LoggingEnabled: { TargetBucket: Bucket, TargetPrefix: 'log/' } },
    })
    assert.equal((await s3.getBucketLogging({ Bucket })).LoggingEnabled?.TargetPrefix, 'log/')
    await s3.putBucketRequestPayment({ Bucket, RequestPaymentConfiguration: { Payer: 'Requester' } })
    assert.equal((await s3.getBucketRequestPayment({ Bucket })).Payer, 'Requester')
    await s3.putBucketAccelerateConfiguration({ Bucket, AccelerateConfiguration: { Status: 'Enabled' } })
    assert.equal((await s3.getBucketAccelerateConfiguration({ Bucket })).Status, 'Enabled')
    const MetricsConfiguration = { Id: 'all', Filter: { Prefix: 'p/' } }
    await s3.putBucketMetricsConfiguration({ Bucket, Id: 'all', MetricsConfiguration })
    assert.deepEqual(
      (await s3.getBucketMetricsConfiguration({ Bucket, Id: 'all' })).MetricsConfiguration,
      MetricsConfiguration,
    )
    assert.equal((await s3.listBucketMetricsConfigurations({ Bucket })).MetricsConfigurationList?.length, 1)
    await s3.deleteBucketMetricsConfiguration({ Bucket, Id: 'all' })
    assert.deepEqual(await refused(s3.getBucketMetricsConfiguration({ Bucket, Id: 'all' })), [
      'NoSuchConfiguration',
      404,
    ])
    await s3.putBucketInventoryConfiguration({
      Bucket,
      Id: 'daily',
      InventoryConfiguration: {
        Id: 'daily',
        IsEnabled: true,
        IncludedObjectVersions: 'All',
        Schedule: { Frequency: 'Daily' },
        Destination: { S3BucketDestination: { Bucket: `arn:aws:s3:::${Bucket}`, Format: 'CSV' } },
      },
    })
    assert.equal(
      (await s3.listBucketInventoryConfigurations({ Bucket })).InventoryConfigurationList?.[0]?.Id,
      'daily',
    )
  })

  it('hold the expected owner', async () => {
    const { s3, Bucket, account } = await freshBucket(server)
    await s3.listObjectsV2({ Bucket, ExpectedBucketOwner: account })
    assert.deepEqual(await refused(s3.listObjectsV2({ Bucket, ExpectedBucketOwner: '999999999999' })), [
      'AccessDenied',
      403,
    ])
  })
})
