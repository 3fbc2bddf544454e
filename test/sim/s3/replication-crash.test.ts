/**
 * Replication whose server is killed in the middle: what was acknowledged is copied all the same, and once.
 */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { S3 } from '@aws-sdk/client-s3'
import { clientOf, killableServer } from '../../support/killable-server.ts'
import { until } from '../../support/until.ts'

const objects = 200
const killedAfter = 120
const writers = 16

const s3Of = (endpoint: string) => new S3({ ...clientOf(endpoint), forcePathStyle: true })

it('copies all that was acknowledged, each version once, after kill -9', async () => {
  const server = killableServer('s3-replication')
  let s3 = s3Of(await server.start())
  const [Bucket, Copies] = ['source', 'copies']
  for (const name of [Bucket, Copies]) {
    await s3.createBucket({ Bucket: name })
    await s3.putBucketVersioning({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } })
  }
  await s3.putBucketReplication({
    Bucket,
    ReplicationConfiguration: {
      Role: 'arn:aws:iam::000000000000:role/r',
      Rules: [
        {
          ID: 'all',
          Status: 'Enabled',
          Priority: 1,
          Filter: { Prefix: '' },
          DeleteMarkerReplication: { Status: 'Disabled' },
          Destination: { Bucket: `arn:aws:s3:::${Copies}` },
        },
      ],
    },
  })
  const acknowledged = new Map<string, string>()
  let next = 0
  const write = async () => {
    while (next < objects) {
      // Few keys of many versions; bodies that lie beside their records, and blobs.
      const number = next++
      const Body = String(number).repeat(number % 5 === 0 ? 40_000 : 1)
      const put = await s3.putObject({ Bucket, Key: `k${number % 20}`, Body }).catch(() => undefined)
      if (put?.VersionId === undefined) return
      acknowledged.set(put.VersionId, put.ETag ?? '')
      if (acknowledged.size === killedAfter) await server.kill()
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
  assert.ok(acknowledged.size >= killedAfter, `${acknowledged.size} were acknowledged`)
  s3 = s3Of(await server.start())
  const versionsOf = async (name: string) => {
    const { Versions = [], IsTruncated } = await s3.listObjectVersions({ Bucket: name })
    assert.equal(IsTruncated, false)
    return Versions.map(({ Key, VersionId, ETag, IsLatest, Size }) => ({
      Key,
      VersionId,
      ETag,
      IsLatest,
      Size,
    }))
  }
  const sources = await versionsOf(Bucket)
  for (const [id, etag] of acknowledged)
    assert.equal(sources.find(({ VersionId }) => VersionId === id)?.ETag, etag)
  const statusOf = async ({ Key, VersionId }: (typeof sources)[number]) =>
    (await s3.headObject({ Bucket, Key, VersionId })).ReplicationStatus
  await until(async () => {
    const statuses = await Promise.all(sources.map(statusOf))
    return statuses.every((status) => status === 'COMPLETED')
  }, 'all versions are copied')
  assert.deepEqual(await versionsOf(Copies), sources)
})
