import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTestStore } from '../../test/support/test-stores.ts'
import { silentLogger } from '../base/logger.ts'
import { OperationalError } from '../base/operational-error.ts'
import { SeededRandom } from '../base/seeded-random.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import { atomic, type EnqueueOptions, type Key, type Store, type Value } from '../store/index.ts'
import { JobAbortedError, JobRunner } from './index.ts'
import { blockingHandler } from './job-test-room.ts'

const clock = new VirtualClock()
let store: Store
before(async () => {
  store = await openTestStore(clock)
})
after(() => store.close())

const empty = { ready: 0, leased: 0, delayed: 0 }
/** Waits between 500 and 1,000 ms, then between 1,000 and 2,000, and so on. */
const retry = { firstMs: 1000, longestMs: 60_000, factor: 2 }

let queueCount = 0
/** A queue that no other test uses. */
function newQueue(): Key {
  return ['test', ++queueCount]
}

function newRunner(options: { drainMs?: number } = {}, over: Store = store): JobRunner {
  return new JobRunner({ store: over, clock, random: new SeededRandom(1), logger: silentLogger }, options)
}

async function send(queue: Key, ...values: Value[]): Promise<void> {
  const commit = atomic(store)
  for (const value of values) commit.enqueue(queue, value)
  assert.ok((await commit.commit()).ok)
}

async function sendOne(queue: Key, value: Value, options: EnqueueOptions): Promise<void> {
  assert.ok((await atomic(store).enqueue(queue, value, options).commit()).ok)
}

/** The store, with some of its methods in other words. */
function storeWith(methods: Partial<Store>): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const own = Reflect.get(methods, name)
      if (own !== undefined) return own
      const value = Reflect.get(target, name)
      // Methods look for private parts on the store itself.
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

describe('handling messages', () => {
  it('takes what was there before and what comes later, in order, and leaves nothing', async () => {
    const queue = newQueue()
    const seen: string[] = []
    await send(queue, 'a', 'b')
    const runner = newRunner()
    runner.handle<string>(queue, async ({ value }) => void seen.push(value), { concurrency: 1 })
    await runner.idle()
    assert.deepEqual(seen, [])
    runner.start()
    await runner.idle()
    assert.deepEqual(seen, ['a', 'b'])
    await send(queue, 'c', 'd', 'e')
    await runner.idle()
    assert.deepEqual(seen, ['a', 'b', 'c', 'd', 'e'])
    assert.deepEqual(await store.queueCounts(queue), empty)
    await runner.stop()
  })

  it('waits for the instant of a delayed message, and no longer', async () => {
    const queue = newQueue()
    const seenAt: number[] = []
    const runner = newRunner()
    runner.handle(queue, async () => void seenAt.push(clock.now()))
    runner.start()
    const at = clock.now() + 86_400_000
    await sendOne(queue, 'x', { deliverAt: at })
    await runner.idle()
    await clock.advanceTo(at - 1, () => runner.idle())
    assert.deepEqual(seenAt, [])
    await clock.advance(1000, () => runner.idle())
    assert.deepEqual(seenAt, [at])
    await runner.stop()
  })

  it('runs as many at once as it may, and not more', async () => {
    const queue = newQueue()
    const { calls, atOnce, handler, begun } = blockingHandler()
    await send(queue, 'a', 'b', 'c', 'd', 'e')
    const runner = newRunner()
    runner.handle(queue, handler, { concurrency: 2 })
    runner.start()
    await begun(2)
    await runner.quiet()
    assert.equal(calls.length, 2)
    assert.deepEqual(await store.queueCounts(queue), { ready: 3, leased: 2, delayed: 0 })
    for (let done = 0; done < 5; done++) {
      calls[done]?.end()
      // Its place is taken before the next one ends.
      await begun(Math.min(done + 3, 5))
    }
    await runner.idle()
    assert.equal(atOnce.most, 2)
    assert.deepEqual(
      calls.map(({ message }) => message.value),
      ['a', 'b', 'c', 'd', 'e'],
    )
    await runner.stop()
  })

  it('handles a group one after the other, also across a failure', async () => {
    const queue = newQueue()
    for (const value of ['a1', 'a2', 'a3']) await sendOne(queue, value, { group: 'a' })
    await sendOne(queue, 'b1', { group: 'b' })
    const seen: string[] = []
    const attempts: number[] = []
    const runner = newRunner()
    runner.handle<string>(
      queue,
      async ({ value }, { attempt }) => {
        seen.push(value)
        if (value === 'a1' && attempt < 3) throw new Error('not yet')
        if (value === 'a2') attempts.push(attempt)
      },
      { retry },
    )
    runner.start()
    await clock.advance(10_000, () => runner.idle())
    assert.deepEqual(
      seen.filter((value) => value.startsWith('a')),
      ['a1', 'a1', 'a1', 'a2', 'a3'],
    )
    assert.ok(seen.includes('b1'))
    // It was delivered behind each failure, and put back.
    assert.deepEqual(attempts, [1])
    assert.deepEqual(await store.queueCounts(queue), empty)
    assert.deepEqual(await store.list({ prefix: ['jobs.uncounted'] }), [])
    await runner.stop()
  })

  it('refuses a second handler for a queue until the first has stopped', async () => {
    const queue = newQueue()
    const runner = newRunner()
    const first = runner.handle(queue, async () => {})
    assert.throws(() => runner.handle(queue, async () => {}), /There is a handler for test/)
    await first.stop()
    runner.handle(queue, async () => {})
    await runner.stop()
  })
})

