/**
 * Time as an argument. Everything that waits, expires, schedules or stamps asks a {@link Clock}; nothing else
 * in the server reads the machine's time. Tests hand in a virtual clock and move it by hand.
 */
export interface Clock {
  /** The time now. Unit: milliseconds since 1970-01-01T00:00:00Z, whole. */
  now(): number
  /**
   * Runs `callback` once, at or after `at` (milliseconds since the epoch). An instant that has passed runs it
   * as soon as possible, never before this call returned. A pending timer does not keep the process alive.
   */
  setTimer(at: number, callback: () => void): Timer
}

/** A timer that was set; cancelling one that has run does nothing. */
export interface Timer {
  cancel(): void
}

/** Waits for a span of time on the given clock, or until the signal aborts (then rejects with its reason). */
export function delay(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error)
      return
    }
    const onAbort = () => {
      timer.cancel()
      reject(signal?.reason as Error)
    }
    const timer = clock.setTimer(clock.now() + milliseconds, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
