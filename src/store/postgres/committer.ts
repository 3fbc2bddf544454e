import { OperationalError } from '../../base/operational-error.ts'
import type { PlannedChange } from '../plan.ts'
import type { CommitResult } from '../types.ts'
import { Batch, type BatchAnswer, type PendingCommit } from './batch.ts'
import type { Connections } from './connection.ts'
import { stateOf } from './failure.ts'

/** What the database function raises when it does not know the lane. */
const laneGone = 'LB001'

/** Past how many waiting commits none is looked at for a batch: those that conflict are skipped, not forgotten. */
const lookAhead = 1024

interface Waiting extends PendingCommit {
  readonly resolve: (result: CommitResult) => void
  readonly reject: (error: unknown) => void
}

export interface CommitterOptions {
  readonly connections: Connections
  /** Tells this node from all others, ever. */
  readonly node: number
  /** How many batches may be under way at once. */
  readonly lanes: number
  /** What other nodes are told of these changes. */
  readonly describe: (changes: ReadonlyArray<readonly PlannedChange[]>) => string[]
  /** Called with the database's time after each batch, and ours from before and after. */
  readonly heardTime: (theirs: number, before: number, after: number) => void
  readonly now: () => number
}

/**
 * Runs the commits of one node. While as many batches are under way as there are lanes, further commits gather and go
 * together in the next.
 *
 * A lane numbers its batches, and the database keeps the number and the answer of each lane's last one in the same
 * transaction. So a batch whose answer was lost is simply sent again: it is done once, whatever happened to it.
 */
export class Committer {
  readonly #options: CommitterOptions
  readonly #idle: Lane[]
  #waiting: Waiting[] = []

  constructor(options: CommitterOptions) {
    this.#options = options
    this.#idle = Array.from({ length: options.lanes }, (_, index) => new Lane(`${options.node}/${index}`))
  }

  commit(changes: readonly PlannedChange[], now: number): Promise<CommitResult> {
    return new Promise((resolve, reject) => {
      // In a turn of its own, so that commits that are made together start together.
      if (this.#waiting.length === 0) queueMicrotask(() => this.#start())
      this.#waiting.push({ changes, now, resolve, reject })
    })
  }

  #start(): void {
    while (this.#waiting.length > 0) {
      const lane = this.#idle.pop()
      if (lane === undefined) return
      const batch = this.#gather()
      void this.#run(lane, batch).finally(() => {
        this.#idle.push(lane)
        this.#start()
      })
    }
  }

  #gather(): Batch<Waiting> {
    const batch = new Batch<Waiting>()
    const left: Waiting[] = []
    for (const [index, commit] of this.#waiting.entries()) {
      if (index >= lookAhead || !batch.add(commit)) left.push(commit)
    }
    this.#waiting = left
    return batch
  }

  async #run(lane: Lane, batch: Batch<Waiting>): Promise<void> {
    try {
      const { describe, now, heardTime } = this.#options
      const before = now()
      const answer = await this.#send(
        lane,
        batch.document(describe(batch.commits.map(({ changes }) => changes))),
      )
      heardTime(answer.at, before, now())
      const results = batch.results(answer)
      for (const [index, commit] of batch.commits.entries()) {
        const result = results[index]
        if (result !== undefined) commit.resolve(result)
      }
    } catch (error) {
      await this.#failed(lane, batch, error)
    }
  }

  /** One commit that cannot be done must not fail the others of its batch. */
  async #failed(lane: Lane, batch: Batch<Waiting>, error: unknown): Promise<void> {
    // Only an error that the database itself gave says that nothing was done.
    const undone = error instanceof OperationalError && !error.retryable
    if (batch.commits.length === 1 || !undone) {
      for (const commit of batch.commits) commit.reject(error)
      return
    }
    for (const commit of batch.commits) {
      const alone = new Batch<Waiting>()
      alone.add(commit)
      await this.#run(lane, alone)
    }
  }

  async #send(lane: Lane, document: string): Promise<BatchAnswer> {
    const { connections } = this.#options
    lane.batch++
    for (;;) {
      try {
        if (!lane.known) await this.#introduce(lane)
        const [row] = await connections.query<[string]>(
          'SELECT lambent.commit_batch($1, $2, $3::text::jsonb)',
          [lane.id, lane.batch, document],
        )
        return JSON.parse(row?.[0] ?? '') as BatchAnswer
      } catch (error) {
        if (stateOf(error) !== laneGone) throw error
        lane.known = false
      }
    }
  }

  async #introduce(lane: Lane): Promise<void> {
    await this.#options.connections.query(
      'INSERT INTO lambent.lane (id, batch) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING',
      [lane.id, lane.batch - 1],
    )
    lane.known = true
  }
}

class Lane {
  readonly id: string
  /** The number of the batch that was sent last. */
  batch = 0
  known = false

  constructor(id: string) {
    this.id = id
  }
}
