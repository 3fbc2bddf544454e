/**
 * One Map Run on the node that has it:
 *
 *     read items -> child inputs, stored -> children, so many at once -> results, stored in batches -> output or files -> the execution is told
 *
 * What it knows is in the store: another coordinator, on another node, goes on where this one was. Children are begun and ended in children.ts; Express
 * ones run again when this node dies before their result is stored.
 */
import { invariant } from '../../../base/invariant.ts'
import type { Json } from '../../../base/json.ts'
import { randomHex, randomUuid } from '../../../base/random.ts'
import { atomic, type Message, type Stored } from '../../../store/index.ts'
import type { Compiled } from '../driver/programs.ts'
import { exceedsTolerance, type MapState, thresholdExceeded } from '../engine.ts'
import { payloadBytesMax } from '../limits.ts'
import { type Mail, mailQueue, plain } from '../records.ts'
import { childInputs } from './child-inputs.ts'
import { Children } from './children.ts'
import { began, ended } from './counting.ts'
import { childrenAtOnce, inputBytesPerCommit, noticeLeaseMs, resultsPerCommit } from './limits.ts'
import { failureOf, type RunFailure, readLog, resultOfRun } from './outcome.ts'
import { ItemReaderError } from './readers/source.ts'
import {
  type ChildEntry,
  type ChildResult,
  type Counts,
  childrenLog,
  type MapRunInput,
  type MapRunRecord,
  mapRuns,
  type Notice,
  noCounts,
  noticeQueue,
  resultsLog,
} from './records.ts'
import type { CoordinatorRoom } from './room.ts'

export class Coordinator {
  readonly #room: CoordinatorRoom
  readonly #state: MapState
  readonly #input: MapRunInput
  #stored: Stored<MapRunRecord>
  readonly #children: Children
  /** Results that are to be stored, with the notices that brought them. */
  #results: { readonly result: ChildResult; readonly notice?: Message<Notice> }[] = []
  #notices: Message<Notice>[] = []
  #wake: (() => void) | undefined
  #awake = false
  #stopping = false
  #failure: RunFailure | undefined
  /** Items could not all be read: a redrive reads them again. */
  #unread = false

