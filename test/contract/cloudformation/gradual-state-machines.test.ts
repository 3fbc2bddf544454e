/**
 * Aliases of state machines that move in steps when their stack is updated. Sources: CloudFormation Template Reference,
 * AWS::StepFunctions::StateMachineAlias (DeploymentPreference); SAM Developer Guide, AWS::Serverless::StateMachine.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CloudFormation } from '@aws-sdk/client-cloudformation'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { SFN } from '@aws-sdk/client-sfn'
import { VirtualClock } from '../../../src/index.ts'
import { putStillAlarm } from '../../support/alarms.ts'
import { testServer } from '../../support/server.ts'
import { deployed, history, newAccount, passingTime, samCapabilities, settled } from './support.ts'

const clock = new VirtualClock()
const server = testServer({ clock })
const minute = 60_000

const pass = passingTime(server, clock)

const update = (cfn: CloudFormation, TemplateBody: string) =>
  cfn.updateStack({ StackName: 'shop', TemplateBody, ...samCapabilities })

/** A state machine whose definition says its version. */
const machine = (version: number, preference: string) => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: work
      AutoPublishAlias: live
      DeploymentPreference: ${preference}
      Definition: { Comment: '${version}', StartAt: End, States: { End: { Type: Succeed } } }
`

describe('an alias of a state machine', { timeout: 60_000 }, () => {
  const machines = () => {
    const { cfn, config, account } = newAccount(server)
    const sfn = new SFN(config)
    const stateMachineAliasArn = `arn:aws:states:us-east-1:${account}:stateMachine:work:live`
    const weights = async () => {
      const { routingConfiguration = [] } = await sfn.describeStateMachineAlias({ stateMachineAliasArn })
      return Object.fromEntries(
        routingConfiguration.map(({ stateMachineVersionArn = '', weight }) => [
          stateMachineVersionArn.slice(stateMachineVersionArn.lastIndexOf(':') + 1),
          weight,
        ]),
      )
    }
    const statusOf = async () => (await settled(server, cfn, 'shop')).StackStatus
    return { cfn, cloudwatch: new CloudWatch(config), weights, statusOf }
  }

  it('moves in equal steps, or in two, while its stack waits', async () => {
    const { cfn, weights, statusOf } = machines()
    const linear = '{ Type: LINEAR, Percentage: 40, Interval: 10 }'
    await deployed(server, cfn, 'shop', machine(1, linear))
    await update(cfn, machine(2, linear))
    const seen: unknown[] = []
    for (let step = 0; step < 3; step++) {
      await pass(minute)
      seen.push([await weights(), await statusOf()])
      await pass(9 * minute)
    }
    assert.deepEqual(seen, [
      [{ 1: 60, 2: 40 }, 'UPDATE_IN_PROGRESS'],
      [{ 1: 20, 2: 80 }, 'UPDATE_IN_PROGRESS'],
      [{ 2: 100 }, 'UPDATE_COMPLETE'],
    ])
    const canary = '{ Type: CANARY, Percentage: 5, Interval: 60 }'
    await update(cfn, machine(3, canary))
    await pass(59 * minute)
    assert.deepEqual(await weights(), { 2: 95, 3: 5 })
    await pass(2 * minute)
    assert.deepEqual([await weights(), await statusOf()], [{ 3: 100 }, 'UPDATE_COMPLETE'])
    await update(cfn, machine(4, '{ Type: ALL_AT_ONCE }'))
    assert.deepEqual([await statusOf(), await weights()], ['UPDATE_COMPLETE', { 4: 100 }])
  })

  it('goes back when an alarm goes off, or when the update is cancelled', async () => {
    const { cfn, cloudwatch, weights, statusOf } = machines()
    await putStillAlarm(cloudwatch, 'faults')
    const preference = '{ Type: LINEAR, Percentage: 25, Interval: 10, Alarms: [faults, absent] }'
    await deployed(server, cfn, 'shop', machine(1, preference))
    await update(cfn, machine(2, preference))
    await pass(11 * minute)
    assert.deepEqual(await weights(), { 1: 50, 2: 50 })
    await cloudwatch.setAlarmState({
      AlarmName: 'faults',
      StateValue: 'ALARM',
      StateReason: 'a test says so',
    })
    await pass(minute)
    assert.deepEqual([await weights(), await statusOf()], [{ 1: 100 }, 'UPDATE_ROLLBACK_COMPLETE'])
    const failure = (await history(cfn, 'shop')).find((line) =>
      line.startsWith('WorkAliaslive UPDATE_FAILED'),
    )
    assert.match(failure ?? '', /because alarms are active: faults\./)
    await cloudwatch.setAlarmState({ AlarmName: 'faults', StateValue: 'OK', StateReason: 'a test says so' })
    await update(cfn, machine(3, preference))
    await pass(minute)
    assert.equal(Object.keys(await weights()).length, 2)
    await cfn.cancelUpdateStack({ StackName: 'shop' })
    await pass(minute)
    assert.deepEqual([await weights(), await statusOf()], [{ 1: 100 }, 'UPDATE_ROLLBACK_COMPLETE'])
  })
})
