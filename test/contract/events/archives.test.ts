import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { newAccount, refused } from './support.ts'

const clock = new VirtualClock(Date.UTC(2026, 2, 1))
const server = testServer({ clock })
const EventPattern = JSON.stringify({ source: ['my.app'] })
const entry = (detail: object, Source = 'my.app') => ({
  Source,
  DetailType: 'order',
  Detail: JSON.stringify(detail),
})
const day = 86_400_000
const advance = (ms: number) => clock.advance(ms, () => server.lambent.idle())

describe('archives', () => {
  // Members as AWS answered on 17 May 2024, recorded by a public project.
  it('are made, described, listed, changed and deleted', async () => {
    const { events, bus, id } = newAccount(server)
    const made = await events.createArchive({
      ArchiveName: 'one',
      EventSourceArn: bus('default'),
      Description: 'd',
      EventPattern,
      RetentionDays: 1,
    })
    assert.equal(made.ArchiveArn, `arn:aws:events:us-east-1:${id}:archive/one`)
    assert.equal(made.State, 'ENABLED')
    const {
      $metadata: _metadata,
      CreationTime,
      ...found
    } = await events.describeArchive({ ArchiveName: 'one' })
    assert.equal(CreationTime?.getTime(), clock.now())
    assert.deepEqual(found, {
      ArchiveArn: made.ArchiveArn,
      ArchiveName: 'one',
      EventSourceArn: bus('default'),
      Description: 'd',
      EventPattern,
      State: 'ENABLED',
      RetentionDays: 1,
      SizeBytes: 0,
      EventCount: 0,
    })
    await refused(
      events.createArchive({ ArchiveName: 'one', EventSourceArn: bus('default') }),
      'ResourceAlreadyExistsException',
      'Archive one already exists.',
    )
    await refused(
      events.createArchive({ ArchiveName: 'two', EventSourceArn: bus('none') }),
      'ResourceNotFoundException',
      'Event bus none does not exist.',
    )
    await refused(
      events.createArchive({ ArchiveName: 'two', EventSourceArn: bus('default'), EventPattern: 'x' }),
      'InvalidEventPatternException',
    )
    await events.updateArchive({ ArchiveName: 'one', RetentionDays: 5 })
    assert.equal((await events.describeArchive({ ArchiveName: 'one' })).RetentionDays, 5)
    assert.equal((await events.listArchives({ NamePrefix: 'o', State: 'ENABLED' })).Archives?.length, 1)
    assert.equal((await events.listArchives({ EventSourceArn: bus('default') })).Archives?.length, 1)
    assert.equal((await events.listArchives({ NamePrefix: 'x' })).Archives?.length, 0)
    await refused(
      events.listArchives({ EventSourceArn: bus('none') }),
      'ResourceNotFoundException',
      'Event bus none does not exist.',
    )
    await events.deleteArchive({ ArchiveName: 'one' })
    await refused(
      events.deleteArchive({ ArchiveName: 'one' }),
      'ResourceNotFoundException',
      'Archive one does not exist.',
    )
  })

  it('keep what matches, for as long as they say', async () => {
    const { events, bus } = newAccount(server)
    const EventSourceArn = bus('default')
    await events.createArchive({ ArchiveName: 'some', EventSourceArn, EventPattern, RetentionDays: 2 })
    await events.createArchive({ ArchiveName: 'all', EventSourceArn })
    await events.putEvents({ Entries: [entry({ n: 1 }), entry({ n: 2 }, 'other')] })
    await advance(day)
    await events.putEvents({ Entries: [entry({ n: 3 })] })
    const count = async (ArchiveName: string) => (await events.describeArchive({ ArchiveName })).EventCount
    assert.equal(await count('some'), 2)
    assert.equal(await count('all'), 3)
    assert.equal((await events.describeArchive({ ArchiveName: 'some' })).SizeBytes, 2 * (6 + 5 + 7))
    await advance(2.5 * day)
    assert.equal(await count('some'), 1)
    await advance(day)
    assert.equal(await count('some'), 0)
    assert.equal(await count('all'), 3)
  })
})

