import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import { utf8Bytes } from '../../../base/utf8.ts'
import { compileFilterPattern } from '../../../engines/filter-pattern/index.ts'
import { judgeBatch, type NewEvent } from './batch.ts'
import { chunkBytes, chunkEvents, chunkSpanMs, cutIntoChunks } from './chunks.ts'
import { eventId } from './event-id.ts'
import {
  type Boundary,
  comparePlaces,
  type EventPlace,
  isBefore,
  readBoundary,
  writeBoundary,
} from './event-order.ts'
import { compileGroupNamePattern } from './group-name-pattern.ts'
import { groupArn, groupNameOfArn, readGroupIdentifier } from './identifiers.ts'
import { metricValues } from './metric-filters.ts'
import { retentionStart } from './retention.ts'
import { sample } from './sampling.ts'
import { splitMessage } from './split-message.ts'
import { addTags, removeTags } from './tags.ts'

const day = 86_400_000
const home = {
  accountId: '123456789012' as AccountId,
  region: 'eu-west-1' as Region,
  partition: 'aws',
} as const

describe('the size of a text', () => {
  it('is what UTF-8 takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(utf8Bytes(text), Buffer.byteLength(text))
      }),
    )
    for (const text of ['\ud800', '\ud800x', '\udc00', 'a\ud83d\ude00b', '\ud83d\ud83d\ude00'])
      assert.equal(utf8Bytes(text), Buffer.byteLength(text), JSON.stringify(text))
  })
})

describe('a batch', () => {
  const now = 1_000 * day
  const events = (...times: number[]) => times.map((timestamp) => ({ timestamp, message: 'm' }))

  it('keeps what is in time, to the millisecond', () => {
    const edges = [now - 14 * day - 1, now - 14 * day]
    assert.deepEqual(judgeBatch(events(...edges), now, undefined), {
      accepted: events(now - 14 * day),
      rejected: { tooOldLogEventEndIndex: 1 },
    })
    const ahead = [now + 7_200_000, now + 7_200_001]
    assert.deepEqual(judgeBatch(events(...ahead), now, undefined), {
      accepted: events(now + 7_200_000),
      rejected: { tooNewLogEventStartIndex: 1 },
    })
    assert.deepEqual(judgeBatch(events(now - day - 1, now - day), now, now - day), {
      accepted: events(now - day),
      rejected: { expiredLogEventEndIndex: 1 },
    })
    assert.deepEqual(judgeBatch(events(0, now - 2 * day, now), now, now - day), {
      accepted: events(now),
      rejected: { tooOldLogEventEndIndex: 1, expiredLogEventEndIndex: 2 },
    })
    assert.deepEqual(judgeBatch(events(0, 1), now, undefined).accepted, [])
    assert.deepEqual(judgeBatch(events(now, now), now, undefined), { accepted: events(now, now) })
  })

  it('may span a day, of its valid events', () => {
    assert.equal(judgeBatch(events(now - day, now), now, undefined).accepted.length, 2)
    assert.equal(judgeBatch(events(0, now - day, now, now + day), now, undefined).accepted.length, 2)
    assert.throws(() => judgeBatch(events(now - day, now + 1), now, undefined), /24 hours/)
  })
})

describe('pieces', () => {
  it('hold all events in order, close together, and not too many', () => {
    const event = fc.record({ gap: fc.nat(40_000), size: fc.nat(30_000) })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (list) => {
        let timestamp = 0
        const events: NewEvent[] = list.map(({ gap, size }) => {
          timestamp += gap
          return { timestamp, message: 'x'.repeat(size) }
        })
        const cuts = cutIntoChunks(events)
        assert.deepEqual(
          cuts.flatMap((cut) => cut.events),
          events,
        )
        for (const cut of cuts) {
          const [first] = cut.events
          const last = cut.events.at(-1)
          assert.ok(first && last && last.timestamp - first.timestamp <= chunkSpanMs)
          assert.ok(cut.bytes <= chunkBytes || cut.events.length === 1)
          assert.equal(
            cut.bytes,
            cut.events.reduce((sum, { message }) => sum + message.length + 26, 0),
          )
        }
      }),
    )
    const many = Array.from({ length: chunkEvents + 1 }, () => ({ timestamp: 1, message: 'm' }))
    assert.deepEqual(
      cutIntoChunks(many).map((cut) => cut.events.length),
      [chunkEvents, 1],
    )
  })
})

const place: fc.Arbitrary<EventPlace> = fc.tuple(
  fc.nat(5),
  fc.nat(2),
  fc.constantFrom('0000000000000001', 'ffffffffffffffff'),
  fc.nat(2),
  fc.nat(1),
  fc.nat(2),
)

