import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { newAccount, refused } from './support.ts'

describe('FIFO topics', () => {
  const clock = new VirtualClock()
  const server = testServer({ clock })

  it('keep the order of a group, and hand ids on', async () => {
    const { sns, topic, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t.fifo', { ContentBasedDeduplication: 'true' })
    const { received } = await subscribedQueue(TopicArn, 'q.fifo')
    const sequences: string[] = []
    for (let index = 0; index < 12; index++) {
      const { SequenceNumber = '' } = await sns.publish({
        TopicArn,
        Message: `m${index}`,
        MessageGroupId: 'g',
      })
      sequences.push(SequenceNumber)
    }
    assert.deepEqual(sequences, sequences.toSorted())
    const messages = await received()
    const bodies = messages.map(({ Body = '' }) => JSON.parse(Body))
    assert.deepEqual(
      bodies.map(({ Message }) => Message),
      Array.from({ length: 12 }, (_, index) => `m${index}`),
    )
    assert.deepEqual(
      bodies.map(({ SequenceNumber }) => SequenceNumber),
      sequences,
    )
    assert.deepEqual(Object.keys(bodies[0]), [
      'Type',
      'MessageId',
      'SequenceNumber',
      'TopicArn',
      'Message',
      'Timestamp',
      'UnsubscribeURL',
    ])
    const { MessageGroupId, MessageDeduplicationId } = messages[0]?.Attributes ?? {}
    assert.equal(MessageGroupId, 'g')
    // SHA-256 of the message.
    assert.equal(MessageDeduplicationId?.length, 64)
  })

  it('take at once what is published at once, in one order for all subscribers', async () => {
    const { sns, topic, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t.fifo', { ContentBasedDeduplication: 'true' })
    const one = await subscribedQueue(TopicArn, 'one.fifo', { RawMessageDelivery: 'true' })
    const two = await subscribedQueue(TopicArn, 'two.fifo', { RawMessageDelivery: 'true' })
    const answers = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const { SequenceNumber = '' } = await sns.publish({
          TopicArn,
          Message: `m${index}`,
          MessageGroupId: 'g',
        })
        return { message: `m${index}`, SequenceNumber }
      }),
    )
    const order = answers
      .sort((a, b) => a.SequenceNumber.localeCompare(b.SequenceNumber))
      .map(({ message }) => message)
    assert.deepEqual(
      (await one.received()).map(({ Body }) => Body),
      order,
    )
    assert.deepEqual(
      (await two.received()).map(({ Body }) => Body),
      order,
    )
  })

  it('take a message once in five minutes', async () => {
    const { sns, topic, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t.fifo')
    const { received } = await subscribedQueue(TopicArn, 'q.fifo')
    const publish = (Message: string, MessageGroupId = 'g') =>
      sns.publish({ TopicArn, Message, MessageGroupId, MessageDeduplicationId: 'd' })
    const first = await publish('first')
    const second = await publish('second', 'other')
    assert.equal(second.MessageId, first.MessageId)
    assert.equal(second.SequenceNumber, first.SequenceNumber)
    assert.equal((await received()).length, 1)
    await clock.advance(300_001)
    assert.notEqual((await publish('third')).MessageId, first.MessageId)
    assert.equal((await received()).length, 1)
  })

  it('tell messages apart by group where throughput is the group’s', async () => {
    const { sns, topic, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t.fifo', { FifoThroughputScope: 'MessageGroup' })
    const { notifications } = await subscribedQueue(TopicArn, 'q')
    const publish = (MessageGroupId: string) =>
      sns.publish({ TopicArn, Message: MessageGroupId, MessageGroupId, MessageDeduplicationId: 'd' })
    await publish('a')
    await publish('a')
    await publish('b')
    assert.deepEqual((await notifications()).map(({ Message }) => Message).sort(), ['a', 'b'])
  })

  it('take batches in order, and each message of them once', async () => {
    const { sns, topic, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t.fifo', { ContentBasedDeduplication: 'true' })
    const { received } = await subscribedQueue(TopicArn, 'q.fifo', { RawMessageDelivery: 'true' })
    const entry = (Id: string, Message: string) => ({ Id, Message, MessageGroupId: 'g' })
    const { Successful = [] } = await sns.publishBatch({
      TopicArn,
      PublishBatchRequestEntries: [entry('1', 'a'), entry('2', 'b'), entry('3', 'a')],
    })
    assert.equal(Successful[2]?.MessageId, Successful[0]?.MessageId)
    assert.deepEqual(
      (await received()).map(({ Body }) => Body),
      ['a', 'b'],
    )
  })

  it('want a group and an id, and queues', async () => {
    const { sns, topic } = newAccount(server)
    const TopicArn = await topic('t.fifo')
    await refused(
      sns.publish({ TopicArn, Message: 'm' }),
      'InvalidParameter',
      'Invalid parameter: The MessageGroupId parameter is required for FIFO topics',
    )
    await refused(
      sns.publish({ TopicArn, Message: 'm', MessageGroupId: 'g' }),
      'InvalidParameter',
      'Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    )
    await refused(sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'a@b.test' }), 'InvalidParameter')
    await refused(
      sns.subscribe({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: 'arn:aws:sqs:us-east-1:111122223333:q.fifo',
        Attributes: { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111122223333:d"}' },
      }),
      'InvalidParameter',
      /must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic/,
    )
  })

  it('bring what a queue does not take to its dead letters, with its group', async () => {
    const { sns, sqs, topic, queue, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t.fifo', { ContentBasedDeduplication: 'true' })
    const dead = await queue('dead.fifo')
    const gone = await subscribedQueue(TopicArn, 'gone.fifo', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn }),
    })
    await sqs.deleteQueue({ QueueUrl: gone.url })
    await sns.publish({ TopicArn, Message: 'one', MessageGroupId: 'g' })
    const [letter] = await dead.received()
    assert.equal(letter?.Attributes?.MessageGroupId, 'g')
    assert.equal(JSON.parse(letter?.Body ?? '{}').Message, 'one')
  })
})
