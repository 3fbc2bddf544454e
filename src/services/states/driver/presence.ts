/**
 * Which nodes are there, as far as tasks go. A node that does tasks holds a lease under its id and has a record; when the lease has
 * run out, whoever sees it first takes it, and the tasks with it. What the node still answers then is void: a run's document says
 * which node does each of its tasks.
 *
 *     resting -> present (lease held, record written, renewed) -> resting, some time after its last task
 */
import type { Timer } from '../../../base/clock.ts'
import { randomHex } from '../../../base/random.ts'
import type { BackgroundSurroundings } from '../../../dispatch/index.ts'
import type { Key, Lease } from '../../../store/index.ts'
import { nodeLeaseMs } from '../limits.ts'
import { nodeLeaseName, nodesPrefix } from '../records.ts'

type Needs = Pick<BackgroundSurroundings, 'store' | 'clock' | 'random' | 'logger'>

export class Presence {
  readonly #needs: Needs
  /** What asks for other nodes' leases; never the id that tasks are under. */
  readonly #watcher: string
  #nodeId: string
  #lease: Lease | undefined
  #beginning: Promise<void> | undefined
  #timer: Timer | undefined
  #count = 0
  #stopped = false

  constructor(needs: Needs) {
    this.#needs = needs
    this.#watcher = randomHex(needs.random, 8)
    this.#nodeId = randomHex(needs.random, 8)
  }

  get nodeId(): string {
    return this.#nodeId
  }

  get watcher(): string {
    return this.#watcher
  }

  /** Resolves when this node's tasks would be missed if it died. Call it before a commit that gives it tasks. Costs nothing while present. */
  async ensure(): Promise<void> {
    if (this.#lease && this.#lease.expiresAt - this.#needs.clock.now() > nodeLeaseMs / 3) return
    this.#beginning ??= this.#begin().finally(() => {
      this.#beginning = undefined
    })
    await this.#beginning
  }

  /** Tasks that have begun, and that have ended. */
  add(difference: number): void {
    this.#count += difference
    if (this.#count > 0) this.#renewLater()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#beginning?.catch(() => {})
    const { store } = this.#needs
    const lease = this.#lease
    this.#lease = undefined
    // Whoever comes next need not wait for it to run out.
    if (lease) await store.releaseLease(lease).catch(() => {})
    if (lease && this.#count === 0)
      await store.commit([{ type: 'delete', key: [...nodesPrefix, this.#nodeId] }]).catch(() => {})
  }

  async #begin(): Promise<void> {
    const { store, random, clock } = this.#needs
    const known = this.#lease
    this.#lease = await store.acquireLease(nodeLeaseName(this.#nodeId), this.#nodeId, nodeLeaseMs)
    if (this.#lease === undefined) {
      // Somebody took it for dead: its tasks are theirs, and this goes on as another node.
      this.#nodeId = randomHex(random, 8)
      this.#lease = await store.acquireLease(nodeLeaseName(this.#nodeId), this.#nodeId, nodeLeaseMs)
    }
    if (known?.token !== this.#lease?.token || known?.name !== this.#lease?.name)
      await store.commit([
        { type: 'set', key: [...nodesPrefix, this.#nodeId], value: { startedAt: clock.now() } },
      ])
    this.#renewLater()
  }

  #renewLater(): void {
    if (this.#timer !== undefined || this.#stopped) return
    const { clock, store, logger } = this.#needs
    this.#timer = clock.setTimer(clock.now() + nodeLeaseMs / 3, () => {
      this.#timer = undefined
      const lease = this.#lease
      // Without tasks nobody misses it: the lease runs out, and the clock has nothing to run.
      if (!lease || this.#count === 0) return
      store
        .renewLease(lease, nodeLeaseMs)
        .then((renewed) => {
          if (this.#lease === lease) this.#lease = renewed
        })
        .catch((error: unknown) => logger.warn('The lease of a node could not be extended', { error }))
        .finally(() => {
          if (this.#count > 0) this.#renewLater()
        })
    })
  }
}

/** Looks after other nodes' tasks: calls `takeOver` with the id of each node that is no more, until it has none. */
export class NodeWatch {
  readonly #needs: Needs
  readonly #presence: Presence
  readonly #takeOver: (nodeId: string) => Promise<void>
  readonly #unsubscribe: () => void
  #timer: Timer | undefined
  #looking: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(needs: Needs, presence: Presence, takeOver: (nodeId: string) => Promise<void>) {
    this.#needs = needs
    this.#presence = presence
    this.#takeOver = takeOver
    this.#unsubscribe = needs.store.subscribe({ type: 'record', prefix: nodesPrefix }, () => this.#look())
    this.#look()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#unsubscribe()
    this.#timer?.cancel()
    await this.#looking
  }

  #look(): void {
    if (this.#stopped) return
    this.#looking = this.#looking
      .then(() => this.#lookOnce())
      .catch((error: unknown) => {
        this.#needs.logger.warn('Other nodes could not be looked after; this is tried again', { error })
        this.#later()
      })
  }

  #later(): void {
    if (this.#timer !== undefined || this.#stopped) return
    const { clock } = this.#needs
    this.#timer = clock.setTimer(clock.now() + nodeLeaseMs / 2, () => {
      this.#timer = undefined
      this.#look()
    })
  }

  async #lookOnce(): Promise<void> {
    if (this.#stopped) return
    const { store } = this.#needs
    const nodes = await store.list({ prefix: nodesPrefix })
    let others = 0
    for (const { key } of nodes) {
      const nodeId = String((key as Key).at(-1))
      if (nodeId === this.#presence.nodeId || this.#stopped) continue
      const lease = await store.acquireLease(nodeLeaseName(nodeId), this.#presence.watcher, nodeLeaseMs)
      if (!lease) {
        others++
        continue
      }
      await this.#takeOver(nodeId)
      await store.commit([{ type: 'delete', key }])
      await store.releaseLease(lease)
    }
    if (others > 0) this.#later()
  }
}
