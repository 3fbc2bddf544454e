import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { badToken, makeStreams, newAccount, noGroup, put, refused, texts } from './support.ts'

const day = 86_400_000

describe('retention', () => {
  const clock = new VirtualClock()
  const server = testServer({ clock })

  it('takes events away when their time has come', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 's')
    await makeStreams(logs, 'for-ever', 's')
    const bytes = async (name: string) =>
      (await logs.describeLogGroups({ logGroupNamePrefix: name })).logGroups?.[0]?.storedBytes
    const read = async () =>
      texts((await logs.getLogEvents({ logGroupName: 'g', logStreamName: 's' })).events)
    await put(logs, 'g', 's', ['first'], clock.now())
    await put(logs, 'for-ever', 's', ['first'], clock.now())
    await logs.putRetentionPolicy({ logGroupName: 'g', retentionInDays: 3 })
    assert.equal(
      (await logs.describeLogGroups({ logGroupNamePrefix: 'g' })).logGroups?.[0]?.retentionInDays,
      3,
    )
    await clock.advance(2 * day)
    await put(logs, 'g', 's', ['second'], clock.now())
    assert.deepEqual(await read(), ['first', 'second'])
    assert.equal(await bytes('g'), 5 + 6 + 2 * 26)

    await clock.advance(day + 1)
    assert.deepEqual(await read(), ['second'])
    assert.deepEqual(texts((await logs.filterLogEvents({ logGroupName: 'g' })).events), ['second'])
    await clock.advance(day, () => server.lambent.idle())
    assert.equal(await bytes('g'), 6 + 26)

    await clock.advance(2 * day)
    assert.deepEqual(await read(), [])
    await clock.advance(day, () => server.lambent.idle())
    assert.equal(await bytes('g'), 0)
    assert.equal(await bytes('for-ever'), 5 + 26)

    await logs.deleteRetentionPolicy({ logGroupName: 'g' })
    await put(logs, 'g', 's', ['third'], clock.now())
    await clock.advance(400 * day)
    assert.deepEqual(await read(), ['third'])
  })

  it('is refused for other numbers of days, and for groups that do not exist', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g')
    for (const retentionInDays of [0, 2, 364, 3654]) {
      await refused(
        logs.putRetentionPolicy({ logGroupName: 'g', retentionInDays }),
        'InvalidParameterException',
        /at 'retentionInDays' failed to satisfy constraint/,
      )
    }
    await refused(logs.putRetentionPolicy({ logGroupName: 'none', retentionInDays: 1 }), ...noGroup)
    await refused(logs.deleteRetentionPolicy({ logGroupName: 'none' }), ...noGroup)
  })

  it('ends tokens of event listings after a day', async () => {
    const { logs } = newAccount(server)
    await makeStreams(logs, 'g', 's')
    await put(logs, 'g', 's', ['1', '2'], clock.now())
    const stream = { logGroupName: 'g', logStreamName: 's' }
    const { nextForwardToken } = await logs.getLogEvents(stream)
    const { nextToken } = await logs.filterLogEvents({ logGroupName: 'g', limit: 1 })
    await clock.advance(day)
    await logs.getLogEvents({ ...stream, nextToken: nextForwardToken })
    await clock.advance(1)
    await refused(logs.getLogEvents({ ...stream, nextToken: nextForwardToken }), ...badToken)
    await refused(logs.filterLogEvents({ logGroupName: 'g', nextToken }), ...badToken)
  })
})
