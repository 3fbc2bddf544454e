import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import { testServer } from '../../support/server.ts'
import { badToken, makeStreams, newAccount, noGroup, noStream, put, refused, texts } from './support.ts'

describe('FilterLogEvents', () => {
  const server = testServer()

  async function threeStreams() {
    const { id, logs } = newAccount(server)
    const start = Date.now() - 100_000
    await makeStreams(logs, 'g', 'web/1', 'web/2', 'db')
    await put(logs, 'g', 'web/1', ['a0', 'a1', 'a2'], start, 10)
    await put(logs, 'g', 'db', ['c0', 'c1', 'c2'], start + 1, 10)
    await put(logs, 'g', 'web/2', ['b0', 'b1', 'b2'], start + 12, 10)
    await put(logs, 'g', 'db', ['d0'], start + 60_000)
    return { id, logs, start }
  }

  it('interleaves the streams of a group in order of time', async () => {
    const { logs, start } = await threeStreams()
    const answer = await logs.filterLogEvents({ logGroupName: 'g' })
    assert.deepEqual(texts(answer.events), ['a0', 'c0', 'a1', 'c1', 'b0', 'a2', 'c2', 'b1', 'b2', 'd0'])
    assert.deepEqual(answer.searchedLogStreams, [])
    assert.equal(answer.nextToken, undefined)
    const events = answer.events ?? []
    assert.deepEqual(
      events.slice(0, 2).map(({ logStreamName, timestamp }) => [logStreamName, timestamp]),
      [
        ['web/1', start],
        ['db', start + 1],
      ],
    )
    const ids = events.map(({ eventId = '' }) => eventId)
    assert.equal(new Set(ids).size, ids.length)
    assert.ok(ids.every((id) => /^\d{56}$/.test(id)))
  })

  it('takes streams by name and by prefix, and a range of time with both ends', async () => {
    const { id, logs, start } = await threeStreams()
    const filter = async (input: object) =>
      texts((await logs.filterLogEvents({ logGroupName: 'g', ...input })).events)
    assert.deepEqual(await filter({ logStreamNamePrefix: 'web/' }), ['a0', 'a1', 'b0', 'a2', 'b1', 'b2'])
    assert.deepEqual(await filter({ logStreamNames: ['db', 'web/2'] }), [
      'c0',
      'c1',
      'b0',
      'c2',
      'b1',
      'b2',
      'd0',
    ])
    assert.deepEqual(await filter({ logStreamNames: ['db'], startTime: start + 21 }), ['c2', 'd0'])
    assert.deepEqual(await filter({ startTime: start + 10, endTime: start + 22 }), [
      'a1',
      'c1',
      'b0',
      'a2',
      'c2',
      'b1',
    ])
    const byArn = await logs.filterLogEvents({
      logGroupIdentifier: `arn:aws:logs:us-east-1:${id}:log-group:g`,
      limit: 1,
    })
    assert.deepEqual(texts(byArn.events), ['a0'])
  })

  it('goes on where a page ended, both ways', async () => {
    const { logs, start } = await threeStreams()
    for (const streams of [
      {},
      { logStreamNamePrefix: '' as string | undefined },
      { logStreamNames: ['web/1', 'web/2', 'db'] },
    ]) {
      const choice = 'logStreamNamePrefix' in streams ? {} : streams
      for (const startFromHead of [true, false]) {
        const found: string[] = []
        let pages = 0
        const input = { logGroupName: 'g', limit: 3, startTime: start, startFromHead, ...choice }
        for await (const page of paginateFilterLogEvents({ client: logs }, input)) {
          assert.ok((page.events ?? []).length <= 3)
          found.push(...texts(page.events))
          pages++
        }
        const wanted = ['a0', 'c0', 'a1', 'c1', 'b0', 'a2', 'c2', 'b1', 'b2', 'd0']
        assert.deepEqual(startFromHead ? found : found.reverse(), wanted)
        assert.ok(pages >= 4)
      }
    }
  })

  it('filters by pattern', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 's')
    const lines = [
      'INFO started',
      'ERROR disk full',
      '{"level":"error","code":500,"user":{"id":7}}',
      '{"level":"info","code":200}',
      '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534',
    ]
    await put(logs, 'g', 's', lines, Date.now() - 1000)
    const filter = async (filterPattern: string) =>
      texts((await logs.filterLogEvents({ logGroupName: 'g', filterPattern })).events).map((text) =>
        lines.indexOf(text),
      )
    assert.deepEqual(await filter(''), [0, 1, 2, 3, 4])
    assert.deepEqual(await filter('?INFO ?ERROR'), [0, 1])
    assert.deepEqual(await filter('ERROR -full'), [])
    assert.deepEqual(await filter('"disk full"'), [1])
    assert.deepEqual(await filter('{ $.code >= 400 && $.user.id = 7 }'), [2])
    assert.deepEqual(await filter('[ip, ..., status = 4*, bytes > 1000]'), [4])
    assert.deepEqual(await filter('%^(INFO|ERROR)%'.replace(/[()]/g, '')), [0, 1])
    const invalid = 'InvalidParameterException'
    const attempt = (filterPattern: string) => logs.filterLogEvents({ logGroupName: 'g', filterPattern })
    await refused(attempt('{ $.a = 1'), invalid, "If a filter pattern starts with '{' it must end with '}'")
    await refused(attempt('a:b'), invalid, "Invalid character(s) in term ':'")
    await refused(attempt('{ $.a == 1 }'), invalid, 'Invalid filter pattern')
  })

  it('looks at so much for a page, and answers an empty one with a token', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 's')
    const now = Date.now()
    for (let index = 0; index < 6; index++) {
      const many = Array.from({ length: 10_000 }, (_, event) => `noise ${index} ${event}`)
      await put(logs, 'g', 's', many, now - 600_000 + index * 60_000)
    }
    await put(logs, 'g', 's', ['needle'], now)
    const found: string[] = []
    let emptyPages = 0
    for await (const page of paginateFilterLogEvents(
      { client: logs },
      { logGroupName: 'g', filterPattern: 'needle' },
    )) {
      if ((page.events ?? []).length === 0) emptyPages++
      found.push(...texts(page.events))
    }
    assert.deepEqual(found, ['needle'])
    assert.ok(emptyPages > 0)
    const first = await logs.filterLogEvents({ logGroupName: 'g' })
    assert.equal(first.events?.length, 10_000)
    assert.ok(first.nextToken)
  })

  it('refuses what AWS refuses', async () => {
    const { logs } = await threeStreams()
    const invalid = 'InvalidParameterException'
    const call = (input: object) => logs.filterLogEvents({ logGroupName: 'g', ...input })
    await refused(call({ logStreamNames: ['db'], logStreamNamePrefix: 'd' }), invalid, /mutually exclusive/)
    await refused(call({ logStreamNames: ['db', 'none'] }), ...noStream)
    await refused(call({ logGroupName: 'none' }), ...noGroup)
    await refused(call({ nextToken: 'invalid-token' }), ...badToken)
    await refused(call({ startFromHead: false, startTime: 1 }), invalid, /Jan 1, 2024/)
    await refused(call({ startTime: -1 }), invalid, /greater than or equal to 0/)
    await refused(call({ limit: 10_001 }), invalid, /less than or equal to 10000/)
  })
})
