import assert from 'node:assert/strict'
import { it } from 'node:test'
import { StoreArgumentError } from '../store-argument-error.ts'
import type { Message } from '../types.ts'
import { type Bench, done, freshKeys } from './bench.ts'

export function queueGroupTests(bench: Bench): void {
  freshKeys(bench)
  const now = () => bench.clock.now()
  const enqueue = (group: string, value: string, deliverAt = 0) =>
    done(bench.store, { type: 'enqueue', queue: bench.key(), value, group, deliverAt })
  const receive = (max = 10, leaseMs = 1000) => bench.store.receive<string>(bench.key(), { max, leaseMs })
  const values = (messages: ReadonlyArray<{ value: string }>) => messages.map(({ value }) => value)
  const one = async (leaseMs = 1000): Promise<Message<string>> => {
    const [message] = await receive(1, leaseMs)
    assert(message !== undefined, 'there was nothing to receive')
    return message
  }
  const acknowledge = ({ receipt }: Message<string>) => done(bench.store, { type: 'acknowledge', receipt })

  it('names the group of a message, whatever its text', async () => {
    for (const group of ['', 'g', '\0𝒜', 'x'.repeat(500)]) {
      await enqueue(group, 'v')
      const message = await one()
      assert.equal(message.group, group)
      await acknowledge(message)
    }
    await assert.rejects(enqueue('\ud800', 'v'), StoreArgumentError)
    await assert.rejects(enqueue('x'.repeat(5000), 'v'), StoreArgumentError)
  })

  it('keeps the rest of a group back while one is leased', async () => {
    for (const value of ['a1', 'a2', 'a3']) await enqueue('a', value)
    await enqueue('b', 'b1')
    const first = await one()
    assert.equal(first.value, 'a1')
    assert.deepEqual(values(await receive()), ['b1'])
    assert.deepEqual(values(await receive()), [])
    await acknowledge(first)
    assert.equal((await one()).value, 'a2')
  })

  it('gives several of a group in one receive, in order', async () => {
    for (const value of ['a1', 'a2', 'a3']) await enqueue('a', value)
    await done(bench.store, { type: 'enqueue', queue: bench.key(), value: 'alone' })
    const received = await receive(3)
    assert.deepEqual(values(received), ['a1', 'a2', 'a3'])
    assert.deepEqual(values(await receive()), ['alone'])
  })

  it('keeps a group back until the last of its leases is done with', async () => {
    for (const value of ['a1', 'a2', 'a3']) await enqueue('a', value)
    const [first, second] = await receive(2)
    assert(first && second)
    await acknowledge(first)
    assert.deepEqual(values(await receive()), [])
    await acknowledge(second)
    assert.deepEqual(values(await receive()), ['a3'])
  })

  it('gives a released message again before those behind it', async () => {
    for (const value of ['a1', 'a2']) await enqueue('a', value)
    const first = await one()
    await done(bench.store, { type: 'release', receipt: first.receipt })
    assert.equal((await one()).value, 'a1')
  })

  it('keeps those behind back while the first waits to be delivered again', async () => {
    for (const value of ['a1', 'a2']) await enqueue('a', value)
    const first = await one()
    await done(bench.store, { type: 'release', receipt: first.receipt, deliverAt: now() + 50 })
    assert.deepEqual(values(await receive()), [])
    assert.equal(await bench.store.nextDeliveryAt(bench.key()), now() + 50)
    await bench.clock.advance(50)
    assert.deepEqual(values(await receive()), ['a1', 'a2'])
  })

  it('keeps those behind back while the first is not due yet', async () => {
    await enqueue('a', 'a1', now() + 50)
    await enqueue('a', 'a2')
    assert.deepEqual(values(await receive()), [])
    await bench.clock.advance(50)
    assert.deepEqual(values(await receive()), ['a1', 'a2'])
  })

  it('gives those that are due up to the first that is not', async () => {
    await enqueue('a', 'a1')
    await enqueue('a', 'a2', now() + 50)
    await enqueue('a', 'a3')
    assert.deepEqual(values(await receive()), ['a1'])
  })

  it('opens a group when its lease runs out', async () => {
    for (const value of ['a1', 'a2']) await enqueue('a', value)
    await one(100)
    assert.equal(await bench.store.nextDeliveryAt(bench.key()), now() + 100)
    await bench.clock.advance(100)
    assert.deepEqual(values(await receive()), ['a1', 'a2'])
  })

  it('keeps a group back while a later message of it is leased longer', async () => {
    for (const value of ['a1', 'a2']) await enqueue('a', value)
    const [first, second] = await receive(2, 100)
    assert(first && second)
    await done(bench.store, { type: 'extend', receipt: second.receipt, until: now() + 500 })
    await bench.clock.advance(100)
    assert.deepEqual(values(await receive()), [])
    assert.equal(await bench.store.nextDeliveryAt(bench.key()), now() + 400)
    await bench.clock.advance(400)
    assert.deepEqual(values(await receive()), ['a1', 'a2'])
  })

  it('keeps the order of a group when a later one was released first', async () => {
    for (const value of ['a1', 'a2', 'a3']) await enqueue('a', value)
    const [first, second] = await receive(2)
    assert(first && second)
    await done(bench.store, { type: 'release', receipt: second.receipt })
    assert.deepEqual(values(await receive()), [])
    await done(bench.store, { type: 'release', receipt: first.receipt })
    assert.deepEqual(values(await receive()), ['a1', 'a2', 'a3'])
  })

  it('serves groups and single messages by how long they have been due', async () => {
    await enqueue('a', 'a1', now() + 10)
    await enqueue('b', 'b1', now() + 5)
    await done(bench.store, {
      type: 'enqueue',
      queue: bench.key(),
      value: 'alone',
      deliverAt: now() + 7,
    })
    await bench.clock.advance(10)
    assert.deepEqual(values(await receive()), ['b1', 'alone', 'a1'])
  })

  it('never has two of a group under way with two receivers, under any of many races', async () => {
    const count = 40
    await done(
      bench.store,
      ...Array.from({ length: count }, (_, value) => ({
        type: 'enqueue' as const,
        queue: bench.key(),
        value: String(value),
        group: 'one',
      })),
    )
    const order: string[] = []
    let underWay = 0
    const worker = async () => {
      while (order.length < count) {
        const [message] = await receive(1)
        if (message === undefined) continue
        underWay++
        assert.equal(underWay, 1)
        order.push(message.value)
        underWay--
        await acknowledge(message)
      }
    }
    await Promise.all([worker(), worker(), worker(), worker()])
    assert.deepEqual(
      order,
      Array.from({ length: count }, (_, value) => String(value)),
    )
  })
}
