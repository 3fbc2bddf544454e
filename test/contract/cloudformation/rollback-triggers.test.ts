import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudFormation, type RollbackTrigger } from '@aws-sdk/client-cloudformation'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { VirtualClock } from '../../../src/index.ts'
import { putStillAlarm } from '../../support/alarms.ts'
import { clientOf, killableServer, passTime, storeOptions } from '../../support/killable-server.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { created, deleted, history, newAccount, passingTime, settled, template } from './support.ts'

const clock = new VirtualClock()
const server = testServer({ clock })
const minuteMs = 60_000

const pass = passingTime(server, clock)

const queue = (DelaySeconds: number, name = 'watched') =>
  template({ Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: name, DelaySeconds } } })

async function putAlarm(cloudwatch: CloudWatch, AlarmName: string): Promise<RollbackTrigger> {
  await putStillAlarm(cloudwatch, AlarmName)
  const { MetricAlarms: [alarm] = [] } = await cloudwatch.describeAlarms({ AlarmNames: [AlarmName] })
  return { Arn: alarm?.AlarmArn, Type: 'AWS::CloudWatch::Alarm' }
}

async function watched() {
  const { cfn, config } = newAccount(server)
  const cloudwatch = new CloudWatch(config)
  const trigger = await putAlarm(cloudwatch, 'faults')
  const set = (StateValue: 'OK' | 'ALARM') =>
    cloudwatch.setAlarmState({ AlarmName: 'faults', StateValue, StateReason: 'a test says so' })
  const statusOf = async (StackName: string) => (await settled(server, cfn, StackName)).StackStatus
  return { cfn, cloudwatch, trigger, set, statusOf }
}

const configuration = (triggers: RollbackTrigger[], MonitoringTimeInMinutes?: number) => ({
  RollbackConfiguration: {
    RollbackTriggers: triggers,
    ...(MonitoringTimeInMinutes === undefined ? {} : { MonitoringTimeInMinutes }),
  },
})

