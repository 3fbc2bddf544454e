import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { accountOf, newAccount, refused } from './support.ts'

const clock = new VirtualClock(Date.UTC(2026, 0, 15, 10, 20, 30, 400))
const server = testServer({ clock })

const detail = { command: 'update-account', payload: { acc_id: '0a787ecb-4015', sf_id: 'baz' } }
const entry = { Source: 'my.app', DetailType: 'order', Detail: JSON.stringify(detail) }
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

async function ruleTo(
  { events, makeGroup }: ReturnType<typeof newAccount>,
  name: string,
  rule: { EventPattern?: string; EventBusName?: string },
  target: object = {},
) {
  const Arn = await makeGroup(name)
  await events.putRule({ Name: name, EventPattern: JSON.stringify({ source: ['my.app'] }), ...rule })
  const { EventBusName } = rule
  await events.putTargets({
    Rule: name,
    ...(EventBusName === undefined ? {} : { EventBusName }),
    Targets: [{ Id: 'target', Arn, ...target }],
  })
  return Arn
}

describe('PutEvents', () => {
  // EventBridge User Guide, "Amazon EventBridge events"; order of members as AWS delivers them.
  it('brings an event to a target as AWS does', async () => {
    const account = newAccount(server)
    await ruleTo(account, 'whole', {})
    const answer = await account.events.putEvents({
      Entries: [
        {
          ...entry,
          Detail: '{ "amount" : 1.50, "big": 12345678901234567890 }',
          Resources: ['arn:aws:x:::y'],
        },
      ],
    })
    const id = answer.Entries?.[0]?.EventId ?? ''
    assert.match(id, uuid)
    assert.equal(answer.FailedEntryCount, 0)
    await server.lambent.idle()
    const { events = [] } = await account.logs.filterLogEvents({ logGroupName: 'whole' })
    assert.equal(
      events[0]?.message,
      `{"version":"0","id":"${id}","detail-type":"order","source":"my.app","account":"${account.id}",` +
        '"time":"2026-01-15T10:20:30Z","region":"us-east-1","resources":["arn:aws:x:::y"],' +
        '"detail":{"amount":1.50,"big":12345678901234567890}}',
    )
  })

  it('takes the time that an entry names, and many entries in their order', async () => {
    const account = newAccount(server)
    await ruleTo(account, 'times', {}, { InputPath: '$.time' })
    const Time = new Date('2024-02-29T23:59:59.999Z')
    const answer = await account.events.putEvents({
      Entries: [{ ...entry, Time }, entry, { ...entry, Source: 'x' }],
    })
    assert.equal(new Set(answer.Entries?.map(({ EventId }) => EventId)).size, 3)
    assert.deepEqual((await account.received('times')).sort(), [
      '2024-02-29T23:59:59Z',
      '2026-01-15T10:20:30Z',
    ])
  })

  // Codes and words as AWS answered on 6 December 2024, recorded by a public project.
  it('refuses single entries', async () => {
    const { events } = newAccount(server)
    const { Source: _source, ...noSource } = entry
    const answer = await events.putEvents({
      Entries: [
        entry,
        noSource,
        { ...entry, DetailType: '' },
        { Source: 'a', DetailType: 'b' },
        { ...entry, Detail: 'text' },
        { ...entry, Detail: '["list"]' },
        { ...entry, Detail: '"text"' },
        { ...entry, Source: 'aws.s3' },
      ],
    })
    const required = (name: string) =>
      `InvalidArgument: Parameter ${name} is not valid. Reason: ${name} is a required argument.`
    assert.equal(answer.FailedEntryCount, 7)
    assert.deepEqual(
      answer.Entries?.map(({ EventId, ErrorCode, ErrorMessage }) =>
        EventId === undefined ? `${ErrorCode}: ${ErrorMessage}` : 'taken',
      ),
      [
        'taken',
        required('Source'),
        required('DetailType'),
        required('Detail'),
        ...Array<string>(3).fill('MalformedDetail: Detail is malformed.'),
        'NotAuthorizedForSource: Not authorized for the source.',
      ],
    )
  })

  it('refuses requests that are too large', async () => {
    const { events } = newAccount(server)
    await refused(
      events.putEvents({ Entries: Array(11).fill(entry) }),
      'ValidationException',
      /at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10$/,
    )
    const Detail = JSON.stringify({ text: 'x'.repeat(600_000) })
    await events.putEvents({ Entries: [{ ...entry, Detail }] })
    await refused(
      events.putEvents({
        Entries: [
          { ...entry, Detail },
          { ...entry, Detail },
        ],
      }),
      'ValidationException',
      'Total size of the entries in the request is over the limit.',
    )
  })

  it('takes events for a bus that does not exist, as AWS does', async () => {
    const { events } = newAccount(server)
    const answer = await events.putEvents({ Entries: [{ ...entry, EventBusName: 'nowhere' }] })
    assert.equal(answer.FailedEntryCount, 0)
    assert.match(answer.Entries?.[0]?.EventId ?? '', uuid)
  })

  it('asks rules of the bus alone, and those that are enabled', async () => {
    const account = newAccount(server)
    const { events } = account
    await events.createEventBus({ Name: 'orders' })
    await ruleTo(account, 'on-default', {})
    await ruleTo(account, 'on-orders', { EventBusName: 'orders' })
    await ruleTo(account, 'of-others', { EventPattern: JSON.stringify({ source: ['other'] }) })
    await ruleTo(account, 'disabled', {})
    await events.disableRule({ Name: 'disabled' })
    await events.putEvents({ Entries: [{ ...entry, EventBusName: account.bus('orders') }] })
    assert.equal((await account.received('on-orders')).length, 1)
    assert.equal((await account.received('on-default')).length, 0)
    await events.putEvents({ Entries: [entry] })
    assert.equal((await account.received('on-default')).length, 1)
    assert.equal((await account.received('of-others')).length, 0)
    assert.equal((await account.received('disabled')).length, 0)
    await events.enableRule({ Name: 'disabled' })
    await events.putEvents({ Entries: [entry] })
    assert.equal((await account.received('disabled')).length, 1)
    await events.removeTargets({ Rule: 'on-default', Ids: ['target'] })
    await events.putEvents({ Entries: [entry] })
    assert.equal((await account.received('on-default')).length, 2)
  })
})

