import assert from 'node:assert/strict'
import type { VirtualClock } from '../../../src/base/virtual-clock.ts'
import type { Change, Lease, Receipt, Store } from '../../../src/store/index.ts'
import { ModelStore } from './model.ts'
import { type ChangeStep, keys, type Step } from './steps.ts'

interface Pair<T> {
  readonly real: T
  readonly model: T
}

/** Takes the same steps on an engine and on the model, and requires the same answers. */
export class Comparison {
  readonly #store: Store
  readonly #model: ModelStore
  readonly #clock: VirtualClock
  /** Keeps one run's keys apart from the next one's on a shared store. */
  readonly #room: string
  readonly #receipts: Array<Pair<Receipt>> = []
  readonly #leases: Array<Pair<Lease>> = []
  readonly #oldVersions = new Map<string, Pair<number>>()

  constructor(store: Store, clock: VirtualClock, room: string) {
    this.#store = store
    this.#clock = clock
    this.#room = room
    this.#model = new ModelStore(clock)
  }

  async take(step: Step): Promise<void> {
    switch (step.type) {
      case 'advance':
        await this.#clock.advance(step.ms)
        return
      case 'commit':
        return this.#commit(step.changes)
      case 'receive':
        return this.#receive(step)
      case 'acquire': {
        const { holder, ttlMs } = step
        const real = await this.#store.acquireLease(this.#key(step.name), holder, ttlMs)
        const model = this.#model.acquire(step.name, holder, ttlMs)
        assert.equal(real?.expiresAt, model?.expiresAt, 'the end of a lease')
        if (real && model) {
          this.#leases.unshift({ real, model: { name: [step.name], holder, ...model } })
        }
        return
      }
      case 'renew': {
        const pair = this.#leases[step.lease]
        if (!pair) return
        const { holder, token } = pair.model
        const real = await this.#store.renewLease(pair.real, step.ttlMs)
        const model = this.#model.renew(text(pair.model.name), holder, token, step.ttlMs)
        assert.equal(real?.expiresAt, model?.expiresAt, 'the end of a renewed lease')
        return
      }
      case 'releaseLease': {
        const pair = this.#leases[step.lease]
        if (!pair) return
        await this.#store.releaseLease(pair.real)
        this.#model.releaseLease(text(pair.model.name), pair.model.holder, pair.model.token)
      }
    }
  }

