import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  Kinesis,
  type StartingPosition,
  type SubscribeToShardEvent,
  type SubscribeToShardEventStream,
} from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { type Account, bytes, newAccount, refused, status, text } from './support.ts'

const first = 'shardId-000000000000'

describe('consumers', () => {
  const clock = new VirtualClock()
  const server = testServer({ clock })

  async function register({ kinesis, arn, settle }: Account, ConsumerName = 'c'): Promise<string> {
    const { Consumer } = await kinesis.registerStreamConsumer({ StreamARN: arn('s'), ConsumerName })
    assert.equal(Consumer?.ConsumerStatus, 'CREATING')
    await settle()
    return Consumer?.ConsumerARN ?? ''
  }

  async function subscribe(
    kinesis: Kinesis,
    ConsumerARN: string,
    StartingPosition: StartingPosition = { Type: 'TRIM_HORIZON' },
    ShardId = first,
  ) {
    const { EventStream } = await kinesis.subscribeToShard({ ConsumerARN, ShardId, StartingPosition })
    assert.ok(EventStream)
    const stream = EventStream[Symbol.asyncIterator]()
    /** The next event with records, or the one that ends the shard. */
    const next = async (): Promise<SubscribeToShardEvent | undefined> => {
      for (;;) {
        const { value, done } = await stream.next()
        if (done) return undefined
        const event = (value as SubscribeToShardEventStream).SubscribeToShardEvent
        if ((event?.Records?.length ?? 0) > 0 || event?.ChildShards !== undefined) return event
      }
    }
    const raw = async () => (await stream.next()).value as SubscribeToShardEventStream | undefined
    return { next, raw }
  }

  it('are registered, described, listed and taken away', async () => {
    const account = newAccount(server)
    const { kinesis, make, arn, id } = account
    await make('s')
    const arnOfA = await register(account, 'a')
    assert.equal(arnOfA, `${arn('s')}/consumer/a:${Math.floor(clock.now() / 1000)}`)
    const arnOfB = await register(account, 'b')
    const { ConsumerDescription } = await kinesis.describeStreamConsumer({ ConsumerARN: arnOfA })
    assert.deepEqual(
      [
        ConsumerDescription?.ConsumerStatus,
        ConsumerDescription?.StreamARN,
        ConsumerDescription?.ConsumerName,
      ],
      ['ACTIVE', arn('s'), 'a'],
    )
    const byName = await kinesis.describeStreamConsumer({ StreamARN: arn('s'), ConsumerName: 'b' })
    assert.equal(byName.ConsumerDescription?.ConsumerARN, arnOfB)
    const page = await kinesis.listStreamConsumers({ StreamARN: arn('s'), MaxResults: 1 })
    assert.deepEqual(
      page.Consumers?.map(({ ConsumerName }) => ConsumerName),
      ['a'],
    )
    const rest = await kinesis.listStreamConsumers({ StreamARN: arn('s'), NextToken: page.NextToken })
    assert.deepEqual(
      rest.Consumers?.map(({ ConsumerName }) => ConsumerName),
      ['b'],
    )
    await refused(
      kinesis.registerStreamConsumer({ StreamARN: arn('s'), ConsumerName: 'a' }),
      'ResourceInUseException',
      `Consumer a under stream s and account ${id} already exists.`,
    )
    await kinesis.tagResource({ ResourceARN: arnOfA, Tags: { k: 'v' } })
    assert.deepEqual((await kinesis.listTagsForResource({ ResourceARN: arnOfA })).Tags, [
      { Key: 'k', Value: 'v' },
    ])
    await refused(kinesis.deleteStream({ StreamName: 's' }), 'ResourceInUseException', /consumers/)
    await kinesis.deregisterStreamConsumer({ ConsumerARN: arnOfA })
    await account.settle()
    await refused(
      kinesis.describeStreamConsumer({ ConsumerARN: arnOfA }),
      'ResourceNotFoundException',
      /not found/,
    )
    await kinesis.deleteStream({ StreamName: 's', EnforceConsumerDeletion: true })
    await account.settle()
    await refused(
      kinesis.describeStreamConsumer({ ConsumerARN: arnOfB }),
      'ResourceNotFoundException',
      /not found/,
    )
  })

  for (const [protocol, config] of [
    ['HTTP/2', {}],
    ['HTTP/1.1', { requestHandler: new NodeHttpHandler() }],
  ] as const) {
    it(`are sent what comes, at once (${protocol})`, async () => {
      const account = newAccount(server, config)
      const { kinesis, make } = account
      await make('s')
      const consumer = await register(account)
      const put = (data: string) =>
        kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: bytes(data) })
      await put('a')
      const all = await subscribe(kinesis, consumer)
      const event = await all.next()
      assert.deepEqual(event?.Records?.map(text), ['a'])
      assert.equal(event?.MillisBehindLatest, 0)
      const { SequenceNumber } = await put('b')
      const second = await all.next()
      assert.deepEqual(second?.Records?.map(text), ['b'])
      assert.equal(second?.ContinuationSequenceNumber, SequenceNumber)
      // Without records an empty event comes now and then.
      const coming = all.raw()
      await clock.advance(5_000)
      const quiet = (await coming)?.SubscribeToShardEvent
      assert.deepEqual([quiet?.Records, quiet?.ContinuationSequenceNumber], [[], SequenceNumber])
      kinesis.destroy()
    })
  }

  it('give their subscription back when they go away', async () => {
    const account = newAccount(server)
    await account.make('s')
    const consumer = await register(account)
    // Over HTTP/2 the SDK's client does not let go of a stream of events.
    const config = { ...server.config({ account: account.id }), requestHandler: new NodeHttpHandler() }
    const leaving = new Kinesis(config)
    const begun = await subscribe(leaving, consumer)
    await begun.raw()
    leaving.destroy()
    await until(async () => {
      const again = await subscribe(account.kinesis, consumer).catch((error: Error) => error)
      if (again instanceof Error) assert.equal(again.name, 'ResourceInUseException')
      return !(again instanceof Error)
    }, 'the consumer is free again')
    account.kinesis.destroy()
  })

  it('go on where they stopped after five minutes', async () => {
    const account = newAccount(server)
    const { kinesis, make } = account
    await make('s')
    const consumer = await register(account)
    const put = (data: string) => kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: bytes(data) })
    const begun = await subscribe(kinesis, consumer, { Type: 'LATEST' })
    await put('a')
    const event = await begun.next()
    assert.deepEqual(event?.Records?.map(text), ['a'])
    const end = begun.next()
    await clock.advance(300_000)
    assert.equal(await end, undefined)
    await put('b')
    const again = await subscribe(kinesis, consumer, {
      Type: 'AFTER_SEQUENCE_NUMBER',
      SequenceNumber: event?.ContinuationSequenceNumber,
    })
    assert.deepEqual((await again.next())?.Records?.map(text), ['b'])
    kinesis.destroy()
  })

  it('take a subscription over after five seconds, not before', async () => {
    const account = newAccount(server)
    const { kinesis, make, id } = account
    await make('s')
    const consumer = await register(account)
    const begun = await subscribe(kinesis, consumer)
    await refused(
      subscribe(kinesis, consumer),
      'ResourceInUseException',
      `Another active subscription exists for this consumer: ${id}:s:${first}:c`,
    )
    const lost = assert.rejects(
      async () => {
        while ((await begun.raw()) !== undefined);
      },
      { name: 'ResourceInUseException' },
    )
    await clock.advance(5_000)
    const other = await subscribe(kinesis, consumer)
    await lost
    await kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: bytes('x') })
    assert.deepEqual((await other.next())?.Records?.map(text), ['x'])
    kinesis.destroy()
  })

  it('are told of the children when a shard ends', async () => {
    const account = newAccount(server)
    const { kinesis, make } = account
    await make('s')
    const consumer = await register(account)
    const begun = await subscribe(kinesis, consumer)
    const coming = begun.next()
    await kinesis.splitShard({ StreamName: 's', ShardToSplit: first, NewStartingHashKey: '500' })
    await status(kinesis, 's', 'ACTIVE')
    const event = await coming
    assert.deepEqual(
      event?.ChildShards?.map(({ ShardId }) => ShardId),
      ['shardId-000000000001', 'shardId-000000000002'],
    )
    assert.equal(event?.ContinuationSequenceNumber, undefined)
    assert.equal(await begun.next(), undefined)
    kinesis.destroy()
  })

  it('end with their stream', async () => {
    const account = newAccount(server)
    const { kinesis, make } = account
    await make('s')
    const consumer = await register(account)
    const begun = await subscribe(kinesis, consumer)
    await begun.raw()
    const end = assert.rejects(begun.next(), { name: 'ResourceNotFoundException' })
    await kinesis.deleteStream({ StreamName: 's', EnforceConsumerDeletion: true })
    await end
    kinesis.destroy()
  })
})