describe('a store that', () => {
  it('holds something back although it is due is not asked incessantly', async () => {
    const queue = newQueue()
    const seenAt: number[] = []
    const start = clock.now()
    let askedCount = 0
    const behind = storeWith({
      receive: async (...asked) => {
        askedCount++
        return clock.now() < start + 1000 ? [] : store.receive(...asked)
      },
    })
    await send(queue, 'x')
    const runner = newRunner({}, behind)
    runner.handle(queue, async () => void seenAt.push(clock.now() - start))
    runner.start()
    await clock.advance(2000, () => runner.idle())
    assert.deepEqual(seenAt, [1000])
    assert.ok(askedCount < 40, `asked ${askedCount} times`)
    await runner.stop()
  })

  it('fails is asked again, and nothing is lost', async () => {
    const queue = newQueue()
    const seen: string[] = []
    let [receiveFailures, commitFailures] = [3, 2]
    const failing = storeWith({
      receive: async (...asked) => {
        if (receiveFailures-- > 0) throw new OperationalError('The disk is away', { retryable: true })
        return store.receive(...asked)
      },
      commit: async (changes) => {
        if (commitFailures-- > 0) throw new OperationalError('The disk is away', { retryable: true })
        return store.commit(changes)
      },
    })
    await send(queue, 'x')
    const runner = newRunner({}, failing)
    // The first two commits are the acknowledgement and the release: only the end of the lease brings it back.
    runner.handle<string>(queue, async ({ value }) => void seen.push(value), { leaseMs: 3000 })
    runner.start()
    await clock.advance(60_000, () => runner.idle())
    assert.deepEqual(seen, ['x', 'x'])
    assert.deepEqual(await store.queueCounts(queue), empty)
    await runner.stop()
  })
})

