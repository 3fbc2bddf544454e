import type { Timer } from '../base/clock.ts'
import type { Change, CommitResult, Message } from '../store/index.ts'
import { extensionsPerLease } from './limits.ts'
import type { JobRoom } from './types.ts'

/** Why a handler's signal aborted. */
export class JobAbortedError extends Error {
  override readonly name = 'JobAbortedError'
}

/**
 * A message that this node has under lease. The lease is extended for as long as it is held; when it turns out lost, the
 * signal aborts. The receipt, not this object, is what keeps a node that lost the message from ending it.
 */
export class HeldMessage<T> {
  readonly message: Message<T>
  readonly #room: JobRoom
  readonly #leaseMs: number
  /** Made when somebody looks at it: few do. */
  #aborting: AbortController | undefined
  #until: number
  #timer: Timer | undefined
  #state: 'held' | 'ending' | 'gone' = 'held'

  constructor(room: JobRoom, message: Message<T>, leaseMs: number) {
    this.#room = room
    this.message = message
    this.#leaseMs = leaseMs
    this.#until = room.clock.now() + leaseMs
    this.#arm()
  }

  get signal(): AbortSignal {
    this.#aborting ??= new AbortController()
    return this.#aborting.signal
  }

  /** Whether nothing is left to be done about it: ended, or lost. */
  get gone(): boolean {
    return this.#state === 'gone'
  }

  /** Commits changes that end the lease, the first of them by its receipt. */
  async end(changes: readonly Change[]): Promise<CommitResult> {
    // An extension that overtakes this commit, or comes behind it, tells nothing.
    this.#state = 'ending'
    this.#timer?.cancel()
    let ended = false
    try {
      const result = await this.#room.store.commit(changes)
      ended = result.ok || result.failed === 0
      return result
    } finally {
      // Unless interrupted meanwhile: then it stays gone.
      if (this.#state === 'ending') {
        this.#state = ended ? 'gone' : 'held'
        if (!ended) this.#arm()
      }
    }
  }

  /** Another commit has ended it. */
  ended(): void {
    this.#state = 'gone'
    this.#timer?.cancel()
  }

  /** Aborts the handler and extends the lease no more. */
  abandon(sentence: string): void {
    this.#state = 'gone'
    this.#timer?.cancel()
    this.#aborting ??= new AbortController()
    this.#aborting.abort(new JobAbortedError(sentence))
  }

  #arm(): void {
    const { clock, activity } = this.#room
    // Set anew before the answer is there, so that a virtual clock that leaps does not pass the end of the lease by.
    this.#timer = clock.setTimer(clock.now() + Math.ceil(this.#leaseMs / extensionsPerLease), () => {
      this.#arm()
      void activity.flow(() => this.#extend())
    })
  }

  async #extend(): Promise<void> {
    const { store, clock, logger } = this.#room
    const until = clock.now() + this.#leaseMs
    const { receipt } = this.message
    try {
      const result = await store.commit([{ type: 'extend', receipt, until }])
      if (this.#state !== 'held') return
      if (result.ok) this.#until = Math.max(this.#until, until)
      else this.abandon('The message is no longer leased to this node')
    } catch (error) {
      logger.warn('The lease of a message could not be extended', { messageId: this.message.id, error })
      if (this.#state === 'held' && clock.now() >= this.#until) {
        this.abandon('The lease of the message ran out')
      }
    }
  }
}
