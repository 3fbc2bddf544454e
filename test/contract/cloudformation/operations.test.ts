import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { VirtualClock } from '../../../src/index.ts'
import { refused } from '../../support/refused.ts'
import { testServer } from '../../support/server.ts'
import { created, deleted, history, newAccount, settled, template, updated } from './support.ts'

const clock = new VirtualClock()
const server = testServer({ clock })

const queue = (Properties: object = {}, more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties,
  ...more,
})

/** Waits for ever, unless somebody signals it. */
const waits = (more: object = {}) => ({
  Type: 'AWS::CloudFormation::WaitCondition',
  CreationPolicy: { ResourceSignal: { Timeout: 'PT1H' } },
  ...more,
})

describe('stack policies', () => {
  it('deny what they deny, and the update goes back', async () => {
    const { cfn } = newAccount(server)
    const body = (a: number, b: number) =>
      template({ A: queue({ DelaySeconds: a }), B: queue({ DelaySeconds: b }) })
    const policy = {
      Statement: [
        { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'Update:Modify', Principal: '*', Resource: 'LogicalResourceId/A' },
      ],
    }
    await created(server, cfn, 'policy', body(1, 1), { StackPolicyBody: JSON.stringify(policy) })
    assert.deepEqual(
      JSON.parse((await cfn.getStackPolicy({ StackName: 'policy' })).StackPolicyBody ?? ''),
      policy,
    )
    const stack = await updated(server, cfn, 'policy', body(2, 2))
    assert.equal(stack.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.ok(
      (await history(cfn, 'policy')).some((line) =>
        line.startsWith(
          'A UPDATE_FAILED Action denied by stack policy: Statement [#2] does not allow [Update:Modify]',
        ),
      ),
    )
    const allowed = { Statement: [{ Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }] }
    const during = await updated(server, cfn, 'policy', body(3, 3), {
      StackPolicyDuringUpdateBody: JSON.stringify(allowed),
    })
    assert.equal(during.StackStatus, 'UPDATE_COMPLETE')
    const noRemoval = {
      Statement: [
        { Effect: 'Deny', Action: 'Update:Delete', Principal: '*', Resource: '*' },
        ...allowed.Statement,
      ],
    }
    await cfn.setStackPolicy({ StackName: 'policy', StackPolicyBody: JSON.stringify(noRemoval) })
    const kept = await updated(server, cfn, 'policy', template({ A: queue({ DelaySeconds: 3 }) }))
    assert.equal(kept.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    await refused(
      cfn.setStackPolicy({ StackName: 'policy', StackPolicyBody: '{' }),
      'ValidationError',
      'Error validating stack policy: Invalid stack policy',
    )
  })
})

describe('operations on stacks that something goes on with', () => {
  it('updates are cancelled', async () => {
    const { cfn } = newAccount(server)
    await created(server, cfn, 'cancel', template({ A: queue({ DelaySeconds: 1 }) }))
    await refused(
      cfn.cancelUpdateStack({ StackName: 'cancel' }),
      'ValidationError',
      'CancelUpdateStack cannot be called from current stack status',
    )
    await cfn.updateStack({
      StackName: 'cancel',
      TemplateBody: template({ A: queue({ DelaySeconds: 2 }), W: waits({ DependsOn: 'A' }) }),
    })
    assert.equal((await settled(server, cfn, 'cancel')).StackStatus, 'UPDATE_IN_PROGRESS')
    await refused(
      cfn.updateStack({ StackName: 'cancel', TemplateBody: template({ A: queue() }) }),
      'ValidationError',
      /is in UPDATE_IN_PROGRESS state and can not be updated\.$/,
    )
    await refused(
      cfn.deleteStack({ StackName: 'cancel' }),
      'ValidationError',
      /cannot be deleted while in status UPDATE_IN_PROGRESS$/,
    )
    await cfn.cancelUpdateStack({ StackName: 'cancel' })
    assert.equal((await settled(server, cfn, 'cancel')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    const told = await history(cfn, 'cancel')
    assert.ok(told.includes('W CREATE_FAILED Resource creation cancelled'))
    assert.ok(told.includes('cancel UPDATE_ROLLBACK_IN_PROGRESS User Initiated'))
  })

  it('creations end when their time is over, or by deletion', async () => {
    const { cfn } = newAccount(server)
    const body = template({ A: queue(), W: waits({ DependsOn: 'A' }) })
    await cfn.createStack({ StackName: 'slow', TemplateBody: body, TimeoutInMinutes: 1 })
    await server.lambent.idle()
    await clock.advance(60_000, () => server.lambent.idle())
    const slow = await settled(server, cfn, 'slow')
    assert.equal(slow.StackStatus, 'ROLLBACK_COMPLETE')
    assert.ok(
      (await history(cfn, 'slow')).includes(
        'slow ROLLBACK_IN_PROGRESS Stack creation time exceeded the specified timeout. Rollback requested by user.',
      ),
    )
    const { StackId = '' } = await cfn.createStack({ StackName: 'dropped', TemplateBody: body })
    await server.lambent.idle()
    await cfn.deleteStack({ StackName: 'dropped' })
    assert.equal((await settled(server, cfn, StackId)).StackStatus, 'DELETE_COMPLETE')
  })

  it('are forgotten ninety days after their deletion', async () => {
    const { cfn } = newAccount(server)
    const stack = await created(server, cfn, 'gone', template({ A: queue() }))
    await deleted(server, cfn, stack)
    const StackName = stack.StackId ?? ''
    await clock.advance(89 * 86_400_000, () => server.lambent.idle())
    assert.equal((await cfn.describeStackEvents({ StackName })).StackEvents?.length, 9)
    await clock.advance(2 * 86_400_000, () => server.lambent.idle())
    await refused(cfn.describeStacks({ StackName }), 'ValidationError')
    assert.deepEqual((await cfn.listStacks({})).StackSummaries, [])
  })

  it('are asked once for one token', async () => {
    const { cfn } = newAccount(server)
    const input = { StackName: 'token', TemplateBody: template({ A: queue() }), ClientRequestToken: 'one' }
    const first = await cfn.createStack(input)
    const second = await cfn.createStack(input)
    assert.equal(first.StackId, second.StackId)
    await refused(
      cfn.createStack({ ...input, ClientRequestToken: 'two' }),
      'AlreadyExistsException',
      'Stack [token] already exists',
    )
  })
})

describe('rollbacks that fail', () => {
  it('are continued, without what cannot be rolled back', async () => {
    const { cfn, config } = newAccount(server)
    const sqs = new SQS(config)
    const body = (delay: number, more: object = {}) =>
      template({
        A: queue({ QueueName: 'a', DelaySeconds: delay }),
        B: queue({ QueueName: 'b', DelaySeconds: delay }),
        ...more,
      })
    const bad = { W: waits({ DependsOn: ['A', 'B'] }) }
    await created(server, cfn, 'stuck', body(1))
    await cfn.updateStack({ StackName: 'stuck', TemplateBody: body(2, bad) })
    await server.lambent.idle()
    // What is gone cannot be changed back.
    await sqs.deleteQueue({
      QueueUrl: `${server.endpoint}/${(await sqs.listQueues({})).QueueUrls?.[0]?.split('/').at(-2)}/a`,
    })
    await cfn.cancelUpdateStack({ StackName: 'stuck' })
    const stuck = await settled(server, cfn, 'stuck')
    assert.equal(stuck.StackStatus, 'UPDATE_ROLLBACK_FAILED')
    assert.equal(stuck.StackStatusReason, 'The following resource(s) failed to update: [A]. ')
    await refused(
      cfn.continueUpdateRollback({ StackName: 'stuck', ResourcesToSkip: ['B'] }),
      'ValidationError',
    )
    await cfn.continueUpdateRollback({ StackName: 'stuck' })
    assert.equal((await settled(server, cfn, 'stuck')).StackStatus, 'UPDATE_ROLLBACK_FAILED')
    await cfn.continueUpdateRollback({ StackName: 'stuck', ResourcesToSkip: ['A'] })
    const done = await settled(server, cfn, 'stuck')
    assert.equal(done.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.equal((await deleted(server, cfn, done)).StackStatus, 'DELETE_COMPLETE')
  })

  it('are asked for after failures that were left as they were', async () => {
    const { cfn, config } = newAccount(server)
    await new SQS(config).createQueue({ QueueName: 'taken' })
    const body = (delay: number) =>
      template({
        A: queue({ DelaySeconds: delay }),
        B: queue({ QueueName: delay > 1 ? 'taken' : 'free', DelaySeconds: 3 }, { DependsOn: 'A' }),
      })
    await created(server, cfn, 'left', body(1))
    const left = await updated(server, cfn, 'left', body(2), { DisableRollback: true })
    assert.equal(left.StackStatus, 'UPDATE_FAILED')
    await cfn.rollbackStack({ StackName: 'left' })
    assert.equal((await settled(server, cfn, 'left')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    await updated(server, cfn, 'left', body(2), { DisableRollback: true })
    const on = await updated(server, cfn, 'left', body(1))
    assert.equal(on.StackStatus, 'UPDATE_COMPLETE')
  })
})

describe('what stacks tell', () => {
  it('is published to their topics', async () => {
    const { cfn, config } = newAccount(server)
    const sns = new SNS(config)
    const sqs = new SQS(config)
    const { TopicArn = '' } = await sns.createTopic({ Name: 'events' })
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'heard' })
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] })
    const Policy = JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
    })
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } })
    await sns.subscribe({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn,
      Attributes: { RawMessageDelivery: 'true' },
    })
    await created(server, cfn, 'loud', template({ A: queue() }), { NotificationARNs: [TopicArn] })
    const heard: string[] = []
    for (;;) {
      await server.lambent.idle()
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
      if (Messages.length === 0) break
      for (const { Body = '', ReceiptHandle } of Messages) {
        heard.push(/ResourceStatus='(\w+)'/.exec(Body)?.[1] ?? '')
        await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
      }
    }
    assert.deepEqual(heard.sort(), [
      'CREATE_COMPLETE',
      'CREATE_COMPLETE',
      'CREATE_IN_PROGRESS',
      'CREATE_IN_PROGRESS',
      'CREATE_IN_PROGRESS',
    ])
  })

  it('is told by operation', async () => {
    const { cfn } = newAccount(server)
    const stack = await created(server, cfn, 'told', template({ A: queue() }), {
      EnableTerminationProtection: true,
    })
    const [last] = stack.LastOperations ?? []
    assert.equal(last?.OperationType, 'CREATE_STACK')
    const { OperationEvents = [] } = await cfn.describeEvents({
      StackName: 'told',
      OperationId: last?.OperationId,
    })
    assert.equal(OperationEvents.length, 5)
    assert.deepEqual(OperationEvents[0]?.EventType, 'STACK_EVENT')
    await refused(
      cfn.deleteStack({ StackName: 'told' }),
      'ValidationError',
      'Stack [told] cannot be deleted while TerminationProtection is enabled',
    )
    await cfn.updateTerminationProtection({ StackName: 'told', EnableTerminationProtection: false })
    assert.equal((await deleted(server, cfn, stack)).StackStatus, 'DELETE_COMPLETE')
  })

  it('names properties that change nothing, and records as such', async () => {
    const { cfn } = newAccount(server)
    await created(
      server,
      cfn,
      'honest',
      template({ Net: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } } }),
    )
    const told = await history(cfn, 'honest')
    assert.ok(
      told.some((line) => line.startsWith('Net CREATE_COMPLETE Kept as a record: ')),
      told.join('\n'),
    )
  })
})
