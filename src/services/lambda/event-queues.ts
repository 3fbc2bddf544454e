/**
 * Where events of asynchronous invocations wait: a queue for each function that was ever invoked so, under the function's id.
 * A function that hangs or is throttled thus holds up nobody but itself. A record says that the queue is there, so that every
 * node, after every start, gives it hands; both go with the function.
 */
import type { JobRegistration, Jobs } from '../../jobs/index.ts'
import { type Atomic, collection, type Key, type Store } from '../../store/index.ts'
import type { EventProgress } from './domain/event-outcome.ts'
import type { FunctionRecord, OfFunction } from './records.ts'

/** An event that waits, or is being handled. Everything but `progress` stays the same from attempt to attempt. */
export type QueuedEvent = OfFunction & {
  readonly functionId: string
  /** As the caller asked; absent: nothing. The version is chosen when it runs. */
  readonly qualifier?: string
  /** The id of the request that was answered with it; the function sees the same at each attempt. */
  readonly requestId: string
  /** JSON. */
  readonly payload: string
  readonly clientContext?: string
  readonly traceHeader?: string
  readonly tenantId?: string
  readonly durableExecutionName?: string
  readonly progress: EventProgress
}

/** That a function has a queue. */
type EventQueue = OfFunction & { readonly functionId: string }

const prefix: Key = ['lambda.event-queues']

const queues = collection<EventQueue>()({
  name: 'lambda.event-queues',
  key: ({ functionId }) => [functionId],
})

/** The queue of a function, by the function's id. */
export const eventQueueKey = (functionId: string): Key => ['lambda.events', functionId]

/** Adds an event to a commit, and the function's queue when there is none yet. */
export async function addEvent(commit: Atomic, store: Store, event: QueuedEvent): Promise<void> {
  const { functionId, accountId, region, name } = event
  if (!(await queues.get(store, [functionId]))) {
    // Two requests may both make it: whoever comes second writes the same.
    commit.set(queues.storeKey([functionId]), { functionId, accountId, region, name })
  }
  commit.enqueue(eventQueueKey(functionId), event)
}

/** Adds to the commit that deletes a function what takes its waiting events away, as at AWS. */
export async function dropEvents(commit: Atomic, _store: Store, { id }: FunctionRecord): Promise<void> {
  commit.delete(queues.storeKey([id])).purge(eventQueueKey(id))
}

/** Keeps a handler on each queue, as functions come and go. */
export class EventQueues {
  readonly #store: Store
  readonly #register: (queue: Key) => JobRegistration
  readonly #handled = new Map<string, JobRegistration>()
  readonly #unsubscribe: () => void
  #looking: Promise<void> = Promise.resolve()
  #stopped = false

  /** `register` gives the handler of a queue to {@link Jobs}. */
  constructor(store: Store, register: (queue: Key) => JobRegistration) {
    this.#store = store
    this.#register = register
    this.#unsubscribe = store.subscribe({ type: 'record', prefix }, () => this.#look())
    this.#look()
  }

  /** The jobs themselves are stopped by who runs them. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#unsubscribe()
    await this.#looking
  }

  #look(): void {
    this.#looking = this.#looking.then(() => this.#follow()).catch(() => {})
  }

  async #follow(): Promise<void> {
    if (this.#stopped) return
    const there = new Set<string>()
    let after: Key | undefined
    do {
      const page = await queues.list(this.#store, after === undefined ? {} : { after })
      for (const { value } of page.items) there.add(value.functionId)
      after = page.next
    } while (after !== undefined)
    if (this.#stopped) return
    for (const functionId of there) {
      if (!this.#handled.has(functionId))
        this.#handled.set(functionId, this.#register(eventQueueKey(functionId)))
    }
    for (const [functionId, registration] of this.#handled) {
      if (there.has(functionId)) continue
      this.#handled.delete(functionId)
      // What runs for a deleted function ends by itself; nobody waits for it here.
      void registration.stop()
    }
  }
}
