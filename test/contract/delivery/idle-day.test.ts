/** Time that is moved by a day, where event source mappings wait for messages that do not come. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Lambda } from '@aws-sdk/client-lambda'
import { SQS } from '@aws-sdk/client-sqs'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'

/** Counts the timers that are set. */
class CountingClock extends VirtualClock {
  timers = 0

  override setTimer(at: number, callback: () => void) {
    this.timers++
    return super.setTimer(at, callback)
  }
}

const clock = new CountingClock(Date.UTC(2026, 0, 1))
const server = testServer({ clock })

it('a day without messages has little to run, however many queues wait', async () => {
  const [lambda, sqs] = [new Lambda(server.config()), new SQS(server.config())]
  await lambda.createFunction({
    FunctionName: 'f',
    Role: 'arn:aws:iam::000000000000:role/r',
    Runtime: 'python3.13',
    Handler: 'index.handler',
    Code: { ZipFile: zipOf({ 'index.py': 'def handler(event, context):\n    pass\n' }) },
  })
  for (let count = 0; count < 8; count++) {
    const QueueName = `q${count}`
    await sqs.createQueue({ QueueName })
    const EventSourceArn = `arn:aws:sqs:us-east-1:000000000000:${QueueName}`
    await lambda.createEventSourceMapping({ FunctionName: 'f', EventSourceArn })
  }
  const advance = async () => {
    clock.timers = 0
    const answer = await fetch(`${server.endpoint}/_lambent/time/advance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"milliseconds": 86400000}',
    })
    assert.equal(answer.status, 200)
    return clock.timers
  }
  await advance()
  // Jobs look into their queues four times a day, rounds run by the hour; a mapping waits the whole day.
  const timers = await advance()
  assert.ok(timers < 200, `${timers} timers`)
})
