import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { openTestStore } from '../../../test/support/test-stores.ts'
import { AwsError } from '../../aws/aws-error.ts'
import { JobRunner } from '../../jobs/index.ts'
import { createLogIngest } from './adapters/ingest.ts'
import {
  type EncodedPayload,
  encodePayload,
  type SubscriptionDestination,
  type SubscriptionDestinations,
} from './adapters/subscription-destinations.ts'
import { controlPayload, type SubscriptionPayload } from './domain/subscriptions.ts'
import { filterHandler, filterTryingMs } from './filter-work.ts'
import { deleteLogGroup } from './operations/delete-log-group.ts'
import { deleteLogStream } from './operations/delete-log-stream.ts'
import { describeLogGroups } from './operations/describe-log-groups.ts'
import { describeSubscriptionFilters } from './operations/describe-subscription-filters.ts'
import { filterLogEvents } from './operations/filter-log-events.ts'
import { putMetricFilter } from './operations/put-metric-filter.ts'
import { putRetentionPolicy } from './operations/put-retention-policy.ts'
import { putSubscriptionFilter } from './operations/put-subscription-filter.ts'
import { feedKey, filterQueue, groups, removalQueue } from './records.ts'
import { removalHandler } from './removal-work.ts'
import { removeExpired } from './retention-work.ts'
import { home, testRoom } from './test-room.ts'

function decode({ record, event }: EncodedPayload): SubscriptionPayload {
  assert.equal(event.awslogs.data, Buffer.from(record).toString('base64'))
  return JSON.parse(gunzipSync(record).toString()) as SubscriptionPayload
}

/** Destinations that take everything, unless told otherwise. */
class Destinations implements SubscriptionDestinations {
  readonly probes: Array<[SubscriptionDestination, SubscriptionPayload]> = []
  readonly sent: Array<[SubscriptionDestination, SubscriptionPayload]> = []
  failures = 0

  async canReach(destination: SubscriptionDestination, probe: EncodedPayload): Promise<boolean> {
    this.probes.push([destination, decode(probe)])
    return true
  }

  async deliver(destination: SubscriptionDestination, payload: EncodedPayload): Promise<void> {
    if (this.failures > 0) {
      this.failures--
      throw new Error('busy')
    }
    this.sent.push([destination, decode(payload)])
  }
}

