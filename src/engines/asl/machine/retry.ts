import { maxDelaySecondsMax } from '../definition/limits.ts'
import type { Retrier, State } from '../definition/program.ts'
import { type Failure, matches } from './failure.ts'
import type { Run } from './run.ts'
import type { ThreadId } from './types.ts'

/** Which of a state's retriers lets it be attempted again, and after what time. */
export interface Retry {
  readonly index: number
  readonly delayMs: number
}

/**
 * The first retrier that names the error decides; when its attempts are used up, no later one is asked.
 * Source: Amazon States Language, "Retrying after error": counters are kept for each retrier.
 */
export function retryOf(
  state: State,
  failure: Failure,
  counts: readonly number[] | undefined,
  random: () => number,
): Retry | undefined {
  if (!('retry' in state)) return undefined
  const index = state.retry.findIndex((retrier) => matches(retrier.errorEquals, failure))
  const retrier = state.retry[index]
  const used = counts?.[index] ?? 0
  if (!retrier || used >= retrier.maxAttempts) return undefined
  const seconds = backoffSeconds(retrier, used)
  return { index, delayMs: Math.round(seconds * 1000 * (retrier.jitter === 'FULL' ? random() : 1)) }
}

/** Seconds before the attempt after so many retries, without jitter. */
function backoffSeconds(retrier: Retrier, used: number): number {
  const seconds = retrier.intervalSeconds * retrier.backoffRate ** used
  // A rate may run beyond any number.
  return Math.min(seconds, retrier.maxDelaySeconds ?? maxDelaySecondsMax)
}

/** The state is about to be attempted again, once the retrier's time has passed. Nothing of it is told in the history. */
export function retry(run: Run, id: ThreadId, state: State, { index, delayMs }: Retry): void {
  const { retryCount = 0, retrierCounts = [] } = run.thread(id)
  const places = 'retry' in state ? state.retry.length : 0
  const counts = Array.from(
    { length: places },
    (_, place) => (retrierCounts[place] ?? 0) + (place === index ? 1 : 0),
  )
  const untilMs = run.nowMs + delayMs
  run.changeThread(id, { retryCount: retryCount + 1, retrierCounts: counts })
  if (delayMs === 0) {
    run.changeThread(id, { activity: { kind: 'again' } })
    run.ready.push(id)
  } else {
    const timerId = run.setTimer(id, untilMs)
    run.changeThread(id, { activity: { kind: 'wait', timerId, untilMs, retry: true } })
  }
}
