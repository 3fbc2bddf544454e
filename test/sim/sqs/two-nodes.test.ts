/** Two nodes on one PostgreSQL: what one does with a queue holds on the other. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { SQS } from '@aws-sdk/client-sqs'
import { type Lambent, startLambent } from '../../../src/index.ts'
import { testPostgres } from '../../support/postgres.ts'
import { until } from '../../support/until.ts'

const postgres = await testPostgres()

describe('queues on two nodes', { skip: postgres.available ? false : postgres.reason }, () => {
  const nodes: Lambent[] = []
  const clients: SQS[] = []

  before(async () => {
    assert.ok(postgres.available)
    const store = await postgres.createDatabase()
    for (let index = 0; index < 2; index++) {
      const node = await startLambent({ store })
      const credentials = { accessKeyId: '000000000000', secretAccessKey: 'secret' }
      const { endpoint } = node
      nodes.push(node)
      clients.push(
        new SQS({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1, useQueueUrlAsEndpoint: false }),
      )
    }
  })
  after(async () => {
    for (const client of clients) client.destroy()
    await Promise.all(nodes.map((node) => node.stop()))
  })

  function both(): [SQS, SQS] {
    const [one, two] = clients
    assert.ok(one && two)
    return [one, two]
  }

  it('wake receivers that wait on the other node', async () => {
    const [one, two] = both()
    const { QueueUrl } = await one.createQueue({ QueueName: 'waking' })
    const waiting = two.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 })
    await one.sendMessage({ QueueUrl, MessageBody: 'x' })
    assert.equal((await waiting).Messages?.[0]?.Body, 'x')
  })

  it('give each message to one receiver', async () => {
    const [one, two] = both()
    const { QueueUrl } = await one.createQueue({ QueueName: 'shared' })
    const sent = Array.from({ length: 100 }, (_, index) => String(index))
    await Promise.all(
      sent.map((MessageBody, index) => both()[index % 2]?.sendMessage({ QueueUrl, MessageBody })),
    )
    const got: string[] = []
    const take = async (sqs: SQS) => {
      while (got.length < sent.length) {
        const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
        got.push(...Messages.map(({ Body = '' }) => Body))
      }
    }
    await Promise.all([take(one), take(two)])
    assert.deepEqual(got.sort(), sent.sort())
  })

  it('that were deleted take nothing, whatever the other node remembers', async () => {
    const [one, two] = both()
    const { QueueUrl } = await one.createQueue({ QueueName: 'fleeting' })
    await two.sendMessage({ QueueUrl, MessageBody: 'old' })
    await one.deleteQueue({ QueueUrl })
    await assert.rejects(two.sendMessage({ QueueUrl, MessageBody: 'x' }), { name: 'QueueDoesNotExist' })
    await one.createQueue({ QueueName: 'fleeting' })
    await two.sendMessage({ QueueUrl, MessageBody: 'new' })
    const { Messages } = await one.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
    assert.deepEqual(
      Messages?.map(({ Body }) => Body),
      ['new'],
    )
  })

  it('have the attributes that the other node set', async () => {
    const [one, two] = both()
    const { QueueUrl } = await one.createQueue({ QueueName: 'changed' })
    await two.sendMessage({ QueueUrl, MessageBody: 'x' })
    await one.setQueueAttributes({
      QueueUrl,
      Attributes: { MaximumMessageSize: '1024', DelaySeconds: '600' },
    })
    await two.sendMessage({ QueueUrl, MessageBody: 'y' })
    const { Attributes } = await two.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] })
    assert.equal(Attributes?.ApproximateNumberOfMessagesDelayed, '1')
    await assert.rejects(
      two.sendMessage({ QueueUrl, MessageBody: 'x'.repeat(1025) }),
      /must be shorter than 1024 bytes/,
    )
  })

  it('send a message of a FIFO queue once', async () => {
    const [one, two] = both()
    const Attributes = { FifoQueue: 'true', ContentBasedDeduplication: 'true' }
    const { QueueUrl } = await one.createQueue({ QueueName: 'once.fifo', Attributes })
    const send = (sqs: SQS) => sqs.sendMessage({ QueueUrl, MessageBody: 'x', MessageGroupId: 'g' })
    const answers = await Promise.all([one, two, one, two].map(send))
    assert.equal(new Set(answers.map(({ MessageId }) => MessageId)).size, 1)
    await until(async () => {
      const { Messages } = await two.receiveMessage({ QueueUrl })
      return Messages?.length === 1
    })
    assert.equal((await one.receiveMessage({ QueueUrl })).Messages, undefined)
  })
})