describe('rollback triggers', () => {
  it('are watched for the monitoring time after a creation and an update', async () => {
    const { cfn, trigger, statusOf } = await watched()
    const stack = await created(server, cfn, 'watched', queue(1), configuration([trigger], 1))
    assert.equal(stack.StackStatus, 'CREATE_IN_PROGRESS')
    assert.deepEqual(stack.RollbackConfiguration, configuration([trigger], 1).RollbackConfiguration)
    await pass(minuteMs - 1)
    assert.equal(await statusOf('watched'), 'CREATE_IN_PROGRESS')
    await pass(1)
    assert.equal(await statusOf('watched'), 'CREATE_COMPLETE')

    // What an update does not say stays as it was; what it replaced is there until the time is over.
    await cfn.updateStack({ StackName: 'watched', TemplateBody: queue(1, 'other') })
    assert.equal(await statusOf('watched'), 'UPDATE_IN_PROGRESS')
    const before = await history(cfn, 'watched')
    assert.ok(!before.some((line) => line.includes('DELETE')))
    await pass(minuteMs)
    assert.equal(await statusOf('watched'), 'UPDATE_COMPLETE')
    assert.ok((await history(cfn, 'watched')).includes('Queue DELETE_COMPLETE'))
  })

  it('take an update back when their alarm goes off in the monitoring time', async () => {
    const { cfn, trigger, set, statusOf } = await watched()
    await created(server, cfn, 'back', queue(1))
    await cfn.updateStack({ StackName: 'back', TemplateBody: queue(2), ...configuration([trigger], 5) })
    assert.equal(await statusOf('back'), 'UPDATE_IN_PROGRESS')
    await pass(10_000)
    await set('ALARM')
    assert.equal(await statusOf('back'), 'UPDATE_IN_PROGRESS')
    await pass(10_000)
    assert.equal(await statusOf('back'), 'UPDATE_ROLLBACK_COMPLETE')
    const told = await history(cfn, 'back')
    assert.deepEqual(told.slice(-6), [
      'Queue UPDATE_COMPLETE',
      `back UPDATE_ROLLBACK_IN_PROGRESS The following rollback trigger(s) went to ALARM state: [${trigger.Arn}]. `,
      'Queue UPDATE_IN_PROGRESS',
      'Queue UPDATE_COMPLETE',
      'back UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'back UPDATE_ROLLBACK_COMPLETE',
    ])
    // The alarm is in ALARM still: the next update does not come far either.
    await cfn.updateStack({ StackName: 'back', TemplateBody: queue(3), ...configuration([trigger]) })
    assert.equal(await statusOf('back'), 'UPDATE_ROLLBACK_COMPLETE')
    await set('OK')
    await cfn.updateStack({ StackName: 'back', TemplateBody: queue(3) })
    assert.equal(await statusOf('back'), 'UPDATE_COMPLETE')
  })

  it('take a creation back, by composite alarms too', async () => {
    const { cfn, cloudwatch, set, statusOf } = await watched()
    await cloudwatch.putCompositeAlarm({ AlarmName: 'any', AlarmRule: 'ALARM(faults)' })
    const { CompositeAlarms: [alarm] = [] } = await cloudwatch.describeAlarms({
      AlarmTypes: ['CompositeAlarm'],
    })
    const trigger = { Arn: alarm?.AlarmArn, Type: 'AWS::CloudWatch::CompositeAlarm' }
    await created(server, cfn, 'new', queue(1), configuration([trigger], 180))
    await set('ALARM')
    await pass(10_000)
    assert.equal(await statusOf('new'), 'ROLLBACK_COMPLETE')
    assert.ok(
      (await history(cfn, 'new')).includes(
        `new ROLLBACK_IN_PROGRESS The following rollback trigger(s) went to ALARM state: [${trigger.Arn}]. Rollback requested by user.`,
      ),
    )
  })

  it('interrupt what is under way', async () => {
    const { cfn, trigger, set, statusOf } = await watched()
    const waiting = template({
      Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
      Wait: {
        Type: 'AWS::CloudFormation::WaitCondition',
        Properties: { Handle: { Ref: 'Handle' }, Timeout: '3600' },
      },
    })
    const { StackId } = await created(server, cfn, 'under-way', waiting, configuration([trigger]))
    await set('ALARM')
    await pass(10_000)
    assert.equal(await statusOf('under-way'), 'ROLLBACK_COMPLETE')
    assert.ok((await history(cfn, 'under-way')).includes('Wait CREATE_FAILED Resource creation cancelled'))
    assert.equal((await deleted(server, cfn, { StackId } as never)).StackStatus, 'DELETE_COMPLETE')
  })

  it('that are not there fail the operation before anything is made', async () => {
    const { cfn, cloudwatch, trigger, statusOf } = await watched()
    const missing = { ...trigger, Arn: `${trigger.Arn}-none` }
    const other = { ...trigger, Type: 'AWS::CloudWatch::CompositeAlarm' }
    for (const [name, wanted] of [
      ['missing', missing],
      ['of-another-type', other],
    ] as const) {
      const stack = await created(server, cfn, name, queue(1), configuration([wanted], 1))
      assert.equal(stack.StackStatus, 'ROLLBACK_COMPLETE')
      const told = await history(cfn, stack.StackId ?? '')
      assert.deepEqual(told, [
        `${name} CREATE_IN_PROGRESS User Initiated`,
        `${name} ROLLBACK_IN_PROGRESS The following rollback trigger(s) do not exist: [${wanted.Arn}]. Rollback requested by user.`,
        `${name} ROLLBACK_COMPLETE`,
      ])
    }
    // One that goes while it is watched is as bad.
    await created(server, cfn, 'gone', queue(1), configuration([trigger], 5))
    await cloudwatch.deleteAlarms({ AlarmNames: ['faults'] })
    await pass(10_000)
    assert.equal(await statusOf('gone'), 'ROLLBACK_COMPLETE')
  })

  it('need not be there for the monitoring time, which can be cancelled', async () => {
    const { cfn, trigger, statusOf } = await watched()
    await created(server, cfn, 'by-hand', queue(1))
    await cfn.updateStack({ StackName: 'by-hand', TemplateBody: queue(2), ...configuration([], 30) })
    assert.equal(await statusOf('by-hand'), 'UPDATE_IN_PROGRESS')
    await cfn.cancelUpdateStack({ StackName: 'by-hand' })
    assert.equal(await statusOf('by-hand'), 'UPDATE_ROLLBACK_COMPLETE')
    await cfn.updateStack({ StackName: 'by-hand', TemplateBody: queue(2), ...configuration([], 30) })
    await pass(30 * minuteMs)
    assert.equal(await statusOf('by-hand'), 'UPDATE_COMPLETE')

    const { StackId = '' } = await created(server, cfn, 'going', queue(1, 'going'), {
      ...configuration([trigger], 60),
      TimeoutInMinutes: 1,
    })
    await pass(minuteMs)
    assert.equal(await statusOf('going'), 'ROLLBACK_COMPLETE')
    await cfn.deleteStack({ StackName: StackId })
  })

  it('act through change sets, and are refused where they are none', async () => {
    const { cfn, trigger, set, statusOf } = await watched()
    await cfn.createChangeSet({
      StackName: 'set',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody: queue(1),
      ...configuration([trigger], 3),
    })
    await server.lambent.idle()
    await cfn.executeChangeSet({ StackName: 'set', ChangeSetName: 'first' })
    assert.equal(await statusOf('set'), 'CREATE_IN_PROGRESS')
    await set('ALARM')
    await pass(10_000)
    assert.equal(await statusOf('set'), 'ROLLBACK_COMPLETE')

    const refused = (wanted: RollbackTrigger, minutes?: number) =>
      assert.rejects(
        cfn.createStack({
          StackName: 'refused',
          TemplateBody: queue(1),
          ...configuration([wanted], minutes),
        }),
        { name: 'ValidationError' },
      )
    await refused({ ...trigger, Type: 'AWS::SNS::Topic' })
    await refused({ ...trigger, Arn: 'arn:aws:sns:us-east-1:123456789012:topic' })
    await refused(trigger, 181)
  })
})

