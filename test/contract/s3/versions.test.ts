/** Versions, delete markers, null versions and locks. Source: Amazon S3 User Guide, "Retaining multiple versions of objects", "Locking objects". */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { S3 } from '@aws-sdk/client-s3'
import { testServer } from '../../support/server.ts'
import { freshBucket, refusal, refused } from './room.ts'

const server = testServer()

async function versioned() {
  const made = await freshBucket(server)
  await made.s3.putBucketVersioning({ Bucket: made.Bucket, VersioningConfiguration: { Status: 'Enabled' } })
  return made
}

async function put(s3: S3, Bucket: string, Key: string, Body: string): Promise<string> {
  return (await s3.putObject({ Bucket, Key, Body })).VersionId ?? ''
}

async function text(s3: S3, Bucket: string, Key: string, VersionId?: string): Promise<string> {
  return (await (await s3.getObject({ Bucket, Key, VersionId })).Body?.transformToString()) ?? ''
}

describe('versions', () => {
  it('are kept, the newest first, and come back when newer ones go', async () => {
    const { s3, Bucket } = await versioned()
    const ids = [
      await put(s3, Bucket, 'k', 'one'),
      await put(s3, Bucket, 'k', 'two'),
      await put(s3, Bucket, 'k', 'three'),
    ]
    assert.equal(new Set(ids).size, 3)
    assert.equal(await text(s3, Bucket, 'k'), 'three')
    assert.deepEqual(await Promise.all(ids.map((id) => text(s3, Bucket, 'k', id))), ['one', 'two', 'three'])
    const { Versions } = await s3.listObjectVersions({ Bucket })
    assert.deepEqual(
      Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest]),
      [
        [ids[2], true],
        [ids[1], false],
        [ids[0], false],
      ],
    )
    const gone = await s3.deleteObject({ Bucket, Key: 'k', VersionId: ids[2] })
    assert.deepEqual([gone.VersionId, gone.DeleteMarker], [ids[2], undefined])
    assert.equal(await text(s3, Bucket, 'k'), 'two')
    assert.deepEqual(await refused(s3.getObject({ Bucket, Key: 'k', VersionId: ids[2] })), [
      'NoSuchVersion',
      404,
    ])
    await s3.deleteObject({ Bucket, Key: 'k', VersionId: ids[0] })
    assert.equal((await s3.listObjectVersions({ Bucket })).Versions?.length, 1)
  })

  it('are hidden by delete markers', async () => {
    const { s3, Bucket } = await versioned()
    const id = await put(s3, Bucket, 'k', 'x')
    const marker = await s3.deleteObject({ Bucket, Key: 'k' })
    assert.equal(marker.DeleteMarker, true)
    const hidden = await refusal(s3.getObject({ Bucket, Key: 'k' }))
    assert.equal(hidden.name, 'NoSuchKey')
    assert.equal(hidden.$response?.headers['x-amz-delete-marker'], 'true')
    assert.equal(hidden.$response?.headers['x-amz-version-id'], marker.VersionId)
    assert.deepEqual(await refused(s3.getObject({ Bucket, Key: 'k', VersionId: marker.VersionId })), [
      'MethodNotAllowed',
      405,
    ])
    assert.equal((await s3.listObjectsV2({ Bucket })).KeyCount, 0)
    const { DeleteMarkers, Versions } = await s3.listObjectVersions({ Bucket })
    assert.deepEqual(
      DeleteMarkers?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest]),
      [[marker.VersionId, true]],
    )
    assert.deepEqual(
      Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest]),
      [[id, false]],
    )
    assert.deepEqual(await refused(s3.deleteBucket({ Bucket })), ['BucketNotEmpty', 409])
    const undone = await s3.deleteObject({ Bucket, Key: 'k', VersionId: marker.VersionId })
    assert.equal(undone.DeleteMarker, true)
    assert.equal(await text(s3, Bucket, 'k'), 'x')
  })

  it('are null before versioning, and while it is suspended', async () => {
    const { s3, Bucket } = await freshBucket(server)
    await s3.putObject({ Bucket, Key: 'k', Body: 'plain' })
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })
    const first = await put(s3, Bucket, 'k', 'v1')
    assert.equal(await text(s3, Bucket, 'k', 'null'), 'plain')
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })
    assert.equal(await put(s3, Bucket, 'k', 'null again'), 'null')
    const ids = async () => {
      const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket })
      return [Versions.map(({ VersionId }) => VersionId), DeleteMarkers.map(({ VersionId }) => VersionId)]
    }
    assert.deepEqual(await ids(), [['null', first], []])
    assert.equal(await text(s3, Bucket, 'k', 'null'), 'null again')
    const marker = await s3.deleteObject({ Bucket, Key: 'k' })
    assert.deepEqual([marker.VersionId, marker.DeleteMarker], ['null', true])
    assert.deepEqual(await ids(), [[first], ['null']])
    await s3.deleteObject({ Bucket, Key: 'k', VersionId: 'null' })
    assert.equal(await text(s3, Bucket, 'k'), 'v1')
  })

  it('survive many writers of one key', async () => {
    const { s3, Bucket } = await versioned()
    const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => put(s3, Bucket, 'k', `v${n}`)))
    const { Versions = [] } = await s3.listObjectVersions({ Bucket })
    assert.deepEqual(new Set(Versions.map(({ VersionId }) => VersionId)), new Set(ids))
    assert.equal(Versions.filter(({ IsLatest }) => IsLatest).length, 1)
    for (const [n, id] of ids.entries()) assert.equal(await text(s3, Bucket, 'k', id), `v${n}`)
  })

  it('are listed in pages, from markers on', async () => {
    const { s3, Bucket } = await versioned()
    for (const key of ['a', 'a', 'b', 'dir/c', 'dir/d', 'e', 'e']) await put(s3, Bucket, key, key)
    await s3.deleteObject({ Bucket, Key: 'b' })
    const whole = await s3.listObjectVersions({ Bucket })
    const expected = [...(whole.Versions ?? []), ...(whole.DeleteMarkers ?? [])].map(
      ({ Key, VersionId }) => `${Key} ${VersionId}`,
    )
    const found: string[] = []
    let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {}
    for (;;) {
      const page = await s3.listObjectVersions({ Bucket, MaxKeys: 2, ...marker })
      const entries = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]
      assert.ok(entries.length <= 2)
      found.push(...entries.map(({ Key, VersionId }) => `${Key} ${VersionId}`))
      if (!page.IsTruncated) break
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
    }
    assert.deepEqual(found.sort(), expected.sort())
    const rolled = await s3.listObjectVersions({ Bucket, Delimiter: '/' })
    assert.deepEqual(rolled.CommonPrefixes, [{ Prefix: 'dir/' }])
  })
})

