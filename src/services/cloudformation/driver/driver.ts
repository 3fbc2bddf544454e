/**
 * Brings the operation on a stack on. One driver works on a stack at a time: it holds the lease of a message of the stack's group,
 * and every commit of it requires that lease.
 *
 *   outcomes of attempts, and what comes from outside -> the machine (domain/advance.ts) -> one commit -> attempts
 *
 * While a commit is on its way outcomes gather, and the next one takes them all. When nothing runs here any more and the
 * operation has not ended, it waits for something outside, which will leave a message: the driver then lets go.
 */
import { randomHex } from '../../../base/random.ts'
import { OperationCancelledError } from '../../../dispatch/index.ts'
import type { RunningJob } from '../../../jobs/index.ts'
import { type Atomic, atomic, type Message, type Stored } from '../../../store/index.ts'
import { advance } from '../domain/advance.ts'
import { oneByOne } from '../domain/events.ts'
import { triggersDue } from '../domain/monitoring.ts'
import type { StackResource } from '../domain/resource.ts'
import type { RollbackSettings } from '../domain/stack.ts'
import type { Turn } from '../domain/turn.ts'
import { type Arrival, arrived, expired, isFor } from '../domain/waits.ts'
import type { Outcome, Start } from '../domain/work.ts'
import { attemptsAtOnceMax, workLeaseMs } from '../limits.ts'
import {
  eventLog,
  type InboxMessage,
  inbox,
  operations,
  resources,
  stacks,
  timerQueue,
  type WorkMessage,
} from '../records.ts'
import { attempt } from './attempts.ts'
import type { Catalogue } from './catalogue.ts'
import { settleExports } from './exports-commit.ts'
import { type Loaded, listAllResources, loadWork, readInbox } from './load-work.ts'
import { notify } from './notifications.ts'
import { tellParent } from './parents.ts'
import { lookAtTriggers } from './rollback-triggers.ts'
import type { StackRoom } from './room.ts'
import { sweepLater } from './sweeping.ts'

export class Driver {
  readonly #room: StackRoom
  readonly #message: Message<WorkMessage>
  readonly #job: RunningJob
  readonly #catalogue: Catalogue
  #aborting = new AbortController()
  readonly #running = new Set<string>()
  readonly #unchanged = new Set<string>()
  readonly #waitingStarts: Start[] = []
  #loaded: Loaded
  #outcomes: Outcome[] = []
  #atWork = 0
  #inboxStirred = true
  /** Something in the inbox may be for an attempt that has not said yet that it waits. */
  #deferred = false
  #wake: (() => void) | undefined
  /** When the last event was. Unit: milliseconds since 1970. */
  #toldAt: number

  constructor(
    room: StackRoom,
    message: Message<WorkMessage>,
    job: RunningJob,
    catalogue: Catalogue,
    loaded: Loaded,
  ) {
    this.#room = room
    this.#message = message
    this.#job = job
    this.#catalogue = catalogue
    this.#loaded = loaded
    this.#toldAt = loaded.operation.value.startedAt
  }

  /** Goes on until the operation has ended or waits for something outside. */
  async run(): Promise<void> {
    const { store } = this.#room
    const { accountId, region, stackUuid } = this.#message.value
    await this.#learnTypes()
    const stopListening = store.subscribe(
      { type: 'record', prefix: inbox.storeKey([accountId, region, stackUuid]) },
      () => {
        this.#inboxStirred = true
        this.#wake?.()
      },
    )
    const onAbort = () => this.#wake?.()
    this.#job.signal.addEventListener('abort', onAbort)
    try {
      let first = true
      for (;;) {
        if (this.#job.signal.aborted) return
        if (first || this.#hasNews()) {
          first = false
          if (await this.#turn()) return
          continue
        }
        if (this.#running.size === 0) return
        await new Promise<void>((resolve) => {
          this.#wake = resolve
          if (this.#hasNews() || this.#job.signal.aborted) resolve()
        })
        this.#wake = undefined
      }
    } finally {
      stopListening()
      this.#job.signal.removeEventListener('abort', onAbort)
      this.#aborting.abort(new Error('The work on the stack has ended'))
    }
  }

  #hasNews(): boolean {
    return this.#outcomes.length > 0 || this.#inboxStirred || this.#triggersDue().length > 0
  }

  #triggersDue(): RollbackSettings['triggers'] {
    const { stack, operation } = this.#loaded
    return triggersDue(stack.value, operation.value, this.#room.clock.now())
  }

  async #learnTypes(): Promise<void> {
    const { target, prepared, resources: known } = this.#loaded
    await this.#catalogue.learn([
      ...(target && prepared ? [...prepared.resources.values()].map(({ type }) => type) : []),
      ...[...known.values()].map(({ value }) => value.type),
    ])
  }

