/**
 * The server is killed while messages are published, again and again: nothing whose publication was acknowledged is missing in the
 * queues that subscribe, and the groups of a FIFO topic keep their order. The seed is printed; LAMBENT_TEST_SEED repeats a run as far
 * as the machine does.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { clientOf, killableServer, passTime } from '../../support/killable-server.ts'
import { until } from '../../support/until.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.LAMBENT_TEST_CRASH_ROUNDS ?? 2)
const publishers = 4
/** A kill comes once so many more messages were acknowledged, and up to so long after. Unit: messages; milliseconds. */
const messagesBeforeKill = 100
const killWithinMs = 50

interface Clients {
  readonly endpoint: string
  readonly sns: SNS
  readonly sqs: SQS
}

describe('kill -9 while messages are published', () => {
  const server = killableServer('sns-crash')

  async function start(): Promise<Clients> {
    const endpoint = await server.start(['--clock', 'virtual'])
    const config = clientOf(endpoint)
    return { endpoint, sns: new SNS(config), sqs: new SQS({ ...config, useQueueUrlAsEndpoint: false }) }
  }

  for (const suffix of ['', '.fifo']) {
    it(suffix === '' ? 'standard' : 'FIFO', async (test) => {
      test.diagnostic(`seed ${seed}`)
      const random = new SeededRandom(seed)
      const acknowledged = new Set<string>()
      const next = Array.from({ length: publishers }, () => 0)
      const names = [`one${suffix}`, `two${suffix}`]
      let TopicArn = ''
      for (let round = 0; round < kills; round++) {
        const clients = await start()
        if (round === 0) TopicArn = await prepare(clients, suffix, names)
        const wanted = acknowledged.size + messagesBeforeKill
        const load = next.map((_, index) => publish(clients.sns, TopicArn, index, next, acknowledged))
        await until(() => acknowledged.size >= wanted, 'too few messages are acknowledged', 60_000)
        await pause(randomBelow(random, killWithinMs))
        await server.kill()
        await Promise.all(load)
      }
      const { endpoint, sqs } = await start()
      await passTime(endpoint, 60_000)
      for (const name of names) {
        const found = await receiveAll(sqs, name)
        const missing = [...acknowledged].filter((message) => !found.includes(message))
        assert.deepEqual(missing, [], `${missing.length} of ${acknowledged.size} messages are lost`)
        if (suffix !== '') assertOrder(found)
        test.diagnostic(`${acknowledged.size} published, ${found.length} received by ${name}`)
      }
      await server.kill()
    })
  }
})

async function prepare({ sns, sqs }: Clients, suffix: string, names: readonly string[]): Promise<string> {
  const fifo = suffix !== ''
  const { TopicArn = '' } = await sns.createTopic({
    Name: `t${suffix}`,
    Attributes: fifo ? { FifoTopic: 'true', ContentBasedDeduplication: 'true' } : {},
  })
  for (const name of names) {
    const Resource = `arn:aws:sqs:us-east-1:000000000000:${name}`
    const Principal = { Service: 'sns.amazonaws.com' }
    const Policy = JSON.stringify({
      Statement: { Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource },
    })
    await sqs.createQueue({ QueueName: name, Attributes: { Policy, ...(fifo ? { FifoQueue: 'true' } : {}) } })
    const Attributes = { RawMessageDelivery: 'true' }
    await sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: Resource, Attributes })
  }
  return TopicArn
}

/** Publishes until the server is gone. A group has one publisher, whose numbers grow. */
async function publish(
  sns: SNS,
  TopicArn: string,
  index: number,
  next: number[],
  acknowledged: Set<string>,
): Promise<void> {
  for (;;) {
    const number = next[index] ?? 0
    next[index] = number + 1
    const Message = `g${index}:${number}`
    const group = TopicArn.endsWith('.fifo') ? { MessageGroupId: `g${index}` } : {}
    try {
      await sns.publish({ TopicArn, Message, ...group })
      acknowledged.add(Message)
    } catch {
      return
    }
  }
}

/** All that is there. */
async function receiveAll(sqs: SQS, name: string): Promise<string[]> {
  const QueueUrl = `/000000000000/${name}`
  const found: string[] = []
  for (;;) {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
    if (Messages.length === 0) return found
    found.push(...Messages.map(({ Body = '' }) => Body))
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    await sqs.deleteMessageBatch({ QueueUrl, Entries })
  }
}

/** Numbers of a group grow. */
function assertOrder(found: readonly string[]): void {
  for (const [group, bodies] of Map.groupBy(found, (body) => body.split(':')[0])) {
    const numbers = bodies.map((body) => Number(body.split(':')[1]))
    assert.deepEqual(
      numbers,
      [...new Set(numbers)].sort((a, b) => a - b),
      `group ${group}`,
    )
  }
}
