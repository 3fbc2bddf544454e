/**
 * What becomes of an asynchronously invoked event after an attempt: retried, done, or given up.
 *
 * Two kinds of failure count apart. Errors of the function are repeated as often as the configuration says (0 to 2 times), a
 * minute after the first and two minutes after the second. Throttles and failures of Lambda itself are no attempts of the
 * function: the event goes back to the queue until it is too old, at intervals that double from one second to five minutes.
 * Source: Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation".
 */

/** How an attempt ended. `gone`: the function, or what the qualifier named, is not there any more. */
export type AttemptEnd =
  | 'success'
  | 'function error'
  | 'throttled'
  | 'system error'
  | 'no concurrency'
  | 'recursion'
  | 'gone'

/** How far an event has come. Instants in milliseconds since the epoch. */
export type EventProgress = {
  readonly acceptedAt: number
  /** How often the function ran for it: what records call `approximateInvokeCount`. */
  readonly invokeCount: number
  /** Throttles and system errors in a row. */
  readonly returnCount: number
}

/** What an event invoke configuration says about errors. */
export type EventLimits = { readonly retryAttempts: number; readonly eventAgeSeconds: number }

/** Source: API Reference, PutFunctionEventInvokeConfig: at most, and unless told otherwise, two retries and six hours. */
export const eventLimitsDefault: EventLimits = { retryAttempts: 2, eventAgeSeconds: 21_600 }

/** Why an event was given up, in the words of invocation records. `gone` events have no record: nobody is left to ask. */
export type GivenUp =
  | 'RetriesExhausted'
  | 'EventAgeExceeded'
  | 'ZeroReservedConcurrency'
  | 'RecursiveInvocation'
  | 'FunctionNotFound'

/** What happens next. `at`: milliseconds since the epoch. */
export type NextStep =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly at: number; readonly progress: EventProgress }
  | { readonly kind: 'give up'; readonly condition: GivenUp; readonly progress: EventProgress }

/** Unit: milliseconds. Source as above. */
const functionErrorStepMs = 60_000
const returnFirstMs = 1_000
const returnLongestMs = 300_000

/** Whether an event is too old to be tried (again). */
export function isTooOld(
  { acceptedAt }: EventProgress,
  { eventAgeSeconds }: EventLimits,
  at: number,
): boolean {
  return at - acceptedAt > eventAgeSeconds * 1000
}

/** Decides after an attempt that ended now. `before` is the progress without it. */
export function nextStep(end: AttemptEnd, before: EventProgress, limits: EventLimits, now: number): NextStep {
  const ran = end === 'success' || end === 'function error'
  const progress: EventProgress = {
    acceptedAt: before.acceptedAt,
    invokeCount: before.invokeCount + (ran ? 1 : 0),
    returnCount: ran ? 0 : before.returnCount + 1,
  }
  const giveUp = (condition: GivenUp): NextStep => ({ kind: 'give up', condition, progress })
  const retry = (waitMs: number): NextStep => {
    const at = now + waitMs
    // As at AWS, an event that will be too old when its turn comes is not kept until then.
    return isTooOld(progress, limits, at) ? giveUp('EventAgeExceeded') : { kind: 'retry', at, progress }
  }
  switch (end) {
    case 'success':
      return { kind: 'done' }
    case 'function error':
      return progress.invokeCount > limits.retryAttempts
        ? giveUp('RetriesExhausted')
        : retry(functionErrorStepMs * progress.invokeCount)
    case 'throttled':
    case 'system error':
      return retry(Math.min(returnLongestMs, returnFirstMs * 2 ** (progress.returnCount - 1)))
    case 'no concurrency':
      return giveUp('ZeroReservedConcurrency')
    case 'recursion':
      return giveUp('RecursiveInvocation')
    case 'gone':
      return giveUp('FunctionNotFound')
  }
}
