/**
 * One Map Run on the node that has it:
 *
 *     read items -> child inputs, stored -> children, so many at once -> results, stored in batches -> output or files -> the execution is told
 *
 * Items are read while children run: who reads and who runs children meet in the record alone, whose total is what is stored of inputs. In memory are the children
 * that run, and a byte for each that has ended.
 *
 * What it knows is in the store: another coordinator, on another node, goes on where this one was. Children are begun and ended in children.ts; Express
 * ones run again when this node dies before their result is stored.
 */
import type { Timer } from '../../../base/clock.ts'
import { invariant } from '../../../base/invariant.ts'
import type { Json } from '../../../base/json.ts'
import { atomic, type Message, type Stored } from '../../../store/index.ts'
import type { Compiled } from '../driver/programs.ts'
import { exceedsTolerance, type MapState, thresholdExceeded } from '../engine.ts'
import { type Mail, mailQueue, plain } from '../records.ts'
import { Children } from './children.ts'
import { began, ended, plus } from './counting.ts'
import {
  busyChildrenDefault,
  childBytesAtOnce,
  childrenAtOnceMax,
  childrenPerRead,
  countsStoredMs,
  noticeLeaseMs,
  resultsPerCommit,
} from './limits.ts'
import { failureOf, type RunFailure, readLog, resultOfRun } from './outcome.ts'
import { Progress } from './progress.ts'
import { readChildren } from './reading.ts'
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
  /** No more items are read: all are, or they could not be, or nobody needs them. */
  #readingEnded = false
  /** What ended the reading that is no failure of the Map Run. */
  #fault: { readonly error: unknown } | undefined
  /** Who runs the children has gone. */
  #left = false
  /** What children have come to whose results are stored. */
  readonly #progress = new Progress()
  /** Where to look for the next child to begin. */
  #next = 0
  /** Inputs that are read and whose children have not begun. */
  #ahead: { readonly first: number; readonly children: readonly ChildEntry[] } = { first: 0, children: [] }
  /** Counts have changed that are not stored, since children have begun. */
  #uncounted = false
  /** Stores them, if nothing else does soon: for who asks meanwhile. */
  #countTimer: Timer | undefined
  #countNow = false
  /** Changes of the record, one after the other. */
  #changing: Promise<void> = Promise.resolve()

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
      onRest: () => this.#wakeUp(),
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
    let reading = Promise.resolve()
    try {
      if (this.#record.phase === 'over') return
      await jobs.during(() => this.#recall())
      if (this.#record.phase === 'reading') reading = jobs.during(() => this.#read(signal))
      await this.#runChildren(signal)
    } finally {
      this.#left = true
      await reading
      signal.removeEventListener('abort', onAbort)
      unsubscribe()
      this.#countTimer?.cancel()
      this.#children.abandon()
    }
  }

  /** A Standard child waits, and has nothing to do on this node meanwhile. */
  childRests(name: string): void {
    this.#children.rest(this.#children.indexOf(name))
  }

  #wakeUp(): void {
    this.#awake = true
    this.#wake?.()
  }

  get #reading(): boolean {
    return this.#record.phase === 'reading'
  }

  // Reading.

  /** Reads until all items are stored, or nobody needs them. Does not fail: what goes wrong is told to who runs the children. */
  async #read(signal: AbortSignal): Promise<void> {
    const isOver = () => signal.aborted || this.#left || this.#stopping || this.#failure !== undefined
    try {
      const all = await readChildren({
        room: this.#room,
        state: this.#state,
        input: this.#input,
        record: this.#record,
        skipItems: this.#record.items.total,
        store: (entries) => this.#storeInputs(entries),
        isOver,
      })
      if (all) await this.#change((record) => ({ ...record, phase: 'running' }))
    } catch (error) {
      try {
        this.#failure ??= failureOf(error)
      } catch (fault) {
        this.#fault = { error: fault }
      }
    }
    this.#readingEnded = true
    this.#wakeUp()
  }

  async #storeInputs(entries: readonly ChildEntry[]): Promise<void> {
    const items = entries.reduce((sum, { itemCount }) => sum + itemCount, 0)
    const more = (counts: Counts, by: number): Counts => ({
      ...counts,
      total: counts.total + by,
      pending: counts.pending + by,
    })
    await this.#change(
      (record) => ({
        ...record,
        items: more(record.items, items),
        executions: more(record.executions, entries.length),
      }),
      (commit) => commit.append(childrenLog(this.#record.id), ...entries.map(plain)),
    )
    this.#wakeUp()
  }

  // Children.

  async #runChildren(signal: AbortSignal): Promise<void> {
    const { jobs } = this.#room.surroundings
    for (;;) {
      this.#awake = false
      const over = await jobs.during(async () => {
        if (this.#fault) throw this.#fault.error
        await this.#takeNotices()
        await this.#storeResults()
        const ending = this.#stopping || this.#failure !== undefined
        if (ending) await this.#children.stopAll()
        else await this.#begin()
        if (this.#countNow) await this.#change((record) => record)
        if (this.#children.runningCount > 0 || this.#results.length > 0) return false
        if (this.#reading && !this.#readingEnded) return false
        const left = this.#next < this.#record.executions.total
        if (!ending && (left || this.#reading)) return false
        await this.#finish(left || this.#reading)
        return true
      })
      if (over || signal.aborted) return
      if (!this.#awake) {
        this.#countLater()
        await new Promise<void>((resolve) => {
          this.#wake = resolve
          if (this.#awake) resolve()
        })
        this.#wake = undefined
      }
    }
  }

  #countLater(): void {
    if (!this.#uncounted || this.#countTimer) return
    const { clock } = this.#room.surroundings
    this.#countTimer = clock.setTimer(clock.now() + countsStoredMs, () => {
      this.#countNow = true
      this.#wakeUp()
    })
  }

  /** What is known already: which children have ended, in a redrive those alone that had succeeded, and how much is read. */
  async #recall(): Promise<void> {
    const { id, redriveCount, redrivenAt = 0 } = this.#record
    const { store } = this.#room.surroundings
    await readLog<ChildResult>(store, resultsLog(id), ({ index, status, stoppedAt }) => {
      const counts = status === 'SUCCEEDED' || redriveCount === 0 || stoppedAt >= redrivenAt
      this.#progress.set(index, counts ? status : undefined)
    })
    let items: Counts = noCounts
    let runs: Counts = noCounts
    await readLog<ChildEntry>(store, childrenLog(id), ({ itemCount }) => {
      const status = this.#progress.at(runs.total)
      items = { ...items, total: items.total + itemCount, pending: items.pending + itemCount }
      runs = { ...runs, total: runs.total + 1, pending: runs.pending + 1 }
      if (status === undefined) return
      items = ended(began(items, itemCount), status, itemCount)
      runs = ended(began(runs, 1), status, 1)
    })
    await this.#change((record) => ({ ...record, items, executions: runs }))
  }

  /** Begins children in the order of their places, as many as may run at once. */
  async #begin(): Promise<void> {
    const beginning: Promise<void>[] = []
    for (;;) {
      const entry = await this.#nextChild()
      if (!entry) break
      const { index, child } = entry
      this.#next = index + 1
      this.#count((counts, by) => began(counts, by), child.itemCount)
      beginning.push(this.#children.begin(index, child))
    }
    // Their commits go to the disk together.
    await Promise.all(beginning)
  }

  /** The next child that has no result, if there is one and there is room for it. */
  async #nextChild(): Promise<{ readonly index: number; readonly child: ChildEntry } | undefined> {
    const { maxConcurrency, id } = this.#record
    const most = Math.min(maxConcurrency || childrenAtOnceMax, childrenAtOnceMax)
    const { runningCount, runningBytes, busyCount } = this.#children
    if (runningCount >= most || (runningCount > 0 && runningBytes >= childBytesAtOnce)) return undefined
    if (maxConcurrency === 0 && busyCount >= busyChildrenDefault) return undefined
    while (this.#next < this.#record.executions.total && this.#progress.at(this.#next)) this.#next++
    if (this.#next >= this.#record.executions.total) return undefined
    if (this.#next < this.#ahead.first || this.#next >= this.#ahead.first + this.#ahead.children.length) {
      const { store } = this.#room.surroundings
      const options = { from: this.#next + 1, limit: childrenPerRead }
      const entries = await store.readLog<ChildEntry & Json>(childrenLog(id), options)
      this.#ahead = { first: this.#next, children: entries.map(({ value }) => value) }
    }
    const child = this.#ahead.children[this.#next - this.#ahead.first]
    invariant(child, 'Every child has an input.')
    return { index: this.#next, child }
  }

  // Results.

  async #takeNotices(): Promise<void> {
    const { store } = this.#room.surroundings
    const { id } = this.#record
    for (;;) {
      const lease = { leaseMs: noticeLeaseMs, durable: false, ofThisProcess: true }
      const options = { max: resultsPerCommit, ...lease }
      const messages = await store.receive<Notice & Json>(noticeQueue(id), options)
      for (const message of messages as unknown as Message<Notice>[]) {
        const notice = message.value
        if (notice.type === 'ended') {
          const index = this.#children.indexOf(notice.name)
          if (index !== undefined) {
            this.#results.push({ result: { index, ...notice.result }, notice: message })
            continue
          }
        } else if (notice.type === 'stop') {
          // It stays until the end: who goes on after a crash is told again.
          this.#stopping = true
          continue
        } else await this.#reload()
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
        this.#progress.set(result.index, result.status)
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
    if (!this.#stopping && !this.#failure && this.#isBeyondTolerance()) this.#failure = thresholdExceeded
  }

  /** A percentage is one of all items: it counts when all are read (UNVERIFIED). */
  #isBeyondTolerance(): boolean {
    const { items, toleratedFailureCount: count, toleratedFailurePercentage: percentage } = this.#record
    const failed = items.failed + items.timedOut
    if (percentage !== undefined && this.#reading) return count !== undefined && failed > count
    return exceedsTolerance({ failed, total: items.total }, { count, percentage })
  }

  // The end.

  /** `incomplete`: children have not run, or were never read. */
  async #finish(incomplete: boolean): Promise<void> {
    let output: Json | undefined
    if (!this.#stopping) {
      try {
        output = await resultOfRun(this.#room, this.#record, this.#state, this.#input, {
          incomplete: this.#failure !== undefined || incomplete,
        })
      } catch (error) {
        this.#failure ??= failureOf(error)
      }
    }
    const { execution, taskId, id } = this.#record
    const status = this.#stopping ? 'ABORTED' : this.#failure ? 'FAILED' : 'SUCCEEDED'
    // Of a run that succeeds without a writer, too. Observed on AWS, 2023-09-21 (test_list_map_runs_and_describe_map_run).
    const isWritten =
      status === 'SUCCEEDED' || (status === 'FAILED' && this.#state.resultWriter?.resource !== undefined)
    const failure = this.#failure
    const event: Mail['event'] = failure
      ? { type: 'MapRunFailed', taskId, ...failure }
      : { type: 'MapRunSucceeded', taskId, output: output ?? null }
    await this.#change(
      ({ on: _, ...record }) => ({
        ...record,
        status,
        phase: 'over',
        ...(record.phase === 'reading' && { unread: true as const }),
        stoppedAt: this.#room.surroundings.clock.now(),
        ...(isWritten && {
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
    this.#uncounted = true
  }

  /** Stores the record as it is here, with settings as they are in the store. Who reads and who runs children take turns. */
  async #change(
    change: (record: MapRunRecord) => MapRunRecord,
    more: (commit: ReturnType<typeof atomic>) => void = () => {},
  ): Promise<void> {
    const changed = this.#changing.then(() => this.#store(change, more))
    this.#changing = changed.catch(() => {})
    await changed
  }

  async #store(
    change: (record: MapRunRecord) => MapRunRecord,
    more: (commit: ReturnType<typeof atomic>) => void,
  ): Promise<void> {
    const { store } = this.#room.surroundings
    this.#countNow = false
    this.#countTimer?.cancel()
    this.#countTimer = undefined
    for (;;) {
      const before = this.#record
      this.#uncounted = false
      const value = change(before)
      const commit = atomic(store)
      mapRuns.put(commit, value, this.#stored)
      more(commit)
      const result = await commit.commit()
      if (result.ok) {
        this.#stored = { value: countedSince(value, before, this.#record), version: result.version }
        return
      }
      await this.#reload()
    }
  }

  async #reload(): Promise<void> {
    const { accountId, region, id, on } = this.#record
    const stored = await mapRuns.get(this.#room.surroundings.store, [accountId, region, id])
    if (!stored || stored.value.on !== on) throw new LostMapRun()
    const { items, executions: runs, phase } = this.#record
    this.#stored = { value: { ...stored.value, items, executions: runs, phase }, version: stored.version }
  }
}

/** A record that was stored, with what has been counted here while it was on its way. */
function countedSince(stored: MapRunRecord, before: MapRunRecord, now: MapRunRecord): MapRunRecord {
  if (before === now) return stored
  return {
    ...stored,
    items: plus(stored.items, before.items, now.items),
    executions: plus(stored.executions, before.executions, now.executions),
  }
}

/** Another node has the Map Run. */
export class LostMapRun extends Error {}
