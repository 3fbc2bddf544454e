import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { openTestStore, runsHere } from '../../../test/support/test-stores.ts'
import { filterLogEvents } from './operations/filter-log-events.ts'
import { getLogEvents } from './operations/get-log-events.ts'
import { testRoom } from './test-room.ts'

/** A batch: to which stream, after how long, and its events' times before now. */
interface Batch {
  readonly stream: number
  readonly pauseMs: number
  readonly ages: readonly number[]
}

const batch: fc.Arbitrary<Batch> = fc.record({
  stream: fc.nat(2),
  pauseMs: fc.constantFrom(0, 1, 20_000),
  // Many close together, and pieces that overlap in time.
  ages: fc.array(fc.oneof(fc.nat(3), fc.nat(100_000)), { minLength: 1, maxLength: 12 }),
})

/** Small pages begin anew at many places; large ones go through many pieces at once. */
const pageSize = fc.constantFrom(1, 3, 10, 10_000)

/** A counterexample is not made smaller for ever; and a slow machine tries fewer. */
const inTime = { interruptAfterTimeLimit: 30_000 }

describe('reading events', () => {
  const room = testRoom(openTestStore)
  let groupCount = 0

  /** Puts the batches into a group of their own, and keeps apart what is expected. */
  async function fill(batches: readonly Batch[]) {
    const group = `g${groupCount++}`
    const streams = ['a', 'b', 'ab']
    for (const stream of streams) await room.makeStream(group, stream)
    const expected: Array<{
      stream: string
      timestamp: number
      message: string
      ingestedAt: number
      order: number
    }> = []
    for (const { stream, pauseMs, ages } of batches) {
      await room.clock.advance(pauseMs)
      const name = streams[stream] ?? 'a'
      const times = ages.map((age) => room.clock.now() - age).sort((left, right) => left - right)
      const events = times.map((timestamp) => ({
        timestamp,
        message: `${expected.length}-${timestamp}-${Math.trunc(timestamp % 7)}`,
      }))
      await room.put(group, name, events)
      for (const event of events)
        expected.push({ ...event, stream: name, ingestedAt: room.clock.now(), order: expected.length })
    }
    return { group, expected }
  }

  it('gives those of a stream in order, whatever the page and the direction', async () => {
    const property = fc.asyncProperty(
      fc.array(batch, { maxLength: 30, size: 'max' }),
      pageSize,
      async (batches, limit) => {
        const { group, expected } = await fill(batches)
        const wanted = expected
          .filter(({ stream }) => stream === 'a')
          .sort((left, right) => left.timestamp - right.timestamp || left.order - right.order)
          .map(({ message }) => message)
        const page = (nextToken: string | undefined, startFromHead: boolean) =>
          getLogEvents(
            { logGroupName: group, logStreamName: 'a', limit, startFromHead, nextToken },
            room.context,
          )
        const forward: string[] = []
        for (let token: string | undefined; ; ) {
          const { events = [], nextForwardToken } = await page(token, true)
          forward.push(...events.map(({ message = '' }) => message))
          if (nextForwardToken === token || events.length === 0) break
          token = nextForwardToken
        }
        assert.deepEqual(forward, wanted)
        const back: string[] = []
        for (let token: string | undefined; ; ) {
          const { events = [], nextBackwardToken } = await page(token, false)
          back.unshift(...events.map(({ message = '' }) => message))
          if (nextBackwardToken === token || events.length === 0) break
          token = nextBackwardToken
        }
        assert.deepEqual(back, wanted)
      },
    )
    await fc.assert(property, { numRuns: runsHere(30), ...inTime })
  })

  it('gives those of a group in order of time, of all streams or of some', async () => {
    const choice = fc.constantFrom<{ logStreamNamePrefix?: string; logStreamNames?: string[] }>(
      {},
      { logStreamNamePrefix: 'a' },
      { logStreamNames: ['a', 'b'] },
      { logStreamNames: ['ab'] },
    )
    const property = fc.asyncProperty(
      fc.array(batch, { maxLength: 30, size: 'max' }),
      choice,
      pageSize,
      fc.boolean(),
      fc.nat(100_000),
      async (batches, streams, limit, startFromHead, span) => {
        const { group, expected } = await fill(batches)
        const end = room.clock.now()
        const range = { startTime: end - span, endTime: end - 2 }
        const wanted = expected.filter(
          ({ stream, timestamp }) =>
            timestamp >= range.startTime &&
            timestamp <= range.endTime &&
            stream.startsWith(streams.logStreamNamePrefix ?? '') &&
            (streams.logStreamNames?.includes(stream) ?? true),
        )
        const found: Array<{ timestamp: number; ingestionTime: number; message: string; stream: string }> = []
        let nextToken: string | undefined
        do {
          const page = await filterLogEvents(
            { logGroupName: group, limit, startFromHead, nextToken, ...streams, ...range },
            room.context,
          )
          for (const event of page.events ?? []) {
            const { timestamp = 0, ingestionTime = 0, message = '', logStreamName = '' } = event
            found.push({ timestamp, ingestionTime, message, stream: logStreamName })
          }
          nextToken = page.nextToken
        } while (nextToken !== undefined)
        if (!startFromHead) found.reverse()
        assert.deepEqual(
          found.map(({ message }) => message).sort(),
          wanted.map(({ message }) => message).sort(),
        )
        for (const [index, event] of found.entries()) {
          const before = found[index - 1]
          if (before === undefined) continue
          assert.ok(
            before.timestamp < event.timestamp ||
              (before.timestamp === event.timestamp && before.ingestionTime <= event.ingestionTime),
          )
        }
      },
    )
    await fc.assert(property, { numRuns: runsHere(40), ...inTime })
  })

  it('keeps order where pieces that overlap are read one after the other', async () => {
    // Thirty-two pieces are read at once: the overlap is tried at every place around that.
    for (const count of [29, 30, 31, 32, 33]) {
      const group = `overlap${count}`
      await room.makeStream(group, 'a')
      const now = room.clock.now()
      const at = (second: number) => ({
        timestamp: now - 3_600_000 + second * 1_000,
        message: String(second),
      })
      const apart = Array.from({ length: count }, (_, index) => at(index * 40))
      const end = count * 40
      await room.put(group, 'a', [
        ...apart,
        at(end),
        at(end + 29),
        ...[2, 3, 4].map((step) => at(end + step * 40)),
      ])
      await room.put(group, 'a', [at(end + 10)])
      const wanted = [...apart, at(end), at(end + 10), at(end + 29)].map(({ message }) => message)
      wanted.push(...[2, 3, 4].map((step) => String(end + step * 40)))
      const stream = { logGroupName: group, logStreamName: 'a' }
      for (const startFromHead of [true, false]) {
        const { events } = await getLogEvents({ ...stream, startFromHead }, room.context)
        assert.deepEqual(
          events?.map(({ message }) => message),
          wanted,
        )
        const found = await filterLogEvents({ logGroupName: group, startFromHead }, room.context)
        const messages = found.events?.map(({ message }) => message) ?? []
        assert.deepEqual(startFromHead ? messages : messages.reverse(), wanted)
      }
    }
  })
})
