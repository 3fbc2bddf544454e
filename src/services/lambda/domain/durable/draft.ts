import type {
  Change,
  Execution,
  HistoryEvent,
  HistoryEventType,
  Operation,
  OperationStatus,
  Work,
} from './types.ts'

/** What an event says beside its operation. */
export type EventDetails = Omit<HistoryEvent, 'type' | 'at' | 'id' | 'name' | 'subType' | 'parentId'>

/** Finds an operation of the execution as it was stored. */
export type Lookup = (id: string) => Operation | undefined

/**
 * A change that is being put together. It keeps the execution's counts, timers and list of unseen operations true to
 * the operations that are put into it. Nothing of what it was made from changes, so a refusal midway leaves no trace.
 */
export class Draft {
  readonly now: number
  readonly #lookup: Lookup
  readonly #operations = new Map<string, Operation>()
  readonly #events: HistoryEvent[] = []
  readonly #work: Work[] = []
  #execution: Execution

  constructor(execution: Execution, lookup: Lookup, now: number) {
    this.#execution = execution
    this.#lookup = lookup
    this.now = now
  }

  get execution(): Execution {
    return this.#execution
  }

  find(id: string): Operation | undefined {
    return this.#operations.get(id) ?? this.#lookup(id)
  }

  update(members: Partial<Execution>): void {
    this.#execution = { ...this.#execution, ...members }
  }

  /** Begins an operation; `order` is given here. */
  begin(operation: Omit<Operation, 'order'>): Operation {
    const order = this.#execution.operationCount + 1
    this.update({ operationCount: order })
    const begun = { ...operation, order }
    this.put(begun)
    return begun
  }

  /** Puts an operation as it is from now on. The function has not seen it so. */
  put(operation: Operation): void {
    const { id } = operation
    const before = this.find(id)
    const pending = (isPending(operation) ? 1 : 0) - (before !== undefined && isPending(before) ? 1 : 0)
    const dueAt = dueOf(operation)
    const { [id]: timer, ...others } = this.#execution.timers
    const { unseen } = this.#execution
    this.update({
      pendingCount: this.#execution.pendingCount + pending,
      timers: dueAt === undefined ? others : { ...others, [id]: dueAt },
      unseen: unseen.includes(id) ? unseen : [...unseen, id],
    })
    if (dueAt !== undefined && dueAt !== timer) this.work({ kind: 'timer', operationId: id, at: dueAt })
    this.#operations.set(id, operation)
  }

  /** Ends an operation now. */
  end(operation: Operation, status: OperationStatus, members: Partial<Operation> = {}): void {
    this.put({ ...operation, ...members, status, endedAt: this.now })
  }

  event(type: HistoryEventType, operation: Operation | undefined, details: EventDetails = {}): void {
    const { id, name, subType, parentId } = operation ?? {}
    this.#events.push({
      type,
      at: this.now,
      ...(id === undefined ? {} : { id }),
      ...(name === undefined ? {} : { name }),
      ...(subType === undefined ? {} : { subType }),
      ...(parentId === undefined ? {} : { parentId }),
      ...details,
    })
  }

  work(work: Work): void {
    this.#work.push(work)
  }

  /** What was put together. */
  change(): Change {
    return {
      execution: this.#execution,
      operations: [...this.#operations.values()],
      events: this.#events,
      work: this.#work,
    }
  }
}

/** Whether the operation waits for something outside of the function. */
function isPending({ type, status }: Operation): boolean {
  if (type === 'STEP') return status === 'PENDING'
  return status === 'STARTED' && (type === 'WAIT' || type === 'CALLBACK' || type === 'CHAINED_INVOKE')
}

/** When time alone changes the operation. */
function dueOf({ type, status, nextAttemptAt, wait, callback }: Operation): number | undefined {
  if (type === 'STEP') return status === 'PENDING' ? nextAttemptAt : undefined
  if (status !== 'STARTED') return undefined
  if (type === 'WAIT') return wait?.endsAt
  if (type !== 'CALLBACK') return undefined
  const { timeoutAt = Number.POSITIVE_INFINITY, heartbeatAt = Number.POSITIVE_INFINITY } = callback ?? {}
  const first = Math.min(timeoutAt, heartbeatAt)
  return Number.isFinite(first) ? first : undefined
}
