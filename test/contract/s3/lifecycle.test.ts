/** Rules that act as time goes on. Source: Amazon S3 User Guide, "Managing the lifecycle of objects". */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { GetObjectCommand, type MetricsConfiguration } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { VirtualClock } from '../../../src/index.ts'
import { listenToBus } from '../../support/bus-events.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { freshBucket, refusal, refused } from './room.ts'

const clock = new VirtualClock(Date.parse('2026-03-10T10:00:00Z'))
const server = testServer({ clock })
const dayMs = 86_400_000

/** Whatever is due in this time is done before the clock goes on: what is under way would be taken for lost, and done again. */
async function pass(days: number): Promise<void> {
  await clock.advance(days * dayMs, () => server.lambent.idle())
}

describe('presigned addresses', () => {
  it('end when their time is over, also where signatures are not verified', async () => {
    const { s3, Bucket } = await freshBucket(server)
    await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    const signingDate = new Date(clock.now())
    const address = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'k' }), {
      expiresIn: 60,
      signingDate,
    })
    assert.equal((await fetch(address)).status, 200)
    await clock.advance(61_000)
    const over = await fetch(address)
    assert.deepEqual(
      [over.status, /<Message>(.*?)</.exec(await over.text())?.[1]],
      [403, 'Request has expired'],
    )
  })
})

