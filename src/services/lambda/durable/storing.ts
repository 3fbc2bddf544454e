/** Reading executions, and storing what the rules make of them: everything that a change says, in one commit. */
import type { Clock } from '../../../base/clock.ts'
import { type Atomic, atomic, type Store, type Stored } from '../../../store/index.ts'
import type { Lookup } from '../domain/durable/draft.ts'
import { operationBytes } from '../domain/durable/envelope.ts'
import type { Change, Execution, HistoryEvent, Operation, Work } from '../domain/durable/types.ts'
import { serviceFailure } from '../errors.ts'
import { commitAttempts } from '../limits.ts'
import {
  type CallMessage,
  callQueue,
  executions,
  historyLog,
  invocationQueue,
  type OfExecution,
  type OperationRecord,
  operationKey,
  operations,
  type TimerMessage,
  timerQueue,
} from './records.ts'

/** An execution as it was read, with those of its operations that were asked for. */
export class Loaded {
  readonly stored: Stored<Execution>
  readonly #operations: ReadonlyMap<string, Stored<OperationRecord>>

  constructor(stored: Stored<Execution>, found: ReadonlyMap<string, Stored<OperationRecord>>) {
    this.stored = stored
    this.#operations = found
  }

  get execution(): Execution {
    return this.stored.value
  }

  readonly lookup: Lookup = (id) => this.#operations.get(id)?.value.content

  /** The EXECUTION operation; loaded when its id was asked for. */
  get root(): Operation | undefined {
    return this.lookup(this.execution.id)
  }

  /** As it was read. */
  record(id: string): Stored<OperationRecord> | undefined {
    return this.#operations.get(id)
  }
}

export function keyOf({ accountId, region, id }: Execution): OfExecution {
  return { accountId, region, executionId: id }
}

export function findExecution(
  store: Store,
  { accountId, region, executionId }: OfExecution,
): Promise<Stored<Execution> | undefined> {
  return executions.get(store, [accountId, region, executionId])
}

/** Reads operations of an execution. What is not there is left out. */
export async function load(store: Store, stored: Stored<Execution>, ids: Iterable<string>): Promise<Loaded> {
  const wanted = [...new Set(ids)]
  const of = keyOf(stored.value)
  const found = await operations.getMany(
    store,
    wanted.map((id) => operationKey(of, id)),
  )
  const byId = new Map<string, Stored<OperationRecord>>()
  for (const operation of found) if (operation) byId.set(operation.value.content.id, operation)
  return new Loaded(stored, byId)
}

/** Operations in the order in which they were begun, after `after` (an order), as many as fit. */
export async function readOperations(
  store: Store,
  { accountId, region, executionId }: OfExecution,
  after: number,
  max: { readonly items: number; readonly bytes: number },
): Promise<{ readonly operations: readonly Operation[]; readonly next?: number }> {
  const prefix = [accountId, region, executionId]
  const read: Operation[] = []
  let bytes = 0
  let last = after
  for (;;) {
    const limit = Math.min(100, max.items - read.length)
    const page = await operations.listBy(store, 'order', { prefix, after: [...prefix, last], limit })
    for (const { value } of page.items) {
      bytes += operationBytes(value.content)
      // One operation is always given, however large it is.
      if (read.length > 0 && bytes > max.bytes) return { operations: read, next: last }
      read.push(value.content)
      last = value.content.order
    }
    if (page.next === undefined) return { operations: read }
    if (read.length >= max.items) return { operations: read, next: last }
  }
}

/** Adds all that a change says to a commit. `before`: what it was made from; absent for a new execution. */
export function addChange(commit: Atomic, change: Change, before: Loaded | undefined): void {
  const of = keyOf(change.execution)
  executions.put(commit, change.execution, before?.stored)
  for (const content of change.operations) {
    operations.put(commit, { ...of, content }, before?.record(content.id))
  }
  if (change.events.length > 0) {
    const [first, ...others] = change.events as readonly [HistoryEvent, ...HistoryEvent[]]
    commit.append(historyLog(of), first, ...others)
  }
  for (const work of change.work) addWork(commit, of, work)
}

function addWork(commit: Atomic, of: OfExecution, work: Work): void {
  switch (work.kind) {
    case 'invoke': {
      const at = work.at === undefined ? {} : { deliverAt: work.at }
      commit.enqueue(invocationQueue, of, { group: of.executionId, ...at })
      return
    }
    case 'timer': {
      const message: TimerMessage = { ...of, kind: 'timer', operationId: work.operationId }
      commit.enqueue(timerQueue, message, { deliverAt: work.at })
      return
    }
    case 'timeout':
    case 'forget': {
      const message: TimerMessage = { ...of, kind: work.kind }
      commit.enqueue(timerQueue, message, { deliverAt: work.at })
      return
    }
    case 'call':
    case 'report': {
      const message: CallMessage =
        work.kind === 'call'
          ? { ...of, kind: 'call', operationId: work.operationId }
          : { ...of, kind: 'report' }
      commit.enqueue(callQueue, message)
      return
    }
    default:
  }
}

/** What a decision on an execution comes to: nothing to store, or a change; and an answer. */
export interface Decision<Answer> {
  readonly change?: Change | undefined
  readonly answer: Answer
}

/**
 * Reads an execution, decides and stores; when somebody else's change came between, does it again. `needs` names the
 * operations that are read for the decision. Fails as `decide` does; undefined when there is no such execution.
 */
export async function changingExecution<Answer>(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  of: OfExecution,
  needs: (execution: Execution) => Iterable<string>,
  decide: (loaded: Loaded, now: number) => Decision<Answer> | Promise<Decision<Answer>>,
): Promise<Answer | undefined> {
  for (let attempt = 0; attempt < commitAttempts; attempt++) {
    const stored = await findExecution(store, of)
    if (!stored) return undefined
    const loaded = await load(store, stored, needs(stored.value))
    const { change, answer } = await decide(loaded, clock.now())
    if (change === undefined) return answer
    const commit = atomic(store)
    addChange(commit, change, loaded)
    if ((await commit.commit()).ok) return answer
  }
  throw serviceFailure('The durable execution is changed by too many at once.')
}
