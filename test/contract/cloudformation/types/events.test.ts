import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { testServer } from '../../../support/server.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'

const server = testServer()
const account = '330000000003'
const arn = (resource: string) => `arn:aws:events:us-east-1:${account}:${resource}`
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`

function world() {
  const config = server.config({ account })
  return { resources: new Resources(config), events: new EventBridge(config) }
}

describe('Resource types of EventBridge', () => {
  it('EventBus: policy, description and tags', async () => {
    const { resources, events } = world()
    const type = 'AWS::Events::EventBus'
    const Policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'a',
          Effect: 'Allow',
          Principal: '*',
          Action: 'events:PutEvents',
          Resource: arn('event-bus/orders'),
        },
      ],
    }
    const id = await resources.create(type, {
      Name: 'orders',
      Description: 'first',
      Policy,
      Tags: [{ Key: 'a', Value: '1' }],
    })
    assert.equal(id, 'orders')
    const model = await resources.read(type, id)
    assert.equal(model.Arn, arn('event-bus/orders'))
    assert.deepEqual(model.Policy, Policy)
    await resources.update(type, id, { Description: null, Policy: null, Tags: [{ Key: 'b', Value: '2' }] })
    const bus = await events.describeEventBus({ Name: id })
    assert.equal(bus.Policy, undefined)
    assert.equal(bus.Description || undefined, undefined)
    const { Tags } = await events.listTagsForResource({ ResourceARN: arn('event-bus/orders') })
    assert.deepEqual(Tags, [{ Key: 'b', Value: '2' }])
    assert.deepEqual((await resources.list(type)).sort(), ['default', 'orders'])
    await resources.remove(type, id)
    await refused(events.describeEventBus({ Name: id }), 'ResourceNotFoundException')
  })

  it('EventBusPolicy: statements that are made at once all stand in the policy', async () => {
    const { resources, events } = world()
    const type = 'AWS::Events::EventBusPolicy'
    const bus = await resources.create('AWS::Events::EventBus', { Name: 'shared' })
    const statement = {
      Effect: 'Allow',
      Principal: '*',
      Action: 'events:PutEvents',
      Resource: arn('event-bus/shared'),
    }
    const ids = await Promise.all(
      ['one', 'two', 'three'].map((StatementId) =>
        resources.create(type, { EventBusName: bus, StatementId, Statement: statement }),
      ),
    )
    assert.deepEqual(ids, ['shared|one', 'shared|two', 'shared|three'])
    await resources.create(type, {
      EventBusName: bus,
      StatementId: 'four',
      Action: 'events:PutEvents',
      Principal: '111122223333',
    })
    const sids = async () => {
      const { Policy = '{"Statement":[]}' } = await events.describeEventBus({ Name: bus })
      return (JSON.parse(Policy) as { Statement: Array<{ Sid: string }> }).Statement.map(
        ({ Sid }) => Sid,
      ).sort()
    }
    assert.deepEqual(await sids(), ['four', 'one', 'three', 'two'])
    await resources.update(type, 'shared|one', {
      Statement: { ...statement, Principal: { AWS: '111122223333' } },
    })
    await resources.remove(type, 'shared|two')
    assert.deepEqual(await sids(), ['four', 'one', 'three'])
  })

  it('Rule: targets come and go with the template; a rule of a bus of its own', async () => {
    const { resources, events } = world()
    const type = 'AWS::Events::Rule'
    await resources.create('AWS::Events::EventBus', { Name: 'ruled' })
    const id = await resources.create(type, {
      Name: 'orders',
      EventBusName: 'ruled',
      EventPattern: { source: ['shop'] },
      Targets: [
        { Id: 'a', Arn: queueArn('a'), RetryPolicy: { MaximumRetryAttempts: 3 } },
        {
          Id: 'b',
          Arn: queueArn('b'),
          InputTransformer: { InputPathsMap: { x: '$.detail' }, InputTemplate: '<x>' },
        },
      ],
    })
    assert.equal(id, arn('rule/ruled/orders'))
    const model = await resources.read(type, id)
    assert.equal(model.RuleName, 'orders')
    assert.deepEqual(model.EventPattern, { source: ['shop'] })
    assert.equal((model.Targets as unknown[]).length, 2)
    await resources.update(type, id, {
      EventPattern: { source: ['shop', 'till'] },
      State: 'DISABLED',
      Targets: [{ Id: 'b', Arn: queueArn('c') }],
      Tags: [{ Key: 'a', Value: '1' }],
    })
    const rule = await events.describeRule({ Name: 'orders', EventBusName: 'ruled' })
    assert.equal(rule.State, 'DISABLED')
    const { Targets } = await events.listTargetsByRule({ Rule: 'orders', EventBusName: 'ruled' })
    assert.deepEqual(Targets, [{ Id: 'b', Arn: queueArn('c') }])
    assert.deepEqual(await resources.list(type, { EventBusName: 'ruled' }), [id])
    const failed = await resources.createFails(type, {
      Name: 'orders',
      EventBusName: 'ruled',
      ScheduleExpression: 'rate(1 minute)',
    })
    assert.equal(failed.ErrorCode, 'AlreadyExists')
    await resources.remove(type, id)
    await refused(events.describeRule({ Name: 'orders', EventBusName: 'ruled' }), 'ResourceNotFoundException')
  })

  it('Archive: retention and pattern', async () => {
    const { resources, events } = world()
    const type = 'AWS::Events::Archive'
    const id = await resources.create(type, {
      SourceArn: arn('event-bus/default'),
      EventPattern: { source: ['shop'] },
      RetentionDays: 3,
    })
    assert.ok(id.length <= 48)
    assert.equal((await resources.read(type, id)).Arn, arn(`archive/${id}`))
    await resources.update(type, id, { RetentionDays: null, EventPattern: null, Description: 'all' })
    const archive = await events.describeArchive({ ArchiveName: id })
    assert.equal(archive.RetentionDays, 0)
    assert.equal(archive.EventPattern || undefined, undefined)
    await resources.remove(type, id)
    assert.deepEqual(await resources.list(type), [])
  })

  it('Connection and ApiDestination: ARNs with ids, and without for policies', async () => {
    const { resources } = world()
    const connection = await resources.create('AWS::Events::Connection', {
      Name: 'shop',
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-key', ApiKeyValue: 'secret' } },
    })
    const found = await resources.read('AWS::Events::Connection', connection)
    assert.match(String(found.Arn), /:connection\/shop\/[0-9a-f-]{36}$/)
    assert.equal(found.ArnForPolicy, arn('connection/shop'))
    assert.match(String(found.SecretArn), /^arn:aws:secretsmanager:.*:secret:events!connection\/shop\//)
    assert.doesNotMatch(JSON.stringify(found), /"secret"/)
    const type = 'AWS::Events::ApiDestination'
    const id = await resources.create(type, {
      ConnectionArn: String(found.Arn),
      HttpMethod: 'POST',
      InvocationEndpoint: 'https://example.com/orders',
    })
    await resources.update(type, id, { HttpMethod: 'PUT', InvocationRateLimitPerSecond: 5 })
    const destination = await resources.read(type, id)
    assert.equal(destination.HttpMethod, 'PUT')
    assert.equal(destination.ArnForPolicy, arn(`api-destination/${id}`))
    await resources.remove(type, id)
    await resources.update('AWS::Events::Connection', connection, {
      AuthorizationType: 'BASIC',
      AuthParameters: { BasicAuthParameters: { Username: 'u', Password: 'p' } },
    })
    await resources.remove('AWS::Events::Connection', connection)
    assert.deepEqual(await resources.list('AWS::Events::Connection'), [])
  })
})