describe('lifecycle rules', () => {
  it('expire objects at the midnight after their days', async () => {
    const { s3, Bucket } = await freshBucket(server)
    await s3.putBucketLifecycleConfiguration({
      Bucket,
      LifecycleConfiguration: {
        Rules: [
          { ID: 'short', Status: 'Enabled', Filter: { Prefix: 'tmp/' }, Expiration: { Days: 1 } },
          {
            ID: 'tagged',
            Status: 'Enabled',
            Filter: { And: { Prefix: '', Tags: [{ Key: 'keep', Value: 'no' }] } },
            Expiration: { Days: 3 },
          },
          { ID: 'off', Status: 'Disabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } },
        ],
      },
    })
    const put = await s3.putObject({ Bucket, Key: 'tmp/a', Body: 'x' })
    assert.match(put.Expiration ?? '', /^expiry-date="Thu, 12 Mar 2026 00:00:00 GMT", rule-id="short"$/)
    await s3.putObject({ Bucket, Key: 'b', Body: 'x', Tagging: 'keep=no' })
    await s3.putObject({ Bucket, Key: 'c', Body: 'x' })
    const keys = async () => (await s3.listObjectsV2({ Bucket })).Contents?.map(({ Key }) => Key)
    await pass(1)
    assert.deepEqual(await keys(), ['b', 'c', 'tmp/a'])
    await pass(1)
    assert.deepEqual(await keys(), ['b', 'c'])
    await pass(2)
    assert.deepEqual(await keys(), ['c'])
  })

  it('make markers, remove old versions and lone markers, and give up uploads', async () => {
    const { s3, Bucket } = await freshBucket(server)
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })
    await s3.putBucketLifecycleConfiguration({
      Bucket,
      LifecycleConfiguration: {
        Rules: [
          { ID: 'end', Status: 'Enabled', Filter: { Prefix: 'end/' }, Expiration: { Days: 1 } },
          {
            ID: 'old',
            Status: 'Enabled',
            Filter: { Prefix: '' },
            NoncurrentVersionExpiration: { NoncurrentDays: 2, NewerNoncurrentVersions: 1 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
          {
            ID: 'markers',
            Status: 'Enabled',
            Filter: { Prefix: 'gone/' },
            Expiration: { ExpiredObjectDeleteMarker: true },
          },
        ],
      },
    })
    await s3.putObject({ Bucket, Key: 'end/a', Body: 'x' })
    for (const Body of ['1', '2', '3', '4']) await s3.putObject({ Bucket, Key: 'many', Body })
    await s3.deleteObject({ Bucket, Key: 'gone/x' })
    await s3.createMultipartUpload({ Bucket, Key: 'unfinished' })
    await pass(2)
    const after = await s3.listObjectVersions({ Bucket })
    assert.deepEqual(
      after.DeleteMarkers?.map(({ Key }) => Key),
      ['end/a'],
    )
    assert.equal(after.Versions?.filter(({ Key }) => Key === 'many').length, 4)
    assert.equal((await s3.listMultipartUploads({ Bucket })).Uploads, undefined)
    await pass(1)
    const { Versions } = await s3.listObjectVersions({ Bucket, Prefix: 'many' })
    assert.equal(Versions?.length, 2)
    assert.equal(await (await s3.getObject({ Bucket, Key: 'many' })).Body?.transformToString(), '4')
  })

  it('move objects down the storage classes, by their size', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const cold = (Filter: object) => ({
      ID: JSON.stringify(Filter).replaceAll(/\W/g, ''),
      Status: 'Enabled' as const,
      Filter,
      Transitions: [{ Days: 0, StorageClass: 'GLACIER' as const }],
    })
    const Rules = [cold({ Prefix: 'any/' }), cold({ And: { Prefix: 'sized/', ObjectSizeGreaterThan: 0 } })]
    await s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } })
    const large = 'x'.repeat(128 * 1024)
    for (const [Key, Body] of [
      ['any/small', 'x'],
      ['any/large', large],
      ['sized/small', 'x'],
    ] as const)
      await s3.putObject({ Bucket, Key, Body })
    await s3.putObject({ Bucket, Key: 'any/deep', Body: large, StorageClass: 'DEEP_ARCHIVE' })
    const classes = async () =>
      (await s3.listObjectsV2({ Bucket })).Contents?.map(({ Key, StorageClass }) => `${Key} ${StorageClass}`)
    await pass(1)
    assert.deepEqual(await classes(), [
      'any/deep DEEP_ARCHIVE',
      'any/large GLACIER',
      'any/small STANDARD',
      'sized/small GLACIER',
    ])
    await s3.putBucketLifecycleConfiguration({
      Bucket,
      LifecycleConfiguration: { Rules },
      TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
    })
    await pass(1)
    assert.equal((await s3.headObject({ Bucket, Key: 'any/small' })).StorageClass, 'GLACIER')
  })

  it('move versions that are no longer current', async () => {
    const { s3, Bucket } = await freshBucket(server)
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })
    const moved = { NoncurrentDays: 1, StorageClass: 'GLACIER', NewerNoncurrentVersions: 1 } as const
    const rule = { ID: 'old', Status: 'Enabled', Filter: { ObjectSizeGreaterThan: 0 } } as const
    await s3.putBucketLifecycleConfiguration({
      Bucket,
      LifecycleConfiguration: { Rules: [{ ...rule, NoncurrentVersionTransitions: [moved] }] },
    })
    for (const Body of ['1', '2', '3']) await s3.putObject({ Bucket, Key: 'k', Body })
    await pass(2)
    const { Versions } = await s3.listObjectVersions({ Bucket })
    assert.deepEqual(
      Versions?.map(({ StorageClass }) => StorageClass),
      ['STANDARD', 'STANDARD', 'GLACIER'],
    )
  })

  it('are refused when they are none', async () => {
    const { s3, Bucket } = await freshBucket(server)
    const put = (...Rules: object[]) =>
      s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules: Rules as never } })
    assert.deepEqual(await refused(put({ ID: 'a', Status: 'Enabled', Filter: { Prefix: '' } })), [
      'InvalidRequest',
      400,
    ])
    assert.deepEqual(
      await refused(put({ ID: 'a', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 0 } })),
      ['InvalidArgument', 400],
    )
    const early = { Transitions: [{ Days: 29, StorageClass: 'STANDARD_IA' }] }
    assert.deepEqual(await refused(put({ ID: 'a', Status: 'Enabled', Filter: { Prefix: '' }, ...early })), [
      'InvalidArgument',
      400,
    ])
    const rule = { Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }
    assert.deepEqual(await refused(put({ ID: 'a', ...rule }, { ID: 'a', ...rule })), ['InvalidArgument', 400])
    assert.deepEqual(
      await refused(put({ ...rule, Expiration: { Date: new Date('2026-01-01T01:00:00Z') } })),
      ['InvalidArgument', 400],
    )
    const filtered = { ID: 'a', Status: 'Enabled', Filter: { Prefix: 'p/' } }
    const moves = (...days: ReadonlyArray<readonly [days: number, to: string]>) => ({
      ...filtered,
      Transitions: days.map(([Days, StorageClass]) => ({ Days, StorageClass })),
    })
    const words = async (...Rules: object[]) => (await refusal(put(...Rules))).message
    assert.equal(
      await words({ ...moves([40, 'GLACIER']), Expiration: { Days: 40 } }),
      "'Days' in the Expiration action for filter '(prefix=p/)' must be greater than 'Days' in the Transition action",
    )
    assert.equal(
      await words(moves([60, 'DEEP_ARCHIVE'], [0, 'GLACIER'])),
      "'Days' in the 'Transition' action for StorageClass 'DEEP_ARCHIVE' for filter '(prefix=p/)' must be 90 days more than 'filter '(prefix=p/)'' in the 'Transition' action for StorageClass 'GLACIER'",
    )
    assert.match(await words(moves([60, 'STANDARD_IA'], [40, 'GLACIER'])), /'GLACIER'.* must be 30 days more/)
    await put(moves([30, 'STANDARD_IA'], [60, 'GLACIER'], [150, 'DEEP_ARCHIVE']))
    const Tag = { Key: 'a', Value: 'b' }
    const abort = { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }
    assert.equal(
      await words({ ...filtered, Filter: { Tag }, ...abort }),
      'AbortIncompleteMultipartUpload cannot be specified with Tags.',
    )
    const kept = (NewerNoncurrentVersions: number) => ({
      ...filtered,
      NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions },
    })
    assert.deepEqual(await refused(put(kept(101))), ['InvalidArgument', 400])
    await put(kept(100))
    await put({ ...rule, Expiration: { Date: new Date('2030-01-01T00:00:00Z') } })
    const { Rules } = await s3.getBucketLifecycleConfiguration({ Bucket })
    assert.deepEqual(Rules?.[0]?.Expiration?.Date, new Date('2030-01-01T00:00:00Z'))
  })
})