for (const { name, options, ownTime } of await storeOptions())
  describe(`a server that is killed while it watches alarms, on ${name}`, { skip: !ownTime }, () => {
    const process = killableServer('triggers')

    it('goes on watching, and rolls back', { timeout: 120_000 }, async () => {
      const given = [...(await options()), '--clock', 'virtual']
      let endpoint = await process.start(given)
      let cfn = new CloudFormation(clientOf(endpoint))
      const trigger = await putAlarm(new CloudWatch(clientOf(endpoint)), 'faults')
      await cfn.createStack({
        StackName: 'killed',
        TemplateBody: queue(1),
        ...configuration([trigger], 60),
      })
      await until(
        async () => (await history(cfn, 'killed')).includes('Queue CREATE_COMPLETE'),
        'the end of the creation',
      )
      await process.kill()
      endpoint = await process.start(given)
      cfn = new CloudFormation(clientOf(endpoint))
      await passTime(endpoint, 1_000)
      assert.equal((await cfn.describeStacks({})).Stacks?.[0]?.StackStatus, 'CREATE_IN_PROGRESS')
      const cloudwatch = new CloudWatch(clientOf(endpoint))
      await cloudwatch.setAlarmState({ AlarmName: 'faults', StateValue: 'ALARM', StateReason: 'a test' })
      await passTime(endpoint, 10_000)
      assert.equal((await cfn.describeStacks({})).Stacks?.[0]?.StackStatus, 'ROLLBACK_COMPLETE')
    })
  })
