import assert from 'node:assert/strict'
import { it } from 'node:test'
import { StoreArgumentError } from '../store-argument-error.ts'
import type { EnqueueOptions, Message, Receipt, Value } from '../types.ts'
import { type Bench, done, freshKeys } from './bench.ts'

export function queueTests(bench: Bench): void {
  freshKeys(bench)
  const now = () => bench.clock.now()
  const enqueue = async (value: Value, options: EnqueueOptions = {}) => {
    const { enqueued } = await done(bench.store, { type: 'enqueue', queue: bench.key(), value, ...options })
    return enqueued[0] ?? 0
  }
  const receive = (max = 10, leaseMs = 1000) => bench.store.receive(bench.key(), { max, leaseMs })
  const only = async (leaseMs = 1000): Promise<Message> => {
    const messages = await receive(10, leaseMs)
    assert.equal(messages.length, 1)
    const [message] = messages
    assert(message !== undefined)
    return message
  }
  const values = (messages: ReadonlyArray<{ value: Value }>) => messages.map(({ value }) => value)
  const refused = async (...changes: Parameters<typeof bench.store.commit>[0]) =>
    assert.deepEqual(await bench.store.commit(changes), { ok: false, failed: 0 })

  it('gives nothing when there is nothing', async () => {
    assert.deepEqual(await receive(), [])
    assert.deepEqual(await bench.store.peek(bench.key(), 10), [])
    assert.deepEqual(await bench.store.queueCounts(bench.key()), { ready: 0, leased: 0, delayed: 0 })
    assert.equal(await bench.store.nextDeliveryAt(bench.key()), undefined)
    assert.equal(await bench.store.findMessage(bench.key(), 1), undefined)
  })

  it('leases a message with all that is known of it', async () => {
    const enqueuedAt = now()
    const id = await enqueue({ deep: [1] })
    await bench.clock.advance(5)
    const message = await only()
    assert.deepEqual(message, {
      queue: bench.key(),
      id,
      value: { deep: [1] },
      enqueuedAt,
      deliveryCount: 1,
      firstDeliveredAt: enqueuedAt + 5,
      receipt: { queue: bench.key(), id, lease: message.receipt.lease },
    })
  })

  it('keeps bytes, and receipts that went through JSON', async () => {
    await enqueue(Uint8Array.of(0, 1, 255))
    const message = await only()
    assert.deepEqual(message.value, Uint8Array.of(0, 1, 255))
    const receipt = JSON.parse(JSON.stringify(message.receipt)) as Receipt
    await done(bench.store, { type: 'acknowledge', receipt })
  })

  it('gives ids that grow with each enqueue', async () => {
    const first = await enqueue(1)
    const { enqueued } = await done(
      bench.store,
      { type: 'enqueue', queue: bench.key('other'), value: 2 },
      { type: 'enqueue', queue: bench.key(), value: 3 },
    )
    const [second = 0, third = 0] = enqueued
    assert(first < second && second < third)
    assert((await enqueue(4)) > third)
  })

  it('receives in the order of enqueuing, as many as asked for, none twice', async () => {
    for (let value = 0; value < 5; value++) await enqueue(value)
    assert.deepEqual(values(await receive(2)), [0, 1])
    assert.deepEqual(values(await receive(0)), [])
    assert.deepEqual(values(await receive(10)), [2, 3, 4])
    assert.deepEqual(values(await receive(10)), [])
  })

  it('receives those first that have been due longest', async () => {
    await enqueue('later', { deliverAt: now() + 20 })
    await enqueue('soon', { deliverAt: now() + 10 })
    await enqueue('now')
    await enqueue('long past', { deliverAt: 0 })
    await bench.clock.advance(20)
    assert.deepEqual(values(await receive()), ['now', 'long past', 'soon', 'later'])
  })

  it('receives nothing before its instant', async () => {
    const deliverAt = now() + 100
    const id = await enqueue('x', { deliverAt })
    assert.deepEqual(await receive(), [])
    assert.equal(await bench.store.nextDeliveryAt(bench.key()), deliverAt)
    assert.equal((await bench.store.findMessage(bench.key(), id))?.state, 'delayed')
    await bench.clock.advance(99)
    assert.deepEqual(await receive(), [])
    await bench.clock.advance(1)
    assert.equal((await only()).value, 'x')
  })

  it('hides a leased message until the lease ends, and then counts on', async () => {
    await enqueue('x')
    const first = await only(1000)
    assert.equal(await bench.store.nextDeliveryAt(bench.key()), now() + 1000)
    await bench.clock.advance(999)
    assert.deepEqual(await receive(), [])
    await bench.clock.advance(1)
    const second = await only()
    assert.equal(second.id, first.id)
    assert.equal(second.deliveryCount, 2)
    assert.equal(second.firstDeliveredAt, first.firstDeliveredAt)
    assert.notEqual(second.receipt.lease, first.receipt.lease)
  })

  it('takes an acknowledged message away for ever', async () => {
    const id = await enqueue('x')
    const { receipt } = await only()
    await done(bench.store, { type: 'acknowledge', receipt })
    await bench.clock.advance(10_000)
    assert.deepEqual(await receive(), [])
    assert.equal(await bench.store.findMessage(bench.key(), id), undefined)
    await refused({ type: 'acknowledge', receipt })
  })

  it('refuses the receipt of a lease that another followed', async () => {
    await enqueue('x')
    const old = await only(10)
    await bench.clock.advance(10)
    const current = await only()
    await refused({ type: 'acknowledge', receipt: old.receipt })
    await refused({ type: 'release', receipt: old.receipt })
    await refused({ type: 'extend', receipt: old.receipt, until: now() + 10 })
    await done(bench.store, { type: 'acknowledge', receipt: current.receipt })
  })

  it('takes the receipt of a lease that ran out, while nobody received the message', async () => {
    for (const value of [1, 2, 3]) await enqueue(value)
    const [first, second, third] = await receive(3, 10)
    assert(first && second && third)
    await bench.clock.advance(100)
    await done(
      bench.store,
      { type: 'acknowledge', receipt: first.receipt },
      { type: 'extend', receipt: second.receipt, until: now() + 50 },
      { type: 'release', receipt: third.receipt, deliverAt: now() + 50 },
    )
    assert.deepEqual(await receive(), [])
    await bench.clock.advance(50)
    assert.deepEqual(values(await receive()), [2, 3])
  })

  it('refuses a receipt of another queue', async () => {
    await enqueue('x')
    const { receipt } = await only()
    await refused({ type: 'acknowledge', receipt: { ...receipt, queue: bench.key('other') } })
    await refused({ type: 'acknowledge', receipt: { ...receipt, id: receipt.id + 1000 } })
  })

  it('gives a released message back, now or later', async () => {
    await enqueue('x')
    const first = await only()
    await done(bench.store, { type: 'release', receipt: first.receipt })
    const second = await only()
    assert.equal(second.deliveryCount, 2)
    await refused({ type: 'acknowledge', receipt: first.receipt })
    await done(bench.store, { type: 'release', receipt: second.receipt, deliverAt: now() + 30 })
    await refused({ type: 'acknowledge', receipt: second.receipt })
    assert.deepEqual(await bench.store.queueCounts(bench.key()), { ready: 0, leased: 0, delayed: 1 })
    await bench.clock.advance(30)
    assert.equal((await only()).deliveryCount, 3)
  })

  it('moves the end of a lease, later and sooner', async () => {
    await enqueue('x')
    const { receipt } = await only(100)
    await done(bench.store, { type: 'extend', receipt, until: now() + 500 })
    await bench.clock.advance(200)
    assert.deepEqual(await receive(), [])
    await done(bench.store, { type: 'extend', receipt, until: now() + 50 })
    assert.equal(await bench.store.nextDeliveryAt(bench.key()), now() + 50)
    await bench.clock.advance(50)
    assert.equal((await only()).deliveryCount, 2)
  })

  it('leases for no time at all', async () => {
    await enqueue('x')
    const first = await only(0)
    const second = await only(0)
    assert.equal(second.deliveryCount, 2)
    await refused({ type: 'acknowledge', receipt: first.receipt })
    await assert.rejects(receive(1, -1), StoreArgumentError)
    await assert.rejects(receive(1, Number.NaN), StoreArgumentError)
    await assert.rejects(receive(-1), StoreArgumentError)
  })

  for (const ofThisProcess of [false, true]) {
    const leasing = { max: 1, leaseMs: 1000, durable: false, ofThisProcess }

    it(`leases without waiting for the disk, if that is enough${ofThisProcess ? ', for this process' : ''}`, async () => {
      const id = await enqueue('x')
      const [message] = await bench.store.receive(bench.key(), leasing)
      assert.equal(message?.deliveryCount, 1)
      assert.deepEqual(await receive(), [])
      assert.deepEqual(await bench.store.queueCounts(bench.key()), { ready: 0, leased: 1, delayed: 0 })
      assert.equal(await bench.store.nextDeliveryAt(bench.key()), now() + 1000)
      await done(bench.store, { type: 'extend', receipt: message.receipt, until: now() + 3000 })
      const found = await bench.store.findMessage(bench.key(), id)
      assert.deepEqual([found?.state, found?.dueAt, found?.deliveryCount], ['leased', now() + 3000, 1])
      await done(bench.store, { type: 'release', receipt: message.receipt, deliverAt: now() + 500 })
      await refused({ type: 'acknowledge', receipt: message.receipt })
      assert.deepEqual(await bench.store.queueCounts(bench.key()), { ready: 0, leased: 0, delayed: 1 })
      await bench.clock.advance(500)
      const [second] = await bench.store.receive(bench.key(), leasing)
      assert(second !== undefined)
      assert.deepEqual([second.deliveryCount, second.firstDeliveredAt], [2, message.firstDeliveredAt])
      // Nobody gave it back: whoever comes next has it, and the one before has it no more.
      await bench.clock.advance(1000)
      const [third] = await receive()
      assert(third !== undefined)
      assert.equal(third.deliveryCount, 3)
      await refused({ type: 'acknowledge', receipt: second.receipt })
      await done(bench.store, { type: 'acknowledge', receipt: third.receipt })
      assert.deepEqual(await bench.store.receive(bench.key(), leasing), [])
    })
  }

  it('finds what is due among many that are leased without waiting for the disk', async () => {
    const ids: number[] = []
    for (let index = 0; index < 40; index++) ids.push(await enqueue(index))
    const leasing = { max: 3, leaseMs: 10_000, durable: false }
    const held: Message[] = []
    while (held.length < 30) held.push(...(await bench.store.receive(bench.key(), leasing)))
    assert.deepEqual(
      held.map(({ id }) => id),
      ids.slice(0, 30),
    )
    const receiptOf = (index: number) => held[index]?.receipt ?? assert.fail('not received')
    await done(bench.store, { type: 'acknowledge', receipt: receiptOf(4) })
    await done(bench.store, { type: 'release', receipt: receiptOf(20) })
    await done(bench.store, { type: 'extend', receipt: receiptOf(5), until: now() })
    await refused({ type: 'acknowledge', receipt: receiptOf(20) })
    // All are due since the same instant: by id.
    assert.deepEqual(values(await bench.store.receive(bench.key(), { ...leasing, max: 3 })), [5, 20, 30])
    await refused({ type: 'acknowledge', receipt: receiptOf(5) })
    await bench.clock.advance(10_000)
    await done(bench.store, { type: 'acknowledge', receipt: receiptOf(0) })
    const rest = values(await bench.store.receive(bench.key(), { ...leasing, max: 50 }))
    assert.deepEqual(
      rest.toSorted((one, other) => Number(one) - Number(other)),
      Array.from({ length: 40 }, (_, index) => index).filter((index) => index !== 0 && index !== 4),
    )
    assert.deepEqual(rest.slice(0, 9), [31, 32, 33, 34, 35, 36, 37, 38, 39])
  })

  it('shows such leases at once, whatever else is being written', async () => {
    const write = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        bench.store.commit([{ type: 'set', key: bench.key('beside', index), value: index }]),
      )
    // Reads beside writes: an engine that answers them elsewhere when there are many does so from here on.
    await Promise.all([...write(150), ...Array.from({ length: 150 }, () => bench.store.get(bench.key('x')))])
    for (let round = 0; round < 20; round++) {
      const id = await enqueue(round)
      const before = write(10)
      const [message] = await bench.store.receive(bench.key(), { max: 1, leaseMs: 1000, durable: false })
      const beside = write(10)
      const found = await bench.store.findMessage(bench.key(), id)
      assert.equal(found?.state, 'leased', `round ${round}`)
      assert.deepEqual(await bench.store.queueCounts(bench.key()), { ready: 0, leased: 1, delayed: 0 })
      assert(message !== undefined)
      await Promise.all([...before, ...beside])
      await done(bench.store, { type: 'acknowledge', receipt: message.receipt })
    }
  })

  it('knows its oldest message, and drops those that are too old', async () => {
    await enqueue('old', { enqueuedAt: now() - 100 })
    await enqueue('older', { enqueuedAt: now() - 300, group: 'g' })
    await enqueue('young', { group: 'g' })
    await enqueue('of tomorrow', { enqueuedAt: now() + 1000 })
    assert.equal(await bench.store.oldestEnqueuedAt(bench.key()), now() - 300)
    assert.deepEqual(values(await bench.store.peek(bench.key(), 10)), [
      'older',
      'old',
      'young',
      'of tomorrow',
    ])
    await done(bench.store, { type: 'purge', queue: bench.key(), before: now() - 100 })
    assert.equal(await bench.store.oldestEnqueuedAt(bench.key()), now() - 100)
    const received = await receive()
    assert.deepEqual(values(received).sort(), ['of tomorrow', 'old', 'young'])
    assert.deepEqual(
      new Map(received.map(({ value, enqueuedAt }) => [value, enqueuedAt])).get('old'),
      now() - 100,
    )
    await done(bench.store, { type: 'purge', queue: bench.key(), before: now() + 1 })
    assert.equal(await bench.store.oldestEnqueuedAt(bench.key()), undefined)
    assert.equal(await bench.store.nextDeliveryAt(bench.key()), undefined)
  })

  it('drops every message when it is purged, leased ones too, and no other queue’s', async () => {
    await enqueue('leased')
    const { receipt } = await only()
    await enqueue('waiting', { deliverAt: now() + 10 })
    await enqueue('grouped', { group: 'g' })
    await done(bench.store, { type: 'enqueue', queue: bench.key('other'), value: 'kept' })
    await done(bench.store, { type: 'purge', queue: bench.key() })
    await refused({ type: 'acknowledge', receipt })
    await bench.clock.advance(10_000)
    assert.deepEqual(await receive(), [])
    assert.equal(await bench.store.nextDeliveryAt(bench.key()), undefined)
    assert.deepEqual(values(await bench.store.peek(bench.key('other'), 10)), ['kept'])
    await enqueue('new', { group: 'g' })
    assert.deepEqual(values(await receive()), ['new'])
  })

  it('counts what is ready, leased and delayed', async () => {
    for (const value of [1, 2, 3]) await enqueue(value)
    await enqueue('delayed', { deliverAt: now() + 10 })
    for (const value of [1, 2, 3]) await enqueue(value, { group: 'g' })
    await receive(1, 5)
    assert.deepEqual(await bench.store.queueCounts(bench.key()), { ready: 5, leased: 1, delayed: 1 })
    await bench.clock.advance(5)
    assert.deepEqual(await bench.store.queueCounts(bench.key()), { ready: 6, leased: 0, delayed: 1 })
    await bench.clock.advance(5)
    assert.deepEqual(await bench.store.queueCounts(bench.key()), { ready: 7, leased: 0, delayed: 0 })
  })

  it('shows messages by id without leasing them', async () => {
    const ids = [await enqueue('delayed', { deliverAt: now() + 10 }), await enqueue('leased')]
    const { receipt } = await only(50)
    ids.push(await enqueue('ready'))
    const enqueuedAt = now()
    const seen = await bench.store.peek(bench.key(), 10)
    assert.deepEqual(seen, [
      {
        queue: bench.key(),
        id: ids[0],
        value: 'delayed',
        enqueuedAt,
        deliveryCount: 0,
        state: 'delayed',
        dueAt: now() + 10,
      },
      {
        queue: bench.key(),
        id: ids[1],
        value: 'leased',
        enqueuedAt,
        deliveryCount: 1,
        firstDeliveredAt: now(),
        state: 'leased',
        dueAt: now() + 50,
      },
      {
        queue: bench.key(),
        id: ids[2],
        value: 'ready',
        enqueuedAt,
        deliveryCount: 0,
        state: 'ready',
        dueAt: now(),
      },
    ])
    assert.deepEqual(await bench.store.peek(bench.key(), 2), seen.slice(0, 2))
    assert.deepEqual(await bench.store.findMessage(bench.key(), ids[1] ?? 0), seen[1])
    assert.equal(await bench.store.findMessage(bench.key('other'), ids[1] ?? 0), undefined)
    await done(bench.store, { type: 'acknowledge', receipt })
    assert.deepEqual(values(await receive()), ['ready'])
  })

  it('answers the next instant at which something is receivable', async () => {
    await enqueue('far', { deliverAt: now() + 100 })
    await enqueue('near', { deliverAt: now() + 10 })
    assert.equal(await bench.store.nextDeliveryAt(bench.key()), now() + 10)
    await bench.clock.advance(20)
    assert.equal(await bench.store.nextDeliveryAt(bench.key()), now() - 10)
    await only(500)
    assert.equal(await bench.store.nextDeliveryAt(bench.key()), now() + 80)
  })

  it('gives each message to one of many receivers', async () => {
    await done(
      bench.store,
      ...Array.from({ length: 100 }, (_, value) => ({ type: 'enqueue' as const, queue: bench.key(), value })),
    )
    const batches = await Promise.all(Array.from({ length: 30 }, () => receive(7)))
    const received = values(batches.flat()).map(Number)
    assert.deepEqual(
      received.sort((left, right) => left - right),
      Array.from({ length: 100 }, (_, value) => value),
    )
  })

  it('acknowledges in one commit with what the message caused', async () => {
    await enqueue('x')
    const { receipt } = await only(10)
    const changes = [
      { type: 'acknowledge' as const, receipt },
      { type: 'append' as const, log: bench.key('done'), values: ['x'] },
      { type: 'enqueue' as const, queue: bench.key('next'), value: 'y' },
    ]
    await done(bench.store, ...changes)
    await refused(...changes)
    assert.equal((await bench.store.logBounds(bench.key('done'))).next, 2)
    assert.equal((await bench.store.peek(bench.key('next'), 10)).length, 1)
  })
}
