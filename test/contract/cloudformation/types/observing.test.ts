import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { testServer } from '../../../support/server.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'

const server = testServer()
const account = '330000000008'

function world() {
  const config = server.config({ account })
  return { resources: new Resources(config), watch: new CloudWatch(config), logs: new CloudWatchLogs(config) }
}

describe('Resource types of CloudWatch', () => {
  it('Alarm, CompositeAlarm and Dashboard', async () => {
    const { resources, watch } = world()
    const type = 'AWS::CloudWatch::Alarm'
    const metric = {
      AlarmName: 'errors',
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 2,
      Namespace: 'Shop',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'service', Value: 'orders' }],
      Period: 60,
      Statistic: 'Sum',
      Threshold: 3,
    }
    const id = await resources.create(type, {
      ...metric,
      AlarmDescription: 'first',
      Tags: [{ Key: 'a', Value: '1' }],
    })
    const model = await resources.read(type, id)
    assert.equal(model.Arn, `arn:aws:cloudwatch:us-east-1:${account}:alarm:errors`)
    assert.equal(model.Threshold, 3)
    await resources.update(type, id, {
      Threshold: 5,
      AlarmDescription: null,
      Tags: [{ Key: 'b', Value: '2' }],
    })
    const { MetricAlarms = [] } = await watch.describeAlarms({ AlarmNames: [id] })
    assert.equal(MetricAlarms[0]?.Threshold, 5)
    assert.equal(MetricAlarms[0]?.AlarmDescription, undefined)
    const { Tags } = await watch.listTagsForResource({ ResourceARN: String(model.Arn) })
    assert.deepEqual(Tags, [{ Key: 'b', Value: '2' }])
    assert.equal((await resources.createFails(type, metric)).ErrorCode, 'AlreadyExists')

    const composite = await resources.create('AWS::CloudWatch::CompositeAlarm', {
      AlarmRule: 'ALARM(errors)',
    })
    await resources.update('AWS::CloudWatch::CompositeAlarm', composite, { AlarmRule: 'NOT ALARM(errors)' })
    const rule = (await resources.read('AWS::CloudWatch::CompositeAlarm', composite)).AlarmRule
    assert.equal(rule, 'NOT ALARM(errors)')
    await resources.remove('AWS::CloudWatch::CompositeAlarm', composite)
    await resources.remove(type, id)
    assert.deepEqual(await resources.list(type), [])

    const dashboard = await resources.create('AWS::CloudWatch::Dashboard', {
      DashboardBody: '{"widgets":[]}',
    })
    await resources.update('AWS::CloudWatch::Dashboard', dashboard, {
      DashboardBody: '{"widgets":[],"start":"-PT1H"}',
    })
    assert.equal(
      (await watch.getDashboard({ DashboardName: dashboard })).DashboardBody,
      '{"widgets":[],"start":"-PT1H"}',
    )
    await resources.remove('AWS::CloudWatch::Dashboard', dashboard)
    await refused(watch.getDashboard({ DashboardName: dashboard }), 'ResourceNotFound')
  })
})

