/**
 * The life of an execution environment.
 *
 *   starting ──> initialising ──> idle <──────> invoking
 *                     ^  │         │ ^              │
 *                     │  │         v │ (thawed)     │
 *                     │  │       frozen ────────────┤ (an invocation that thaws it)
 *                     │  v                          │
 *                     └─ idle with a failed start   │
 *                     ^                             │
 *                     └──── invoking (started again: its first start failed, or it was reset)
 *                               └──> resetting ──> idle
 *
 *   any of them ──> stopping ──> stopped
 *
 * `starting`: the sandbox gets its walls and code. `initialising`: extensions register, the handler is loaded. `resetting`: an
 * invocation was ended by Lambda, and so are all processes. An environment without a runtime, because its init failed or because it was
 * reset, is idle all the same: its next invocation starts the runtime again (AWS calls it a suppressed init).
 */
import type { Logger } from '../../base/logger.ts'

/** Where an environment is in its life. */
export type EnvironmentState =
  | 'starting'
  | 'initialising'
  | 'idle'
  | 'invoking'
  | 'resetting'
  | 'frozen'
  | 'stopping'
  | 'stopped'

const transitions: Readonly<Record<EnvironmentState, readonly EnvironmentState[]>> = {
  starting: ['initialising', 'stopping'],
  initialising: ['idle', 'invoking', 'resetting', 'stopping'],
  idle: ['invoking', 'frozen', 'stopping'],
  invoking: ['idle', 'initialising', 'resetting', 'stopping'],
  resetting: ['idle', 'stopping'],
  frozen: ['idle', 'invoking', 'stopping'],
  stopping: ['stopped'],
  stopped: [],
}

/** Whether an environment may go from one state to another. */
export function mayMove(from: EnvironmentState, to: EnvironmentState): boolean {
  return transitions[from].includes(to)
}

/** The state of one environment. */
export class LifeCycle {
  readonly #logger: Logger
  readonly #onMove: (from: EnvironmentState, to: EnvironmentState) => void
  #state: EnvironmentState = 'starting'

  constructor(logger: Logger, onMove: (from: EnvironmentState, to: EnvironmentState) => void) {
    this.#logger = logger
    this.#onMove = onMove
  }

  get state(): EnvironmentState {
    return this.#state
  }

  /** True when it has ended or is about to. */
  get isOver(): boolean {
    return this.#state === 'stopping' || this.#state === 'stopped'
  }

  /** Moves on; a transition that is not in the diagram is refused and logged. */
  move(to: EnvironmentState): boolean {
    const from = this.#state
    if (!mayMove(from, to)) {
      // After the end all kinds of things still arrive, which is no news.
      const log = this.isOver ? this.#logger.debug : this.#logger.error
      log.call(this.#logger, 'An execution environment cannot move on so', { from, to })
      return false
    }
    this.#state = to
    this.#onMove(from, to)
    return true
  }
}
