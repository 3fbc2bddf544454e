/**
 * Makes what environments begin with: sandboxes with the socket of their API, and in them managed runtimes that have booted and
 * wait for a function. Some are made ahead of need, as many as were wanted lately: a cold start then is an assignment. Making
 * ahead waits while functions start, and ends when nobody has come for long.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '../../base/logger.ts'
import { type Sandbox, type SandboxHost, within } from '../../sandbox/index.ts'
import { ApiServer } from '../api/server.ts'
import { bootAhead } from '../environment/boot-ahead.ts'
import type { BootedRuntime } from '../environment/running-runtime.ts'
import type { RuntimePlan } from '../environment/runtime-plan.ts'
import { aheadIdleMs, aheadMax, aheadReviewMs, bootLimitMs, startAloneMs } from '../limits.ts'
import { courierMounts } from '../telemetry/courier.ts'
import { Turnstile } from './turnstile.ts'

/** A sandbox in which nobody lives yet, or a runtime that waits. */
export interface Shell {
  readonly sandbox: Sandbox
  readonly api: ApiServer
  readonly booted?: BootedRuntime
}

interface Shelf {
  readonly plan: RuntimePlan
  ready: Shell[]
  making: number
  /** How many are kept ready. */
  target: number
  /** How many were taken since the last review. */
  taken: number
  lastTakenAt: number
}

/** What the workshop needs. */
export interface WorkshopParts {
  readonly sandboxes: SandboxHost
  readonly socketFolder: string
  readonly logger: Logger
  /** Of this machine, unless told otherwise. */
  readonly processors?: number
}

/** What was asked for is of no use any more. */
export class NotWanted extends Error {
  override readonly name = 'NotWanted'
}

/** The workshop of one server. */
export class Workshop {
  readonly #parts: WorkshopParts
  readonly #shelves = new Map<string, Shelf>()
  /** Booting more interpreters at once than processors can serve makes all of them late. */
  readonly #booting: Turnstile
  readonly #processors: number
  readonly #review: NodeJS.Timeout
  /** Sandboxes have no network of their own. */
  readonly #onHost: boolean
  /** Somebody waits for what is made now. */
  #urgent = 0
  /** Functions that start in what was ready. */
  #starting = 0
  #made = 0
  #closed = false
  #refilling: NodeJS.Timeout | undefined

  constructor(parts: WorkshopParts) {
    this.#parts = parts
    this.#processors = parts.processors ?? availableParallelism()
    this.#booting = new Turnstile(2 * this.#processors)
    this.#onHost = !parts.sandboxes.protections.some(({ name, active }) => name === 'network' && active)
    this.#review = setInterval(() => this.#reviewTargets(), aheadReviewMs).unref()
  }

