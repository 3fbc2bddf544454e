import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SQS } from '@aws-sdk/client-sqs'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { bodies, counts, makeQueue, newAccount, receive, refused } from './support.ts'

const clock = new VirtualClock()
const server = testServer({ clock })
const minute = 60_000

async function send(sqs: SQS, QueueUrl: string, MessageBody: string, MessageGroupId = 'g', id?: string) {
  return sqs.sendMessage({
    QueueUrl,
    MessageBody,
    MessageGroupId,
    ...(id === undefined ? {} : { MessageDeduplicationId: id }),
  })
}

describe('FIFO queues', () => {
  it('take a message once in five minutes, by its id', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q.fifo')
    const first = await send(sqs, QueueUrl, 'one', 'g', 'id')
    const second = await send(sqs, QueueUrl, 'two', 'other', 'id')
    assert.equal(second.MessageId, first.MessageId)
    assert.equal(second.MD5OfMessageBody !== first.MD5OfMessageBody, true)
    const [message] = await receive(sqs, QueueUrl)
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message?.ReceiptHandle })
    await send(sqs, QueueUrl, 'one', 'g', 'id')
    assert.deepEqual(await counts(sqs, QueueUrl), [0, 0, 0])
    await clock.advance(5 * minute)
    const third = await send(sqs, QueueUrl, 'one', 'g', 'id')
    assert.notEqual(third.MessageId, first.MessageId)
    assert.ok((third.SequenceNumber ?? '') > (first.SequenceNumber ?? ''))
    assert.match(third.SequenceNumber ?? '', /^\d{20}$/)
    const [again] = await receive(sqs, QueueUrl, { MessageSystemAttributeNames: ['All'] })
    assert.equal(again?.Attributes?.SequenceNumber, third.SequenceNumber)
    assert.equal(again?.Attributes?.MessageGroupId, 'g')
    assert.equal(again?.Attributes?.MessageDeduplicationId, 'id')
  })

  it('take a message once at the same time', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q.fifo')
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_, i) => send(sqs, QueueUrl, String(i), 'g', 'id')),
    )
    assert.equal(new Set(sent.map(({ MessageId }) => MessageId)).size, 1)
    assert.deepEqual(await counts(sqs, QueueUrl), [1, 0, 0])
  })

  it('deduplicate by content, and by group where the queue says so', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q.fifo', {
      ContentBasedDeduplication: 'true',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    })
    await send(sqs, QueueUrl, 'a', 'g1')
    await send(sqs, QueueUrl, 'a', 'g2')
    await send(sqs, QueueUrl, 'a', 'g1')
    const { Successful = [] } = await sqs.sendMessageBatch({
      QueueUrl,
      Entries: ['b', 'b', 'a'].map((MessageBody, index) => ({
        Id: String(index),
        MessageBody,
        MessageGroupId: 'g1',
      })),
    })
    assert.equal(Successful[0]?.MessageId, Successful[1]?.MessageId)
    assert.equal(Successful[0]?.SequenceNumber, Successful[1]?.SequenceNumber)
    assert.deepEqual(await counts(sqs, QueueUrl), [3, 0, 0])
  })

  it('need a group and something to deduplicate by', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q.fifo')
    await refused(
      sqs.sendMessage({ QueueUrl, MessageBody: 'x' }),
      'MissingParameter',
      'The request must contain the parameter MessageGroupId.',
    )
    await refused(
      send(sqs, QueueUrl, 'x'),
      'InvalidParameterValue',
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    )
    await refused(
      send(sqs, QueueUrl, 'x', 'a b', 'id'),
      'InvalidParameterValue',
      'Value a b for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
    )
    await refused(send(sqs, QueueUrl, 'x', 'g', 'ü'), 'InvalidParameterValue')
    await refused(
      sqs.sendMessage({
        QueueUrl,
        MessageBody: 'x',
        MessageGroupId: 'g',
        MessageDeduplicationId: 'd',
        DelaySeconds: 2,
      }),
      'InvalidParameterValue',
      'Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
    )
  })

  it('give each group in order, and nothing of one that is in flight', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q.fifo', { ContentBasedDeduplication: 'true' })
    for (const body of ['a1', 'a2', 'b1', 'a3', 'b2']) await send(sqs, QueueUrl, body, body[0])
    const one = await receive(sqs, QueueUrl, { MaxNumberOfMessages: 1 })
    assert.deepEqual(bodies(one), ['a1'])
    // As many as possible of one group, before those of the next.
    const two = await receive(sqs, QueueUrl)
    assert.deepEqual(bodies(two), ['b1', 'b2'])
    assert.deepEqual(await receive(sqs, QueueUrl), [])
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: one[0]?.ReceiptHandle })
    assert.deepEqual(bodies(await receive(sqs, QueueUrl)), ['a2', 'a3'])
    await sqs.changeMessageVisibility({
      QueueUrl,
      ReceiptHandle: two[0]?.ReceiptHandle,
      VisibilityTimeout: 0,
    })
    // b2 is in flight: b1 waits.
    assert.deepEqual(await receive(sqs, QueueUrl), [])
    await sqs.changeMessageVisibility({
      QueueUrl,
      ReceiptHandle: two[1]?.ReceiptHandle,
      VisibilityTimeout: 0,
    })
    assert.deepEqual(bodies(await receive(sqs, QueueUrl)), ['b1', 'b2'])
  })

  it('refuse to delete by a handle whose time is over', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q.fifo', { ContentBasedDeduplication: 'true' })
    await send(sqs, QueueUrl, 'a')
    const [message] = await receive(sqs, QueueUrl, { VisibilityTimeout: 1 })
    await clock.advance(1000)
    await refused(
      sqs.deleteMessage({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }),
      'InvalidParameterValue',
      `Value ${message?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    )
    const [again] = await receive(sqs, QueueUrl)
    const handle = (Id: string, from: typeof again) => ({ Id, ReceiptHandle: from?.ReceiptHandle })
    const old = await sqs.deleteMessageBatch({ QueueUrl, Entries: [handle('old', message)] })
    assert.deepEqual(
      old.Failed?.map(({ Id, Code }) => [Id, Code]),
      [['old', 'InvalidParameterValue']],
    )
    const deleted = await sqs.deleteMessageBatch({ QueueUrl, Entries: [handle('new', again)] })
    assert.deepEqual(deleted.Successful, [{ Id: 'new' }])
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: again?.ReceiptHandle })
  })

  it('repeat a receive attempt', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q.fifo', { ContentBasedDeduplication: 'true' })
    for (const body of ['a', 'b', 'c']) await send(sqs, QueueUrl, body)
    const attempt = (ReceiveRequestAttemptId: string) =>
      receive(sqs, QueueUrl, { ReceiveRequestAttemptId, MaxNumberOfMessages: 2 })
    const first = await attempt('one')
    await clock.advance(20_000)
    assert.deepEqual(await attempt('one'), first)
    assert.deepEqual(await attempt('two'), [])
    // The second attempt began the visibility timeout anew.
    await clock.advance(20_000)
    assert.deepEqual(await attempt('two'), [])
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: first[0]?.ReceiptHandle })
    assert.deepEqual(await attempt('one'), [])
    await refused(attempt('a b'), 'InvalidParameterValue')
  })

  it('wait for the delay of the queue', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q.fifo', { ContentBasedDeduplication: 'true', DelaySeconds: '10' })
    await send(sqs, QueueUrl, 'a')
    await clock.advance(5000)
    await send(sqs, QueueUrl, 'b')
    assert.deepEqual(await receive(sqs, QueueUrl), [])
    await clock.advance(5000)
    assert.deepEqual(bodies(await receive(sqs, QueueUrl, { VisibilityTimeout: 0 })), ['a'])
    await clock.advance(5000)
    assert.deepEqual(bodies(await receive(sqs, QueueUrl)), ['a', 'b'])
  })
})