describe('the order of events', () => {
  it('is total', () => {
    fc.assert(
      fc.property(place, place, place, (a, b, c) => {
        assert.equal(Math.sign(comparePlaces(a, b)) + Math.sign(comparePlaces(b, a)), 0)
        assert.equal(comparePlaces(a, b) === 0, JSON.stringify(a) === JSON.stringify(b))
        if (comparePlaces(a, b) <= 0 && comparePlaces(b, c) <= 0) assert.ok(comparePlaces(a, c) <= 0)
      }),
    )
  })

  it('has points between events, that survive being written', () => {
    fc.assert(
      fc.property(place, place, fc.constantFrom('before' as const, 'after' as const), (a, b, side) => {
        const boundary: Boundary = { place: b, side }
        const order = comparePlaces(a, b)
        assert.equal(isBefore(a, boundary), order < 0 || (order === 0 && side === 'after'))
        assert.deepEqual(readBoundary(JSON.parse(JSON.stringify(writeBoundary(boundary)))), boundary)
      }),
    )
    for (const wrong of [null, [], [1, 2, 'x', 3, 4, 5, 2], [1, 2, 3, 3, 4, 5, 1], [1.5, 2, 'x', 3, 4, 5, 1]])
      assert.equal(readBoundary(wrong), undefined)
  })

  it('shows in ids, which differ', () => {
    fc.assert(
      fc.property(place, place, (a, b) => {
        const early: EventPlace = [1_700_000_000_000 + a[0], ...a.slice(1)] as unknown as EventPlace
        const late: EventPlace = [1_700_000_000_000 + b[0], ...b.slice(1)] as unknown as EventPlace
        const [first, second] = [eventId(early), eventId(late)]
        assert.match(first, /^\d{56}$/)
        if (a[0] !== b[0]) assert.equal(first < second, a[0] < b[0])
        const withoutIngestion = ([, , ...rest]: EventPlace) => JSON.stringify(rest)
        if (withoutIngestion(a) !== withoutIngestion(b)) assert.notEqual(first, second)
      }),
    )
  })
})

describe('identifiers', () => {
  it('name groups of this account and region', () => {
    const arn = groupArn(home, '/a/b')
    assert.equal(arn, 'arn:aws:logs:eu-west-1:123456789012:log-group:/a/b')
    assert.equal(groupNameOfArn(home, arn), '/a/b')
    assert.equal(groupNameOfArn(home, `${arn}:*`), '/a/b')
    for (const other of [
      `${arn}:log-stream:s`,
      arn.replace('eu', 'us'),
      arn.replace('1234', '2234'),
      'arn:aws:s3:::b',
    ])
      assert.equal(groupNameOfArn(home, other), undefined, other)
    assert.equal(readGroupIdentifier(home, '/a/b'), '/a/b')
    assert.throws(() => readGroupIdentifier(home, 'arn:aws:s3:::b'), { code: 'ResourceNotFoundException' })
  })

  it('are found by patterns of parts', () => {
    const matches = compileGroupNamePattern('^/aws/lambda|disc.very')
    assert.ok(matches('/aws/lambda/x') && matches('my-disc.very-1'))
    assert.ok(!matches('x/aws/lambda') && !matches('discovery'))
  })
})

describe('metric filters', () => {
  const transformation = { metricName: 'n', metricNamespace: 's', metricValue: '1' }
  const event = (message: string, timestamp = 1) => ({ timestamp, message })

  it('count matches, and what does not match when they have a default', () => {
    const pattern = compileFilterPattern('ERROR')
    const events = [event('ERROR', 1), event('INFO', 2), event('ERROR', 3)]
    const values = (more: object) =>
      metricValues(pattern, { ...transformation, ...more }, events).map(({ timestamp, value }) => [
        timestamp,
        value,
      ])
    assert.deepEqual(values({}), [
      [1, 1],
      [3, 1],
    ])
    assert.deepEqual(values({ metricValue: '2.5', defaultValue: 0 }), [
      [1, 2.5],
      [2, 0],
      [3, 2.5],
    ])
  })

  it('take values and dimensions out of events', () => {
    const json = compileFilterPattern('{ $.ms = * }')
    const events = [
      event('{"ms":12.5,"route":"/a"}'),
      event('{"ms":"7"}'),
      event('{"ms":"slow","route":"/b"}'),
    ]
    const more = { metricValue: '$.ms', dimensions: { Route: '$.route' } }
    assert.deepEqual(metricValues(json, { ...transformation, ...more }, events), [
      { timestamp: 1, value: 12.5, dimensions: { Route: '/a' } },
      { timestamp: 1, value: 7, dimensions: {} },
    ])
    const words = compileFilterPattern('[ip, ..., bytes > 0]')
    const [value] = metricValues(words, { ...transformation, metricValue: '$bytes' }, [event('1.1.1.1 x 5')])
    assert.equal(value?.value, 5)
  })
})

describe('small rules', () => {
  it('of retention, sampling, tags and long messages', () => {
    assert.equal(retentionStart(undefined, 5), undefined)
    assert.equal(retentionStart(2, 3 * day), day)
    assert.deepEqual(sample([1, 2, 3], 3), [1, 2, 3])
    assert.deepEqual(sample([0, 1, 2, 3, 4, 5], 3), [0, 2, 4])
    assert.deepEqual(removeTags({ a: '1', b: '2' }, ['a', 'c']), { b: '2' })
    assert.deepEqual(addTags({ a: '1' }, { a: '2', b: '3' }), { a: '2', b: '3' })
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [String(index), '']))
    assert.equal(addTags(many, { more: '' }), undefined)
    assert.deepEqual(addTags(many, { 1: 'x' })?.[1], 'x')
    assert.deepEqual(splitMessage(''), [])
    const long = '😀é'.repeat(200_000)
    const pieces = splitMessage(long)
    assert.equal(pieces.join(''), long)
    assert.equal(pieces.length, 2)
    assert.ok(pieces.every((piece) => utf8Bytes(piece) + 26 <= 1_048_576 && !/^[\udc00-\udfff]/.test(piece)))
  })
})