  /** One step. Answers whether there is nothing more to do for now. */
  async #turn(): Promise<boolean> {
    const outcomes = this.#outcomes
    this.#outcomes = []
    const taken = await this.#readInbox()
    const now = this.#room.clock.now()
    const known = [...this.#loaded.resources.values()].map(({ value }) => value)
    const { problem, stack, operation } = this.#loaded
    const triggers = this.#triggersDue()
    const looked =
      triggers.length > 0 && (await lookAtTriggers(this.#room, stack.value, operation.value, triggers))
    const all: Outcome[] = [
      ...(problem === undefined || operation.value.phase !== 'forward'
        ? []
        : [{ type: 'fail', reason: problem } as const]),
      ...(looked ? [looked] : []),
      ...outcomes,
      ...taken.outcomes,
      ...expired(known, now),
    ]
    const turn = this.#advance(all, now)
    const commit = this.#write(turn, taken.messages)
    const result = await commit.commit()
    if (!result.ok) {
      // The first condition is the lease: without it the stack is somebody else's.
      if (result.failed === 0) return true
      this.#outcomes = [...outcomes, ...this.#outcomes]
      this.#inboxStirred = true
      return !(await this.#reload())
    }
    this.#remember(turn, result.version)
    if (this.#deferred && outcomes.length > 0) this.#inboxStirred = true
    if (turn.abort) {
      this.#aborting.abort(new OperationCancelledError('The operation on the stack is cancelled'))
      // What the rollback begins is not meant.
      this.#aborting = new AbortController()
    }
    for (const start of turn.starts) this.#begin(start)
    return turn.operation.ended
  }

  #advance(outcomes: readonly Outcome[], now: number): Turn {
    const { stack, operation, resources: known, target, exportProblem } = this.#loaded
    const turn = advance(
      {
        stack: stack.value,
        operation: operation.value,
        resources: new Map([...known].map(([id, { value }]) => [id, value])),
        ...(target && { target }),
        running: this.#running,
        unchanged: this.#unchanged,
        now,
      },
      outcomes,
      { facts: this.#catalogue, seed: () => randomHex(this.#room.random, 16), exportProblem },
    )
    return turn
  }

  #write(turn: Turn, taken: ReadonlyArray<Stored<InboxMessage>>): Atomic {
    const { stack, operation, resources: known } = this.#loaded
    const { store, clock } = this.#room
    const commit = atomic(store)
    commit.extend(this.#message.receipt, clock.now() + workLeaseMs)
    if (turn.stack !== stack.value) stacks.put(commit, turn.stack, stack)
    if (turn.operation !== operation.value) operations.put(commit, turn.operation, operation)
    for (const logicalId of turn.touched) {
      const before = known.get(logicalId)
      const after = turn.resources.get(logicalId)
      if (after) resources.put(commit, after, before)
      else if (before) resources.remove(commit, before)
    }
    for (const message of taken) inbox.remove(commit, message)
    const events = oneByOne(turn.events, turn.now, this.#toldAt)
    this.#toldAt = events.at(-1)?.at ?? this.#toldAt
    if (events.length > 0) commit.append(eventLog(turn.stack, turn.stack.uuid), ...events)
    this.#setTimers(commit, turn)
    notify(commit, turn)
    tellParent(commit, turn, this.#room)
    settleExports(commit, turn, this.#loaded)
    if (turn.stack.deletedAt !== stack.value.deletedAt) sweepLater(commit, turn.stack)
    return commit
  }

  /** Waits that begin with this turn end some time. */
  #setTimers(commit: Atomic, turn: Turn): void {
    const { lookAt } = turn.operation
    if (lookAt !== undefined && lookAt !== this.#loaded.operation.value.lookAt)
      commit.enqueue(timerQueue, this.#message.value, { deliverAt: lookAt })
    for (const logicalId of turn.touched) {
      const wait = turn.resources.get(logicalId)?.task?.wait
      const before = this.#loaded.resources.get(logicalId)?.value.task?.wait
      if (wait?.deadlineAt !== undefined && wait.deadlineAt !== before?.deadlineAt)
        commit.enqueue(timerQueue, this.#message.value, { deliverAt: wait.deadlineAt })
    }
  }

  #remember(turn: Turn, version: number): void {
    const { resources: known } = this.#loaded
    if (turn.stack !== this.#loaded.stack.value) this.#loaded.stack = { value: turn.stack, version }
    if (turn.operation !== this.#loaded.operation.value)
      this.#loaded.operation = { value: turn.operation, version }
    for (const logicalId of turn.touched) {
      const value = turn.resources.get(logicalId)
      if (value) known.set(logicalId, { value, version })
      else known.delete(logicalId)
    }
    this.#running.clear()
    for (const id of turn.running) this.#running.add(id)
    for (const id of turn.unchanged) this.#unchanged.add(id)
  }

  /** Somebody else changed the stack's own record: what was read is read again. */
  async #reload(): Promise<boolean> {
    const { accountId, region, stackUuid } = this.#message.value
    const { store } = this.#room
    const key = [accountId, region, stackUuid]
    const [stack, operation, all] = await Promise.all([
      stacks.get(store, key),
      operations.get(store, key),
      listAllResources(store, this.#message.value, stackUuid),
    ])
    if (!stack || !operation) return false
    this.#loaded.stack = stack
    this.#loaded.operation = operation
    this.#loaded.resources.clear()
    for (const stored of all) this.#loaded.resources.set(stored.value.logicalId, stored)
    return true
  }

  #begin(start: Start): void {
    if (this.#atWork >= attemptsAtOnceMax) {
      this.#waitingStarts.push(start)
      return
    }
    this.#atWork++
    const context = {
      room: this.#room,
      stack: this.#loaded.stack.value,
      operation: this.#loaded.operation.value,
      catalogue: this.#catalogue,
      signal: AbortSignal.any([this.#aborting.signal, this.#job.signal]),
      tell: (reason: string) => {
        this.#outcomes.push({ type: 'told', logicalId: start.logicalId, reason })
        this.#wake?.()
      },
    }
    void attempt(context, start).then((outcome) => {
      this.#atWork--
      this.#outcomes.push(outcome)
      const next = this.#waitingStarts.shift()
      if (next) this.#begin(next)
      this.#wake?.()
    })
  }

  /** What came from outside, as outcomes. What a running attempt may still be waiting for stays where it is. */
  async #readInbox(): Promise<{ outcomes: Outcome[]; messages: Array<Stored<InboxMessage>> }> {
    if (!this.#inboxStirred && this.#running.size > 0) return { outcomes: [], messages: [] }
    this.#inboxStirred = false
    this.#deferred = false
    const found = await readInbox(this.#room.store, this.#message.value, this.#message.value.stackUuid)
    const outcomes: Outcome[] = []
    const messages: Array<Stored<InboxMessage>> = []
    // Several signals for one wait: each sees what the one before it has changed.
    const changed = new Map<string, StackResource>()
    for (const stored of found) {
      const outcome = this.#outcomeOf(stored.value, changed)
      if (outcome === 'later') {
        this.#deferred = true
        continue
      }
      messages.push(stored)
      if (outcome) outcomes.push(outcome)
    }
    return { outcomes, messages }
  }

  #outcomeOf(message: InboxMessage, changed: Map<string, StackResource>): Outcome | 'later' | undefined {
    const { kind, body, waitId = '' } = message
    if (kind === 'time') return undefined
    if (kind === 'cancel') return { type: 'cancel' }
    if (kind === 'proceed') return { type: 'proceed', phase: body.phase as 'cleanup' | 'back' }
    if (kind === 'delete') return { type: 'delete', ...(body as object) } as Outcome
    const arrival: Arrival = { kind, waitId, body }
    for (const { value } of this.#loaded.resources.values()) {
      const resource = changed.get(value.logicalId) ?? value
      if (!isFor(resource, arrival)) continue
      const outcome = arrived(resource, arrival)
      if (outcome.type === 'signal' && resource.task)
        changed.set(resource.logicalId, { ...resource, task: { ...resource.task, wait: outcome.wait } })
      return outcome
    }
    if (this.#running.size === 0) return undefined
    // Looked at again with the next outcome.
    return 'later'
  }
}

/** Works on a stack as a job. */
export async function workOn(
  room: StackRoom,
  message: Message<WorkMessage>,
  job: RunningJob,
  catalogue: Catalogue,
): Promise<void> {
  const loaded = await loadWork(room.store, message.value, message.value.stackUuid)
  if (!loaded) return
  await new Driver(room, message, job, catalogue, loaded).run()
}
