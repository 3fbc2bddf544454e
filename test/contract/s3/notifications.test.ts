/** Who is told of changes, and in which words. Source: Amazon S3 User Guide, "Amazon S3 Event Notifications", "Event message structure", "EventBridge event message structure". */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import type { NotificationConfiguration, S3 } from '@aws-sdk/client-s3'
import { SQS } from '@aws-sdk/client-sqs'
import { testServer } from '../../support/server.ts'
import { freshBucket, refusal, refused } from './room.ts'

const server = testServer()

interface Told {
  readonly Records?: ReadonlyArray<
    Record<string, unknown> & { eventName: string; s3: { object: Record<string, unknown> } }
  >
  readonly Event?: string
  readonly [name: string]: unknown
}

async function withQueue(open = true) {
  const made = await freshBucket(server)
  const sqs = new SQS(server.config({ account: made.account }))
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: `told-${made.Bucket}` })
  const queueArn = `arn:aws:sqs:us-east-1:${made.account}:told-${made.Bucket}`
  const Policy = JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: ['s3.amazonaws.com', 'events.amazonaws.com'] },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: {
          ArnLike: { 'aws:SourceArn': ['arn:aws:s3:::*', 'arn:aws:events:*:*:rule/*'] },
          StringEquals: { 'aws:SourceAccount': made.account },
        },
      },
    ],
  })
  if (open) await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } })
  const told = async (): Promise<Told[]> => {
    await server.lambent.idle()
    const found: Told[] = []
    for (;;) {
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
      if (Messages.length === 0) return found
      found.push(...Messages.map(({ Body = '' }) => JSON.parse(Body) as Told))
      for (const { ReceiptHandle } of Messages) await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
    }
  }
  return { ...made, sqs, queueArn, told }
}

function configure(s3: S3, Bucket: string, NotificationConfiguration: NotificationConfiguration) {
  return s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration })
}

