import type { Json } from '../../../base/json.ts'
import { StateError } from '../expressions/types.ts'

/**
 * How a state, a branch or an execution fails: a value that retriers and catchers look at.
 * Source: Step Functions Developer Guide, "Handling errors in Step Functions workflows".
 */
export interface Failure {
  /** Absent when a Fail state or a worker gave none. */
  readonly error?: string
  readonly cause?: string
  /** A further name that Retry and Catch know it by: a missed heartbeat is told as `States.Timeout`, and is a `States.HeartbeatTimeout` too. */
  readonly alias?: string
  /** Written to the history by an EvaluationFailed event: the field of the state. */
  readonly location?: string
  /** Not matched by `States.ALL` or `States.TaskFailed`: retriers and catchers must name it. */
  readonly byNameAlone?: true
  /** Not a task's: `States.TaskFailed` does not stand for it. */
  readonly notOfTask?: true
}

/** The words of `States.DataLimitExceeded`. `of`: a state's name, a resource type (`lambda`) or a function's ARN. Observed on AWS, 2024-03-21. */
export function tooLarge(of: string): Failure {
  return {
    error: 'States.DataLimitExceeded',
    cause: `The state/task '${of}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  }
}

/** What is thrown within the machine when a state fails otherwise than by its expressions. Never leaves the machine. */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.error ?? 'failed')
    this.failure = failure
  }
}

/**
 * The failure that an error means which was thrown while a state was evaluated. The sentence before the cause is AWS's for errors that the service
 * itself finds in the state. Observed on AWS, 2023-11-23. An error of another kind is a defect, and is thrown on.
 */
export function failureOf(error: unknown, stateName: string, enteredEventId: number): Failure {
  if (error instanceof FailureError) return error.failure
  if (!(error instanceof StateError)) throw error
  if (error.error === 'States.DataLimitExceeded') {
    return { error: error.error, cause: error.cause, byNameAlone: true, ...located(error) }
  }
  return {
    error: error.error,
    cause: `An error occurred while executing the state '${stateName}' (entered at the event id #${enteredEventId}). ${error.cause}`,
    ...located(error),
  }
}

function located(error: StateError): { location?: string } {
  return error.location === undefined ? {} : { location: error.location }
}

/** What a catcher hands on, `$states.errorOutput`: members that the failure lacks are left out. */
export function errorOutput(failure: Failure): Json {
  return {
    ...(failure.error !== undefined && { Error: failure.error }),
    ...(failure.cause !== undefined && { Cause: failure.cause }),
  }
}

/** The failure as events tell it: members that it lacks are left out. */
export function failureDetails(failure: {
  readonly error?: string | undefined
  readonly cause?: string | undefined
}): { error?: string; cause?: string } {
  return {
    ...(failure.error !== undefined && { error: failure.error }),
    ...(failure.cause !== undefined && { cause: failure.cause }),
  }
}

/**
 * Whether a retrier or catcher takes a failure. `States.Runtime` is nobody's: it always ends the execution (observed on AWS, 2023-11-23).
 * `States.TaskFailed` stands for all but timeouts, and what a Fail state fails with: a Task state must have failed. UNVERIFIED for the latter; so says the
 * States Language, "Errors", and the Developer Guide, "Testing state machines with TestState API" (errorCausedByState).
 */
export function matches(errorEquals: readonly string[], failure: Failure): boolean {
  if (failure.error === 'States.Runtime') return false
  for (const name of errorEquals) {
    if (name === failure.error || (failure.alias !== undefined && name === failure.alias)) return true
    if (failure.byNameAlone) continue
    if (name === 'States.ALL') return true
    if (name === 'States.TaskFailed' && failure.error !== 'States.Timeout' && !failure.notOfTask) return true
  }
  return false
}