  /** Everything that can be read, on both sides. */
  async compare(): Promise<void> {
    for (const prefix of keys.records) {
      for (const reverse of [false, true]) {
        const limit = reverse ? 2 : 1000
        const real = await this.#store.list({ prefix: this.#key(prefix), reverse, limit })
        const plain = real.map(({ key, value }) => ({ key: text(key.slice(1)), value }))
        assert.deepEqual(plain, this.#model.list(`${prefix}/`, reverse, limit), `records in ${prefix}`)
      }
    }
    for (const log of keys.logs) {
      const { first, next, entries } = this.#model.log(log)
      assert.deepEqual(await this.#store.logBounds(this.#key(log)), { first, next }, `bounds of ${log}`)
      assert.deepEqual(await this.#store.readLog(this.#key(log)), entries, `entries of ${log}`)
    }
    for (const queue of keys.queues) {
      assert.deepEqual(
        await this.#store.queueCounts(this.#key(queue)),
        this.#model.counts(queue),
        `counts of ${queue}`,
      )
      const model = this.#model.waiting(queue)
      assert.equal(
        await this.#store.oldestEnqueuedAt(this.#key(queue)),
        model[0]?.enqueuedAt,
        `the oldest of ${queue}`,
      )
      const real = await this.#store.peek(this.#key(queue), 1000)
      const plain = real.map(({ value, group, dueAt, deliveryCount }) => ({
        value,
        group,
        dueAt,
        deliveryCount,
      }))
      const expected = model.map(({ value, group, due, deliveryCount }) => ({
        value,
        group,
        dueAt: due,
        deliveryCount,
      }))
      assert.deepEqual(plain, expected, `messages of ${queue}`)
    }
  }

  async #receive({ queue, ...options }: Extract<Step, { type: 'receive' }>): Promise<void> {
    const { max, leaseMs } = options
    const real = await this.#store.receive(this.#key(queue), options)
    const model = this.#model.receive(queue, max, leaseMs)
    const facts = real.map(({ value, group, enqueuedAt, deliveryCount, firstDeliveredAt }) => ({
      value,
      group,
      enqueuedAt,
      deliveryCount,
      firstDeliveredAt,
    }))
    const expected = model.map(({ value, group, enqueuedAt, deliveryCount, firstDeliveredAt }) => ({
      value,
      group,
      enqueuedAt,
      deliveryCount,
      firstDeliveredAt,
    }))
    assert.deepEqual(facts, expected, `received from ${queue}`)
    for (const [position, { receipt }] of real.entries()) {
      const { id = 0, lease = 0 } = model[position] ?? {}
      this.#receipts.unshift({ real: receipt, model: { queue: [queue], id, lease } })
    }
  }

  async #commit(steps: readonly ChangeStep[]): Promise<void> {
    const real: Change[] = []
    const model: Change[] = []
    for (const step of steps) {
      const pair = await this.#change(step)
      if (!pair) continue
      real.push(pair.real)
      model.push(pair.model)
    }
    const answer = await this.#store.commit(real)
    const expected = this.#model.commit(model)
    assert.equal(answer.ok, expected.ok, `commit ${JSON.stringify(answer)} ${JSON.stringify(expected)}`)
    if (!answer.ok || !expected.ok) {
      assert.deepEqual(answer, expected)
      return
    }
    assert.deepEqual(answer.appended, expected.appended)
    assert.equal(answer.enqueued.length, expected.enqueued.length)
    for (const change of real) {
      if (change.type === 'set')
        this.#oldVersions.set(text(change.key.slice(1)), { real: answer.version, model: expected.version })
    }
  }

  async #change(step: ChangeStep): Promise<Pair<Change> | undefined> {
    const now = this.#clock.now()
    const at = (span: number | null) => (span === null ? undefined : now + span)
    switch (step.type) {
      case 'check': {
        const version = await this.#version(step.key, step.what)
        return (
          version &&
          this.#both((key) => ({ type: 'check', key: key(step.key), version: version.real }), {
            version: version.model,
          })
        )
      }
      case 'set':
        return this.#both((key) => ({
          type: 'set',
          key: key(step.key),
          value: step.value,
          ...optional('expiresAt', at(step.expires)),
        }))
      case 'delete':
        return this.#both((key) => ({ type: 'delete', key: key(step.key) }))
      case 'deleteRange':
        return this.#both((key) => ({ type: 'deleteRange', prefix: key(step.prefix) }))
      case 'append':
        return this.#both((key) => ({ type: 'append', log: key(step.log), values: step.values }))
      case 'checkLog': {
        const next = this.#model.log(step.log).next + step.off
        return this.#both((key) => ({ type: 'checkLog', log: key(step.log), next }))
      }
      case 'trim':
        return this.#both((key) => ({
          type: 'trim',
          log: key(step.log),
          ...optional('before', step.before ?? undefined),
        }))
      case 'enqueue':
        return this.#both((key) => ({
          type: 'enqueue',
          queue: key(step.queue),
          value: step.value,
          ...optional('deliverAt', at(step.delay)),
          ...optional('group', step.group ?? undefined),
          ...optional('enqueuedAt', step.age === null ? undefined : now - step.age),
        }))
      case 'purge':
        return this.#both((key) => ({
          type: 'purge',
          queue: key(step.queue),
          ...optional('before', step.olderThan === null ? undefined : now - step.olderThan),
        }))
      case 'fence': {
        const pair = this.#leases[step.lease]
        return (
          pair && { real: { type: 'fence', lease: pair.real }, model: { type: 'fence', lease: pair.model } }
        )
      }
      default: {
        const pair = this.#receipts[step.receipt]
        if (!pair) return undefined
        const change = (receipt: Receipt): Change => {
          if (step.type === 'acknowledge') return { type: 'acknowledge', receipt }
          if (step.type === 'extend') return { type: 'extend', receipt, until: now + step.by }
          return { type: 'release', receipt, ...optional('deliverAt', at(step.delay)) }
        }
        return { real: change(pair.real), model: change(pair.model) }
      }
    }
  }

  async #version(key: string, what: string): Promise<Pair<number | null> | undefined> {
    if (what === 'absent') return { real: null, model: null }
    if (what === 'old') return this.#oldVersions.get(key)
    const real = await this.#store.get(this.#key(key))
    const model = this.#model.get(key)
    assert.deepEqual(real?.value, model?.value, `record ${key}`)
    return { real: real?.version ?? null, model: model?.version ?? null }
  }

  #both(change: (key: (key: string) => string[]) => Change, inModel: object = {}): Pair<Change> {
    return {
      real: change((key) => this.#key(key)),
      model: { ...change((key) => [key]), ...inModel } as Change,
    }
  }

  #key(key: string): string[] {
    return [this.#room, ...key.split('/')]
  }
}

function text(key: readonly unknown[]): string {
  return key.join('/')
}

function optional<Name extends string, T>(name: Name, value: T | undefined): { [N in Name]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [N in Name]?: T }
}
