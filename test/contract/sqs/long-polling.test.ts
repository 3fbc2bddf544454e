import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startLambent, VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { freshStore } from '../../support/test-stores.ts'
import { until } from '../../support/until.ts'
import { bodies, makeQueue, newAccount, receive, refused } from './support.ts'

const clock = new VirtualClock()
const server = testServer({ clock })

describe('long polling', () => {
  it('answers when a message comes', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    const waiting = receive(sqs, QueueUrl, { WaitTimeSeconds: 20 })
    await sqs.sendMessage({ QueueUrl, MessageBody: 'here' })
    assert.deepEqual(bodies(await waiting), ['here'])
  })

  it('serves all who wait, each with messages of its own', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    const waiting = Array.from({ length: 20 }, () =>
      receive(sqs, QueueUrl, { WaitTimeSeconds: 20, MaxNumberOfMessages: 1 }),
    )
    const sent = Array.from({ length: 20 }, (_, index) => String(index))
    await Promise.all(sent.map((MessageBody) => sqs.sendMessage({ QueueUrl, MessageBody })))
    const got = (await Promise.all(waiting)).flatMap(bodies)
    assert.deepEqual(got.sort(), sent.sort())
  })

  it('answers with nothing when the time is over, as the queue says if the request does not', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q', { ReceiveMessageWaitTimeSeconds: '10' })
    let answered = false
    const waiting = receive(sqs, QueueUrl).then((messages) => {
      answered = true
      return messages
    })
    await until(() => clock.nextTimerAt !== undefined && clock.nextTimerAt <= clock.now() + 10_000)
    await clock.advance(9999)
    assert.equal(answered, false)
    await clock.advance(1)
    assert.deepEqual(await waiting, [])
    assert.deepEqual(await receive(sqs, QueueUrl, { WaitTimeSeconds: 0 }), [])
    await refused(receive(sqs, QueueUrl, { WaitTimeSeconds: 21 }), 'InvalidParameterValue')
    await refused(
      receive(sqs, QueueUrl, { MaxNumberOfMessages: 11 }),
      'InvalidParameterValue',
      'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    )
    await refused(receive(sqs, QueueUrl, { VisibilityTimeout: 43_201 }), 'InvalidParameterValue')
  })

  it('answers when a message becomes visible by itself', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    await sqs.sendMessage({ QueueUrl, MessageBody: 'late', DelaySeconds: 7 })
    const waiting = receive(sqs, QueueUrl, { WaitTimeSeconds: 20, VisibilityTimeout: 5 })
    await until(() => (clock.nextTimerAt ?? Infinity) <= clock.now() + 7000)
    await clock.advance(7000)
    assert.deepEqual(bodies(await waiting), ['late'])
    const again = receive(sqs, QueueUrl, { WaitTimeSeconds: 20 })
    await until(() => (clock.nextTimerAt ?? Infinity) <= clock.now() + 5000)
    await clock.advance(5000)
    assert.deepEqual(bodies(await again), ['late'])
  })

  it('ends with the queue', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    const waiting = receive(sqs, QueueUrl, { WaitTimeSeconds: 20 })
    const timers = () => clock.nextTimerAt !== undefined && clock.nextTimerAt <= clock.now() + 20_000
    await until(timers)
    await Promise.all([
      refused(waiting, 'AWS.SimpleQueueService.NonExistentQueue'),
      sqs.deleteQueue({ QueueUrl }),
    ])
  })

  it('does not keep messages for a client that has gone', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    const leaving = new AbortController()
    const waiting = sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 }, { abortSignal: leaving.signal })
    await until(() => clock.nextTimerAt !== undefined && clock.nextTimerAt <= clock.now() + 20_000)
    leaving.abort()
    await assert.rejects(waiting)
    await sqs.sendMessage({ QueueUrl, MessageBody: 'x' })
    assert.deepEqual(bodies(await receive(sqs, QueueUrl, { WaitTimeSeconds: 20 })), ['x'])
  })

  it('does not hold up the end of the server', async () => {
    const lambent = await startLambent({ ...(await freshStore()), clock })
    const { sqs } = newAccount({
      ...server,
      config: (more) => ({ ...server.config(more), endpoint: lambent.endpoint }),
    })
    const QueueUrl = await makeQueue(sqs, 'q')
    const waiting = receive(sqs, QueueUrl, { WaitTimeSeconds: 20 })
    await until(() => clock.nextTimerAt !== undefined && clock.nextTimerAt <= clock.now() + 20_000)
    await lambent.stop()
    assert.deepEqual(await waiting, [])
  })
})