  /** How many wait, for people to look at. */
  get readyCount(): number {
    let count = 0
    for (const { ready } of this.#shelves.values()) count += ready.length
    return count
  }

  /** A sandbox without a runtime in it; `cloneOf`: for a clone of what runs in that one. Fails as the sandbox does. */
  takeBare(plan: RuntimePlan, cloneOf?: Sandbox): Promise<Shell> {
    return this.#urgently(() => this.#makeBare(plan, cloneOf))
  }

  /**
   * A shell for this plan, ready or made now. Fails as the sandbox does, and with {@link NotWanted} when its turn to be made comes
   * and nobody wants it any more.
   */
  async take(plan: RuntimePlan, isWanted: () => boolean): Promise<Shell> {
    if (plan.warmKey === undefined || !plan.startAhead) return this.takeBare(plan)
    const shelf = this.#shelf(plan.warmKey, plan)
    shelf.taken++
    shelf.lastTakenAt = performance.now()
    for (;;) {
      const ready = shelf.ready.pop()
      if (!ready) break
      if (ready.booted && !ready.booted.isOver) {
        void this.#leaveAlone(ready.booted)
        return ready
      }
      await this.discard(ready)
    }
    shelf.target = Math.min(aheadMax, Math.max(1, shelf.target * 2))
    this.#refillSoon()
    return this.#urgently(() =>
      this.#booting.pass(async () => {
        if (!isWanted()) throw new NotWanted('Others have done what it was for.')
        return shelf.ready.pop() ?? this.#makeBooted(plan)
      }),
    )
  }

  /** Has some ready for plans like this one: a function was deployed. */
  expect(plan: RuntimePlan): void {
    if (plan.warmKey === undefined || !plan.startAhead || this.#closed) return
    const shelf = this.#shelf(plan.warmKey, plan)
    shelf.target = Math.max(1, shelf.target)
    shelf.lastTakenAt = performance.now()
    this.#refillSoon()
  }

  async discard({ sandbox, api, booted }: Shell): Promise<void> {
    booted?.link.close()
    await Promise.all([sandbox.stop().catch(() => {}), api.close()])
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#review)
    clearTimeout(this.#refilling)
    const shells = [...this.#shelves.values()].flatMap(({ ready }) => ready)
    this.#shelves.clear()
    await Promise.all(shells.map((shell) => this.discard(shell)))
  }

  #shelf(key: string, plan: RuntimePlan): Shelf {
    let shelf = this.#shelves.get(key)
    if (!shelf) {
      shelf = { plan, ready: [], making: 0, target: 1, taken: 0, lastTakenAt: performance.now() }
      this.#shelves.set(key, shelf)
    }
    return shelf
  }

  async #urgently<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#urgent++
    try {
      return await work()
    } finally {
      this.#urgent--
      this.#refillSoon()
    }
  }

  /**
   * What is made ahead meanwhile would take processors from a start, and the kernel's locks for mounts, groups and networks: a quarter of
   * the time of a cold start on two processors.
   */
  async #leaveAlone({ link }: BootedRuntime): Promise<void> {
    this.#starting++
    await within(startAloneMs, link.served)
    this.#starting--
    this.#refillSoon()
  }

  async #makeBare(plan: RuntimePlan, cloneOf?: Sandbox): Promise<Shell> {
    const { sandboxes, socketFolder } = this.#parts
    const label = `environment-${++this.#made}`
    const mounts =
      this.#onHost || plan.ownRoot ? plan.mounts : [...plan.mounts, ...courierMounts(plan.mounts)]
    const [sandbox, api] = await Promise.all([
      sandboxes.create({ label, mounts, ...(cloneOf ? { cloneOf } : {}) }),
      ApiServer.listen(join(socketFolder, `e${this.#made}.sock`), this.#onHost),
    ])
    return { sandbox, api }
  }

  async #makeBooted(plan: RuntimePlan): Promise<Shell> {
    const bare = await this.#makeBare(plan)
    let timer: NodeJS.Timeout | undefined
    try {
      const booted = await bootAhead(plan, bare.sandbox)
      if (!booted) throw new Error('A runtime cannot be started ahead')
      const { process, link } = booted
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('A runtime did not boot in time')), bootLimitMs)
      })
      const ended = process.ended.then(async ({ code, signal }) => {
        await process.outputDelivered().catch(() => {})
        const said = process.output.read() as Buffer | null
        throw new Error(
          `A runtime ended while it booted (${signal ?? code}): ${said?.toString().slice(-500) ?? ''}`,
        )
      })
      ended.catch(() => {})
      await Promise.race([link.booted, late, ended])
      return { ...bare, booted }
    } catch (error) {
      await this.discard(bare)
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  #refillSoon(): void {
    if (this.#closed) return
    this.#refilling ??= setTimeout(() => {
      this.#refilling = undefined
      this.#refill()
    }, 5).unref()
  }

  /** Makes one ahead where one is missing, when nobody waits for anything. */
  #refill(): void {
    // Whoever is waited for asks for this again at its end.
    if (this.#closed || this.#urgent > 0 || this.#starting * 2 >= this.#processors) return
    for (const shelf of this.#shelves.values()) {
      if (shelf.making > 0 || shelf.ready.length >= shelf.target) continue
      shelf.making++
      this.#booting
        .pass(() => this.#makeBooted(shelf.plan))
        .then(
          (shell) => {
            shelf.making--
            if (this.#closed) void this.discard(shell)
            else shelf.ready.push(shell)
            this.#refillSoon()
          },
          (error: unknown) => {
            shelf.making--
            shelf.target = 0
            this.#parts.logger.warn('A runtime could not be started ahead of need', { error })
          },
        )
    }
  }

  /** As many are kept as came in the last while; none when nobody has come for long. */
  #reviewTargets(): void {
    const now = performance.now()
    for (const shelf of this.#shelves.values()) {
      const isUsed = now - shelf.lastTakenAt < aheadIdleMs
      shelf.target = isUsed ? Math.min(aheadMax, Math.max(1, shelf.taken)) : 0
      shelf.taken = 0
      const surplus = shelf.ready.splice(0, Math.max(0, shelf.ready.length - shelf.target))
      for (const shell of surplus) void this.discard(shell)
    }
    this.#refillSoon()
  }
}