describe('replays', () => {
  // The event as AWS delivered it on 27 May 2024, recorded by a public project.
  it('send archived events again, and say so in them', async () => {
    const account = newAccount(server)
    const { events, bus, id } = account
    const Arn = await account.makeGroup('again')
    const other = await account.makeGroup('other')
    await events.createArchive({ ArchiveName: 'all', EventSourceArn: bus('default') })
    const start = clock.now()
    for (let n = 0; n < 12; n++)
      await events.putEvents({ Entries: Array.from({ length: 10 }, (_, m) => entry({ n: n * 10 + m })) })
    await advance(60_000)
    await events.putEvents({ Entries: [entry({ n: 999 })] })
    const { RuleArn = '' } = await events.putRule({ Name: 'again', EventPattern })
    await events.putTargets({ Rule: 'again', Targets: [{ Id: 'x', Arn }] })
    await events.putRule({ Name: 'other', EventPattern })
    await events.putTargets({ Rule: 'other', Targets: [{ Id: 'x', Arn: other }] })
    const started = await events.startReplay({
      ReplayName: 'first',
      EventSourceArn: `arn:aws:events:us-east-1:${id}:archive/all`,
      EventStartTime: new Date(start),
      EventEndTime: new Date(start + 30_000),
      Destination: { Arn: bus('default'), FilterArns: [RuleArn] },
    })
    assert.equal(started.State, 'STARTING')
    await advance(10_000)
    assert.equal(started.ReplayArn, `arn:aws:events:us-east-1:${id}:replay/first`)
    const replayed = (await account.received('again')) as Array<Record<string, unknown>>
    assert.equal(replayed.length, 120)
    assert.ok(replayed.every((event) => event['replay-name'] === 'first'))
    assert.deepEqual(Object.keys(replayed[0] ?? {}), [
      'version',
      'id',
      'detail-type',
      'source',
      'account',
      'time',
      'region',
      'replay-name',
      'resources',
      'detail',
    ])
    assert.equal((await account.received('other')).length, 0)
    const described = await events.describeReplay({ ReplayName: 'first' })
    assert.equal(described.State, 'COMPLETED')
    assert.equal(described.EventLastReplayedTime?.getTime(), start)
    assert.ok(described.ReplayEndTime)
    // What was replayed is not archived again.
    assert.equal((await events.describeArchive({ ArchiveName: 'all' })).EventCount, 121)
    assert.equal((await events.listReplays({ NamePrefix: 'f', State: 'COMPLETED' })).Replays?.length, 1)
    await refused(events.cancelReplay({ ReplayName: 'first' }), 'IllegalStatusException')
  })

  // Codes and words as AWS answered on 22 May 2024, recorded by a public project.
  it('are refused where AWS refuses them', async () => {
    const { events, bus, id } = newAccount(server)
    await events.createEventBus({ Name: 'custom' })
    await events.createArchive({ ArchiveName: 'all', EventSourceArn: bus('default') })
    const start = (more: object) =>
      events.startReplay({
        ReplayName: 'r',
        EventSourceArn: `arn:aws:events:us-east-1:${id}:archive/all`,
        EventStartTime: new Date(1_000),
        EventEndTime: new Date(2_000),
        Destination: { Arn: bus('default') },
        ...more,
      })
    await refused(
      start({ Destination: { Arn: bus('none') } }),
      'ResourceNotFoundException',
      'Event bus none does not exist.',
    )
    await refused(
      start({ Destination: { Arn: bus('custom') } }),
      'ValidationException',
      'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
    )
    await refused(
      start({ EventSourceArn: `arn:aws:events:us-east-1:${id}:archive/none` }),
      'ValidationException',
      'Parameter EventSourceArn is not valid. Reason: Archive none does not exist.',
    )
    await refused(
      start({ EventEndTime: new Date(1_000) }),
      'ValidationException',
      'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
    )
    await start({})
    await refused(start({}), 'ResourceAlreadyExistsException', 'Replay r already exists.')
    await refused(
      events.describeReplay({ ReplayName: 'none' }),
      'ResourceNotFoundException',
      'Replay none does not exist.',
    )
  })
})
