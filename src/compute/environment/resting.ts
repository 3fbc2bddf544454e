import type { Logger } from '../../base/logger.ts'
import { systemClock } from '../../base/system-clock.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { freezeAfterMs, telemetryGraceMs } from '../limits.ts'

/** What is asked of an environment before it is frozen. */
export interface RestingParts {
  readonly sandbox: Sandbox
  readonly logger: Logger
  /** It has nothing to do. */
  readonly isIdle: () => boolean
  /** It will not have anything to do any more, or rests already. */
  readonly isOver: () => boolean
  /** Extensions are still told of what happened. */
  readonly isTelling: () => boolean
  /** It is about to be frozen. */
  readonly onFreeze: () => void
}

/** Freezes an environment when it has had nothing to do for a while, and thaws it. */
export class Resting {
  /** Since when it has had nothing to do, by the machine's clock. */
  idleSince = systemClock.now()
  readonly #parts: RestingParts
  #timer: NodeJS.Timeout | undefined
  #freezing: Promise<void> | undefined

  constructor(parts: RestingParts) {
    this.#parts = parts
  }

  /** It must be thawed before anything happens in it. */
  get isFrozen(): boolean {
    return this.#freezing !== undefined
  }

  /** It has nothing to do from now on. One timer goes on through all invocations: a busy environment does not pay for setting it. */
  begin(): void {
    this.idleSince = systemClock.now()
    this.#look()
  }

  async thaw(): Promise<void> {
    if (!this.#freezing) return
    await this.#freezing
    this.#freezing = undefined
    await this.#parts.sandbox.thaw()
    if (!this.#parts.isOver()) this.#look()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #look(): void {
    this.#timer ??= setTimeout(() => this.#freezeIfIdle(), freezeAfterMs).unref()
  }

  #freezeIfIdle(): void {
    this.#timer = undefined
    const { sandbox, logger, isIdle, isOver, isTelling, onFreeze } = this.#parts
    if (isOver()) return
    const idleMs = systemClock.now() - this.idleSince
    // What extensions are told of an invocation is still brought to them.
    if (!isIdle() || idleMs < freezeAfterMs - 1 || (idleMs < telemetryGraceMs && isTelling())) {
      this.#look()
      return
    }
    onFreeze()
    this.#freezing = sandbox.freeze().catch((error: unknown) => {
      logger.warn('An environment could not be frozen', { error })
    })
  }
}
