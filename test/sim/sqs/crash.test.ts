/**
 * The server is killed while messages are sent, received and deleted, again and again: nothing whose sending was acknowledged is lost,
 * nothing whose deletion was acknowledged comes back, and the groups of a FIFO queue keep their order. The seed is printed;
 * LAMBENT_TEST_SEED repeats a run as far as the machine does.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { SQS } from '@aws-sdk/client-sqs'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { clientOf, killableServer, storeOptions } from '../../support/killable-server.ts'
import { until } from '../../support/until.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.LAMBENT_TEST_CRASH_ROUNDS ?? 2)
const senders = 4
const receivers = 2
/** A kill comes once so many more messages were acknowledged, and up to so long after. Unit: messages; milliseconds. */
const messagesBeforeKill = 400
const killWithinMs = 100

/** A sender's group, and the number of its next message. */
interface Group {
  readonly name: string
  next: number
}

/** What clients know. Bodies are `group:number`. */
interface Ledger {
  /** Whose sending was acknowledged. */
  readonly sent: Set<string>
  /** Whose deletion was asked for, and perhaps made. */
  readonly deleting: Set<string>
  /** Whose deletion was acknowledged, in the order in which it was: the place of each. */
  readonly deleted: Map<string, number>
  readonly wrong: string[]
}

for (const store of await storeOptions()) {
  describe(`kill -9 under the load of queues, on ${store.name}`, () => {
    const server = killableServer('sqs-crash')

    async function start(options: readonly string[]): Promise<SQS> {
      return new SQS({ ...clientOf(await server.start(options)), useQueueUrlAsEndpoint: false })
    }

    for (const fifo of [false, true]) {
      it(fifo ? 'FIFO' : 'standard', async (test) => {
        test.diagnostic(`seed ${seed}`)
        const random = new SeededRandom(seed)
        const options = await store.options()
        const ledger: Ledger = { sent: new Set(), deleting: new Set(), deleted: new Map(), wrong: [] }
        const QueueUrl = `/000000000000/crash${fifo ? '.fifo' : ''}`
        const groups = Array.from({ length: senders }, (_, index): Group => ({ name: `g${index}`, next: 0 }))
        for (let round = 0; round < kills; round++) {
          const sqs = await start(options)
          const Attributes = fifo ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' } : {}
          if (round === 0)
            await sqs.createQueue({
              QueueName: QueueUrl.split('/').at(-1),
              Attributes: { ...Attributes, VisibilityTimeout: '2' },
            })
          const wanted = ledger.sent.size + messagesBeforeKill
          const load = [
            ...groups.map((group) => send(sqs, QueueUrl, fifo, ledger, group)),
            ...Array.from({ length: receivers }, () => receive(sqs, QueueUrl, ledger)),
          ]
          await until(() => ledger.sent.size >= wanted, 'too few messages are acknowledged', 60_000)
          await pause(randomBelow(random, killWithinMs))
          await server.kill()
          await Promise.all(load)
          sqs.destroy()
        }
        const sqs = await start(options)
        const found = await drain(sqs, QueueUrl, ledger)
        await server.kill()
        assert.deepEqual(ledger.wrong, [])
        const missing = [...ledger.sent].filter((body) => !found.includes(body) && !ledger.deleting.has(body))
        assert.deepEqual(missing, [], `${missing.length} of ${ledger.sent.size} messages are lost`)
        if (fifo) assertOrder(found)
        test.diagnostic(`${ledger.sent.size} sent, ${ledger.deleted.size} deleted, ${found.length} left`)
        assert.ok(ledger.sent.size >= kills * messagesBeforeKill)
      })
    }
  })
}

/** Sends until the server is gone. A group has one sender, whose numbers grow. */
async function send(sqs: SQS, QueueUrl: string, fifo: boolean, ledger: Ledger, group: Group): Promise<void> {
  for (;;) {
    const bodies = Array.from({ length: 5 }, () => `${group.name}:${group.next++}`)
    const Entries = bodies.map((MessageBody, index) => ({
      Id: String(index),
      MessageBody,
      ...(fifo ? { MessageGroupId: group.name } : {}),
    }))
    try {
      const { Successful = [] } = await sqs.sendMessageBatch({ QueueUrl, Entries })
      for (const { Id } of Successful) ledger.sent.add(bodies[Number(Id)] ?? '')
    } catch {
      return
    }
  }
}

/** Receives and deletes until the server is gone. Handles of an earlier server are not used. */
async function receive(sqs: SQS, QueueUrl: string, ledger: Ledger): Promise<void> {
  for (;;) {
    try {
      // On a slow machine another receiver may delete it after it has come here too.
      const before = ledger.deleted.size
      const { Messages = [] } = await sqs.receiveMessage({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
      })
      for (const { Body = '', ReceiptHandle } of Messages.slice(0, 5)) {
        const place = ledger.deleted.get(Body)
        if (place !== undefined && place < before) ledger.wrong.push(`${Body} was deleted and came back`)
        ledger.deleting.add(Body)
        await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
        if (!ledger.deleted.has(Body)) ledger.deleted.set(Body, ledger.deleted.size)
      }
    } catch (error) {
      // A FIFO queue refuses what took too long; any other answer is the end.
      if (!/receipt handle has expired/.test(String(error))) return
    }
  }
}

/** All that is left, in the order in which it comes. */
async function drain(sqs: SQS, QueueUrl: string, ledger: Ledger): Promise<string[]> {
  const found: string[] = []
  const counted = async () => {
    const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] })
    return (
      Number(Attributes.ApproximateNumberOfMessages) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible)
    )
  }
  while ((await counted()) > 0) {
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 3,
      // Longer than the machine can take to delete them.
      VisibilityTimeout: 120,
    })
    const Entries = Messages.map(({ Body = '', ReceiptHandle }, index) => {
      if (ledger.deleted.has(Body)) ledger.wrong.push(`${Body} was deleted and came back`)
      found.push(Body)
      return { Id: String(index), ReceiptHandle }
    })
    if (Entries.length > 0) await sqs.deleteMessageBatch({ QueueUrl, Entries })
  }
  return found
}

/** Numbers of a group grow. */
function assertOrder(found: readonly string[]): void {
  for (const [group, bodies] of Map.groupBy(found, (body) => body.split(':')[0])) {
    const numbers = bodies.map((body) => Number(body.split(':')[1]))
    const wrong = numbers.findIndex((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0))
    assert.equal(wrong, -1, `group ${group}: ${numbers.slice(Math.max(0, wrong - 2), wrong + 2).join(', ')}`)
  }
}
