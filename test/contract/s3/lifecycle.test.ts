/** Rules that act as time goes on. Source: Amazon S3 User Guide, "Managing the lifecycle of objects". */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { freshBucket, refused } from './room.ts'

const clock = new VirtualClock(Date.parse('2026-03-10T10:00:00Z'))
const server = testServer({ clock })
const dayMs = 86_400_000

async function pass(days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    await clock.advance(dayMs)
    await server.lambent.idle()
  }
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

  it('move objects to other storage classes', async () => {
    const { s3, Bucket } = await freshBucket(server)
    await s3.putBucketLifecycleConfiguration({
      Bucket,
      LifecycleConfiguration: {
        Rules: [
          {
            ID: 'cold',
            Status: 'Enabled',
            Filter: { Prefix: '' },
            Transitions: [{ Days: 0, StorageClass: 'GLACIER' }],
          },
        ],
      },
    })
    await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    await pass(1)
    assert.equal((await s3.headObject({ Bucket, Key: 'k' })).StorageClass, 'GLACIER')
    assert.deepEqual(await refused(s3.getObject({ Bucket, Key: 'k' })), ['InvalidObjectState', 403])
    await s3.restoreObject({ Bucket, Key: 'k', RestoreRequest: { Days: 1 } })
    assert.equal(await (await s3.getObject({ Bucket, Key: 'k' })).Body?.transformToString(), 'x')
    await pass(3)
    assert.deepEqual(await refused(s3.getObject({ Bucket, Key: 'k' })), ['InvalidObjectState', 403])
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
    const rule = { Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }
    assert.deepEqual(await refused(put({ ID: 'a', ...rule }, { ID: 'a', ...rule })), ['InvalidArgument', 400])
    assert.deepEqual(
      await refused(put({ ...rule, Expiration: { Date: new Date('2026-01-01T01:00:00Z') } })),
      ['InvalidArgument', 400],
    )
    await put({ ...rule, Expiration: { Date: new Date('2030-01-01T00:00:00Z') } })
    const { Rules } = await s3.getBucketLifecycleConfiguration({ Bucket })
    assert.deepEqual(Rules?.[0]?.Expiration?.Date, new Date('2030-01-01T00:00:00Z'))
  })
})