describe('Resource types of CloudWatch Logs', () => {
  it('Destination: stream, policy and tags', async () => {
    const { resources, logs } = world()
    const stream = await resources.create('AWS::Kinesis::Stream', { Name: 'collected', ShardCount: 1 })
    const type = 'AWS::Logs::Destination'
    const Arn = `arn:aws:logs:us-east-1:${account}:destination:collected`
    const properties = {
      DestinationName: 'collected',
      RoleArn: `arn:aws:iam::${account}:role/writer`,
      TargetArn: `arn:aws:kinesis:us-east-1:${account}:stream/${stream}`,
    }
    const policy = (Effect: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect, Principal: '*', Action: 'logs:PutSubscriptionFilter', Resource: Arn }],
      })
    const id = await resources.create(type, {
      ...properties,
      DestinationPolicy: policy('Allow'),
      Tags: [{ Key: 'a', Value: '1' }],
    })
    assert.deepEqual(await resources.read(type, id), {
      ...properties,
      Arn,
      DestinationPolicy: policy('Allow'),
      Tags: [{ Key: 'a', Value: '1' }],
    })
    await resources.update(type, id, { DestinationPolicy: policy('Deny'), Tags: [{ Key: 'b', Value: '2' }] })
    const { destinations } = await logs.describeDestinations({ DestinationNamePrefix: 'coll' })
    assert.deepEqual(
      destinations?.map(({ accessPolicy }) => accessPolicy),
      [policy('Deny')],
    )
    assert.deepEqual((await logs.listTagsForResource({ resourceArn: Arn })).tags, { b: '2' })
    assert.equal((await resources.createFails(type, properties)).ErrorCode, 'AlreadyExists')
    await resources.remove(type, id)
    assert.deepEqual(await resources.list(type), [])
  })

  it('LogGroup: retention, protection and tags', async () => {
    const { resources, logs } = world()
    const type = 'AWS::Logs::LogGroup'
    const id = await resources.create(type, {
      LogGroupName: '/shop/orders',
      RetentionInDays: 7,
      Tags: [{ Key: 'a', Value: '1' }],
    })
    const model = await resources.read(type, id)
    assert.equal(model.Arn, `arn:aws:logs:us-east-1:${account}:log-group:/shop/orders:*`)
    assert.equal(model.RetentionInDays, 7)
    await resources.update(type, id, { RetentionInDays: null, Tags: [{ Key: 'b', Value: '2' }] })
    const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: id })
    assert.equal(logGroups[0]?.retentionInDays, undefined)
    assert.deepEqual((await resources.read(type, id)).Tags, [{ Key: 'b', Value: '2' }])
    const policy = { Version: '2012-10-17', Statement: [] }
    await resources.update(type, id, { ResourcePolicyDocument: policy })
    assert.deepEqual((await resources.read(type, id)).ResourcePolicyDocument, policy)
    await resources.update(type, id, { ResourcePolicyDocument: null })
    assert.equal((await resources.read(type, id)).ResourcePolicyDocument, undefined)
    assert.equal((await resources.createFails(type, { LogGroupName: id })).ErrorCode, 'AlreadyExists')
    await resources.remove(type, id)
    assert.deepEqual(await resources.list(type), [])
  })

  it('LogStream, MetricFilter and SubscriptionFilter belong to a group', async () => {
    const { resources } = world()
    const LogGroupName = await resources.create('AWS::Logs::LogGroup', {})
    const stream = await resources.create('AWS::Logs::LogStream', { LogGroupName, LogStreamName: 'main' })
    assert.equal(stream, `${LogGroupName}|main`)
    assert.deepEqual(await resources.list('AWS::Logs::LogStream', { LogGroupName }), [stream])
    await resources.remove('AWS::Logs::LogStream', stream)

    const MetricTransformations = [
      {
        MetricName: 'Errors',
        MetricNamespace: 'Shop',
        MetricValue: '1',
        Dimensions: [{ Key: 'code', Value: '$.code' }],
      },
    ]
    const filter = await resources.create('AWS::Logs::MetricFilter', {
      LogGroupName,
      FilterPattern: '{ $.code = 5* }',
      MetricTransformations,
    })
    const model = await resources.read('AWS::Logs::MetricFilter', filter)
    assert.deepEqual(model.MetricTransformations, MetricTransformations)
    await resources.update('AWS::Logs::MetricFilter', filter, { FilterPattern: '{ $.code = 4* }' })
    assert.equal((await resources.read('AWS::Logs::MetricFilter', filter)).FilterPattern, '{ $.code = 4* }')
    await resources.remove('AWS::Logs::MetricFilter', filter)
    await refused(resources.read('AWS::Logs::MetricFilter', filter), 'ResourceNotFoundException')

    await resources.create('AWS::Kinesis::Stream', { Name: 'lines', ShardCount: 1 })
    const subscription = await resources.create('AWS::Logs::SubscriptionFilter', {
      LogGroupName,
      FilterName: 'all',
      FilterPattern: '',
      DestinationArn: `arn:aws:kinesis:us-east-1:${account}:stream/lines`,
      RoleArn: `arn:aws:iam::${account}:role/logs`,
    })
    assert.equal(subscription, `all|${LogGroupName}`)
    await resources.update('AWS::Logs::SubscriptionFilter', subscription, { FilterPattern: 'ERROR' })
    assert.equal((await resources.read('AWS::Logs::SubscriptionFilter', subscription)).FilterPattern, 'ERROR')
    await resources.remove('AWS::Logs::SubscriptionFilter', subscription)
    assert.deepEqual(await resources.list('AWS::Logs::SubscriptionFilter', { LogGroupName }), [])
  })

  it('ResourcePolicy and QueryDefinition', async () => {
    const { resources } = world()
    const policy = { Version: '2012-10-17', Statement: [] }
    const name = await resources.create('AWS::Logs::ResourcePolicy', {
      PolicyName: 'route53',
      PolicyDocument: JSON.stringify(policy),
    })
    assert.deepEqual((await resources.read('AWS::Logs::ResourcePolicy', name)).PolicyDocument, policy)
    await resources.remove('AWS::Logs::ResourcePolicy', name)
    assert.deepEqual(await resources.list('AWS::Logs::ResourcePolicy'), [])
    const type = 'AWS::Logs::QueryDefinition'
    const id = await resources.create(type, {
      Name: 'slow',
      QueryString: 'fields @message',
      LogGroupNames: ['a'],
    })
    await resources.update(type, id, { QueryString: 'fields @timestamp' })
    const model = await resources.read(type, id)
    assert.equal(model.QueryString, 'fields @timestamp')
    assert.equal(model.QueryDefinitionId, id)
    await resources.remove(type, id)
    assert.deepEqual(await resources.list(type), [])
  })
})
