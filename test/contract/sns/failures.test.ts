import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { newAccount } from './support.ts'

describe('deliveries that fail', () => {
  const server = testServer({ clock: new VirtualClock() })

  it('go to the dead-letter queue when the queue is gone or keeps SNS out', async () => {
    const { sns, sqs, topic, queue, subscribedQueue } = newAccount(server)
    const TopicArn = await topic('t')
    const dead = await queue('dead')
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn })
    const gone = await subscribedQueue(TopicArn, 'gone', { RedrivePolicy })
    const closed = await subscribedQueue(TopicArn, 'closed', { RedrivePolicy, RawMessageDelivery: 'true' })
    await sqs.deleteQueue({ QueueUrl: gone.url })
    await sqs.setQueueAttributes({ QueueUrl: closed.url, Attributes: { Policy: '' } })
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'b' } }
    const { MessageId } = await sns.publish({ TopicArn, Message: 'lost?', MessageAttributes })
    const letters = await dead.received()
    assert.equal(letters.length, 2)
    const raw = letters.find(({ Body }) => Body === 'lost?')
    assert.equal(raw?.MessageAttributes?.a?.StringValue, 'b')
    const other = JSON.parse(letters.find((letter) => letter !== raw)?.Body ?? '{}')
    assert.equal(other.MessageId, MessageId)
    assert.deepEqual(other.MessageAttributes, { a: { Type: 'String', Value: 'b' } })
  })

  it('of functions that are not there, too', async () => {
    const { sns, topic, queue, id } = newAccount(server)
    const TopicArn = await topic('t')
    const dead = await queue('dead')
    await sns.subscribe({
      TopicArn,
      Protocol: 'lambda',
      Endpoint: `arn:aws:lambda:us-east-1:${id}:function:absent`,
      Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn }) },
    })
    await sns.publish({ TopicArn, Message: 'hello' })
    const [letter] = await dead.notifications()
    assert.equal(letter?.Message, 'hello')
    assert.equal(letter?.Type, 'Notification')
  })

  it('are logged as the topic asks', async () => {
    const { sns, sqs, topic, subscribedQueue, id } = newAccount(server)
    const role = `arn:aws:iam::${id}:role/feedback`
    const TopicArn = await topic('t', {
      SQSSuccessFeedbackRoleArn: role,
      SQSSuccessFeedbackSampleRate: '100',
      SQSFailureFeedbackRoleArn: role,
    })
    const kept = await subscribedQueue(TopicArn, 'kept')
    const gone = await subscribedQueue(TopicArn, 'gone')
    await sqs.deleteQueue({ QueueUrl: gone.url })
    const { MessageId } = await sns.publish({ TopicArn, Message: 'hello' })
    await server.lambent.idle()
    const logs = new CloudWatchLogs(server.config({ account: id }))
    const read = async (logGroupName: string) => {
      const { events = [] } = await logs.filterLogEvents({ logGroupName })
      return events.map(({ message = '' }) => JSON.parse(message))
    }
    const [success] = await read(`sns/us-east-1/${id}/t`)
    assert.equal(success.status, 'SUCCESS')
    assert.equal(success.delivery.destination, kept.arn)
    assert.equal(success.notification.messageId, MessageId)
    assert.equal(success.notification.messageMD5Sum, '5d41402abc4b2a76b9719d911017c592')
    const [failure] = await read(`sns/us-east-1/${id}/t/Failure`)
    assert.equal(failure.status, 'FAILURE')
    assert.equal(failure.delivery.destination, gone.arn)
  })
})