describe('notifications', () => {
  it('tell queues of objects, field by field', async () => {
    const { s3, Bucket, account, queueArn, told } = await withQueue()
    await configure(s3, Bucket, {
      QueueConfigurations: [{ Id: 'mine', QueueArn: queueArn, Events: ['s3:ObjectCreated:*'] }],
    })
    const [test] = await told()
    assert.deepEqual([test?.Service, test?.Event, test?.Bucket], ['Amazon S3', 's3:TestEvent', Bucket])
    const put = await s3.putObject({ Bucket, Key: 'red flower+ü/x.jpg', Body: 'hello' })
    const [message] = await told()
    const [record] = message?.Records ?? []
    assert.ok(record)
    const {
      eventTime,
      userIdentity,
      responseElements,
      s3: about,
      ...rest
    } = record as Record<string, unknown>
    assert.match(String(eventTime), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.deepEqual(rest, {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventName: 'ObjectCreated:Put',
      requestParameters: { sourceIPAddress: '127.0.0.1' },
    })
    assert.match((userIdentity as { principalId: string }).principalId, /^A[A-Z0-9]{13}$/)
    assert.deepEqual(responseElements, {
      'x-amz-request-id': put.$metadata.requestId,
      'x-amz-id-2': put.$metadata.extendedRequestId,
    })
    const { bucket, object, ...facts } = about as unknown as {
      bucket: Record<string, unknown>
      object: Record<string, unknown>
    }
    assert.deepEqual(facts, { s3SchemaVersion: '1.0', configurationId: 'mine' })
    assert.deepEqual(
      [bucket.name, bucket.arn, Object.keys(bucket.ownerIdentity as object)],
      [Bucket, `arn:aws:s3:::${Bucket}`, ['principalId']],
    )
    const { sequencer, ...thing } = object
    assert.match(String(sequencer), /^[0-9A-F]{18}$/)
    assert.deepEqual(thing, {
      key: 'red+flower%2B%C3%BC/x.jpg',
      size: 5,
      eTag: '5d41402abc4b2a76b9719d911017c592',
    })
    assert.ok(account)
  })

  it('go by events, prefixes and suffixes', async () => {
    const { s3, Bucket, queueArn, told } = await withQueue()
    const filter = (Prefix: string, Suffix: string) => ({
      Key: {
        FilterRules: [
          { Name: 'prefix' as const, Value: Prefix },
          { Name: 'suffix' as const, Value: Suffix },
        ],
      },
    })
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })
    await configure(s3, Bucket, {
      QueueConfigurations: [
        { Id: 'in', QueueArn: queueArn, Events: ['s3:ObjectCreated:*'], Filter: filter('in/', '.txt') },
        { Id: 'gone', QueueArn: queueArn, Events: ['s3:ObjectRemoved:*', 's3:ObjectTagging:*'] },
      ],
    })
    await told()
    await s3.putObject({ Bucket, Key: 'in/a.txt', Body: '' })
    await s3.putObject({ Bucket, Key: 'in/a.jpg', Body: '' })
    await s3.putObject({ Bucket, Key: 'out/a.txt', Body: '' })
    await s3.copyObject({ Bucket, Key: 'in/b.txt', CopySource: `${Bucket}/out/a.txt` })
    await s3.putObjectTagging({ Bucket, Key: 'in/a.txt', Tagging: { TagSet: [{ Key: 'k', Value: 'v' }] } })
    const marker = await s3.deleteObject({ Bucket, Key: 'in/a.txt' })
    await s3.deleteObject({ Bucket, Key: 'in/a.txt', VersionId: marker.VersionId })
    const records = (await told()).flatMap(({ Records = [] }) => Records)
    const names = records.map(({ eventName, s3: { object } }) => `${eventName} ${object.key}`)
    assert.deepEqual(names.sort(), [
      'ObjectCreated:Copy in/b.txt',
      'ObjectCreated:Put in/a.txt',
      'ObjectRemoved:Delete in/a.txt',
      'ObjectRemoved:DeleteMarkerCreated in/a.txt',
      'ObjectTagging:Put in/a.txt',
    ])
    const made = records.find(({ eventName }) => eventName === 'ObjectRemoved:DeleteMarkerCreated')
    assert.equal(made?.s3.object.versionId, marker.VersionId)
    const { QueueConfigurations } = await s3.getBucketNotificationConfiguration({ Bucket })
    assert.deepEqual(QueueConfigurations?.[0]?.Filter?.Key?.FilterRules, [
      { Name: 'Prefix', Value: 'in/' },
      { Name: 'Suffix', Value: '.txt' },
    ])
    await configure(s3, Bucket, {})
    await s3.putObject({ Bucket, Key: 'in/c.txt', Body: '' })
    assert.deepEqual(await told(), [])
  })

  it('reach EventBridge', async () => {
    const { s3, Bucket, account, queueArn, told } = await withQueue()
    const events = new EventBridge(server.config({ account }))
    await events.putRule({
      Name: 'objects',
      EventPattern: JSON.stringify({ source: ['aws.s3'], detail: { bucket: { name: [Bucket] } } }),
    })
    await events.putTargets({ Rule: 'objects', Targets: [{ Id: 'q', Arn: queueArn }] })
    await configure(s3, Bucket, { EventBridgeConfiguration: {} })
    const put = await s3.putObject({ Bucket, Key: 'a b', Body: 'hello' })
    await s3.deleteObject({ Bucket, Key: 'a b' })
    const [created, deleted] = await told()
    const { id, time, detail, ...rest } = created as unknown as {
      id: string
      time: string
      detail: Record<string, unknown>
    }
    assert.ok(id && time)
    assert.deepEqual(rest, {
      version: '0',
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account,
      region: 'us-east-1',
      resources: [`arn:aws:s3:::${Bucket}`],
    })
    const { object, ...about } = detail as { object: Record<string, unknown> }
    assert.deepEqual(about, {
      version: '0',
      bucket: { name: Bucket },
      'request-id': put.$metadata.requestId,
      requester: account,
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    })
    assert.deepEqual(
      { ...object, sequencer: '' },
      { key: 'a b', size: 5, etag: '5d41402abc4b2a76b9719d911017c592', sequencer: '' },
    )
    assert.equal(deleted?.['detail-type'], 'Object Deleted')
    assert.equal(
      (deleted?.detail as Record<string, unknown> | undefined)?.['deletion-type'],
      'Permanently Deleted',
    )
  })

  it('are refused when they overlap, or their destinations do not take them', async () => {
    const { s3, Bucket, account, queueArn } = await withQueue(false)
    const queue = (QueueArn: string, more: object = {}) => ({
      QueueArn,
      Events: ['s3:ObjectCreated:*' as const],
      ...more,
    })
    const closed = await refusal(configure(s3, Bucket, { QueueConfigurations: [queue(queueArn)] }))
    assert.deepEqual(
      [closed.name, closed.message],
      ['InvalidArgument', 'Unable to validate the following destination configurations'],
    )
    assert.equal(
      closed.ArgumentValue1,
      'Permissions on the destination queue do not allow S3 to publish notifications from this bucket',
    )
    const absent = await refusal(
      configure(s3, Bucket, { QueueConfigurations: [queue(`arn:aws:sqs:us-east-1:${account}:none`)] }),
    )
    assert.equal(absent.ArgumentValue1, 'The destination queue does not exist')
    const overlap = await refusal(
      configure(s3, Bucket, {
        QueueConfigurations: [
          queue(queueArn, { Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'a' }] } } }),
          queue(`${queueArn}2`, {
            Events: ['s3:ObjectCreated:Put'],
            Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'ab' }] } },
          }),
        ],
      }),
    )
    assert.match(overlap.message, /^Configuration is ambiguously defined\. Cannot have overlapping suffixes/)
    const unknown = { QueueArn: queueArn, Events: ['s3:Nothing' as 's3:ObjectCreated:*'] }
    assert.deepEqual(await refused(configure(s3, Bucket, { QueueConfigurations: [unknown] })), [
      'InvalidArgument',
      400,
    ])
    const LambdaFunctionArn = `arn:aws:lambda:us-east-1:${account}:function:none`
    assert.deepEqual(
      await refused(
        configure(s3, Bucket, {
          LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events: ['s3:ObjectCreated:*'] }],
        }),
      ),
      ['InvalidArgument', 400],
    )
    assert.deepEqual(
      await refused(
        configure(s3, Bucket, { QueueConfigurations: [queue(`arn:aws:sqs:eu-west-1:${account}:away`)] }),
      ),
      ['InvalidArgument', 400],
    )
    await s3.putBucketNotificationConfiguration({
      Bucket,
      NotificationConfiguration: { QueueConfigurations: [queue(queueArn)] },
      SkipDestinationValidation: true,
    })
  })
})
