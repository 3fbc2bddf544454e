import type { Sandbox, SandboxUsage } from '../../sandbox/index.ts'
import { measureEveryMs } from '../limits.ts'

const megabyte = 1024 * 1024

/**
 * How much memory an environment uses, measured now and then: measuring costs more than a short invocation. A sandbox is charged for what
 * it has for itself; what its processes have of a warm parent's memory and of programs' files comes without being charged, and
 * is counted as well, for on AWS no other environment pays for it.
 */
export class Meter {
  readonly #sandbox: Sandbox
  readonly #memoryMb: number
  #measuredAt = Number.NEGATIVE_INFINITY
  #peakBytes = 0
  #shared: { readonly bytes: number; readonly processes: number } | undefined
  /** What it takes of this machine. */
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
    this.#shared = undefined
    this.memoryBytes = 0
  }

  /** Measures when it is time to, or `atOnce`; undefined when it is not. */
  refresh(atOnce: boolean): Promise<void> | undefined {
    const now = performance.now()
    if (!atOnce && now - this.#measuredAt < measureEveryMs) return undefined
    this.#measuredAt = now
    return this.#sandbox.usage().then(
      (usage) => this.#take(usage),
      () => {},
    )
  }

  #take({ memoryBytes, peakMemoryBytes, residentBytes, processes }: SandboxUsage): void {
    this.memoryBytes = memoryBytes
    // What the function forks shares memory with it, which has been charged once: then what was known before holds.
    if (residentBytes > 0 && processes <= (this.#shared?.processes ?? Number.POSITIVE_INFINITY))
      this.#shared = { bytes: Math.max(0, residentBytes - memoryBytes), processes }
    this.#peakBytes = Math.max(this.#peakBytes, peakMemoryBytes + (this.#shared?.bytes ?? 0))
  }
}
