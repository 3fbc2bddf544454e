import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  CloudWatchLogs,
  type LiveTailSessionLogEvent,
  type StartLiveTailRequest,
  type StartLiveTailResponseStream,
} from '@aws-sdk/client-cloudwatch-logs'
import { startLambent, VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { type Account, makeStreams, newAccount, noGroup, put, refused, texts } from './support.ts'

const hour = 3_600_000

describe('StartLiveTail', () => {
  const clock = new VirtualClock()
  const server = testServer({ clock })
  const arnOf = ({ id }: Account, name: string) => `arn:aws:logs:us-east-1:${id}:log-group:${name}`

  /** A session that has begun. `update` moves time by a second and takes what comes. */
  async function begin(logs: CloudWatchLogs, input: StartLiveTailRequest) {
    const { responseStream } = await logs.startLiveTail(input)
    assert.ok(responseStream)
    const stream = responseStream[Symbol.asyncIterator]()
    const take = async () => {
      const { value, done } = await stream.next()
      return done ? undefined : (value as StartLiveTailResponseStream)
    }
    const first = await take()
    return {
      start: first?.sessionStart,
      take,
      async update() {
        const coming = take()
        await clock.advance(1_000)
        return (await coming)?.sessionUpdate
      },
      // A session ends with its connection, which the SDK lets go only with its client.
      stop: () => logs.destroy(),
    }
  }

  it('sends what comes, once a second, from now on', async () => {
    const account = newAccount(server)
    const { logs } = account
    await makeStreams(logs, 'g', 's')
    await put(logs, 'g', 's', ['before'], clock.now())
    const arn = arnOf(account, 'g')
    const session = await begin(logs, { logGroupIdentifiers: [arn] })
    assert.match(session.start?.sessionId ?? '', /^[0-9a-f-]{36}$/)
    assert.ok(session.start?.requestId)
    assert.deepEqual(session.start?.logGroupIdentifiers, [arn])
    assert.deepEqual(await session.update(), { sessionMetadata: { sampled: false }, sessionResults: [] })

    const now = clock.now()
    await put(logs, 'g', 's', ['one', 'two'], now - 5_000)
    const update = await session.update()
    const [event] = update?.sessionResults ?? []
    assert.deepEqual(event, {
      logStreamName: 's',
      logGroupIdentifier: arn,
      message: 'one',
      timestamp: now - 5_000,
      ingestionTime: now,
    } satisfies LiveTailSessionLogEvent)
    assert.deepEqual(texts(update?.sessionResults), ['one', 'two'])
    assert.deepEqual(texts((await session.update())?.sessionResults), [])
    session.stop()
  })

  it('follows several groups, or some streams of one, by pattern', async () => {
    const account = newAccount(server)
    const { logs } = account
    await makeStreams(logs, 'g', 'web/1', 'web/2', 'db')
    await makeStreams(logs, 'h', 's')
    const [g, h] = [arnOf(account, 'g'), arnOf(account, 'h')]
    const both = await begin(logs, { logGroupIdentifiers: [g, h], logEventFilterPattern: 'ERROR' })
    const web = await begin(logs, { logGroupIdentifiers: [g], logStreamNamePrefixes: ['web/'] })
    const named = await begin(logs, { logGroupIdentifiers: [g], logStreamNames: ['db', 'web/2'] })
    assert.equal(both.start?.logEventFilterPattern, 'ERROR')
    assert.deepEqual(web.start?.logStreamNamePrefixes, ['web/'])
    for (const [group, stream] of [
      ['g', 'web/1'],
      ['g', 'web/2'],
      ['g', 'db'],
      ['h', 's'],
    ] as const)
      await put(logs, group, stream, [`INFO ${stream}`, `ERROR ${stream}`], clock.now())
    const coming = [both.take(), web.take(), named.take()]
    await clock.advance(1_000)
    const found = (await Promise.all(coming)).map((update) => texts(update?.sessionUpdate?.sessionResults))
    assert.deepEqual(found[0], ['ERROR web/1', 'ERROR web/2', 'ERROR db', 'ERROR s'])
    assert.deepEqual(found[1], ['INFO web/1', 'ERROR web/1', 'INFO web/2', 'ERROR web/2'])
    assert.deepEqual(found[2], ['INFO web/2', 'ERROR web/2', 'INFO db', 'ERROR db'])
    for (const session of [both, web, named]) session.stop()
  })

  it('samples when more than 500 events match in a second', async () => {
    const account = newAccount(server)
    const { logs } = account
    await makeStreams(logs, 'g', 's')
    const session = await begin(logs, { logGroupIdentifiers: [arnOf(account, 'g')] })
    const many = Array.from({ length: 1_250 }, (_, index) => String(index))
    await put(logs, 'g', 's', many, clock.now())
    const update = await session.update()
    assert.equal(update?.sessionMetadata?.sampled, true)
    assert.equal(update?.sessionResults?.length, 500)
    const places = texts(update?.sessionResults).map(Number)
    assert.deepEqual(
      places,
      [...places].sort((left, right) => left - right),
    )
    session.stop()
  })

  it('ends after three hours', async () => {
    const account = newAccount(server)
    const { logs } = account
    await makeStreams(logs, 'g', 's')
    const session = await begin(logs, { logGroupIdentifiers: [arnOf(account, 'g')] })
    await clock.advance(3 * hour)
    await assert.rejects(
      async () => {
        while ((await session.take()) !== undefined);
      },
      { name: 'SessionTimeoutException' },
    )
  })

  it('ends when the server stops', { timeout: 120_000 }, async () => {
    const lambent = await startLambent({ clock, drainMs: 600_000 })
    const logs = new CloudWatchLogs({
      endpoint: lambent.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: '123456789012', secretAccessKey: 'secret' },
      disableHostPrefix: true,
    })
    await logs.createLogGroup({ logGroupName: 'g' })
    const session = await begin(logs, {
      logGroupIdentifiers: ['arn:aws:logs:us-east-1:123456789012:log-group:g'],
    })
    const next = session.take()
    await lambent.stop()
    assert.equal(await next, undefined)
  })

  it('is refused for what it cannot follow', async () => {
    const account = newAccount(server)
    const { logs } = account
    await makeStreams(logs, 'g', 's')
    await logs.createLogGroup({ logGroupName: 'rare', logGroupClass: 'INFREQUENT_ACCESS' })
    const arn = arnOf(account, 'g')
    const invalid = 'InvalidParameterException'
    const call = (input: Partial<StartLiveTailRequest>) =>
      logs.startLiveTail({ logGroupIdentifiers: [arn], ...input })
    await refused(call({ logGroupIdentifiers: [arnOf(account, 'none')] }), ...noGroup)
    await refused(call({ logGroupIdentifiers: ['g'] }), invalid, /not a valid ARN/)
    await refused(
      call({ logGroupIdentifiers: [arnOf(account, 'rare')] }),
      'InvalidOperationException',
      /Standard/,
    )
    await refused(
      call({ logStreamNames: ['s'], logStreamNamePrefixes: ['s'] }),
      invalid,
      /mutually exclusive/,
    )
    await refused(
      call({ logGroupIdentifiers: [arn, arnOf(account, 'rare')], logStreamNames: ['s'] }),
      invalid,
      /only with a single/,
    )
    await refused(
      call({ logEventFilterPattern: '""' }),
      invalid,
      'Invalid filter pattern: Invalid character(s) in term \'""\'',
    )
  })

  it('has fifteen sessions for an account at once', async () => {
    const account = newAccount(server)
    const { logs } = account
    await makeStreams(logs, 'g', 's')
    const input = { logGroupIdentifiers: [arnOf(account, 'g')] }
    const sessions = await Promise.all(Array.from({ length: 15 }, () => begin(logs, input)))
    await refused(logs.startLiveTail(input), 'LimitExceededException', 'Resource limit exceeded.')
    const other = newAccount(server)
    await makeStreams(other.logs, 'g', 's')
    const elsewhere = await begin(other.logs, { logGroupIdentifiers: [arnOf(other, 'g')] })
    for (const session of [...sessions, elsewhere]) session.stop()
  })
})