/** Source: Amazon S3 User Guide, "Restoring an archived object", "Understanding archive retrieval options", "EventBridge event message structure". */
describe('archived objects', () => {
  it('are restored after the time of their tier, for so many days, with an event for each step', async () => {
    const { s3, Bucket, account } = await freshBucket(server)
    const heard = await listenToBus(server, account, 'aws.s3')
    await s3.putBucketNotificationConfiguration({
      Bucket,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    })
    await s3.putObject({ Bucket, Key: 'k', Body: 'x', StorageClass: 'GLACIER' })
    await heard()
    const get = () => s3.getObject({ Bucket, Key: 'k' })
    const restore = (Days: number, Tier: 'Expedited' | 'Standard' | 'Bulk' = 'Standard') =>
      s3.restoreObject({ Bucket, Key: 'k', RestoreRequest: { Days, GlacierJobParameters: { Tier } } })
    const told = async () => (await s3.headObject({ Bucket, Key: 'k' })).Restore
    const listed = async () =>
      (await s3.listObjectsV2({ Bucket, OptionalObjectAttributes: ['RestoreStatus'] })).Contents?.[0]
        ?.RestoreStatus
    assert.deepEqual(await refused(get()), ['InvalidObjectState', 403])
    await restore(1, 'Bulk')
    assert.equal(await told(), 'ongoing-request="true"')
    assert.deepEqual(await listed(), { IsRestoreInProgress: true })
    assert.deepEqual(await refused(get()), ['InvalidObjectState', 403])
    assert.deepEqual(await refused(restore(1, 'Bulk')), ['RestoreAlreadyInProgress', 409])
    // Asked for faster, it comes faster.
    await restore(1)
    await server.lambent.idle()
    await clock.advance(3 * 3_600_000 - 1)
    assert.equal(await told(), 'ongoing-request="true"')
    await clock.advance(1, () => server.lambent.idle())
    assert.equal(await (await get()).Body?.transformToString(), 'x')
    const until = new Date((Math.floor(clock.now() / dayMs) + 2) * dayMs)
    assert.equal(await told(), `ongoing-request="false", expiry-date="${until.toUTCString()}"`)
    assert.deepEqual(await listed(), { IsRestoreInProgress: false, RestoreExpiryDate: until })
    const [initiated, again, completed, ...others] = await heard()
    assert.deepEqual(others, [])
    assert.deepEqual(
      [initiated, again, completed].map((event) => event?.['detail-type']),
      ['Object Restore Initiated', 'Object Restore Initiated', 'Object Restore Completed'],
    )
    const { 'request-id': _id, object: _object, ...detail } = completed?.detail ?? {}
    assert.deepEqual(detail, {
      version: '0',
      bucket: { name: Bucket },
      requester: 's3.amazonaws.com',
      'source-storage-class': 'GLACIER',
      'restore-expiry-time': until.toISOString().replace('.000', ''),
    })
    // Asked for again, it stays longer. What is told is awaited before time goes on, or it is told again.
    await restore(3)
    const idle = () => server.lambent.idle()
    await clock.advance(2 * dayMs, idle)
    assert.equal(await (await get()).Body?.transformToString(), 'x')
    await clock.advance(2 * dayMs, idle)
    assert.deepEqual(await refused(get()), ['InvalidObjectState', 403])
    assert.equal(await told(), undefined)
    assert.deepEqual(
      (await heard()).map((event) => event['detail-type']),
      ['Object Restore Expired'],
    )
  })

  it('are refused where there is nothing to restore, or no such tier', async () => {
    const { s3, Bucket } = await freshBucket(server)
    await s3.putObject({ Bucket, Key: 'warm', Body: 'x' })
    await s3.putObject({ Bucket, Key: 'deep', Body: 'x', StorageClass: 'DEEP_ARCHIVE' })
    const restore = (Key: string, Tier: 'Expedited' | 'Bulk') =>
      s3.restoreObject({ Bucket, Key, RestoreRequest: { Days: 1, GlacierJobParameters: { Tier } } })
    assert.deepEqual(await refused(restore('warm', 'Bulk')), ['InvalidObjectState', 403])
    assert.deepEqual(await refused(restore('deep', 'Expedited')), ['InvalidRequest', 400])
    await restore('deep', 'Bulk')
    await pass(2)
    assert.match((await s3.headObject({ Bucket, Key: 'deep' })).Restore ?? '', /ongoing-request="false"/)
  })
})

