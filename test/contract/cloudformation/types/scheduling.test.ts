import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IAM } from '@aws-sdk/client-iam'
import { Pipes } from '@aws-sdk/client-pipes'
import { Scheduler } from '@aws-sdk/client-scheduler'
import { testServer } from '../../../support/server.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'

const server = testServer()
const account = '330000000004'
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`

async function role(service: string): Promise<string> {
  const iam = new IAM(server.config({ account }))
  const { Role } = await iam.createRole({
    RoleName: service,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' },
      ],
    }),
  })
  return Role?.Arn ?? ''
}

describe('Resource types of EventBridge Scheduler and Pipes', () => {
  it('Schedule and ScheduleGroup: dates, targets and groups', async () => {
    const config = server.config({ account })
    const resources = new Resources(config)
    const scheduler = new Scheduler(config)
    const RoleArn = await role('scheduler')
    const group = await resources.create('AWS::Scheduler::ScheduleGroup', {
      Name: 'nightly',
      Tags: [{ Key: 'a', Value: '1' }],
    })
    const model = await resources.read('AWS::Scheduler::ScheduleGroup', group)
    assert.equal(model.Arn, arn('scheduler', 'schedule-group/nightly'))
    assert.equal(model.State, 'ACTIVE')
    await resources.update('AWS::Scheduler::ScheduleGroup', group, { Tags: [{ Key: 'b', Value: '2' }] })
    assert.deepEqual((await resources.read('AWS::Scheduler::ScheduleGroup', group)).Tags, [
      { Key: 'b', Value: '2' },
    ])
    const type = 'AWS::Scheduler::Schedule'
    const Target = { Arn: arn('sqs', 'orders'), RoleArn, Input: '{"a":1}' }
    const id = await resources.create(type, {
      GroupName: 'nightly',
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      StartDate: '2040-01-01T00:00:00.000Z',
      Description: 'hourly',
      Target,
    })
    const schedule = await resources.read(type, id)
    assert.equal(schedule.Arn, arn('scheduler', `schedule/nightly/${id}`))
    assert.equal(schedule.StartDate, '2040-01-01T00:00:00.000Z')
    await resources.update(type, id, {
      ScheduleExpression: 'rate(2 hours)',
      Description: null,
      StartDate: null,
    })
    const changed = await scheduler.getSchedule({ Name: id, GroupName: 'nightly' })
    assert.equal(changed.ScheduleExpression, 'rate(2 hours)')
    assert.equal(changed.Description, undefined)
    assert.equal(changed.StartDate, undefined)
    assert.equal(changed.Target?.Input, '{"a":1}')
    await resources.remove(type, id)
    await refused(scheduler.getSchedule({ Name: id, GroupName: 'nightly' }), 'ResourceNotFoundException')
    await resources.remove('AWS::Scheduler::ScheduleGroup', group)
    await refused(scheduler.getScheduleGroup({ Name: group }), 'ResourceNotFoundException')
  })

  it('Pipe: waits until it runs, is changed and stopped in place', async () => {
    const config = server.config({ account })
    const resources = new Resources(config)
    const pipes = new Pipes(config)
    const RoleArn = await role('pipes')
    await resources.create('AWS::SQS::Queue', { QueueName: 'source' })
    const type = 'AWS::Pipes::Pipe'
    const id = await resources.create(type, {
      RoleArn,
      Source: arn('sqs', 'source'),
      SourceParameters: {
        FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":[1]}}' }] },
        SqsQueueParameters: { BatchSize: 2 },
      },
      Target: arn('sqs', 'target'),
      TargetParameters: { InputTemplate: '<$.body>' },
      Tags: { a: '1' },
    })
    const model = await resources.read(type, id)
    assert.equal(model.CurrentState, 'RUNNING')
    assert.equal(model.Arn, arn('pipes', `pipe/${id}`))
    await resources.update(type, id, {
      DesiredState: 'STOPPED',
      SourceParameters: { SqsQueueParameters: { BatchSize: 5 } },
      Target: arn('sqs', 'other'),
      TargetParameters: null,
      Tags: { b: '2' },
    })
    const changed = await pipes.describePipe({ Name: id })
    assert.equal(changed.CurrentState, 'STOPPED')
    assert.equal(changed.Target, arn('sqs', 'other'))
    assert.equal(changed.SourceParameters?.SqsQueueParameters?.BatchSize, 5)
    assert.deepEqual(changed.SourceParameters?.FilterCriteria?.Filters ?? [], [])
    assert.equal(changed.TargetParameters?.InputTemplate, undefined)
    assert.deepEqual(changed.Tags, { b: '2' })
    await resources.remove(type, id)
    await refused(pipes.describePipe({ Name: id }), 'NotFoundException')
    const failed = await resources.createFails(type, {
      RoleArn,
      Source: arn('sqs', 'nowhere'),
      Target: arn('sqs', 'target'),
    })
    assert.equal(failed.ErrorCode, 'NotStabilized')
  })
})
