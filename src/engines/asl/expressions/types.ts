import type { Json, JsonObject } from '../../../base/json.ts'

/**
 * What is evaluated while a state machine runs. Everything here was compiled once with the definition; evaluating takes the values of
 * that moment as a `Scope` and knows neither time nor chance but by it.
 */

export type QueryLanguage = 'JSONPath' | 'JSONata'

/** Time and chance of one step. The same event gives the same answers, so that a step done again is the same step. */
export interface Chance {
  /** Unit: milliseconds since 1970. */
  readonly nowMs: number
  /** A number in [0, 1). */
  random(): number
  /** A UUID of version 4. */
  uuid(): string
}

/** What an expression can see. */
export interface Scope {
  /** What `$` and `$states.input` stand for. OutputPath and ResultSelector read another document: hand it in here. */
  readonly input: Json
  /** The context object: `$$` and `$states.context`. */
  readonly context: JsonObject
  /** Variables by name; those of outer scopes are merged in already. */
  readonly variables: JsonObject
  /** `$states.result`: the result of a Task, Parallel or Map; for a Pass its input. Absent while there is none. */
  readonly result?: Json
  /** `$states.errorOutput`, in a catcher alone: `{ Error, Cause }`. */
  readonly errorOutput?: Json
  readonly chance: Chance
}

/**
 * Something compiled. Constants and JSONPath answer at once; JSONata answers with a promise, though it waits for nothing.
 * Fails with `StateError`.
 */
export interface Expression<T> {
  /** Present where the value is the same each time. */
  readonly constant?: T
  evaluate(scope: Scope): T | Promise<T>
}

/** A document with expressions in it: Parameters, ResultSelector, Arguments, Output and the like. */
export type Template = Expression<Json>

/** A path that reads: InputPath, OutputPath, ItemsPath. Never waits. */
export interface Path {
  /** As written. */
  readonly text: string
  evaluate(scope: Scope): Json
}

/** A path that names one place: ResultPath. */
export interface ReferencePath {
  /** As written. */
  readonly text: string
  /**
   * The input with the result at that place. Objects that are missing on the way are made.
   * @throws StateError `States.ResultPathMatchFailure`, when something on the way is no object or an array is too short.
   */
  put(input: Json, result: Json): Json
}

/** The Assign of a state, a rule or a catcher. All values are evaluated before any is assigned. */
export interface Assign {
  readonly names: readonly string[]
  /** The new values by name. Sizes are checked. */
  evaluate(scope: Scope): JsonObject | Promise<JsonObject>
}

/**
 * How a state fails: a value that Retry and Catch see. `cause` is said in AWS's words about the field; the sentence that AWS puts before it for
 * `States.Runtime` ("An error occurred while executing the state 'X' (entered at the event id #2). ") is the machine's, which knows the event.
 */
export class StateError extends Error {
  override readonly name = 'StateError'
  /** `States.Runtime`, `States.ParameterPathFailure`, `States.QueryEvaluationError`, … */
  readonly error: string
  override readonly cause: string
  /** The field in the state, of an EvaluationFailed event: `Arguments/Payload/id`. Of JSONata alone. */
  readonly location?: string

  constructor(error: string, cause: string, location?: string) {
    super(`${error}: ${cause}`)
    this.error = error
    this.cause = cause
    if (location !== undefined) this.location = location
  }
}
