import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SQS } from '@aws-sdk/client-sqs'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { arnOf, bodies, counts, makeQueue, newAccount, receive, refused } from './support.ts'

const clock = new VirtualClock()
const server = testServer({ clock })

async function withDeadLetters(sqs: SQS, maxReceiveCount: number, suffix = '') {
  const extra: Record<string, string> = suffix === '' ? {} : { ContentBasedDeduplication: 'true' }
  const dead = await makeQueue(sqs, `dead${suffix}`, extra)
  const deadArn = await arnOf(sqs, dead)
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount })
  const source = await makeQueue(sqs, `source${suffix}`, { ...extra, RedrivePolicy, VisibilityTimeout: '1' })
  return { dead, deadArn, source, sourceArn: await arnOf(sqs, source) }
}

describe('dead-letter queues', () => {
  it('get what was received too often', async () => {
    const { sqs } = newAccount(server)
    const { dead, source, sourceArn } = await withDeadLetters(sqs, 2)
    const { MessageId } = await sqs.sendMessage({ QueueUrl: source, MessageBody: 'poison' })
    const sentAt = clock.now()
    for (let round = 0; round < 2; round++) {
      assert.deepEqual(bodies(await receive(sqs, source)), ['poison'])
      await clock.advance(1000)
    }
    assert.deepEqual(await counts(sqs, source), [1, 0, 0])
    await sqs.sendMessage({ QueueUrl: source, MessageBody: 'good' })
    assert.deepEqual(bodies(await receive(sqs, source)), ['good'])
    assert.deepEqual(await counts(sqs, dead), [1, 0, 0])
    const [message] = await receive(sqs, dead, { MessageSystemAttributeNames: ['All'] })
    assert.equal(message?.MessageId, MessageId)
    assert.equal(message?.Attributes?.DeadLetterQueueSourceArn, sourceArn)
    assert.equal(message?.Attributes?.ApproximateReceiveCount, '3')
    // In standard queues it is as old as it was.
    assert.equal(message?.Attributes?.SentTimestamp, String(sentAt))
  })

  it('keep the order of FIFO queues, and begin their age anew', async () => {
    const { sqs } = newAccount(server)
    const { dead, source } = await withDeadLetters(sqs, 1, '.fifo')
    for (const MessageBody of ['a', 'b', 'c'])
      await sqs.sendMessage({ QueueUrl: source, MessageBody, MessageGroupId: 'g' })
    assert.deepEqual(bodies(await receive(sqs, source, { MaxNumberOfMessages: 2 })), ['a', 'b'])
    await clock.advance(1000)
    assert.deepEqual(bodies(await receive(sqs, source)), ['c'])
    const buried = await receive(sqs, dead, { MessageSystemAttributeNames: ['All'] })
    assert.deepEqual(bodies(buried), ['a', 'b'])
    assert.equal(buried[0]?.Attributes?.SentTimestamp, String(clock.now()))
    assert.equal(buried[0]?.Attributes?.MessageGroupId, 'g')
    assert.equal(buried[0]?.Attributes?.MessageDeduplicationId, buried[0]?.MessageId)
  })

  it('are found by their sources, and lost with the policy', async () => {
    const { sqs } = newAccount(server)
    const { dead, source } = await withDeadLetters(sqs, 1)
    assert.deepEqual((await sqs.listDeadLetterSourceQueues({ QueueUrl: dead })).queueUrls, [source])
    await sqs.setQueueAttributes({ QueueUrl: source, Attributes: { RedrivePolicy: '' } })
    assert.deepEqual((await sqs.listDeadLetterSourceQueues({ QueueUrl: dead })).queueUrls, [])
    await sqs.sendMessage({ QueueUrl: source, MessageBody: 'x' })
    for (let round = 0; round < 3; round++) {
      assert.equal((await receive(sqs, source)).length, 1)
      await clock.advance(1000)
    }
  })

  it('that are gone leave messages where they are', async () => {
    const { sqs } = newAccount(server)
    const { dead, source } = await withDeadLetters(sqs, 1)
    await sqs.deleteQueue({ QueueUrl: dead })
    await sqs.sendMessage({ QueueUrl: source, MessageBody: 'x' })
    for (let round = 0; round < 3; round++) {
      assert.equal((await receive(sqs, source)).length, 1)
      await clock.advance(1000)
    }
  })

  it('are refused when they cannot be', async () => {
    const { sqs } = newAccount(server)
    const { deadArn, source } = await withDeadLetters(sqs, 1)
    const set = (RedrivePolicy: string) =>
      sqs.setQueueAttributes({ QueueUrl: source, Attributes: { RedrivePolicy } })
    const policy = (deadLetterTargetArn: unknown, maxReceiveCount: unknown) =>
      JSON.stringify({ deadLetterTargetArn, maxReceiveCount })
    const words = (text: string, reason: string) =>
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`
    for (const [text, reason] of [
      ['{', 'Redrive policy is not a valid JSON map.'],
      [policy(undefined, 1), 'Redrive policy does not contain mandatory attribute: deadLetterTargetArn.'],
      [policy(deadArn, undefined), 'Redrive policy does not contain mandatory attribute: maxReceiveCount.'],
      [policy('dummy', 42), 'Invalid value for deadLetterTargetArn.'],
      [
        policy(deadArn, 1001),
        'Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.',
      ],
      [policy(`${deadArn}2`, 1), 'Dead letter target does not exist.'],
      [policy(`${deadArn}.fifo`, 1), 'Dead-letter queue must be same type of queue as the source.'],
      [
        policy(deadArn.replace(/\d{12}/, '999999999999'), 1),
        'Dead-letter target owner should be same as the source.',
      ],
    ] as const)
      await refused(set(text), 'InvalidParameterValue', words(text, reason))
    await set(policy(deadArn, '5'))
  })

  it('say who may use them', async () => {
    const { sqs } = newAccount(server)
    const { dead, deadArn, source, sourceArn } = await withDeadLetters(sqs, 1)
    const allow = (policy: object) =>
      sqs.setQueueAttributes({ QueueUrl: dead, Attributes: { RedriveAllowPolicy: JSON.stringify(policy) } })
    const use = () =>
      sqs.setQueueAttributes({
        QueueUrl: source,
        Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 3 }) },
      })
    await allow({ redrivePermission: 'denyAll' })
    await refused(use(), 'InvalidParameterValue')
    await allow({ redrivePermission: 'byQueue', sourceQueueArns: [`${sourceArn}-other`] })
    await refused(use(), 'InvalidParameterValue')
    await allow({ redrivePermission: 'byQueue', sourceQueueArns: [sourceArn] })
    await use()
    await refused(allow({ redrivePermission: 'byQueue' }), 'InvalidParameterValue')
    await refused(allow({ redrivePermission: 'perhaps' }), 'InvalidParameterValue')
  })
})

describe('message move tasks', () => {
  async function buried(count: number) {
    const { sqs } = newAccount(server)
    const queues = await withDeadLetters(sqs, 1)
    const names = Array.from({ length: count }, (_, index) => `m${index}`)
    for (const MessageBody of names) await sqs.sendMessage({ QueueUrl: queues.source, MessageBody })
    for (let seen = 0; seen < count; ) seen += (await receive(sqs, queues.source)).length
    await clock.advance(1000)
    assert.deepEqual(await receive(sqs, queues.source), [])
    assert.deepEqual(await counts(sqs, queues.dead), [count, 0, 0])
    const list = async () =>
      (await sqs.listMessageMoveTasks({ SourceArn: queues.deadArn, MaxResults: 10 })).Results ?? []
    return { sqs, ...queues, names, list }
  }

  it('move messages back to where they came from', async () => {
    const { sqs, source, dead, deadArn, list } = await buried(3)
    const { TaskHandle } = await sqs.startMessageMoveTask({ SourceArn: deadArn })
    assert.ok(TaskHandle)
    const startedAt = clock.now()
    await clock.advance(1000, () => server.lambent.idle())
    assert.deepEqual(await list(), [
      {
        Status: 'COMPLETED',
        SourceArn: deadArn,
        ApproximateNumberOfMessagesMoved: 3,
        ApproximateNumberOfMessagesToMove: 3,
        StartedTimestamp: startedAt,
      },
    ])
    assert.deepEqual(await counts(sqs, dead), [0, 0, 0])
    const [message] = await receive(sqs, source, { MessageSystemAttributeNames: ['All'] })
    assert.equal(message?.Attributes?.ApproximateReceiveCount, '1')
    assert.equal(message?.Attributes?.DeadLetterQueueSourceArn, undefined)
  })

  it('move them elsewhere, at a rate, until they are cancelled', async () => {
    const { sqs, deadArn, list } = await buried(5)
    const target = await makeQueue(sqs, 'target')
    const DestinationArn = await arnOf(sqs, target)
    const start = () =>
      sqs.startMessageMoveTask({ SourceArn: deadArn, DestinationArn, MaxNumberOfMessagesPerSecond: 1 })
    const { TaskHandle } = await start()
    await clock.advance(1500, () => server.lambent.idle())
    const [task] = await list()
    assert.deepEqual(
      [task?.Status, task?.TaskHandle, task?.MaxNumberOfMessagesPerSecond],
      ['RUNNING', TaskHandle, 1],
    )
    const moved = task?.ApproximateNumberOfMessagesMoved ?? 0
    assert.ok(moved === 1 || moved === 2)
    await refused(start(), 'InvalidParameterValue', /^There is already a task running/)
    assert.equal((await sqs.cancelMessageMoveTask({ TaskHandle })).ApproximateNumberOfMessagesMoved, moved)
    await clock.advance(10_000, () => server.lambent.idle())
    assert.equal((await list())[0]?.Status, 'CANCELLED')
    assert.deepEqual(await counts(sqs, target), [moved, 0, 0])
    await start()
    await clock.advance(10_000, () => server.lambent.idle())
    assert.deepEqual(
      (await list()).map(({ Status }) => Status),
      ['COMPLETED', 'CANCELLED'],
    )
    assert.deepEqual(await counts(sqs, target), [5, 0, 0])
  })

  it('fail when messages came from nowhere, or their queue is gone', async () => {
    const { sqs, source, dead, deadArn, list } = await buried(1)
    // A queue that still names the dead-letter queue, when the source of the message does not exist any more.
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 1 })
    await makeQueue(sqs, 'other-source', { RedrivePolicy })
    await sqs.deleteQueue({ QueueUrl: source })
    await sqs.startMessageMoveTask({ SourceArn: deadArn })
    await clock.advance(1000, () => server.lambent.idle())
    const [first] = await list()
    assert.deepEqual(
      [first?.Status, first?.FailureReason],
      ['FAILED', 'AWS.SimpleQueueService.NonExistentQueue'],
    )
    assert.deepEqual(await counts(sqs, dead), [1, 0, 0])
    await clock.advance(60_000)
    await sqs.purgeQueue({ QueueUrl: dead })
    await sqs.sendMessage({ QueueUrl: dead, MessageBody: 'sent here' })
    await sqs.startMessageMoveTask({ SourceArn: deadArn })
    await clock.advance(1000, () => server.lambent.idle())
    const [second] = await list()
    assert.deepEqual([second?.Status, second?.FailureReason], ['FAILED', 'CouldNotDetermineMessageSource'])
  })

  it('are refused when they cannot be', async () => {
    const { sqs, sourceArn, deadArn } = await buried(0)
    const start = (SourceArn: string, DestinationArn?: string) =>
      sqs.startMessageMoveTask({ SourceArn, ...(DestinationArn === undefined ? {} : { DestinationArn }) })
    await refused(
      start(sourceArn),
      'InvalidParameterValue',
      'Source queue must be configured as a Dead Letter Queue.',
    )
    await refused(
      start(`${deadArn}x`),
      'ResourceNotFoundException',
      "The resource that you specified for the SourceArn parameter doesn't exist.",
    )
    await refused(
      start(deadArn, `${deadArn}x`),
      'ResourceNotFoundException',
      "The resource that you specified for the DestinationArn parameter doesn't exist.",
    )
    await refused(
      start(deadArn, deadArn),
      'InvalidParameterValue',
      'Source and destination queues must be different.',
    )
    await refused(start('nonsense'), 'InvalidParameterValue')
    await refused(
      sqs.cancelMessageMoveTask({ TaskHandle: 'nonsense' }),
      'InvalidParameterValue',
      'Value for parameter TaskHandle is invalid.',
    )
    const TaskHandle = btoa(JSON.stringify({ taskId: 'x', sourceArn: deadArn }))
    await refused(
      sqs.cancelMessageMoveTask({ TaskHandle }),
      'ResourceNotFoundException',
      'Task does not exist.',
    )
  })
})
