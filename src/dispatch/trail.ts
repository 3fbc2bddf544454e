/**
 * The trail of events: what happens to each event between its source and a function, for `lambent events tail`. It is an
 * observation, kept in memory on the node that made it and forgotten; nothing depends on it.
 */
import type { Clock } from '../base/clock.ts'

/** What happened to an event. */
export type TrailStage =
  /** A source has stored it: its producer has an answer. */
  | 'accepted'
  /** A rule, filter, subscription or mapping wants it. */
  | 'matched'
  /** A rule, filter, subscription or mapping does not want it. */
  | 'filtered'
  /** It was handed to the target. */
  | 'delivered'
  /** A function runs on it. */
  | 'started'
  | 'succeeded'
  | 'failed'
  /** It failed and will be tried again. */
  | 'retrying'
  /** It went to a dead-letter queue or an on-failure destination. */
  | 'dead-letter'
  /** It was given up, and nothing has it any more. */
  | 'dropped'

/** One step of one event. */
export interface TrailStep {
  readonly stage: TrailStage
  /**
   * Its id here: a message id, an event id, a shard's sequence number behind the shard's id (`shardId-000000000000:4959`), the
   * request id of an invocation.
   */
  readonly event: string
  /** Ids under which it, or what it was made of, was known before: they join the steps to one way. */
  readonly causes?: readonly string[]
  /** The ARN of where it is, or comes from. */
  readonly source: string
  /** The ARN of where it goes. */
  readonly target?: string
  /** For people: an event name, an error, a rule. */
  readonly detail?: string
}

/** A step with the instant at which it was told. Unit: milliseconds since the epoch. */
export interface TrailStepAt extends TrailStep {
  readonly at: number
}

/** Takes steps. Telling one costs next to nothing and cannot fail. */
export interface Trail {
  tell(step: TrailStep): void
}

/** For who watches nothing. */
export const silentTrail: Trail = { tell: () => {} }

/** Steps that are remembered for who begins to watch later. */
const rememberedSteps = 1_000

/** Remembers the last steps, and hands each on to all that listen. */
export class TrailRecorder implements Trail {
  readonly #clock: Clock
  readonly #listeners = new Set<(step: TrailStepAt) => void>()
  #steps: TrailStepAt[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The last steps, the oldest first. */
  get recent(): readonly TrailStepAt[] {
    return this.#steps.slice(-rememberedSteps)
  }

  tell(step: TrailStep): void {
    const told = { ...step, at: this.#clock.now() }
    this.#steps.push(told)
    if (this.#steps.length > 2 * rememberedSteps) this.#steps = this.#steps.slice(-rememberedSteps)
    for (const listener of this.#listeners) listener(told)
  }

  /** Calls back for each step from now on. Returns the way to stop. A listener must not throw. */
  subscribe(listener: (step: TrailStepAt) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
