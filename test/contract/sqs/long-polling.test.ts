import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Message } from '@aws-sdk/client-sqs'
import { startLambent, VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { freshStore } from '../../support/test-stores.ts'
import { until } from '../../support/until.ts'
import { bodies, makeQueue, newAccount, receive, refused } from './support.ts'

const clock = new VirtualClock()
const server = testServer({ clock })

/** A receiver's answer, and whether it has come. */
function watched(waiting: Promise<Message[]>) {
  const seen = { isAnswered: false, messages: waiting }
  seen.messages = waiting.finally(() => {
    seen.isAnswered = true
  })
  return seen
}

/** What a receiver gets when a message becomes visible after so many milliseconds: not before, and long before its own time is over. */
async function visibleAfter(milliseconds: number, waiting: Promise<Message[]>): Promise<Message[]> {
  const seen = watched(waiting)
  await until(() => waitingRequests(server.endpoint))
  await clock.advance(milliseconds - 1)
  assert.equal(seen.isAnswered, false)
  await until(async () => {
    // Time must not stand still: who begins to wait only now looks again in a millisecond.
    if (!seen.isAnswered) await clock.advance(1)
    return seen.isAnswered
  }, 'the answer')
  return await seen.messages
}

/** Whether a request is being answered, beside the one that asks. */
async function waitingRequests(endpoint: string): Promise<boolean> {
  const text = await (await fetch(`${endpoint}/_lambent/metrics`)).text()
  return Number(/^lambent_\w*in_flight\w* (\d+)/m.exec(text)?.[1]) > 1
}

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
    const start = clock.now()
    const seen = watched(receive(sqs, QueueUrl))
    await until(async () => {
      if (!seen.isAnswered) await clock.advance(500)
      return seen.isAnswered
    })
    assert.deepEqual(await seen.messages, [])
    assert.ok(clock.now() - start >= 10_000)
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
    const late = await visibleAfter(
      7000,
      receive(sqs, QueueUrl, { WaitTimeSeconds: 20, VisibilityTimeout: 5 }),
    )
    assert.deepEqual(bodies(late), ['late'])
    assert.deepEqual(bodies(await visibleAfter(5000, receive(sqs, QueueUrl, { WaitTimeSeconds: 20 }))), [
      'late',
    ])
  })

  it('ends with the queue', async () => {
    const { sqs } = newAccount(server)
    const QueueUrl = await makeQueue(sqs, 'q')
    const waiting = receive(sqs, QueueUrl, { WaitTimeSeconds: 20 })
    await until(() => waitingRequests(server.endpoint))
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
    await until(() => waitingRequests(server.endpoint))
    leaving.abort()
    await assert.rejects(waiting)
    // A message that came before the server knows would be handed to nobody, for as long as its visibility timeout.
    await until(async () => !(await waitingRequests(server.endpoint)))
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
    await until(() => waitingRequests(lambent.endpoint))
    await lambent.stop()
    assert.deepEqual(await waiting, [])
  })
})