describe('the answer of a handler', () => {
  it('is committed with the acknowledgement', async () => {
    const queue = newQueue()
    const topics = newQueue()
    const commits: string[] = []
    const watched = storeWith({
      commit: (changes) => {
        commits.push(changes.map(({ type }) => type).join(' '))
        return store.commit(changes)
      },
    })
    await send(queue, 'x')
    const runner = newRunner({}, watched)
    runner.handle<string>(queue, async ({ value }) => atomic(store).set(topics, value))
    runner.start()
    await runner.idle()
    assert.deepEqual(commits, ['acknowledge set'])
    assert.equal((await store.get(topics))?.value, 'x')
    await runner.stop()
  })

  it('may have been committed by the handler, with the end of the message', async () => {
    const queue = newQueue()
    const topics = newQueue()
    const commits: string[] = []
    const watched = storeWith({
      commit: (changes) => {
        commits.push(changes.map(({ type }) => type).join(' '))
        return store.commit(changes)
      },
    })
    await send(queue, 'x')
    await send(queue, 'y')
    const runner = newRunner({}, watched)
    runner.handle<string>(
      queue,
      async ({ value }, { ending }) => {
        assert.ok(ending)
        const commit = atomic(watched).set(topics, value)
        commit.changes.push(...ending.changes)
        assert.ok((await commit.commit()).ok)
        ending.onEnded()
      },
      { durableLease: false, concurrency: 1 },
    )
    runner.start()
    await runner.idle()
    assert.deepEqual(commits, ['set acknowledge', 'set acknowledge'])
    assert.equal((await store.get(topics))?.value, 'y')
    assert.deepEqual(await store.queueCounts(queue), empty)
    await clock.advance(60_000, () => runner.idle())
    assert.equal(commits.length, 2)
    await runner.stop()
  })

  it('is void when the message went to somebody else meanwhile', async () => {
    const queue = newQueue()
    const record = newQueue()
    await send(queue, 'x')
    const runner = newRunner()
    let running = true
    runner.handle<string>(queue, async ({ receipt }) => {
      if (!running) return undefined
      running = false
      assert.ok(
        (
          await atomic(store)
            .release(receipt, clock.now() + 5000)
            .commit()
        ).ok,
      )
      return atomic(store).set(record, 'by the one that lost it')
    })
    runner.start()
    await runner.idle()
    assert.equal(await store.get(record), null)
    assert.deepEqual(await store.queueCounts(queue), { ...empty, delayed: 1 })
    await clock.advance(5000, () => runner.idle())
    assert.deepEqual(await store.queueCounts(queue), empty)
    await runner.stop()
  })

  it('is asked for again at once when what it rests on has changed', async () => {
    const queue = newQueue()
    const record = newQueue()
    await atomic(store).set(record, 0).commit()
    await send(queue, 'x')
    const attempts: number[] = []
    const runner = newRunner()
    runner.handle(queue, async (_message, { attempt }) => {
      attempts.push(attempt)
      const entry = await store.get<number>(record)
      assert.ok(entry)
      if (attempts.length < 3)
        await atomic(store)
          .set(record, entry.value + 10)
          .commit()
      return atomic(store)
        .check(record, entry.version)
        .set(record, entry.value + 1)
    })
    runner.start()
    await runner.idle()
    assert.deepEqual(attempts, [1, 1, 1])
    assert.equal((await store.get(record))?.value, 21)
    assert.deepEqual(await store.queueCounts(queue), empty)
    await runner.stop()
  })

  it('counts as a failure when it never holds', async () => {
    const queue = newQueue()
    await send(queue, 'x')
    let callCount = 0
    const runner = newRunner()
    runner.handle(queue, async () => {
      callCount++
      return atomic(store).check(['test', 'never'], 1)
    })
    runner.start()
    await runner.idle()
    assert.equal(callCount, 8)
    assert.deepEqual(await store.queueCounts(queue), { ...empty, delayed: 1 })
    await runner.stop()
  })
})

