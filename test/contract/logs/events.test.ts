import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { badToken, makeStreams, newAccount, noGroup, noStream, put, refused, texts } from './support.ts'

const hour = 3_600_000
const day = 24 * hour

describe('PutLogEvents', () => {
  const server = testServer()

  it('keeps what is in time and tells what is not', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 's')
    const now = Date.now()
    const times = [now - 15 * day, now - 14 * day - 1, now - hour, now, now + hour, now + 2 * hour + 60_000]
    const answer = await logs.putLogEvents({
      logGroupName: 'g',
      logStreamName: 's',
      logEvents: times.map((timestamp, index) => ({ timestamp, message: String(index) })),
      sequenceToken: 'whatever',
    })
    assert.deepEqual(answer.rejectedLogEventsInfo, { tooOldLogEventEndIndex: 2, tooNewLogEventStartIndex: 5 })
    assert.ok(answer.nextSequenceToken)
    const { events } = await logs.getLogEvents({ logGroupName: 'g', logStreamName: 's', startFromHead: true })
    assert.deepEqual(texts(events), ['2', '3', '4'])

    await logs.putRetentionPolicy({ logGroupName: 'g', retentionInDays: 3 })
    const expired = await logs.putLogEvents({
      logGroupName: 'g',
      logStreamName: 's',
      logEvents: [
        { timestamp: now - 4 * day, message: 'expired' },
        { timestamp: now, message: 'kept' },
      ],
    })
    assert.deepEqual(expired.rejectedLogEventsInfo, { expiredLogEventEndIndex: 1 })
  })

  it('refuses batches that break a rule', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 's')
    const now = Date.now()
    const attempt = (logEvents: Array<{ timestamp: number; message: string }>) =>
      logs.putLogEvents({ logGroupName: 'g', logStreamName: 's', logEvents })
    const invalid = 'InvalidParameterException'
    const event = (timestamp: number, message = 'm') => ({ timestamp, message })
    await refused(
      attempt([event(now), event(now - 1)]),
      invalid,
      'Log events in a single PutLogEvents request must be in chronological order.',
    )
    await refused(
      attempt([event(now - day - 1), event(now)]),
      invalid,
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    )
    await refused(
      attempt([event(now, 'x'.repeat(1_048_551))]),
      invalid,
      'Log event too large: 1048577 bytes exceeds limit of 1048576',
    )
    await refused(
      attempt([event(now, 'é'.repeat(300_000)), event(now, 'é'.repeat(224_263))]),
      invalid,
      'Upload too large: 1048578 bytes exceeds limit of 1048576',
    )
    await refused(attempt([event(now, '')]), invalid, /at 'logEvents.1.member.message' failed/)
    await refused(attempt([]), invalid, /at 'logEvents' failed/)
    await refused(
      attempt(Array.from({ length: 10_001 }, () => event(now))),
      invalid,
      /Member must have length less than or equal to 10000/,
    )
    await refused(
      logs.putLogEvents({ logGroupName: 'g', logStreamName: 'none', logEvents: [event(now)] }),
      ...noStream,
    )
    await refused(
      logs.putLogEvents({ logGroupName: 'none', logStreamName: 's', logEvents: [event(now)] }),
      ...noGroup,
    )
    assert.deepEqual((await logs.getLogEvents({ logGroupName: 'g', logStreamName: 's' })).events, [])
    // The largest batch there can be, and the one that is spread widest.
    await attempt([event(now, 'x'.repeat(1_048_550))])
    await attempt(Array.from({ length: 10_000 }, (_, index) => event(now - day + index * 8_640)))
    const { logGroups } = await logs.describeLogGroups({})
    assert.equal(logGroups?.[0]?.storedBytes, 1_048_576 + 10_000 * 27)
  })

  it('takes many batches at once, to one stream and to many', async () => {
    const { logs } = newAccount(server)
    const names = Array.from({ length: 10 }, (_, index) => `s${index}`)
    await makeStreams(logs, 'g', ...names)
    const now = Date.now()
    const batch = (logStreamName: string, index: number) =>
      put(logs, 'g', logStreamName, [`${logStreamName}-${index}`], now + index)
    await Promise.all([
      ...Array.from({ length: 12 }, (_, index) => batch('s0', index)),
      ...names.map((name) => batch(name, 100)),
    ])
    const one = await logs.getLogEvents({ logGroupName: 'g', logStreamName: 's0', startFromHead: true })
    const wanted = [...Array.from({ length: 12 }, (_, index) => `s0-${index}`), 's0-100']
    assert.deepEqual(texts(one.events), wanted)
    assert.equal((await logs.filterLogEvents({ logGroupName: 'g' })).events?.length, 22)
  })
})

