/**
 * A host that outlives its program. When the program ends by accident (the kernel short of memory picks it, somebody kills it), every
 * process in every sandbox ends with it, and those sandboxes are no more; another program is started at once, and new sandboxes are
 * made there. It is never replaced by plain processes: walls that stood when the server started do not vanish.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '../base/logger.ts'
import { OperationalError } from '../base/operational-error.ts'
import type { NativeHost } from './native-host.ts'
import type { ProcessSpec, Protection, Sandbox, SandboxHost, SandboxSpec, WarmParent } from './types.ts'

/** Programs are not started more often than so. Unit: milliseconds. Source: chosen; one that ends at once would keep a processor busy. */
const restartMs = 1_000

/** Sandboxes of one program after the other. */
export class LastingHost implements SandboxHost {
  readonly canFork = true
  readonly #open: () => Promise<NativeHost>
  readonly #logger: Logger
  #last: NativeHost
  #current: Promise<NativeHost>
  #startedAt = performance.now()
  #closing = false

  /** `open` starts another program, with a run folder of its own. */
  constructor(first: NativeHost, open: () => Promise<NativeHost>, logger: Logger) {
    this.#open = open
    this.#logger = logger
    this.#last = first
    this.#current = Promise.resolve(first)
    this.#watch(first)
  }

  get protections(): readonly Protection[] {
    return this.#last.protections
  }

  create(spec: SandboxSpec): Promise<Sandbox> {
    return this.#ask((host) => host.create(spec))
  }

  warmParent(process: Omit<ProcessSpec, 'channels'>): Promise<WarmParent> {
    return this.#ask((host) => host.warmParent(process))
  }

  async close(): Promise<void> {
    this.#closing = true
    const host = await this.#current.catch(() => undefined)
    await host?.close()
  }

  /** What was asked of a program when it ended is asked of the next one. */
  async #ask<Result>(work: (host: NativeHost) => Promise<Result>): Promise<Result> {
    const host = await this.#host()
    try {
      return await work(host)
    } catch (error) {
      if (!host.program.closed) throw error
      return work(await this.#host())
    }
  }

  /** The host of now. Fails with an OperationalError when another program could not be started; the next call tries again. */
  #host(): Promise<NativeHost> {
    if (this.#closing)
      return Promise.reject(new OperationalError('Sandbox: the host is closed.', { retryable: false }))
    return this.#current
  }

  #watch(host: NativeHost): void {
    void host.ended.then(() => {
      if (this.#closing || this.#last !== host) return
      this.#logger.error('The sandbox program ended, and all sandboxes with it; another is started.')
      host.close().catch((error: unknown) => {
        this.#logger.warn('What a sandbox program left could not be removed.', { error })
      })
      this.#restart()
    })
  }

  #restart(): void {
    const starting = this.#start()
    this.#current = starting
    starting.catch((error: unknown) => {
      this.#logger.error('The sandbox program could not be started.', { error })
      if (!this.#closing && this.#current === starting) this.#restart()
    })
  }

  async #start(): Promise<NativeHost> {
    await pause(Math.max(0, this.#startedAt + restartMs - performance.now()), undefined, { ref: false })
    this.#startedAt = performance.now()
    const host = await this.#open()
    if (this.#closing) return host
    this.#last = host
    this.#watch(host)
    return host
  }
}
