import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Kinesis } from '@aws-sdk/client-kinesis'
import { testServer } from '../../../support/server.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'

const server = testServer()
const account = '330000000005'

describe('Resource types of Kinesis', () => {
  it('Stream: shards, retention, metrics, mode and tags are changed in place', async () => {
    const config = server.config({ account })
    const resources = new Resources(config)
    const kinesis = new Kinesis(config)
    const type = 'AWS::Kinesis::Stream'
    const id = await resources.create(type, {
      Name: 'orders',
      ShardCount: 1,
      RetentionPeriodHours: 48,
      DesiredShardLevelMetrics: ['IncomingBytes', 'OutgoingBytes'],
      Tags: [{ Key: 'a', Value: '1' }],
    })
    const model = await resources.read(type, id)
    assert.equal(model.Arn, `arn:aws:kinesis:us-east-1:${account}:stream/orders`)
    assert.equal(model.RetentionPeriodHours, 48)
    assert.deepEqual(model.DesiredShardLevelMetrics, ['IncomingBytes', 'OutgoingBytes'])
    await resources.update(type, id, {
      ShardCount: 2,
      RetentionPeriodHours: null,
      DesiredShardLevelMetrics: ['OutgoingBytes', 'IncomingRecords'],
      Tags: [{ Key: 'b', Value: '2' }],
    })
    const { StreamDescriptionSummary: summary } = await kinesis.describeStreamSummary({ StreamName: id })
    assert.equal(summary?.OpenShardCount, 2)
    assert.equal(summary?.RetentionPeriodHours, 24)
    assert.deepEqual(summary?.EnhancedMonitoring?.[0]?.ShardLevelMetrics?.sort(), [
      'IncomingRecords',
      'OutgoingBytes',
    ])
    assert.deepEqual((await kinesis.listTagsForStream({ StreamName: id })).Tags, [{ Key: 'b', Value: '2' }])
    await resources.update(type, id, { StreamModeDetails: { StreamMode: 'ON_DEMAND' }, ShardCount: null })
    assert.deepEqual((await resources.read(type, id)).StreamModeDetails, { StreamMode: 'ON_DEMAND' })
    await resources.remove(type, id)
    await refused(kinesis.describeStreamSummary({ StreamName: id }), 'ResourceNotFoundException')
  })

  it('StreamConsumer and ResourcePolicy belong to a stream', async () => {
    const resources = new Resources(server.config({ account }))
    const stream = await resources.create('AWS::Kinesis::Stream', {
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    })
    const StreamARN = `arn:aws:kinesis:us-east-1:${account}:stream/${stream}`
    const type = 'AWS::Kinesis::StreamConsumer'
    const id = await resources.create(type, { ConsumerName: 'reader', StreamARN })
    assert.match(id, new RegExp(`^${StreamARN}/consumer/reader:\\d+$`))
    const model = await resources.read(type, id)
    assert.equal(model.ConsumerStatus, 'ACTIVE')
    assert.deepEqual(await resources.list(type, { StreamARN }), [id])
    const ResourcePolicy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: '111122223333' },
          Action: 'kinesis:DescribeStreamSummary',
          Resource: StreamARN,
        },
      ],
    }
    const policy = await resources.create('AWS::Kinesis::ResourcePolicy', {
      ResourceArn: StreamARN,
      ResourcePolicy,
    })
    assert.deepEqual(
      (await resources.read('AWS::Kinesis::ResourcePolicy', policy)).ResourcePolicy,
      ResourcePolicy,
    )
    await resources.remove('AWS::Kinesis::ResourcePolicy', policy)
    await resources.remove(type, id)
    assert.deepEqual(await resources.list(type, { StreamARN }), [])
  })
})
