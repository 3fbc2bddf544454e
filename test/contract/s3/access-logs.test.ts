/** Server access logs. Source: Amazon S3 User Guide, "Logging requests with server access logging", "Amazon S3 server access log format". */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { S3 } from '@aws-sdk/client-s3'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'

describe('access logs', () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 2, 3, 4, 5))
  const server = testServer({ clock })
  const client = () => new S3({ ...server.config({ account: '471000000000' }), forcePathStyle: true })

  async function advance(milliseconds: number): Promise<void> {
    await server.lambent.idle()
    await clock.advance(milliseconds, server.lambent.idle)
    await server.lambent.idle()
  }

  async function logged(s3: S3, name: string, more: object = {}): Promise<void> {
    await s3.createBucket({ Bucket: name })
    await s3.createBucket({ Bucket: `${name}-logs` })
    const BucketLoggingStatus = {
      LoggingEnabled: { TargetBucket: `${name}-logs`, TargetPrefix: 'p/', ...more },
    }
    await s3.putBucketLogging({ Bucket: name, BucketLoggingStatus })
  }

  async function allow(s3: S3, Bucket: string): Promise<void> {
    const Statement = {
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    }
    await s3.putBucketPolicy({
      Bucket,
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: [Statement] }),
    })
  }

  it('have a line for each request, in the order in which they were answered', async () => {
    const s3 = client()
    await logged(s3, 'watched')
    await allow(s3, 'watched-logs')
    await s3.putObject({ Bucket: 'watched', Key: 'a b', Body: 'hello' })
    await (await s3.getObject({ Bucket: 'watched', Key: 'a b' })).Body?.transformToString()
    await assert.rejects(s3.getObject({ Bucket: 'watched', Key: 'absent' }))
    await s3.listObjectsV2({ Bucket: 'watched' })
    await fetch(`${server.endpoint}/watched/x?y="z`, { headers: { referer: 'http://r"\u00e9' } })
    await advance(61_000)
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'watched-logs' })
    const [log] = Contents
    assert.equal(Contents.length, 1)
    assert.match(log?.Key ?? '', /^p\/2026-01-02-03-05-\d\d-[0-9A-F]{16}$/)
    const text = await (
      await s3.getObject({ Bucket: 'watched-logs', Key: log?.Key })
    ).Body?.transformToString()
    const lines = (text ?? '').trimEnd().split('\n')
    const form =
      /^([0-9a-f]{64}) watched \[02\/Jan\/2026:03:04:05 \+0000\] 127\.0\.0\.1 (\S+) [0-9a-f-]{36} (\S+) (\S+) "([^"]*)" (\d{3}) (\S+) (\S+) (\S+) \d+ \d+ "([^"]*)" "([^"]*)" (\S+) \S+ (\S+) - (\S+) (\S+) - - -$/
    const fields = lines.map((line) => {
      const found = form.exec(line)
      if (!found) throw new Error(line)
      return found.slice(1)
    })
    const [owner] = fields[0] ?? []
    assert.deepEqual(
      fields.map(([, requester, operation, key, , status, code, sent, size]) => [
        requester === owner,
        operation,
        key,
        status,
        code,
        operation === 'REST.GET.OBJECT' && status === '200' ? sent : '',
        size,
      ]),
      [
        [true, 'REST.PUT.LOGGING_STATUS', '-', '200', '-', '', '-'],
        [true, 'REST.PUT.OBJECT', 'a%20b', '200', '-', '', '5'],
        [true, 'REST.GET.OBJECT', 'a%20b', '200', '-', '5', '5'],
        [true, 'REST.GET.OBJECT', 'absent', '404', 'NoSuchKey', '', '-'],
        [true, 'REST.GET.BUCKET', '-', '200', '-', '', '-'],
        [false, 'REST.GET.OBJECT', 'x', '403', 'AccessDenied', '', '-'],
      ],
    )
    assert.match(fields[5]?.[4] ?? '', /^GET \/watched\/x\?y=%22z HTTP\/1\.1$/)
    assert.deepEqual([fields[1]?.[12], fields[5]?.[12]], ['SigV4', '-'])
    // Nobody asked since: there is nothing to write, and logs are not logged.
    await advance(3_600_000)
    assert.equal((await s3.listObjectsV2({ Bucket: 'watched-logs' })).KeyCount, 1)
  })

  it('lie by account, region, bucket and day where that is asked, and nowhere when the target does not let them in', async () => {
    const s3 = client()
    const TargetObjectKeyFormat = { PartitionedPrefix: { PartitionDateSource: 'DeliveryTime' } }
    await logged(s3, 'parted', { TargetObjectKeyFormat })
    await logged(s3, 'refused')
    await allow(s3, 'parted-logs')
    await s3.headBucket({ Bucket: 'parted' })
    await s3.headBucket({ Bucket: 'refused' })
    await advance(61_000)
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'parted-logs' })
    assert.match(
      Contents[0]?.Key ?? '',
      /^p\/471000000000\/us-east-1\/parted\/2026\/01\/02\/2026-01-02-\d\d-\d\d-\d\d-[0-9A-F]{16}$/,
    )
    assert.equal((await s3.listObjectsV2({ Bucket: 'refused-logs' })).KeyCount, 0)
  })

  it('are let in by an access control list, as by a policy', async () => {
    const s3 = client()
    await logged(s3, 'listed')
    const Bucket = 'listed-logs'
    const written = async () => {
      await s3.listObjectsV2({ Bucket: 'listed' })
      await advance(61_000)
      return (await s3.listObjectsV2({ Bucket })).KeyCount
    }
    assert.equal(await written(), 0)
    await s3.putBucketOwnershipControls({
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
    })
    const group = 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"'
    await s3.putBucketAcl({ Bucket, GrantWrite: group, GrantReadACP: group })
    assert.equal(await written(), 1)
  })
})