describe('a handler that fails', () => {
  it('is tried again after times that grow', async () => {
    const queue = newQueue()
    await send(queue, 'x')
    const start = clock.now()
    const at: number[] = []
    const attempts: number[] = []
    const runner = newRunner()
    runner.handle(
      queue,
      async (_message, { attempt }) => {
        at.push(clock.now())
        attempts.push(attempt)
        if (attempt < 4) throw new Error('not yet')
      },
      { retry },
    )
    runner.start()
    await clock.advance(60_000, () => runner.idle())
    assert.deepEqual(attempts, [1, 2, 3, 4])
    assert.equal(at[0], start)
    for (const [index, longestMs] of [1000, 2000, 4000].entries()) {
      const waitedMs = (at[index + 1] ?? 0) - (at[index] ?? 0)
      assert.ok(
        waitedMs >= longestMs / 2 && waitedMs <= longestMs,
        `${waitedMs} ms before attempt ${index + 2}`,
      )
    }
    assert.deepEqual(await store.queueCounts(queue), empty)
    await runner.stop()
  })

  it('is given up after so many attempts, with what giving up answers in the same commit', async () => {
    const queue = newQueue()
    const dead = newQueue()
    await send(queue, 'x')
    let callCount = 0
    const runner = newRunner()
    runner.handle<string>(
      queue,
      async () => {
        callCount++
        throw new Error(`failure ${callCount}`)
      },
      {
        retry,
        attemptsMax: 3,
        onGiveUp: async ({ value }, failure) =>
          atomic(store).enqueue(dead, { value, why: failure instanceof Error ? failure.message : '' }),
      },
    )
    runner.start()
    await clock.advance(60_000, () => runner.idle())
    assert.equal(callCount, 3)
    assert.deepEqual(await store.queueCounts(queue), empty)
    assert.deepEqual(
      (await store.peek(dead, 10)).map(({ value }) => value),
      [{ value: 'x', why: 'failure 3' }],
    )
    await runner.stop()
  })

  it('is given up when it has failed for so long', async () => {
    const queue = newQueue()
    await send(queue, 'x')
    const start = clock.now()
    const gaveUpAt: number[] = []
    const runner = newRunner()
    runner.handle(queue, () => Promise.reject(new Error('never')), {
      retry: { firstMs: 1000, longestMs: 1000, factor: 1 },
      tryingMsMax: 10_000,
      onGiveUp: async () => void gaveUpAt.push(clock.now() - start),
    })
    runner.start()
    await clock.advance(60_000, () => runner.idle())
    assert.equal(gaveUpAt.length, 1)
    assert.ok((gaveUpAt[0] ?? 0) >= 10_000 && (gaveUpAt[0] ?? 0) <= 11_000, String(gaveUpAt))
    assert.deepEqual(await store.queueCounts(queue), empty)
    await runner.stop()
  })

  it('has had its chances when giving up fails: only that is repeated', async () => {
    const queue = newQueue()
    await send(queue, 'x')
    let [handlerCount, hookCount] = [0, 0]
    const runner = newRunner()
    runner.handle(
      queue,
      async () => {
        handlerCount++
        throw new Error('never')
      },
      {
        retry,
        attemptsMax: 1,
        onGiveUp: async () => {
          if (++hookCount < 3) throw new Error('not now')
        },
      },
    )
    runner.start()
    await clock.advance(60_000, () => runner.idle())
    assert.deepEqual([handlerCount, hookCount], [1, 3])
    assert.deepEqual(await store.queueCounts(queue), empty)
    await runner.stop()
  })
})

