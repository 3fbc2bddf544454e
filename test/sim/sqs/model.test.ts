/**
 * Queues against a model: random interleavings of sending, receiving, deleting and changing visibility, while a virtual clock is moved.
 * A standard queue gives what is visible, at least all of it; a FIFO queue each group in order and nothing of one that is in flight; in
 * the end exactly what was not deleted comes back. LAMBENT_TEST_SEED and LAMBENT_TEST_SQS_RUNS repeat and prolong a run.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SQS } from '@aws-sdk/client-sqs'
import fc from 'fast-check'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const numRuns = Number(process.env.LAMBENT_TEST_SQS_RUNS ?? 15)

type Step =
  | { readonly type: 'send'; readonly group: string; readonly delay: number; readonly count: number }
  | { readonly type: 'receive'; readonly max: number; readonly visibility: number }
  | { readonly type: 'delete'; readonly which: number }
  | { readonly type: 'visibility'; readonly which: number; readonly seconds: number }
  | { readonly type: 'advance'; readonly seconds: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('send' as const),
      group: fc.constantFrom('a', 'b', 'c'),
      delay: fc.constantFrom(0, 0, 0, 3),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('receive' as const),
      max: fc.integer({ min: 1, max: 10 }),
      visibility: fc.constantFrom(0, 2, 5, 30),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('delete' as const), which: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('visibility' as const),
      which: fc.nat(20),
      seconds: fc.constantFrom(0, 4, 60),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('advance' as const), seconds: fc.integer({ min: 1, max: 6 }) }),
  },
)

/** A message as the model has it. */
interface Known {
  readonly body: string
  readonly group: string
  visibleAt: number
  /** Of the last receipt; undefined before the first. */
  handle?: string
  receipts: number
}

class Model {
  readonly fifo: boolean
  /** Not deleted, in the order in which they were sent. */
  messages: Known[] = []

  constructor(fifo: boolean) {
    this.fifo = fifo
  }

  /** What a receiver may get: of a FIFO queue the visible beginnings of groups of which nothing is in flight. */
  receivable(now: number): Known[] {
    if (!this.fifo) return this.messages.filter(({ visibleAt }) => visibleAt <= now)
    return [...Map.groupBy(this.messages, ({ group }) => group).values()].flatMap((group) => {
      if (group.some(({ handle, visibleAt }) => handle !== undefined && visibleAt > now)) return []
      const end = group.findIndex(({ visibleAt }) => visibleAt > now)
      return end < 0 ? group : group.slice(0, end)
    })
  }

  received(bodies: readonly string[], max: number, now: number): void {
    const receivable = this.receivable(now)
    assert.ok(bodies.length <= max)
    assert.equal(new Set(bodies).size, bodies.length, 'twice in one answer')
    for (const body of bodies)
      assert.ok(
        receivable.some((one) => one.body === body),
        `${body} is not visible`,
      )
    assert.equal(bodies.length, Math.min(max, receivable.length), `of ${receivable.length} visible ones`)
    if (!this.fifo) return
    for (const group of new Set(receivable.map((one) => one.group))) {
      const inGroup = receivable.filter((one) => one.group === group).map(({ body }) => body)
      const got = bodies.filter((body) => inGroup.includes(body))
      assert.deepEqual(got, inGroup.slice(0, got.length), `the order of ${group}`)
    }
  }
}

const clock = new VirtualClock()
const server = testServer({ clock })
let runs = 0

async function run(fifo: boolean, steps: readonly Step[]): Promise<void> {
  const sqs = new SQS(server.config({ account: '320000000000' }))
  const name = `q${runs++}${fifo ? '.fifo' : ''}`
  const Attributes = fifo ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' } : {}
  const { QueueUrl } = await sqs.createQueue({ QueueName: name, Attributes })
  const model = new Model(fifo)
  let sent = 0

  const receive = async (max: number, visibility: number) => {
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl,
      MaxNumberOfMessages: max,
      VisibilityTimeout: visibility,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    })
    const now = clock.now()
    model.received(
      Messages.map(({ Body = '' }) => Body),
      max,
      now,
    )
    for (const { Body, ReceiptHandle = '', Attributes: system } of Messages) {
      const known = model.messages.find(({ body }) => body === Body)
      if (!known) continue
      known.receipts++
      known.handle = ReceiptHandle
      known.visibleAt = now + visibility * 1000
      assert.equal(system?.ApproximateReceiveCount, String(known.receipts))
    }
    return Messages.length
  }

  const act: { [Type in Step['type']]: (step: Step & { type: Type }) => Promise<unknown> } = {
    send: async ({ group, delay, count }) => {
      const bodies = Array.from({ length: count }, () => String(sent++))
      await sqs.sendMessageBatch({
        QueueUrl,
        Entries: bodies.map((body) => ({
          Id: body,
          MessageBody: body,
          ...(fifo ? { MessageGroupId: group } : { DelaySeconds: delay }),
        })),
      })
      const visibleAt = clock.now() + (fifo ? 0 : delay * 1000)
      for (const body of bodies) model.messages.push({ body, group, visibleAt, receipts: 0 })
    },
    receive: ({ max, visibility }) => receive(max, visibility),
    delete: async ({ which }) => {
      const received = model.messages.filter(({ handle }) => handle !== undefined)
      const known = received[which % received.length]
      if (!known) return
      const expired = fifo && known.visibleAt <= clock.now()
      const call = sqs.deleteMessage({ QueueUrl, ReceiptHandle: known.handle })
      if (expired) await assert.rejects(call, /The receipt handle has expired/)
      else {
        await call
        model.messages = model.messages.filter((one) => one !== known)
      }
    },
    visibility: async ({ which, seconds }) => {
      const flying = model.messages.filter(
        ({ handle, visibleAt }) => handle !== undefined && visibleAt > clock.now(),
      )
      const known = flying[which % flying.length]
      if (!known) return
      await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle: known.handle, VisibilityTimeout: seconds })
      known.visibleAt = clock.now() + seconds * 1000
    },
    advance: ({ seconds }) => clock.advance(seconds * 1000),
  }

  for (const one of steps) await act[one.type](one as never)
  // Whatever happened: what was not deleted comes back, all of it, and each group in its order.
  await clock.advance(3_600_000)
  while ((await receive(10, 600)) > 0 || model.receivable(clock.now()).length > 0) {
    for (const known of model.messages.filter(({ handle, visibleAt }) => handle && visibleAt > clock.now()))
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle: known.handle })
    model.messages = model.messages.filter(({ visibleAt }) => visibleAt <= clock.now())
  }
  assert.deepEqual(model.messages, [])
  await sqs.deleteQueue({ QueueUrl })
  sqs.destroy()
}

describe('queues do as their model', () => {
  for (const fifo of [false, true]) {
    it(fifo ? 'FIFO' : 'standard', async (test) => {
      test.diagnostic(`seed ${seed}`)
      const property = fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }),
        (steps) => run(fifo, steps),
      )
      await fc.assert(property, { seed, numRuns })
    })
  }
})