/** As AWS delivered on 13 May and 11 June 2024, recorded by a public project. */
describe('the input of a target', () => {
  const send = async (target: object) => {
    const account = newAccount(server)
    await ruleTo(account, 'input', {}, target)
    await account.events.putEvents({ Entries: [entry] })
    await server.lambent.idle()
    const { events = [] } = await account.logs.filterLogEvents({ logGroupName: 'input' })
    return { text: events[0]?.message ?? '', account }
  }

  it('is a constant, or a part of the event', async () => {
    assert.equal((await send({ Input: '{"fixed": true}' })).text, '{"fixed": true}')
    assert.equal((await send({ InputPath: '$.detail.payload' })).text, JSON.stringify(detail.payload))
    assert.equal((await send({ InputPath: '$.detail.payload.sf_id' })).text, '"baz"')
  })

  it('is what a template makes of it', async () => {
    const InputPathsMap = { type: '$.detail-type', command: '$.detail.command', none: '$.detail.none' }
    const template = async (InputTemplate: string) =>
      (await send({ InputTransformer: { InputPathsMap, InputTemplate } })).text
    assert.equal(
      await template('"Event of <type> type, info <command> from detail <none>"'),
      '"Event of order type, info update-account from detail "',
    )
    assert.equal(
      await template('{"type": <type>,  "command": <command>, "none": <none>}'),
      '{"type":"order","command":"update-account","none":""}',
    )
  })

  it('may hold the whole event and the rule', async () => {
    const InputTemplate =
      '{"e": <aws.events.event>, "j": <aws.events.event.json>, "a": <aws.events.rule-arn>, "n": "<aws.events.rule-name>", "t": <aws.events.event.ingestion-time>}'
    const { text, account } = await send({ InputTransformer: { InputTemplate } })
    const { e, j, a, n, t } = JSON.parse(text)
    assert.deepEqual(Object.keys(e), [
      'id',
      'account',
      'detailType',
      'time',
      'source',
      'region',
      'resources',
      'version',
    ])
    assert.deepEqual(j.detail, detail)
    assert.equal(a, `arn:aws:events:us-east-1:${account.id}:rule/input`)
    assert.equal(n, 'input')
    assert.equal(t, '2026-01-15T10:20:30.400Z')
  })

  it('of a log group may name the instant', async () => {
    const { text } = await send({
      InputTransformer: {
        InputPathsMap: { at: '$.time' },
        InputTemplate: '{"timestamp": <at>, "message": "at last"}',
      },
    })
    assert.equal(text, 'at last')
  })
})

