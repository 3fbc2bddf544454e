/**
 * Copies of objects in other buckets. Source: Amazon S3 User Guide, "Replicating objects within and across Regions", "What does Amazon
 * S3 replicate?", "Getting replication status information", "Receiving replication failure events with Amazon S3 Event Notifications".
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { KMS } from '@aws-sdk/client-kms'
import { type Destination, type ReplicationRule, S3 } from '@aws-sdk/client-s3'
import { SQS } from '@aws-sdk/client-sqs'
import { testServer } from '../../support/server.ts'
import { freshBucket, freshClient, refusal, refused } from './room.ts'

const server = testServer()

type Rule = Partial<Omit<ReplicationRule, 'Destination'>> & { Destination?: Partial<Destination> }

/** A bucket that is versioned, another one, and what replicates into it. */
async function pair(options: { lock?: boolean; region?: string } = {}) {
  const made = await freshBucket(server, options.lock ? { ObjectLockEnabledForBucket: true } : {})
  const { Bucket, account, s3 } = made
  const region = options.region ?? 'us-east-1'
  const there = new S3({ ...server.config({ account, region }), forcePathStyle: true })
  const Copies = `${Bucket}-copies`
  await there.createBucket({
    Bucket: Copies,
    ...(region === 'us-east-1'
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } }),
    ...(options.lock ? { ObjectLockEnabledForBucket: true } : {}),
  })
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await s3.putBucketVersioning({ Bucket, VersioningConfiguration })
  await there.putBucketVersioning({ Bucket: Copies, VersioningConfiguration })
  const Role = `arn:aws:iam::${account}:role/replication`
  const rule = ({ Destination, ...more }: Rule = {}): ReplicationRule => ({
    ID: 'all',
    Status: 'Enabled',
    Priority: 1,
    Filter: { Prefix: '' },
    DeleteMarkerReplication: { Status: 'Disabled' },
    Destination: { Bucket: `arn:aws:s3:::${Copies}`, ...Destination },
    ...more,
  })
  const replicate = (...Rules: ReplicationRule[]) =>
    s3.putBucketReplication({ Bucket, ReplicationConfiguration: { Role, Rules } })
  const idle = () => server.lambent.idle()
  const status = async (Key: string, VersionId?: string) => {
    await idle()
    return (await s3.headObject({ Bucket, Key, ...(VersionId && { VersionId }) })).ReplicationStatus
  }
  return { ...made, there, Copies, Role, rule, replicate, idle, status }
}

const text = async (s3: S3, Bucket: string, Key: string, VersionId?: string) =>
  (await s3.getObject({ Bucket, Key, ...(VersionId && { VersionId }) })).Body?.transformToString()