describe('filters at work', () => {
  const room = testRoom(openTestStore)
  const functionArn = `arn:aws:lambda:us-east-1:${home.accountId}:function:f`

  async function run(destinations: SubscriptionDestinations, work: (jobs: JobRunner) => Promise<void>) {
    const jobs = new JobRunner(room.surroundings)
    jobs.handle(filterQueue, filterHandler(room.surroundings, destinations), { tryingMsMax: filterTryingMs })
    jobs.start()
    await work(jobs)
    await jobs.stop()
  }

  it('send matching events to their destination, in AWS’s form', async () => {
    const destinations = new Destinations()
    await room.makeStream('subscribed', 's')
    await putSubscriptionFilter(destinations)(
      {
        logGroupName: 'subscribed',
        filterName: 'f',
        filterPattern: 'ERROR',
        destinationArn: functionArn,
      },
      room.context,
    )
    const [[destination, probe] = []] = destinations.probes
    const sourceArn = `arn:aws:logs:us-east-1:${home.accountId}:log-group:subscribed:*`
    assert.deepEqual(destination, { kind: 'lambda', arn: functionArn, ...home, sourceArn })
    assert.deepEqual(probe, controlPayload(room.clock.now()))
    const { subscriptionFilters } = await describeSubscriptionFilters(
      { logGroupName: 'subscribed' },
      room.context,
    )
    assert.deepEqual(subscriptionFilters, [
      {
        filterName: 'f',
        logGroupName: 'subscribed',
        filterPattern: 'ERROR',
        destinationArn: functionArn,
        distribution: 'ByLogStream',
        applyOnTransformedLogs: false,
        creationTime: room.clock.now(),
      },
    ])
    const now = room.clock.now()
    await room.put('subscribed', 's', [
      { timestamp: now - 1, message: 'ERROR one' },
      { timestamp: now, message: 'INFO two' },
      { timestamp: now, message: 'ERROR three' },
    ])
    destinations.failures = 2
    await run(destinations, (jobs) => room.clock.advance(60_000, () => jobs.idle()))
    const [[target, payload] = [], ...more] = destinations.sent
    assert.deepEqual(more, [])
    assert.equal(target?.partitionKey, 's')
    const ids = payload?.logEvents.map(({ id }) => id) ?? []
    assert.deepEqual(payload, {
      messageType: 'DATA_MESSAGE',
      owner: home.accountId,
      logGroup: 'subscribed',
      logStream: 's',
      subscriptionFilters: ['f'],
      logEvents: [
        { id: ids[0], timestamp: now - 1, message: 'ERROR one' },
        { id: ids[1], timestamp: now, message: 'ERROR three' },
      ],
    })
    const { events } = await filterLogEvents(
      { logGroupName: 'subscribed', filterPattern: 'ERROR' },
      room.context,
    )
    assert.deepEqual(
      events?.map(({ eventId }) => eventId),
      ids,
    )
  })

  it('count and hand on once what one destination among several does not take', async () => {
    await room.makeStream('shared', 's')
    const destinations = new Destinations()
    const filter = { logGroupName: 'shared', filterPattern: '', destinationArn: functionArn }
    for (const filterName of ['first', 'second'])
      await putSubscriptionFilter(destinations)({ ...filter, filterName }, room.context)
    const metricTransformations = [{ metricName: 'Lines', metricNamespace: 'App', metricValue: '1' }]
    await putMetricFilter(
      { logGroupName: 'shared', filterName: 'lines', filterPattern: '', metricTransformations },
      room.context,
    )
    room.answerCalls = async () => ({})
    const calls = room.calls.length
    const messages = ['one', 'two', 'three']
    for (const message of messages) await room.put('shared', 's', [{ timestamp: room.clock.now(), message }])
    destinations.failures = 3
    await run(destinations, (jobs) => room.clock.advance(60_000, () => jobs.idle()))
    for (const name of ['first', 'second']) {
      const taken = destinations.sent.filter(([, { subscriptionFilters }]) => subscriptionFilters[0] === name)
      assert.deepEqual(
        taken.flatMap(([, { logEvents }]) => logEvents.map(({ message }) => message)),
        messages,
      )
    }
    assert.equal(room.calls.length - calls, messages.length)
  })

  it('publish metrics, and pass over what CloudWatch refuses', async () => {
    await room.makeStream('measured', 's')
    await putMetricFilter(
      {
        logGroupName: 'measured',
        filterName: 'latency',
        filterPattern: '{ $.ms = * }',
        metricTransformations: [
          {
            metricName: 'Latency',
            metricNamespace: 'App',
            metricValue: '$.ms',
            unit: 'Milliseconds',
            dimensions: { Route: '$.route' },
          },
        ],
      },
      room.context,
    )
    const now = room.clock.now()
    const put = () =>
      room.put('measured', 's', [
        { timestamp: now, message: '{"ms":12,"route":"/a"}' },
        { timestamp: now, message: 'no JSON' },
      ])
    room.answerCalls = () => Promise.reject(new AwsError('InvalidParameterValueException', 'too old'))
    const calls = room.calls.length
    await put()
    await run(new Destinations(), (jobs) => room.clock.advance(1_000, () => jobs.idle()))
    assert.equal(room.calls.length - calls, 1)
    assert.equal(await room.store.nextDeliveryAt(filterQueue), undefined)

    room.answerCalls = async () => ({})
    await put()
    await run(new Destinations(), (jobs) => room.clock.advance(1_000, () => jobs.idle()))
    assert.deepEqual(room.calls.at(-1), [
      'cloudwatch:PutMetricData',
      {
        Namespace: 'App',
        MetricData: [
          {
            MetricName: 'Latency',
            Timestamp: new Date(now),
            Value: 12,
            Dimensions: [{ Name: 'Route', Value: '/a' }],
            Unit: 'Milliseconds',
          },
        ],
      },
    ])
  })

  it('have payloads that destinations can read', async () => {
    const encoded = await encodePayload(controlPayload(5))
    assert.equal(decode(encoded).messageType, 'CONTROL_MESSAGE')
  })
})

