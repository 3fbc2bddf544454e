/**
 * How many batches of a queue may be with the sink at once. It begins with five; while that is used up and there is more, five
 * come to it each second; failures take away, successes give back. Source: Lambda Developer Guide, "Configuring scaling behavior
 * for SQS event source mappings"; "Backoff strategy for failed invocations" (it reduces concurrency; by how much is ours).
 */
import {
  queueConcurrencyFirst,
  queueConcurrencyLeast,
  queueConcurrencyMax,
  scalingBatchMs,
  scalingStep,
} from '../limits.ts'

export class ConcurrencyScale {
  readonly #first: number
  readonly #most: number
  #allowed: number
  /** Mean time of the last batches; undefined before the first. Unit: milliseconds. */
  #meanMs: number | undefined

  constructor(bounds: { readonly maximum?: number; readonly initial?: number }) {
    this.#most = bounds.maximum ?? queueConcurrencyMax
    this.#first = Math.min(this.#most, bounds.initial ?? queueConcurrencyFirst)
    this.#allowed = this.#first
  }

  get allowed(): number {
    return this.#allowed
  }

  succeeded(durationMs: number): void {
    this.#meanMs = this.#meanMs === undefined ? durationMs : this.#meanMs * 0.8 + durationMs * 0.2
    if (this.#allowed < this.#first) this.#allowed++
  }

  failed(): void {
    const least = Math.min(queueConcurrencyLeast, this.#first)
    this.#allowed = Math.max(least, this.#allowed - 1)
  }

  /** All that is allowed was in use for {@link scalingStep.everyMs}, and there is more. */
  saturated(): void {
    if (this.#meanMs !== undefined && this.#meanMs < scalingBatchMs) return
    this.#allowed = Math.min(this.#most, this.#allowed + scalingStep.batches)
  }

  /** There is nothing more to do for now. */
  drained(): void {
    this.#allowed = this.#first
  }
}