describe('replication', () => {
  it('copies new objects with their ids and all that is said of them', async () => {
    const { s3, there, Bucket, Copies, rule, replicate, status } = await pair({ region: 'eu-west-1' })
    await s3.putObject({ Bucket, Key: 'before', Body: 'x' })
    await replicate(rule())
    const body = 'a'.repeat(100_000)
    const put = await s3.putObject({
      Bucket,
      Key: 'k',
      Body: body,
      ContentType: 'text/plain',
      Metadata: { colour: 'red' },
      Tagging: 'a=1',
    })
    assert.equal(await status('k'), 'COMPLETED')
    assert.equal(await status('before'), undefined)
    const source = await s3.headObject({ Bucket, Key: 'k' })
    const copy = await there.headObject({ Bucket: Copies, Key: 'k' })
    assert.equal(copy.ReplicationStatus, 'REPLICA')
    assert.deepEqual(
      [copy.VersionId, copy.ETag, copy.LastModified, copy.ContentType, copy.Metadata],
      [put.VersionId, put.ETag, source.LastModified, 'text/plain', { colour: 'red' }],
    )
    assert.equal(await text(there, Copies, 'k'), body)
    const { TagSet } = await there.getObjectTagging({ Bucket: Copies, Key: 'k' })
    assert.deepEqual(TagSet, [{ Key: 'a', Value: '1' }])
    assert.deepEqual((await there.listObjectsV2({ Bucket: Copies })).KeyCount, 1)
    // A copy outlives its source.
    await s3.deleteObject({ Bucket, Key: 'k', VersionId: put.VersionId })
    assert.equal(await text(there, Copies, 'k'), body)
  })

  it('copies small bodies, parts, copies and newer versions in their order', async () => {
    const { s3, there, Bucket, Copies, rule, replicate, status } = await pair()
    await replicate(rule())
    await Promise.all(['1', '2', '3'].map((Body) => s3.putObject({ Bucket, Key: 'small', Body })))
    const { UploadId } = await s3.createMultipartUpload({ Bucket, Key: 'parts' })
    const first = Buffer.alloc(5 * 1024 * 1024, 'p')
    const Parts = []
    for (const [index, Body] of [first, Buffer.from('end')].entries()) {
      const PartNumber = index + 1
      const { ETag } = await s3.uploadPart({ Bucket, Key: 'parts', UploadId, PartNumber, Body })
      Parts.push({ ETag, PartNumber })
    }
    await s3.completeMultipartUpload({ Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts } })
    await s3.copyObject({ Bucket, Key: 'copied', CopySource: `${Bucket}/small` })
    for (const key of ['small', 'parts', 'copied']) assert.equal(await status(key), 'COMPLETED')
    const versions = async (client: S3, name: string) =>
      (await client.listObjectVersions({ Bucket: name })).Versions?.map(
        ({ Key, VersionId, ETag, IsLatest, Size }) => ({ Key, VersionId, ETag, IsLatest, Size }),
      )
    assert.deepEqual(await versions(there, Copies), await versions(s3, Bucket))
    await s3.deleteObject({
      Bucket,
      Key: 'parts',
      VersionId: (await s3.headObject({ Bucket, Key: 'parts' })).VersionId,
    })
    await server.lambent.idle()
    const range = await there.getObject({ Bucket: Copies, Key: 'parts', Range: 'bytes=5242878-' })
    assert.equal(await range.Body?.transformToString(), 'ppend')
    assert.equal(await text(there, Copies, 'copied'), await text(s3, Bucket, 'small'))
  })

  it('goes by prefixes, tags, priorities and states of rules', async () => {
    const { s3, there, Bucket, Copies, rule, replicate, status } = await pair()
    await replicate(
      rule({
        ID: 'cold',
        Priority: 2,
        Filter: { Prefix: 'logs/' },
        Destination: { StorageClass: 'GLACIER' },
      }),
      rule({
        ID: 'warm',
        Priority: 1,
        Filter: { And: { Prefix: '', Tags: [{ Key: 'keep', Value: 'yes' }] } },
      }),
      rule({ ID: 'off', Priority: 3, Status: 'Disabled' }),
    )
    await s3.putObject({ Bucket, Key: 'logs/a', Body: 'x', Tagging: 'keep=yes' })
    await s3.putObject({ Bucket, Key: 'b', Body: 'x', Tagging: 'keep=yes&more=1' })
    await s3.putObject({ Bucket, Key: 'c', Body: 'x', Tagging: 'keep=no' })
    assert.deepEqual(
      [await status('logs/a'), await status('b'), await status('c')],
      ['COMPLETED', 'COMPLETED', undefined],
    )
    const { Contents } = await there.listObjectsV2({ Bucket: Copies })
    assert.deepEqual(
      Contents?.map(({ Key, StorageClass }) => [Key, StorageClass]),
      [
        ['b', 'STANDARD'],
        ['logs/a', 'GLACIER'],
      ],
    )
    // What was not copied when it was made is not copied when its tags change.
    await s3.putObjectTagging({ Bucket, Key: 'c', Tagging: { TagSet: [{ Key: 'keep', Value: 'yes' }] } })
    assert.equal(await status('c'), undefined)
  })

  it('follows tags, retention and holds; deletions of versions it does not', async () => {
    const { s3, there, Bucket, Copies, rule, replicate, status } = await pair({ lock: true })
    await replicate(rule())
    const { VersionId } = await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    await s3.putObjectTagging({ Bucket, Key: 'k', Tagging: { TagSet: [{ Key: 'a', Value: '2' }] } })
    await s3.putObjectLegalHold({ Bucket, Key: 'k', LegalHold: { Status: 'ON' } })
    const RetainUntilDate = new Date(Date.now() + 86_400_000)
    await s3.putObjectRetention({ Bucket, Key: 'k', Retention: { Mode: 'GOVERNANCE', RetainUntilDate } })
    assert.equal(await status('k'), 'COMPLETED')
    const copy = await there.headObject({ Bucket: Copies, Key: 'k' })
    assert.deepEqual(
      [copy.ObjectLockLegalHoldStatus, copy.ObjectLockMode, copy.ObjectLockRetainUntilDate, copy.TagCount],
      ['ON', 'GOVERNANCE', (await s3.headObject({ Bucket, Key: 'k' })).ObjectLockRetainUntilDate, 1],
    )
    await s3.putObjectLegalHold({ Bucket, Key: 'k', LegalHold: { Status: 'OFF' } })
    await server.lambent.idle()
    await s3.deleteObject({ Bucket, Key: 'k', VersionId, BypassGovernanceRetention: true })
    await server.lambent.idle()
    assert.equal(await text(there, Copies, 'k'), 'x')
  })

  it('copies delete markers where rules say so', async () => {
    const { s3, there, Bucket, Copies, rule, replicate } = await pair()
    await replicate(rule())
    await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    await s3.deleteObject({ Bucket, Key: 'k' })
    await server.lambent.idle()
    assert.equal(await text(there, Copies, 'k'), 'x')
    await replicate(rule({ DeleteMarkerReplication: { Status: 'Enabled' } }))
    const { VersionId } = await s3.deleteObject({ Bucket, Key: 'k' })
    await server.lambent.idle()
    assert.deepEqual(await refused(there.getObject({ Bucket: Copies, Key: 'k' })), ['NoSuchKey', 404])
    const { DeleteMarkers } = await there.listObjectVersions({ Bucket: Copies })
    assert.deepEqual(
      DeleteMarkers?.map((marker) => marker.VersionId),
      [VersionId],
    )
  })

  it('does not copy copies, so that buckets may replicate into each other', async () => {
    const { s3, there, Bucket, Copies, rule, replicate, Role, status } = await pair()
    await replicate(rule())
    const back = rule({
      SourceSelectionCriteria: { ReplicaModifications: { Status: 'Enabled' } },
      Destination: { Bucket: `arn:aws:s3:::${Bucket}` },
    })
    await there.putBucketReplication({ Bucket: Copies, ReplicationConfiguration: { Role, Rules: [back] } })
    await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    assert.equal(await status('k'), 'COMPLETED')
    assert.equal((await s3.listObjectVersions({ Bucket })).Versions?.length, 1)
    // What is changed of a copy goes back.
    await there.putObjectTagging({
      Bucket: Copies,
      Key: 'k',
      Tagging: { TagSet: [{ Key: 'b', Value: '1' }] },
    })
    await server.lambent.idle()
    assert.equal((await there.headObject({ Bucket: Copies, Key: 'k' })).ReplicationStatus, 'REPLICA')
    assert.deepEqual((await s3.getObjectTagging({ Bucket, Key: 'k' })).TagSet, [{ Key: 'b', Value: '1' }])
  })

  it('encrypts anew what is under a key of KMS, where a rule says so', async () => {
    const { s3, there, Bucket, Copies, config, rule, replicate, status } = await pair()
    const kms = new KMS(config)
    const { KeyMetadata } = await kms.createKey({})
    const ReplicaKmsKeyID = KeyMetadata?.Arn ?? ''
    const kmsPut = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: ReplicaKmsKeyID } as const
    await replicate(rule())
    await s3.putObject({ Bucket, Key: 'not', Body: 'x', ...kmsPut })
    assert.equal(await status('not'), undefined)
    await replicate(
      rule({
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
        Destination: { Bucket: `arn:aws:s3:::${Copies}`, EncryptionConfiguration: { ReplicaKmsKeyID } },
      }),
    )
    await s3.putObject({ Bucket, Key: 'secret', Body: 'sealed', ...kmsPut })
    assert.equal(await status('secret'), 'COMPLETED')
    const copy = await there.headObject({ Bucket: Copies, Key: 'secret' })
    assert.deepEqual([copy.ServerSideEncryption, copy.SSEKMSKeyId], ['aws:kms', ReplicaKmsKeyID])
    assert.equal(await text(there, Copies, 'secret'), 'sealed')
  })

  it('into another account asks its policy, and tells what failed', async () => {
    const { s3, Bucket, account, config, rule, replicate, status } = await pair()
    const other = freshClient(server)
    const Copies = `${Bucket}-theirs`
    await other.s3.createBucket({ Bucket: Copies })
    await other.s3.putBucketVersioning({ Bucket: Copies, VersioningConfiguration: { Status: 'Enabled' } })
    const sqs = new SQS(config)
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'failed' })
    const QueueArn = `arn:aws:sqs:us-east-1:${account}:failed`
    const allow = { Effect: 'Allow', Principal: '*' }
    const Policy = JSON.stringify({
      Statement: [{ ...allow, Action: 'sqs:SendMessage', Resource: QueueArn }],
    })
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } })
    const Events = ['s3:Replication:OperationFailedReplication' as const]
    await s3.putBucketNotificationConfiguration({
      Bucket,
      NotificationConfiguration: { QueueConfigurations: [{ QueueArn, Events }] },
    })
    await sqs.purgeQueue({ QueueUrl })
    const destination = {
      Bucket: `arn:aws:s3:::${Copies}`,
      Account: other.account,
      AccessControlTranslation: { Owner: 'Destination' },
    } as const
    await replicate(rule({ Destination: destination }))
    await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    assert.equal(await status('k'), 'FAILED')
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
    const [record] = Messages.flatMap(
      ({ Body = '' }) => (JSON.parse(Body) as { Records: never[] }).Records ?? [],
    )
    const { eventVersion, eventName, replicationEventData } = record as unknown as Record<
      string,
      Record<string, string>
    >
    assert.deepEqual([eventVersion, eventName], ['2.2', 'Replication:OperationFailedReplication'])
    assert.deepEqual(
      { ...replicationEventData, requestTime: '' },
      {
        replicationRuleId: 'all',
        destinationBucket: `arn:aws:s3:::${Copies}`,
        s3Operation: 'OBJECT_PUT',
        requestTime: '',
        failureReason: 'DstPutObjectNotPermitted',
      },
    )
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:role/replication` },
      Action: ['s3:ReplicateObject', 's3:ReplicateDelete'],
      Resource: `arn:aws:s3:::${Copies}/*`,
    }
    await other.s3.putBucketPolicy({ Bucket: Copies, Policy: JSON.stringify({ Statement: [statement] }) })
    await s3.putObject({ Bucket, Key: 'again', Body: 'y' })
    assert.equal(await status('again'), 'COMPLETED')
    assert.equal(await text(other.s3, Copies, 'again'), 'y')
    await other.s3.deleteObject({
      Bucket: Copies,
      Key: 'again',
      VersionId: (await other.s3.headObject({ Bucket: Copies, Key: 'again' })).VersionId,
    })
    await other.s3.deleteBucket({ Bucket: Copies })
    await s3.putObject({ Bucket, Key: 'nowhere', Body: 'z' })
    assert.equal(await status('nowhere'), 'FAILED')
  })
})

describe('configurations of replication', () => {
  it('are answered as they were put, and taken away', async () => {
    const { s3, Bucket, Role, rule, replicate } = await pair()
    assert.deepEqual(await refused(s3.getBucketReplication({ Bucket })), [
      'ReplicationConfigurationNotFoundError',
      404,
    ])
    const rules = [rule(), rule({ ID: 'b', Priority: 2, Filter: { Tag: { Key: 'a', Value: 'b' } } })]
    await replicate(...rules)
    const { ReplicationConfiguration } = await s3.getBucketReplication({ Bucket })
    assert.deepEqual(ReplicationConfiguration, { Role, Rules: rules })
    const suspend = s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })
    assert.deepEqual(await refused(suspend), ['InvalidBucketState', 409])
    await s3.deleteBucketReplication({ Bucket })
    assert.deepEqual(await refused(s3.getBucketReplication({ Bucket })), [
      'ReplicationConfigurationNotFoundError',
      404,
    ])
  })

  it('are refused when they are none', async () => {
    const { s3, Bucket, rule, replicate } = await pair()
    const told = async (...rules: ReplicationRule[]) => {
      const { name, message } = await refusal(replicate(...rules))
      return `${name}: ${message}`
    }
    const { Priority: _priority, ...unordered } = rule()
    const { DeleteMarkerReplication: _markers, ...unmarked } = rule()
    assert.match(await told(unordered), /^InvalidRequest: Priority must be specified for this version/)
    assert.match(await told(unmarked), /^InvalidRequest: DeleteMarkerReplication must be specified/)
    assert.match(await told(rule(), rule({ Priority: 2 })), /^InvalidArgument: Rule Id must be unique/)
    assert.match(
      await told(rule({ Destination: { Bucket: 'arn:aws:s3:::there-is-none-of-this' } })),
      /^InvalidRequest: Destination bucket must exist\.$/,
    )
    assert.match(
      await told(
        rule({ Filter: { Tag: { Key: 'a', Value: 'b' } }, DeleteMarkerReplication: { Status: 'Enabled' } }),
      ),
      /^InvalidRequest: Delete marker replication is not supported if any Tag filter is specified/,
    )
    const plain = await freshBucket(server)
    assert.match(
      await told(rule({ Destination: { Bucket: `arn:aws:s3:::${plain.Bucket}` } })),
      /^InvalidRequest: Destination bucket must have versioning enabled\.$/,
    )
    const Rules = [rule({ Destination: { Bucket: `arn:aws:s3:::${Bucket}` } })]
    const ReplicationConfiguration = { Role: 'arn:aws:iam::000000000000:role/r', Rules }
    const unversioned = plain.s3.putBucketReplication({ Bucket: plain.Bucket, ReplicationConfiguration })
    assert.equal(
      (await refusal(unversioned)).message,
      "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
    )
    await s3.deleteBucketReplication({ Bucket })
  })
})