describe('removing log data', () => {
  const room = testRoom(openTestStore)
  const never = new AbortController().signal
  const groupId = async (name: string) =>
    (await groups.get(room.store, [home.accountId, home.region, name]))?.value.id ?? ''
  const left = async (id: string) => {
    const found: unknown[] = []
    for (const kind of [
      'chunks',
      'stream-entries',
      'group-entries',
      'streams',
      'streams#lastEvent',
      'stored-bytes',
      'removed-streams',
      'metric-filters',
    ]) {
      const entries = await room.store.list({ prefix: [`logs.${kind}`, id] })
      found.push(...entries.map(({ key }) => key))
    }
    return found
  }
  const bytes = async (name: string) =>
    (await describeLogGroups({ logGroupNamePrefix: name }, room.context)).logGroups?.[0]?.storedBytes

  async function runRemovals() {
    const jobs = new JobRunner(room.surroundings)
    jobs.handle(removalQueue, removalHandler(room.surroundings))
    jobs.start()
    await room.clock.advance(1_000, () => jobs.idle())
    await jobs.stop()
  }

  /** Events half a minute apart, so that each has a piece of its own. */
  const spread = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      timestamp: room.clock.now() - (count - index) * 40_000,
      message: 'm',
    }))

  it('leaves nothing of a group', async () => {
    for (const stream of ['a', 'b']) {
      await room.makeStream('gone', stream)
      await room.put('gone', stream, spread(700))
    }
    const id = await groupId('gone')
    await putMetricFilter(
      {
        logGroupName: 'gone',
        filterName: 'f',
        filterPattern: '',
        metricTransformations: [{ metricName: 'n', metricNamespace: 's', metricValue: '1' }],
      },
      room.context,
    )
    await deleteLogGroup({ logGroupName: 'gone' }, room.context)
    await runRemovals()
    assert.deepEqual(await left(id), [])
    assert.deepEqual(await room.store.readLog(feedKey(id)), [])
    assert.equal(await room.store.nextDeliveryAt(removalQueue), undefined)
  })

  it('takes the bytes of a stream off its group', async () => {
    for (const stream of ['a', 'b']) {
      await room.makeStream('half', stream)
      await room.put('half', stream, spread(300))
    }
    assert.equal(await bytes('half'), 600 * 27)
    await deleteLogStream({ logGroupName: 'half', logStreamName: 'a' }, room.context)
    assert.equal((await filterLogEvents({ logGroupName: 'half' }, room.context)).events?.length, 300)
    await runRemovals()
    assert.equal(await bytes('half'), 300 * 27)
    assert.equal((await filterLogEvents({ logGroupName: 'half' }, room.context)).events?.length, 300)
  })

  it('takes away what has expired, and only that', async () => {
    await room.makeStream('aging', 's')
    await room.put('aging', 's', spread(1_000))
    await putRetentionPolicy({ logGroupName: 'aging', retentionInDays: 1 }, room.context)
    await removeExpired(room.surroundings, never)
    assert.equal(await bytes('aging'), 1_000 * 27)
    await room.clock.advance(86_400_000 - 500 * 40_000)
    await removeExpired(room.surroundings, never)
    assert.equal(await bytes('aging'), 500 * 27)
    await room.clock.advance(86_400_000)
    await removeExpired(room.surroundings, never)
    assert.equal(await bytes('aging'), 0)
    assert.deepEqual((await left(await groupId('aging'))).length, 2, 'the stream and its place by last event')
  })

  it('keeps the sum of bytes when the feed is folded', async () => {
    await room.makeStream('busy', 's')
    for (let index = 0; index < 700; index++)
      await room.put('busy', 's', [{ timestamp: room.clock.now(), message: 'm' }])
    const id = await groupId('busy')
    const { first, next } = await room.store.logBounds(feedKey(id))
    assert.equal(next, 701)
    assert.ok(first > 100)
    assert.equal(await bytes('busy'), 700 * 27)
  })
})

describe('the ingest of other rooms', () => {
  const room = testRoom(openTestStore)
  const target = { ...home, groupName: '/aws/lambda/f', streamName: '2026/01/01/[$LATEST]1' }
  const messages = async () =>
    (await filterLogEvents({ logGroupName: target.groupName }, room.context)).events?.map(
      ({ message }) => message,
    )

  it('makes what is missing, keeps order, and goes on after others changed the stream', async () => {
    const ingest = createLogIngest(room.surroundings)
    const now = room.clock.now()
    const lines = Array.from({ length: 50 }, (_, index) => `line ${String(index).padStart(2, '0')}`)
    await Promise.all(
      lines.map((message, index) => ingest.append(target, [{ timestamp: now + index, message }])),
    )
    assert.deepEqual(await messages(), lines)

    await room.put(target.groupName, target.streamName, [{ timestamp: now + 100, message: 'from outside' }])
    await ingest.append(target, [
      { timestamp: now + 102, message: 'second' },
      { timestamp: now + 101, message: 'first' },
      { timestamp: now + 103, message: '' },
    ])
    assert.deepEqual((await messages())?.slice(50), ['from outside', 'first', 'second'])

    await deleteLogGroup({ logGroupName: target.groupName }, room.context)
    await ingest.append(target, [{ timestamp: now, message: 'anew' }])
    assert.deepEqual(await messages(), ['anew'])
  })

  it('takes more than a commit holds, and leaves out what is too old', async () => {
    const ingest = createLogIngest(room.surroundings)
    const wide = { ...target, groupName: 'wide' }
    const now = room.clock.now()
    await ingest.append(
      wide,
      Array.from({ length: 5_000 }, (_, index) => ({ timestamp: now - index * 60_000, message: 'm' })),
    )
    await ingest.append(wide, [{ timestamp: now, message: 'x'.repeat(2_500_000) }])
    const { logGroups } = await describeLogGroups({ logGroupNamePrefix: 'wide' }, room.context)
    assert.equal(logGroups?.[0]?.storedBytes, 5_000 * 27 + 2_500_000 + 3 * 26)
    await putRetentionPolicy({ logGroupName: 'wide', retentionInDays: 1 }, room.context)
    await ingest.append(wide, [{ timestamp: now - 2 * 86_400_000, message: 'old' }])
    const { events } = await filterLogEvents({ logGroupName: 'wide', filterPattern: 'old' }, room.context)
    assert.deepEqual(events, [])
  })
})