describe('GetLogEvents', () => {
  const server = testServer()

  it('goes both ways, and hands the same token back at either end', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 's')
    const start = Date.now() - 10_000
    await put(logs, 'g', 's', ['1', '2', '3', '4', '5', '6', '7'], start)
    const page = (input: { nextToken?: string | undefined; startFromHead?: boolean }) =>
      logs.getLogEvents({ logGroupName: 'g', logStreamName: 's', limit: 3, ...input })

    const tail = await page({})
    assert.deepEqual(texts(tail.events), ['5', '6', '7'])
    const middle = await page({ nextToken: tail.nextBackwardToken })
    assert.deepEqual(texts(middle.events), ['2', '3', '4'])
    const head = await page({ nextToken: middle.nextBackwardToken })
    assert.deepEqual(texts(head.events), ['1'])
    const beyond = await page({ nextToken: head.nextBackwardToken })
    assert.deepEqual(beyond.events, [])
    assert.equal(beyond.nextBackwardToken, head.nextBackwardToken)
    assert.deepEqual(texts((await page({ nextToken: beyond.nextForwardToken })).events), ['1', '2', '3'])
    assert.deepEqual(texts((await page({ nextToken: middle.nextForwardToken })).events), ['5', '6', '7'])

    const end = await page({ nextToken: tail.nextForwardToken, startFromHead: true })
    assert.deepEqual(end.events, [])
    assert.equal(end.nextForwardToken, tail.nextForwardToken)
    await put(logs, 'g', 's', ['8', '9'], start + 7)
    const more = await page({ nextToken: end.nextForwardToken, startFromHead: true })
    assert.deepEqual(texts(more.events), ['8', '9'])
    assert.notEqual(more.nextForwardToken, end.nextForwardToken)
    assert.deepEqual(texts((await page({ nextToken: end.nextBackwardToken })).events), ['5', '6', '7'])

    const [event] = (await page({ startFromHead: true })).events ?? []
    assert.equal(event?.timestamp, start)
    assert.ok((event?.ingestionTime ?? 0) >= start + 10_000)
  })

  it('follows a stream that has nothing yet', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 's')
    const empty = await logs.getLogEvents({ logGroupName: 'g', logStreamName: 's' })
    assert.deepEqual(empty.events, [])
    assert.ok(empty.nextForwardToken && empty.nextBackwardToken)
    await put(logs, 'g', 's', ['first'], Date.now())
    const next = await logs.getLogEvents({
      logGroupName: 'g',
      logStreamName: 's',
      nextToken: empty.nextForwardToken,
    })
    assert.deepEqual(texts(next.events), ['first'])
  })

  it('takes a range of time: its start included, its end not', async () => {
    const { id, logs } = newAccount(server)
    await makeStreams(logs, 'g', 's')
    const start = Date.now() - 10_000
    await put(logs, 'g', 's', ['1', '2', '3', '4', '5'], start)
    const range = { logGroupIdentifier: `arn:aws:logs:us-east-1:${id}:log-group:g`, logStreamName: 's' }
    const { events } = await logs.getLogEvents({ ...range, startTime: start + 1, endTime: start + 3 })
    assert.deepEqual(texts(events), ['2', '3'])
    assert.deepEqual((await logs.getLogEvents({ ...range, startTime: start + 5 })).events, [])
  })

  it('keeps the order of events of one instant, and of batches that come late', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 's')
    const at = Date.now() - 100_000
    const same = (messages: string[], timestamp: number) =>
      logs.putLogEvents({
        logGroupName: 'g',
        logStreamName: 's',
        logEvents: messages.map((message) => ({ timestamp, message })),
      })
    await same(['c', 'd'], at)
    await same(['e'], at)
    await same(['b'], at - 1)
    await same(['f'], at + 70_000)
    await same(['a'], at - 60_000)
    const { events } = await logs.getLogEvents({ logGroupName: 'g', logStreamName: 's', startFromHead: true })
    assert.deepEqual(texts(events), ['a', 'b', 'c', 'd', 'e', 'f'])
  })

  it('gives at most a megabyte and 10,000 events at a time', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 'wide', 'long')
    const now = Date.now()
    for (let index = 0; index < 3; index++)
      await put(logs, 'g', 'wide', [String(index).repeat(500_000)], now + index)
    const wide = await logs.getLogEvents({ logGroupName: 'g', logStreamName: 'wide', startFromHead: true })
    assert.deepEqual(
      texts(wide.events).map((text) => text[0]),
      ['0', '1'],
    )
    const rest = await logs.getLogEvents({
      logGroupName: 'g',
      logStreamName: 'wide',
      startFromHead: true,
      nextToken: wide.nextForwardToken,
    })
    assert.deepEqual(
      texts(rest.events).map((text) => text[0]),
      ['2'],
    )
    const many = Array.from({ length: 10_000 }, (_, index) => String(index))
    await put(logs, 'g', 'long', many, now - 10_000)
    await put(logs, 'g', 'long', ['last'], now)
    const long = await logs.getLogEvents({ logGroupName: 'g', logStreamName: 'long' })
    assert.equal(long.events?.length, 10_000)
    assert.deepEqual(texts(long.events).slice(-2), ['9999', 'last'])
  })

  it('refuses foreign tokens and wrong limits', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 's', 't')
    const other = await logs.getLogEvents({ logGroupName: 'g', logStreamName: 't' })
    const call = (input: object) => logs.getLogEvents({ logGroupName: 'g', logStreamName: 's', ...input })
    await refused(call({ nextToken: other.nextForwardToken }), ...badToken)
    for (const nextToken of ['nonsense', 'f/', 'f/x', `x${other.nextForwardToken}`])
      await refused(call({ nextToken }), ...badToken)
    await refused(
      call({ limit: 10_001 }),
      'InvalidParameterException',
      "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
    )
    await refused(call({ logStreamName: 'none' }), ...noStream)
    await refused(call({ logGroupName: 'none' }), ...noGroup)
  })

  it('works for the Standard class only', async () => {
    const { logs } = newAccount(server)
    await logs.createLogGroup({ logGroupName: 'g', logGroupClass: 'INFREQUENT_ACCESS' })
    await logs.createLogStream({ logGroupName: 'g', logStreamName: 's' })
    await put(logs, 'g', 's', ['kept all the same'], Date.now())
    const words = 'This operation is only supported on the Standard log class.'
    await refused(logs.getLogEvents({ logGroupName: 'g', logStreamName: 's' }), 'ValidationException', words)
    await refused(logs.filterLogEvents({ logGroupName: 'g' }), 'ValidationException', words)
  })
})