/** Source: Amazon S3 User Guide, "Metrics and dimensions", "CloudWatch metrics configurations". */
describe('metrics', () => {
  const of = (cloudwatch: CloudWatch, MetricName: string, dimensions: Record<string, string>) =>
    cloudwatch.getMetricStatistics({
      Namespace: 'AWS/S3',
      MetricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      StartTime: new Date(clock.now() - 10 * dayMs),
      EndTime: new Date(clock.now() + dayMs),
      Period: 20 * 86_400,
      Statistics: ['Sum', 'SampleCount', 'Maximum'],
    })
  const sumOf = async (...asked: Parameters<typeof of>) => (await of(...asked)).Datapoints?.[0]?.Sum

  it('count requests by filter', async () => {
    const { s3, Bucket, config } = await freshBucket(server)
    const cloudwatch = new CloudWatch(config)
    const filters: MetricsConfiguration[] = [
      { Id: 'all' },
      { Id: 'logs', Filter: { Prefix: 'logs/' } },
      { Id: 'tagged', Filter: { And: { Prefix: 'logs/', Tags: [{ Key: 'a', Value: '1' }] } } },
    ]
    for (const MetricsConfiguration of filters)
      await s3.putBucketMetricsConfiguration({ Bucket, Id: MetricsConfiguration.Id, MetricsConfiguration })
    await s3.putObject({ Bucket, Key: 'logs/a', Body: '12345', Tagging: 'a=1' })
    await s3.putObject({ Bucket, Key: 'b', Body: '123' })
    await (await s3.getObject({ Bucket, Key: 'logs/a' })).Body?.transformToString()
    await refused(s3.getObject({ Bucket, Key: 'logs/none' }))
    await s3.listObjectsV2({ Bucket })
    const filter = (FilterId: string) => ({ BucketName: Bucket, FilterId })
    // Requests are counted behind their answer, and sent when a minute ends.
    await until(async () => {
      await clock.advance(60_000, () => server.lambent.idle())
      return (await sumOf(cloudwatch, 'ListRequests', filter('all'))) === 1
    }, 'the requests are counted')
    const told = async (id: string) => {
      const names = ['PutRequests', 'GetRequests', '4xxErrors', 'BytesUploaded', 'BytesDownloaded']
      return Promise.all(names.map((name) => sumOf(cloudwatch, name, filter(id))))
    }
    const [puts = 0, ...others] = await told('all')
    // Configurations are put too.
    assert.ok(puts >= 2, String(puts))
    assert.deepEqual(others.slice(0, 2), [2, 1])
    assert.equal(others[2], 8)
    assert.deepEqual(await told('logs'), [1, 2, 1, 5, 5])
    assert.deepEqual(await told('tagged'), [1, 1, 0, 5, 5])
    const latency = await of(cloudwatch, 'FirstByteLatency', filter('logs'))
    assert.equal(latency.Datapoints?.[0]?.SampleCount, 3)
  })

  it('tell what buckets hold, once for each day', async () => {
    const { s3, Bucket, config } = await freshBucket(server)
    const cloudwatch = new CloudWatch(config)
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })
    for (const Body of ['12345', '123']) await s3.putObject({ Bucket, Key: 'k', Body })
    await s3.putObject({ Bucket, Key: 'cold', Body: '1', StorageClass: 'GLACIER' })
    await pass(2)
    const bytes = (StorageType: string) =>
      of(cloudwatch, 'BucketSizeBytes', { BucketName: Bucket, StorageType })
    const count = await of(cloudwatch, 'NumberOfObjects', {
      BucketName: Bucket,
      StorageType: 'AllStorageTypes',
    })
    const [standard] = (await bytes('StandardStorage')).Datapoints ?? []
    assert.deepEqual([standard?.Maximum, standard?.SampleCount], [8, 2])
    assert.equal((await bytes('GlacierStorage')).Datapoints?.[0]?.Maximum, 1)
    assert.equal(count.Datapoints?.[0]?.Maximum, 3)
    await s3.putObject({ Bucket, Key: 'more', Body: '12' })
    await pass(1)
    assert.equal((await bytes('StandardStorage')).Datapoints?.[0]?.Maximum, 10)
  })
})
