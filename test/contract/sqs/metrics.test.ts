import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { makeQueue, newAccount, receive } from './support.ts'

const clock = new VirtualClock(Date.UTC(2026, 0, 1, 12))
const server = testServer({ clock })
const minute = 60_000
const pass = (minutes: number) => clock.advance(minutes * minute, () => server.lambent.idle())

describe('metrics of queues', () => {
  it('are there when the minute has ended', async () => {
    const { sqs, account } = newAccount(server)
    const cloudwatch = new CloudWatch(server.config({ account }))
    const QueueUrl = await makeQueue(sqs, 'measured')
    const StartTime = new Date(clock.now() - 1)
    for (const MessageBody of ['a', 'bb', 'cc']) await sqs.sendMessage({ QueueUrl, MessageBody })
    const [first] = await receive(sqs, QueueUrl, { MaxNumberOfMessages: 2 })
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: first?.ReceiptHandle })
    await pass(1)
    const values = async (MetricName: string) => {
      const { Datapoints = [] } = await cloudwatch.getMetricStatistics({
        Namespace: 'AWS/SQS',
        MetricName,
        Dimensions: [{ Name: 'QueueName', Value: 'measured' }],
        StartTime,
        EndTime: new Date(clock.now() + 1),
        Period: 60,
        Statistics: ['Sum'],
      })
      return Datapoints.sort((a, b) => Number(a.Timestamp) - Number(b.Timestamp)).map(({ Sum }) => Sum)
    }
    assert.deepEqual(await values('NumberOfMessagesSent'), [3])
    assert.deepEqual(await values('SentMessageSize'), [5])
    assert.deepEqual(await values('NumberOfMessagesReceived'), [2])
    assert.deepEqual(await values('NumberOfEmptyReceives'), [0])
    assert.deepEqual(await values('NumberOfMessagesDeleted'), [1])
    assert.deepEqual(await values('ApproximateNumberOfMessagesVisible'), [2])
    assert.deepEqual(await values('ApproximateNumberOfMessagesNotVisible'), [0])
    assert.deepEqual(await values('ApproximateAgeOfOldestMessage'), [60])
    // Nothing happens: a value each minute for a quarter of an hour, then every five minutes.
    await pass(30)
    const sent = await values('NumberOfMessagesSent')
    assert.ok(sent.length >= 17 && sent.length <= 20, String(sent.length))
    assert.ok(sent.slice(1).every((value) => value === 0))
    const before = sent.length
    await sqs.deleteQueue({ QueueUrl })
    await pass(10)
    assert.equal((await values('NumberOfMessagesSent')).length, before)
  })
})