describe('from bus to bus', () => {
  it('an event keeps what it is, and goes no further than to a second one', async () => {
    const account = newAccount(server)
    const { events } = account
    for (const Name of ['first', 'second', 'third']) await events.createEventBus({ Name })
    const pattern = JSON.stringify({ source: ['my.app'] })
    for (const [from, to] of [
      ['first', 'second'],
      ['second', 'third'],
    ] as const) {
      await events.putRule({ Name: 'on', EventBusName: from, EventPattern: pattern })
      await events.putTargets({
        Rule: 'on',
        EventBusName: from,
        Targets: [{ Id: 'bus', Arn: account.bus(to), RoleArn: account.roleArn }],
      })
    }
    await ruleTo(account, 'second', { EventBusName: 'second' })
    await ruleTo(account, 'third', { EventBusName: 'third' })
    const { Entries } = await events.putEvents({ Entries: [{ ...entry, EventBusName: 'first' }] })
    const [event] = (await account.received('second')) as Array<{ id: string; account: string }>
    assert.equal(event?.id, Entries?.[0]?.EventId)
    assert.deepEqual(await account.received('third'), [])
  })

  it('other accounts need the consent of the bus', async () => {
    const owner = newAccount(server)
    const guest = newAccount(server)
    await owner.events.createEventBus({ Name: 'shared' })
    await ruleTo(owner, 'shared', { EventBusName: 'shared' })
    const toShared = { Entries: [{ ...entry, EventBusName: owner.bus('shared') }] }
    await refused(
      guest.events.putEvents(toShared),
      'AccessDeniedException',
      /is not authorized to perform: events:PutEvents/,
    )
    await owner.events.putPermission({
      EventBusName: 'shared',
      Action: 'events:PutEvents',
      Principal: guest.id,
      StatementId: 'guest',
    })
    await guest.events.putEvents(toShared)
    const [event] = (await owner.received('shared')) as Array<{ account: string }>
    assert.equal(event?.account, guest.id)

    // And by a rule of the guest's.
    const pattern = JSON.stringify({ source: ['my.app'] })
    await guest.events.putRule({ Name: 'out', EventPattern: pattern })
    await guest.events.putTargets({
      Rule: 'out',
      Targets: [{ Id: 'bus', Arn: owner.bus('shared'), RoleArn: guest.roleArn }],
    })
    await guest.events.putEvents({ Entries: [entry] })
    assert.equal((await owner.received('shared')).length, 2)
  })

  it('crosses regions', async () => {
    const here = newAccount(server)
    const there = accountOf(server, here.id, 'eu-west-1')
    await there.events.createEventBus({ Name: 'far' })
    await ruleTo(there, 'far', { EventBusName: 'far' })
    await here.events.putRule({ Name: 'out', EventPattern: JSON.stringify({ source: ['my.app'] }) })
    await here.events.putTargets({
      Rule: 'out',
      Targets: [{ Id: 'bus', Arn: there.bus('far'), RoleArn: here.roleArn }],
    })
    await here.events.putEvents({ Entries: [entry] })
    const [event] = (await there.received('far')) as Array<{ region: string }>
    assert.equal(event?.region, 'us-east-1')
  })
})

describe('rules with a schedule', () => {
  // EventBridge User Guide, "Creating a rule that runs on a schedule"; the event as AWS delivered it on 14 May 2024.
  it('send an event when their time comes', async () => {
    const account = newAccount(server)
    const { events } = account
    const Arn = await account.makeGroup('nightly')
    const { RuleArn } = await events.putRule({ Name: 'nightly', ScheduleExpression: 'cron(0 2 * * ? *)' })
    await events.putTargets({ Rule: 'nightly', Targets: [{ Id: 'group', Arn }] })
    await clock.advance(3 * 86_400_000, () => server.lambent.idle())
    const found = (await account.received('nightly')) as Array<{ id: string; time: string }>
    assert.deepEqual(
      found.map(({ time }) => time),
      ['2026-01-16T02:00:00Z', '2026-01-17T02:00:00Z', '2026-01-18T02:00:00Z'],
    )
    assert.deepEqual(found[0], {
      version: '0',
      id: found[0]?.id,
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: account.id,
      time: '2026-01-16T02:00:00Z',
      region: 'us-east-1',
      resources: [RuleArn],
      detail: {},
    })
  })

  it('stop when they are disabled or deleted, and begin anew when they change', async () => {
    const account = newAccount(server)
    const { events } = account
    const Arn = await account.makeGroup('often')
    const advance = (minutes: number) => clock.advance(minutes * 60_000, () => server.lambent.idle())
    const count = async () => (await account.received('often')).length
    await events.putRule({ Name: 'often', ScheduleExpression: 'rate(1 minute)' })
    await events.putTargets({ Rule: 'often', Targets: [{ Id: 'group', Arn, Input: '"tick"' }] })
    await advance(3)
    assert.equal(await count(), 3)
    await events.disableRule({ Name: 'often' })
    await advance(3)
    assert.equal(await count(), 3)
    await events.enableRule({ Name: 'often' })
    await advance(2)
    assert.equal(await count(), 5)
    await events.putRule({ Name: 'often', ScheduleExpression: 'rate(10 minutes)' })
    await advance(10)
    assert.equal(await count(), 6)
    // Putting the same rule again moves nothing.
    await advance(5)
    await events.putRule({ Name: 'often', ScheduleExpression: 'rate(10 minutes)' })
    await advance(5)
    assert.equal(await count(), 7)
    await events.removeTargets({ Rule: 'often', Ids: ['group'] })
    await events.deleteRule({ Name: 'often' })
    await advance(60)
    assert.equal(await count(), 7)
  })

  it('are refused where AWS refuses them', async () => {
    const { events } = newAccount(server)
    await events.createEventBus({ Name: 'custom' })
    await refused(
      events.putRule({ Name: 'r', EventBusName: 'custom', ScheduleExpression: 'rate(1 minute)' }),
      'ValidationException',
      'ScheduleExpression is supported only on the default event bus.',
    )
    for (const ScheduleExpression of ['rate(1 minutes)', 'cron(0 1 * * * *)', 'at(2030-01-01T00:00:00)', 'x'])
      await refused(
        events.putRule({ Name: 'r', ScheduleExpression }),
        'ValidationException',
        'Parameter ScheduleExpression is not valid.',
      )
  })
})