describe('the lease of a message', () => {
  it('is extended for as long as the handler runs', async () => {
    const queue = newQueue()
    const { calls, handler, begun } = blockingHandler()
    await send(queue, 'x')
    const [runner, other] = [newRunner(), newRunner()]
    for (const each of [runner, other]) each.handle(queue, handler, { leaseMs: 3000 })
    runner.start()
    await begun(1)
    other.start()
    await clock.advance(60_000, async () => {
      await runner.quiet()
      await other.quiet()
    })
    assert.equal(calls.length, 1)
    assert.equal(calls[0]?.job.signal.aborted, false)
    calls[0]?.end()
    await Promise.all([runner.idle(), other.idle()])
    assert.deepEqual(await store.queueCounts(queue), empty)
    assert.equal(calls.length, 1)
    await Promise.all([runner.stop(), other.stop()])
  })

  it('aborts the handler when it turns out lost', async () => {
    const queue = newQueue()
    const { calls, handler, begun } = blockingHandler()
    await send(queue, 'x')
    const runner = newRunner()
    runner.handle(queue, handler, { leaseMs: 3000 })
    runner.start()
    await begun(1)
    await atomic(store).purge(queue).commit()
    await clock.advance(999, () => runner.quiet())
    assert.equal(calls[0]?.job.signal.aborted, false)
    await clock.advance(1, () => runner.quiet())
    await runner.quiet()
    assert.equal(calls[0]?.job.signal.aborted, true)
    assert.ok(calls[0]?.job.signal.reason instanceof JobAbortedError)
    calls[0]?.end()
    await runner.idle()
    await runner.stop()
  })

  it('of a node that died runs out, and another goes on', async () => {
    const queue = newQueue()
    await send(queue, 'x')
    // What a node leaves that ends in the middle.
    const [left] = await store.receive(queue, { max: 1, leaseMs: 3000 })
    assert.ok(left)
    const at: number[] = []
    const attempts: number[] = []
    const runner = newRunner()
    runner.handle(queue, async (_message, { attempt }) => {
      at.push(clock.now())
      attempts.push(attempt)
    })
    const start = clock.now()
    runner.start()
    await clock.advance(10_000, () => runner.idle())
    assert.deepEqual(at, [start + 3000])
    assert.deepEqual(attempts, [2])
    await runner.stop()
  })

  it('keeps two runners of one store from doing the same', async () => {
    const queue = newQueue()
    const seen: number[] = []
    const runners = [newRunner(), newRunner()]
    for (const runner of runners) {
      runner.handle<number>(queue, async ({ value }) => atomic(store).append(['test', 'seen'], value), {
        concurrency: 3,
      })
      runner.start()
    }
    const values = Array.from({ length: 60 }, (_, index) => index)
    await send(queue, ...values)
    await Promise.all(runners.map((runner) => runner.idle()))
    for (const { value } of await store.readLog<number>(['test', 'seen'])) seen.push(value)
    assert.deepEqual(
      seen.sort((left, right) => left - right),
      values,
    )
    await Promise.all(runners.map((runner) => runner.stop()))
  })
})

describe('stopping', () => {
  it('waits for what runs and takes nothing more', async () => {
    const queue = newQueue()
    const { calls, handler, begun } = blockingHandler()
    await send(queue, 'a', 'b')
    const runner = newRunner()
    runner.handle(queue, handler, { concurrency: 1 })
    runner.start()
    await begun(1)
    let hasStopped = false
    const stop = async () => {
      await runner.stop()
      hasStopped = true
    }
    const stopped = stop()
    await runner.quiet()
    assert.equal(hasStopped, false)
    calls[0]?.end()
    await stopped
    assert.equal(calls.length, 1)
    assert.deepEqual(await store.queueCounts(queue), { ...empty, ready: 1 })
  })

  it('aborts what runs for too long, and leaves it and what stands behind it as if never delivered', async () => {
    const queue = newQueue()
    const { calls, handler, begun } = blockingHandler()
    for (const value of ['a', 'b', 'c']) await sendOne(queue, value, { group: 'g' })
    const runner = newRunner({ drainMs: 5000 })
    runner.handle(queue, handler)
    runner.start()
    await begun(1)
    const stopped = runner.stop()
    await runner.quiet()
    await clock.advance(5000, () => runner.quiet())
    await stopped
    assert.equal(calls[0]?.job.signal.aborted, true)
    assert.deepEqual(await store.queueCounts(queue), { ...empty, ready: 3 })
    // Its answer comes too late.
    calls[0]?.end()
    await runner.idle()
    assert.deepEqual(await store.queueCounts(queue), { ...empty, ready: 3 })

    const seen: Array<[string, number]> = []
    const next = newRunner()
    next.handle<string>(queue, async ({ value }, { attempt }) => void seen.push([value, attempt]))
    next.start()
    await next.idle()
    assert.deepEqual(seen, [
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ])
    await next.stop()
  })
})
