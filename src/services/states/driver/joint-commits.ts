/**
 * Turns of several executions in one commit. Messages that wake executions come by the dozen, and the turns that they lead to are ready at the same moment:
 * together they cost one question to the store, and one message for all whose time to be looked at ends.
 *
 * All or nothing is what each execution needs, and what all of them get. When a condition of one does not hold, that one hears of it, and the others are
 * committed without it. Conditions are about what belongs to one execution alone (its document, its record, the message that woke it), and a lane has one
 * commit under way: so no turn changes what another one of the same commit rests on.
 */
import { type Change, type CommitResult, type Store, StoreArgumentError } from '../../../store/index.ts'
import { executionKeptMs, jointChangesMax, jointTurnsMax } from '../limits.ts'
import { type EndedExecution, type Expiry, expiryQueue } from '../records.ts'

/** The changes of one turn; the conditions' indexes in its result are those in `changes`. */
export interface TurnCommit {
  readonly changes: readonly Change[]
  /** The execution that the turn ends. */
  readonly ended?: EndedExecution
}

interface Waiting {
  readonly turn: TurnCommit
  readonly resolve: (result: CommitResult) => void
  readonly reject: (error: unknown) => void
}

export class JointCommits {
  readonly #store: Store
  #waiting: Waiting[] = []

  constructor(store: Store) {
    this.#store = store
  }

  /** By itself, at once: for whom somebody waits. */
  alone(turn: TurnCommit): Promise<CommitResult> {
    return this.#store.commit(changesOf([turn]))
  }

  /** With others that come in this turn of the event loop. */
  together(turn: TurnCommit): Promise<CommitResult> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#commitAll())
      this.#waiting.push({ turn, resolve, reject })
    })
  }

  #commitAll(): void {
    const waiting = this.#waiting
    this.#waiting = []
    let group: Waiting[] = []
    let changeCount = 0
    for (const one of waiting) {
      const { length } = one.turn.changes
      if (group.length > 0 && (group.length >= jointTurnsMax || changeCount + length > jointChangesMax)) {
        void this.#commit(group)
        group = []
        changeCount = 0
      }
      group.push(one)
      changeCount += length
    }
    void this.#commit(group)
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    let left = group
    try {
      while (left.length > 0) {
        const result = await this.#store.commit(changesOf(left.map(({ turn }) => turn)))
        if (result.ok) {
          for (const { resolve } of left) resolve(result)
          return
        }
        left = withoutRefused(left, result.failed)
      }
    } catch (error) {
      // Only what cannot be stored at all is known not to have been.
      if (error instanceof StoreArgumentError && left.length > 1)
        await Promise.all(left.map((one) => this.#commit([one])))
      else for (const { reject } of left) reject(error)
    }
  }
}

/** Tells the one whose condition did not hold. Answers the others. */
function withoutRefused(group: readonly Waiting[], failed: number): readonly Waiting[] {
  let from = 0
  return group.filter(({ turn, resolve }) => {
    const at = failed - from
    from += turn.changes.length
    if (at < 0 || at >= turn.changes.length) return true
    resolve({ ok: false, failed: at })
    return false
  })
}

function changesOf(turns: readonly TurnCommit[]): readonly Change[] {
  const changes = turns.flatMap((turn) => turn.changes)
  const executions = turns.flatMap(({ ended }) => ended ?? [])
  if (executions.length === 0) return changes
  const stoppedAt = executions.reduce((latest, one) => Math.max(latest, one.stoppedAt), 0)
  const value: Expiry = { executions }
  return [...changes, { type: 'enqueue', queue: expiryQueue, value, deliverAt: stoppedAt + executionKeptMs }]
}
