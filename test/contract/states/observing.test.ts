import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatch, type Dimension } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { KMS } from '@aws-sdk/client-kms'
import { SQS } from '@aws-sdk/client-sqs'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { newAccount, pass } from './support.ts'

const clock = new VirtualClock(Date.UTC(2026, 3, 1))
const server = testServer({ clock })
const failing = { Only: { Type: 'Fail', Error: 'Broken', Cause: 'by design' } }

describe('what executions tell', () => {
  it('goes to CloudWatch Logs by level, with data or without', async () => {
    const account = newAccount(server)
    const { sfn, id, execution } = account
    const logs = new CloudWatchLogs(server.config({ account: id }))
    const logging = async (name: string, level: 'ALL' | 'ERROR' | 'FATAL', includeExecutionData: boolean) => {
      await logs.createLogGroup({ logGroupName: name })
      const logGroupArn = `arn:aws:logs:us-east-1:${id}:log-group:${name}:*`
      return {
        loggingConfiguration: {
          level,
          includeExecutionData,
          destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
        },
      }
    }
    const lines = async (logGroupName: string) => {
      await server.lambent.idle()
      const { events = [] } = await logs.filterLogEvents({ logGroupName })
      return events.map(({ message = '' }) => JSON.parse(message) as Record<string, unknown>)
    }
    const all = await account.express('All', { Only: pass }, await logging('all', 'ALL', true))
    const { executionArn } = await sfn.startSyncExecution({ stateMachineArn: all, input: '{"a":1}' })
    const told = await lines('all')
    assert.deepEqual(
      told.map(({ id: number, type }) => [number, type]),
      [
        ['1', 'ExecutionStarted'],
        ['2', 'PassStateEntered'],
        ['3', 'PassStateExited'],
        ['4', 'ExecutionSucceeded'],
      ],
    )
    assert.deepEqual(told[1], {
      id: '2',
      type: 'PassStateEntered',
      details: { input: '{"a":1}', inputDetails: { truncated: false }, name: 'Only' },
      redrive_count: '0',
      previous_event_id: '0',
      event_timestamp: String(clock.now()),
      execution_arn: executionArn,
    })
    const { logStreams } = await logs.describeLogStreams({ logGroupName: 'all' })
    assert.match(logStreams?.[0]?.logStreamName ?? '', /^states\/All\/2026-04-01-00-00\/[0-9a-f]{8}$/)

    const error = await account.machine('Errors', failing, await logging('errors', 'ERROR', false))
    await sfn.startExecution({ stateMachineArn: error, name: 'one' })
    const errors = await lines('errors')
    assert.deepEqual(
      errors.map(({ type }) => type),
      ['FailStateEntered', 'ExecutionFailed'],
    )
    assert.deepEqual(
      errors.map(({ details }) => details),
      [{ name: 'Only' }, { error: 'Broken', cause: 'by design' }],
    )
    assert.equal(errors[1]?.execution_arn, execution('Errors', 'one'))

    const fatal = await account.machine('Fatal', failing, await logging('fatal', 'FATAL', true))
    await sfn.startExecution({ stateMachineArn: fatal })
    const [only, ...more] = await lines('fatal')
    assert.deepEqual(more, [])
    assert.deepEqual(only?.details, { error: 'Broken', cause: 'by design' })
  })

  it('goes to EventBridge as changes of status', async () => {
    const { sfn, machine, id, execution } = newAccount(server)
    const config = server.config({ account: id })
    const sqs = new SQS(config)
    const events = new EventBridge(config)
    const { QueueUrl } = await sqs.createQueue({
      QueueName: 'changes',
      Attributes: {
        Policy: JSON.stringify({
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: '*',
            },
          ],
        }),
      },
    })
    await events.putRule({
      Name: 'changes',
      EventPattern: JSON.stringify({ source: ['aws.states'], detail: { status: ['RUNNING', 'FAILED'] } }),
    })
    await events.putTargets({
      Rule: 'changes',
      Targets: [{ Id: 'queue', Arn: `arn:aws:sqs:us-east-1:${id}:changes` }],
    })
    const stateMachineArn = await machine('Told', failing)
    await sfn.startExecution({ stateMachineArn, name: 'one', input: '{"a":1}' })
    await server.lambent.idle()
    const bodies: Array<Record<string, unknown>> = []
    for (;;) {
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
      if (Messages.length === 0) break
      for (const { Body = '', ReceiptHandle } of Messages) {
        bodies.push(JSON.parse(Body) as Record<string, unknown>)
        await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
      }
    }
    bodies.sort((left, right) =>
      JSON.stringify(left).includes('RUNNING') ? -1 : JSON.stringify(right).includes('RUNNING') ? 1 : 0,
    )
    assert.equal(bodies.length, 2)
    const common = {
      executionArn: execution('Told', 'one'),
      stateMachineArn,
      name: 'one',
      startDate: clock.now(),
      input: '{"a":1}',
      inputDetails: { included: true },
      output: null,
      outputDetails: null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
    }
    assert.deepEqual(bodies[0]?.detail, {
      ...common,
      status: 'RUNNING',
      stopDate: null,
      error: null,
      cause: null,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
    })
    assert.deepEqual(bodies[1]?.detail, {
      ...common,
      status: 'FAILED',
      stopDate: clock.now(),
      error: 'Broken',
      cause: 'by design',
      redriveStatus: 'REDRIVABLE',
      redriveStatusReason: null,
    })
    assert.equal(bodies[1]?.source, 'aws.states')
    assert.equal(bodies[1]?.['detail-type'], 'Step Functions Execution Status Change')
    assert.deepEqual(bodies[1]?.resources, [execution('Told', 'one')])

    const kms = new KMS(config)
    const kmsKeyId = (await kms.createKey({})).KeyMetadata?.Arn
    const sealed = await machine('Sealed', failing, {
      encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId },
    })
    await sfn.startExecution({ stateMachineArn: sealed, input: '{"secret":1}' })
    await server.lambent.idle()
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
    assert.equal(Messages.length, 2)
    for (const { Body = '' } of Messages) {
      const { detail } = JSON.parse(Body) as { detail: Record<string, unknown> }
      assert.deepEqual([detail.input, detail.error, detail.cause], [null, null, null])
      assert.deepEqual(detail.inputDetails, { included: false })
    }
  })

  it('goes to CloudWatch as metrics of the machine', async () => {
    const { sfn, machine, id } = newAccount(server)
    const resource = 'arn:aws:states:::aws-sdk:sfn:listActivities'
    const Ask = { Type: 'Task', Resource: resource, Parameters: {}, Next: Object.keys(failing)[0] }
    const stateMachineArn = await machine('Counted', { Ask, ...failing })
    const version = await sfn.publishStateMachineVersion({ stateMachineArn })
    await sfn.startExecution({ stateMachineArn })
    const { executionArn } = await sfn.startExecution({ stateMachineArn: version.stateMachineVersionArn })
    await server.lambent.idle()
    await sfn.redriveExecution({ executionArn })
    const from = clock.now() - 60_000
    await clock.advance(120_000, () => server.lambent.idle())
    const cloudwatch = new CloudWatch(server.config({ account: id }))
    const ofMachine = { Name: 'StateMachineArn', Value: stateMachineArn }
    const sum = async (MetricName: string, ...dimensions: Dimension[]) => {
      const { Datapoints = [] } = await cloudwatch.getMetricStatistics({
        Namespace: 'AWS/States',
        MetricName,
        Dimensions: dimensions.length > 0 ? dimensions : [ofMachine],
        StartTime: new Date(from),
        EndTime: new Date(clock.now()),
        Period: 3600,
        Statistics: ['Sum'],
      })
      return Datapoints.reduce((all, { Sum = 0 }) => all + Sum, 0)
    }
    assert.equal(await sum('ExecutionsStarted'), 2)
    assert.equal(await sum('ExecutionsFailed'), 3)
    assert.equal(await sum('ExecutionsSucceeded'), 0)
    assert.equal(await sum('ExecutionsRedriven'), 1)
    assert.equal(await sum('RedrivenExecutionsFailed'), 1)
    assert.equal(await sum('ExecutionsStarted', ofMachine, { Name: 'Version', Value: '1' }), 1)
    const ofResource = { Name: 'ServiceIntegrationResourceArn', Value: resource }
    for (const phase of ['Scheduled', 'Started', 'Succeeded'])
      assert.equal(await sum(`ServiceIntegrations${phase}`, ofResource), 2)
  })
})