describe('locks', () => {
  it('keep versions from being deleted, until their time', async () => {
    const { s3, Bucket } = await freshBucket(server, { ObjectLockEnabledForBucket: true })
    const until = new Date(Date.now() + 3_600_000)
    const { VersionId } = await s3.putObject({
      Bucket,
      Key: 'k',
      Body: 'x',
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: until,
    })
    assert.deepEqual(await refused(s3.deleteObject({ Bucket, Key: 'k', VersionId })), ['AccessDenied', 403])
    assert.equal((await s3.deleteObject({ Bucket, Key: 'k' })).DeleteMarker, true)
    const { Retention } = await s3.getObjectRetention({ Bucket, Key: 'k', VersionId })
    assert.equal(Retention?.Mode, 'GOVERNANCE')
    const other = await s3.putObject({ Bucket, Key: 'other', Body: 'x' })
    const nobodys = { Bucket, Key: 'k', VersionId: other.VersionId }
    const Status = 'ON'
    assert.deepEqual(await refused(s3.putObjectLegalHold({ ...nobodys, LegalHold: { Status } })), [
      'NoSuchVersion',
      404,
    ])
    // Policies name these actions alike for objects and for versions.
    const Statement = [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:GetObjectRetention', 's3:PutObjectLegalHold'],
        Resource: `arn:aws:s3:::${Bucket}/*`,
      },
    ]
    await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Statement }) })
    const named = { Bucket, Key: 'k', VersionId }
    assert.deepEqual(await refused(s3.getObjectRetention(named)), ['AccessDenied', 403])
    assert.deepEqual(await refused(s3.putObjectLegalHold({ ...named, LegalHold: { Status } })), [
      'AccessDenied',
      403,
    ])
    await s3.deleteBucketPolicy({ Bucket })
    const weaker = { Mode: 'GOVERNANCE' as const, RetainUntilDate: new Date(Date.now() + 60_000) }
    assert.deepEqual(
      await refused(s3.putObjectRetention({ Bucket, Key: 'k', VersionId, Retention: weaker })),
      ['AccessDenied', 403],
    )
    await s3.putObjectRetention({
      Bucket,
      Key: 'k',
      VersionId,
      Retention: weaker,
      BypassGovernanceRetention: true,
    })
    await s3.putObjectLegalHold({ Bucket, Key: 'k', VersionId, LegalHold: { Status: 'ON' } })
    assert.deepEqual(
      await refused(s3.deleteObject({ Bucket, Key: 'k', VersionId, BypassGovernanceRetention: true })),
      ['AccessDenied', 403],
    )
    await s3.putObjectLegalHold({ Bucket, Key: 'k', VersionId, LegalHold: { Status: 'OFF' } })
    await s3.deleteObject({ Bucket, Key: 'k', VersionId, BypassGovernanceRetention: true })
  })

  it('come by default where the bucket says so', async () => {
    const { s3, Bucket } = await freshBucket(server, { ObjectLockEnabledForBucket: true })
    await s3.putObjectLockConfiguration({
      Bucket,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 1 } },
      },
    })
    const { VersionId } = await s3.putObject({ Bucket, Key: 'k', Body: 'x' })
    const head = await s3.headObject({ Bucket, Key: 'k' })
    assert.equal(head.ObjectLockMode, 'COMPLIANCE')
    assert.deepEqual(
      await refused(s3.deleteObject({ Bucket, Key: 'k', VersionId, BypassGovernanceRetention: true })),
      ['AccessDenied', 403],
    )
    assert.deepEqual(
      await refused(s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
      ['InvalidBucketState', 409],
    )
  })
})
