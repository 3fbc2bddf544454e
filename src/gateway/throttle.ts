/** Limits of requests, as buckets of tokens. Source: API Gateway Developer Guide, "Throttle your HTTP APIs": burst and rate. */
import type { Clock } from '../base/clock.ts'
import { rememberedMax } from './limits.ts'

interface Bucket {
  tokens: number
  /** Unit: milliseconds since the epoch. */
  at: number
}

/** The buckets of this node. */
export class Throttle {
  readonly #clock: Pick<Clock, 'now'>
  readonly #buckets = new Map<string, Bucket>()

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  /** Takes a token of the bucket of this name, if there is one. Units: `burst` requests at once, `rate` a second. */
  admits(name: string, burst: number | undefined, rate: number | undefined): boolean {
    if (burst === undefined && rate === undefined) return true
    const size = burst ?? Math.max(1, rate ?? 0)
    const perSecond = rate ?? size
    const now = this.#clock.now()
    const bucket = this.#buckets.get(name) ?? { tokens: size, at: now }
    if (this.#buckets.size >= rememberedMax) this.#buckets.clear()
    this.#buckets.set(name, bucket)
    bucket.tokens = Math.min(size, bucket.tokens + ((now - bucket.at) / 1000) * perSecond)
    bucket.at = now
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }
}