  constructor(
    room: CoordinatorRoom,
    stored: Stored<MapRunRecord>,
    compiled: Compiled,
    state: MapState,
    input: MapRunInput,
  ) {
    this.#room = room
    this.#stored = stored
    this.#state = state
    this.#input = input
    this.#children = new Children({
      room,
      compiled,
      state,
      input,
      record: () => this.#record,
      onEnd: (result) => {
        this.#results.push({ result })
        this.#wakeUp()
      },
    })
  }

  get #record(): MapRunRecord {
    return this.#stored.value
  }

  /** Runs it to its end, or until the server stops. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, jobs } = this.#room.surroundings
    const unsubscribe = store.subscribe({ type: 'queue', queue: noticeQueue(this.#record.id) }, () =>
      this.#wakeUp(),
    )
    const onAbort = () => this.#wakeUp()
    signal.addEventListener('abort', onAbort)
    try {
      if (this.#record.phase === 'reading') await jobs.during(() => this.#read())
      if (this.#record.phase === 'running') await this.#runChildren(signal)
    } finally {
      signal.removeEventListener('abort', onAbort)
      unsubscribe()
      this.#children.abandon()
    }
  }

  #wakeUp(): void {
    this.#awake = true
    this.#wake?.()
  }

  // Reading.

  async #read(): Promise<void> {
    const { store, clock, random } = this.#room.surroundings
    const { id } = this.#record
    const log = childrenLog(id)
    await store.commit([{ type: 'trim', log }])
    let items = 0
    let children = 0
    let entries: ChildEntry[] = []
    let bytes = 0
    const flush = async () => {
      if (entries.length > 0)
        await atomic(store)
          .append(log, ...entries.map(plain))
          .commit()
      entries = []
      bytes = 0
    }
    const chance = {
      nowMs: clock.now(),
      random: () => Number.parseInt(randomHex(random, 6), 16) / 2 ** 48,
      uuid: () => randomUuid(random),
    }
    try {
      const reader = {
        call: this.#room.surroundings.call,
        caller: this.#room.callerOf(this.#record, this.#input),
      }
      for await (const child of childInputs(reader, this.#state, this.#input, chance)) {
        const size = Buffer.byteLength(JSON.stringify(child.input))
        if (size > payloadBytesMax)
          throw new ItemReaderError(`An item is larger than ${payloadBytesMax} bytes.`)
        entries.push(child)
        bytes += size
        items += child.itemCount
        children++
        if (bytes >= inputBytesPerCommit) await flush()
      }
      await flush()
    } catch (error) {
      this.#failure = failureOf(error)
      this.#unread = true
    }
    await this.#change((record) => ({
      ...record,
      phase: 'running',
      items: { ...noCounts, total: items, pending: items },
      executions: { ...noCounts, total: children, pending: children },
    }))
  }

  // Children.

  async #runChildren(signal: AbortSignal): Promise<void> {
    const { jobs } = this.#room.surroundings
    const left = await jobs.during(() => this.#whatIsLeft())
    for (;;) {
      this.#awake = false
      const over = await jobs.during(async () => {
        await this.#takeNotices()
        await this.#storeResults()
        if (this.#stopping || this.#failure) await this.#children.stopAll()
        else await this.#begin(left)
        const idle = this.#children.runningCount === 0 && this.#results.length === 0
        if (!idle) return false
        if (!this.#stopping && !this.#failure && left.length > 0) return false
        await this.#finish(left.length)
        return true
      })
      if (over || signal.aborted) return
      if (!this.#awake) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
          if (this.#awake) resolve()
        })
        this.#wake = undefined
      }
    }
  }

  /** Places of children that have not succeeded, last ones first. Counts of a redrive begin with those that had failed. */
  async #whatIsLeft(): Promise<number[]> {
    const { id, redriveCount, redrivenAt = 0 } = this.#record
    const last = new Map<number, ChildResult>()
    const { store } = this.#room.surroundings
    await readLog<ChildResult>(store, resultsLog(id), (result) => last.set(result.index, result))
    const left: number[] = []
    const sizes: number[] = []
    await readLog<ChildEntry>(store, childrenLog(id), ({ itemCount }) => sizes.push(itemCount))
    let items: Counts = { ...noCounts, total: this.#record.items.total, pending: this.#record.items.total }
    let runs: Counts = { ...noCounts, total: sizes.length, pending: sizes.length }
    for (let index = sizes.length - 1; index >= 0; index--) {
      const result = last.get(index)
      const size = sizes[index] ?? 1
      const counts =
        result && (result.status === 'SUCCEEDED' || redriveCount === 0 || result.stoppedAt >= redrivenAt)
      if (result && counts) {
        items = ended(began(items, size), result.status, size)
        runs = ended(began(runs, 1), result.status, 1)
      } else left.push(index)
    }
    await this.#change((record) => ({ ...record, items, executions: runs }))
    return left
  }

  async #begin(left: number[]): Promise<void> {
    const { maxConcurrency, id } = this.#record
    const most = Math.min(maxConcurrency || childrenAtOnce, childrenAtOnce)
    const places: number[] = []
    while (left.length > 0 && this.#children.runningCount + places.length < most) places.push(left.pop() ?? 0)
    if (places.length === 0) return
    const { store } = this.#room.surroundings
    const first = Math.min(...places)
    const entries = await store.readLog<ChildEntry & Json>(childrenLog(id), {
      from: first + 1,
      to: Math.max(...places) + 1,
      limit: Math.max(...places) - first + 1,
    })
    const children = new Map(entries.map(({ sequence, value }) => [sequence - 1, value]))
    const beginning: Promise<void>[] = []
    for (const index of places) {
      const child = children.get(index)
      invariant(child, 'Every child has an input.')
      this.#count((counts, by) => began(counts, by), child.itemCount)
      beginning.push(this.#children.begin(index, child))
    }
    // Their commits go to the disk together.
    await Promise.all(beginning)
  }

  // Results.

  async #takeNotices(): Promise<void> {
    const { store } = this.#room.surroundings
    const { id } = this.#record
    for (;;) {
      const options = { max: resultsPerCommit, leaseMs: noticeLeaseMs, durable: false }
      const messages = await store.receive<Notice & Json>(noticeQueue(id), options)
      for (const message of messages as unknown as Message<Notice>[]) {
        const notice = message.value
        if (notice.type === 'ended') {
          const index = this.#children.indexOf(notice.name)
          if (index !== undefined) {
            this.#results.push({ result: { index, ...notice.result }, notice: message })
            continue
          }
        } else if (notice.type === 'stop') this.#stopping = true
        else await this.#reload()
        this.#notices.push(message)
      }
      if (messages.length < resultsPerCommit) return
    }
  }

  /** Stores what has come, many at once, and sees whether too many have failed. */
  async #storeResults(): Promise<void> {
    const { id } = this.#record
    while (this.#results.length > 0 || this.#notices.length > 0) {
      const batch = this.#results.splice(0, resultsPerCommit)
      const notices = [...this.#notices.splice(0), ...batch.flatMap(({ notice }) => (notice ? [notice] : []))]
      const fresh: ChildResult[] = []
      for (const { result } of batch) {
        const child = this.#children.take(result.index)
        if (!child) continue
        this.#count((counts, by) => ended(counts, result.status, by), child.itemCount)
        fresh.push(result)
      }
      await this.#change(
        (record) => record,
        (commit) => {
          if (fresh.length > 0) commit.append(resultsLog(id), ...fresh.map(plain))
          for (const { receipt } of notices) commit.acknowledge(receipt)
        },
      )
    }
    const { items, toleratedFailureCount: count, toleratedFailurePercentage: percentage } = this.#record
    const failed = items.failed + items.timedOut
    if (
      !this.#stopping &&
      !this.#failure &&
      exceedsTolerance({ failed, total: items.total }, { count, percentage })
    ) {
      this.#failure = thresholdExceeded
    }
  }

  // The end.

  async #finish(leftCount: number): Promise<void> {
    let output: Json | undefined
    if (!this.#stopping) {
      try {
        output = await resultOfRun(this.#room, this.#record, this.#state, this.#input, {
          incomplete: this.#failure !== undefined || leftCount > 0,
        })
      } catch (error) {
        this.#failure ??= failureOf(error)
      }
    }
    const { execution, taskId, id } = this.#record
    const status = this.#stopping ? 'ABORTED' : this.#failure ? 'FAILED' : 'SUCCEEDED'
    const failure = this.#failure
    const event: Mail['event'] = failure
      ? { type: 'MapRunFailed', taskId, ...failure }
      : { type: 'MapRunSucceeded', taskId, output: output ?? null }
    await this.#change(
      ({ on: _, ...record }) => ({
        ...record,
        status,
        phase: 'over',
        ...(this.#unread && { unread: true as const }),
        stoppedAt: this.#room.surroundings.clock.now(),
        ...(this.#state.resultWriter?.resource &&
          !this.#stopping && {
            items: { ...record.items, resultsWritten: record.items.total },
            executions: { ...record.executions, resultsWritten: record.executions.total },
          }),
      }),
      (commit) => {
        commit.purge(noticeQueue(id))
        if (!this.#stopping) commit.enqueue(mailQueue, { execution, event } satisfies Mail)
      },
    )
  }

  // The record.

  #count(change: (counts: Counts, by: number) => Counts, itemCount: number): void {
    const { value, version } = this.#stored
    const items = change(value.items, itemCount)
    this.#stored = { value: { ...value, items, executions: change(value.executions, 1) }, version }
  }

  /** Stores the record as it is here, with settings as they are in the store. */
  async #change(
    change: (record: MapRunRecord) => MapRunRecord,
    more: (commit: ReturnType<typeof atomic>) => void = () => {},
  ): Promise<void> {
    const { store } = this.#room.surroundings
    for (;;) {
      const value = change(this.#record)
      const commit = atomic(store)
      mapRuns.put(commit, value, this.#stored)
      more(commit)
      const result = await commit.commit()
      if (result.ok) {
        this.#stored = { value, version: result.version }
        return
      }
      await this.#reload()
    }
  }

  async #reload(): Promise<void> {
    const { accountId, region, id, on, items, executions: runs, phase } = this.#record
    const stored = await mapRuns.get(this.#room.surroundings.store, [accountId, region, id])
    if (!stored || stored.value.on !== on) throw new LostMapRun()
    this.#stored = { value: { ...stored.value, items, executions: runs, phase }, version: stored.version }
  }
}

/** Another node has the Map Run. */
export class LostMapRun extends Error {}
