import type { Sandbox } from '../../sandbox/index.ts'
import { measureEveryMs } from '../limits.ts'

const megabyte = 1024 * 1024

/** How much memory an environment uses, measured now and then: measuring costs more than a short invocation. */
export class Meter {
  readonly #sandbox: Sandbox
  readonly #memoryMb: number
  #measuredAt = Number.NEGATIVE_INFINITY
  #peakBytes = 0
  memoryBytes = 0

  constructor(sandbox: Sandbox, memoryMb: number) {
    this.#sandbox = sandbox
    this.#memoryMb = memoryMb
  }

  /** The most so far, as REPORT says it. Unit: MB. */
  get maxMemoryMb(): number {
    return Math.min(this.#memoryMb, Math.max(1, Math.ceil(this.#peakBytes / megabyte)))
  }

  /** Nothing of what was measured is there any more. */
  reset(): void {
    this.#measuredAt = Number.NEGATIVE_INFINITY
    this.#peakBytes = 0
    this.memoryBytes = 0
  }

  /** Measures when it is time to, or `atOnce`; undefined when it is not. */
  refresh(atOnce: boolean): Promise<void> | undefined {
    const now = performance.now()
    if (!atOnce && now - this.#measuredAt < measureEveryMs) return undefined
    this.#measuredAt = now
    return this.#sandbox.usage().then(
      ({ memoryBytes, peakMemoryBytes }) => {
        this.memoryBytes = memoryBytes
        this.#peakBytes = Math.max(this.#peakBytes, peakMemoryBytes)
      },
      () => {},
    )
  }
}
