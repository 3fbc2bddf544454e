import type { BackoffPolicy } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { RandomSource } from '../base/random.ts'
import type { Atomic, Change, Key, Message, Store } from '../store/index.ts'
import type { Activity } from './activity.ts'

/**
 * Where work that waits in the store is given hands. Registered handlers run while the server does, on every node that
 * registers them; of one message, or one instant of a timer, on one node at a time.
 */
export interface Jobs {
  /**
   * Handles what comes into a queue, each message when it is due. One handler for each queue; messages of one group are
   * handled one after the other, in order.
   */
  handle<T>(queue: Key, handler: JobHandler<T>, options?: JobOptions<T>): JobRegistration

  /**
   * Runs something at regular instants, one interval apart, the first one an interval after the name was registered for
   * the first time. The instants are kept in the store: a restart neither forgets nor doubles one. Instants that passed
   * while nobody ran, or while a run went on, are made up for by one run. A run that fails is repeated with back-off.
   * `name` is for ever; another `intervalMs` under the same name moves the next instant. Unit: milliseconds.
   */
  every(name: string, intervalMs: number, run: RecurringRun, options?: RecurringOptions): JobRegistration

  /**
   * Counts work that is no job as under way until it ends, so that `idle` waits for it: what somebody was woken for by the store
   * or the clock. Waiting itself must not be counted.
   */
  during<T>(work: () => Promise<T>): Promise<T>
}

/** A handler that was registered. */
export interface JobRegistration {
  /** Takes nothing more, waits for what runs (up to the runner's limit), puts back what was not begun. */
  stop(): Promise<void>
}

/**
 * Does one piece of work. What it answers is committed together with the acknowledgement, so that effect and
 * acknowledgement are one: a handler that changes nothing else than by its answer works exactly once, whatever fails.
 * Everything else that it does may happen more than once. An answer is not committed by the handler itself.
 *
 * When a condition of the answer does not hold (somebody changed what was read), the handler runs again at once, a few
 * times. When it fails, the message comes back after a time.
 */
export type JobHandler<T> = (message: Message<T>, job: RunningJob) => Promise<JobAnswer>

/** What is committed with the acknowledgement; nothing: the acknowledgement alone. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler without an answer need not say so.
export type JobAnswer = Atomic | undefined | void

/** How a handler ends its message in a commit of its own, with what else goes into that. Its answer is nothing then. */
export interface MessageEnding {
  /** To be put into the commit. Where the first of them does not hold, the message is another's by now. */
  readonly changes: readonly Change[]
  /** The commit has been. */
  readonly onEnded: () => void
}

/** What a handler knows beside its message. */
export interface RunningJob {
  /** Aborts when the message is no longer this node's, or the server cannot wait any longer. Its answer then is void. */
  readonly signal: AbortSignal
  /** Which attempt this is, 1 the first. Deliveries that came to no attempt do not count. */
  readonly attempt: number
  /** Absent: there is no message, but the instant of a timer. */
  readonly ending?: MessageEnding
}

/** How the messages of one queue are handled. All may be left out. */
export interface JobOptions<T> {
  /** Handlers that run at once on this node. Default 8. A group counts as one. */
  readonly concurrency?: number
  /** How long a message stays with a node that gives no sign of life. Unit: milliseconds. Default 6,000. */
  readonly leaseMs?: number
  /** False: the lease need not be on the disk before the handler begins. After a crash right then the delivery does not count. Default: true. */
  readonly durableLease?: boolean
  /** How the time between attempts grows. Default: a second, doubling up to five minutes. */
  readonly retry?: BackoffPolicy
  /** After this many attempts it is given up. Default: never. */
  readonly attemptsMax?: number
  /** What still fails this long after its first delivery is given up. Unit: milliseconds. Default: never. */
  readonly tryingMsMax?: number
  /**
   * Answers what is committed when a message is given up, together with its acknowledgement: a dead letter, say. Fails:
   * it is asked again after a time, and the handler is not, once its attempts are used up.
   */
  readonly onGiveUp?: (message: Message<T>, failure: unknown) => Promise<JobAnswer>
}

/** One run of a recurring timer. What it answers is committed together with the next instant. */
export type RecurringRun = (instant: RecurringInstant) => Promise<JobAnswer>

/** How a recurring timer runs. All may be left out. */
export interface RecurringOptions {
  /**
   * Nobody can tell by any answer whether a run has been: it frees room on the disk, and readers leave out what it would take away. Such runs come
   * seldom under a clock that is moved by years.
   */
  readonly isTidying?: boolean
}

/** What a run of a timer knows. */
export interface RecurringInstant extends RunningJob {
  /** The instant for which it runs; now, or earlier. Unit: milliseconds since the epoch. */
  readonly dueAt: number
}

/** What this room needs. */
export interface JobSurroundings {
  readonly store: Store
  readonly clock: Clock
  readonly random: RandomSource
  readonly logger: Logger
}

/** What the parts of this room share. */
export interface JobRoom extends JobSurroundings {
  readonly activity: Activity
  /** What is done to be on the safe side alone, or to free room on the disk, is done this seldom at least. Unit: milliseconds. */
  readonly routineMsMin: number
}
