/** What the checker of histories knows while it reads: lines of states, and the forks that they run in. */
import assert from 'node:assert/strict'
import type { Json, JsonObject } from '../../../src/base/json.ts'

/** A state as it is defined. */
export type StateJson = JsonObject & { readonly Type: string }

/**
 * How far a line is in its state. `ready`: about to enter one of `next`; `scheduled`, `started`, `submitted`: of a task; `fork`: its threads are at work;
 * `succeeded`: a task or its threads have; `failed`: an attempt has; `ended`: its last state was left; `redriven`: goes on after a redrive.
 */
export type Phase =
  | 'ready'
  | 'entered'
  | 'scheduled'
  | 'started'
  | 'submitted'
  | 'fork'
  | 'succeeded'
  | 'failed'
  | 'ended'
  | 'redriven'

/** One line of states. */
export interface Line {
  readonly fork?: ForkInstance
  readonly index: number
  /** The event that the line's next one points to. */
  tip: number
  phase: Phase
  /** States that it may enter next. */
  next: readonly string[]
  /** Input that its next state must have. Undefined: not known. */
  handsOn?: string
  state?: string
  entered: boolean
  /** How often each of the state's retriers has tried it again since it was entered. */
  retries: number[]
  /** By all of them together. */
  retryCount: number
  error?: string
  inner?: ForkInstance
  /** Of a Map state in DISTRIBUTED mode. */
  mapRunArn?: string
  /** The end of its Parallel or Map state is in the history. */
  told?: boolean
}

/** A Parallel or Map state at work. */
export interface ForkInstance {
  readonly kind: 'Parallel' | 'Map'
  readonly state: string
  readonly startedId: number
  readonly length: number
  readonly parent: Line
  begun: number
  succeeded: number
  /** Threads that have not succeeded. */
  lines: Line[]
  /** Tips of iterations that have ended: those that begin later point to them. */
  readonly endedTips: Set<number>
  /** Indexes that a redrive begins again. */
  readonly again: Set<number>
}

/** All states by name; their names are unique in a machine. */
export function statesOf(definition: JsonObject): Map<string, StateJson> {
  const states = new Map<string, StateJson>()
  const gather = (program: Json | undefined) => {
    for (const [name, state] of Object.entries((program as JsonObject).States as Record<string, StateJson>)) {
      assert.ok(!states.has(name), 'Names of states are unique.')
      states.set(name, state)
      for (const branch of (state.Branches as readonly Json[] | undefined) ?? []) gather(branch)
      if (state.ItemProcessor) gather(state.ItemProcessor)
    }
  }
  gather(definition)
  return states
}

/** Where a state may lead to when it succeeds. Empty: nowhere, its line ends. */
export function targetsOf(state: StateJson): string[] {
  if (state.Type === 'Choice') {
    const rules = state.Choices as readonly { readonly Next: string }[]
    return [
      ...rules.map(({ Next }) => Next),
      ...(state.Default === undefined ? [] : [state.Default as string]),
    ]
  }
  return state.Next === undefined ? [] : [state.Next as string]
}

interface Handler {
  readonly ErrorEquals: readonly string[]
  readonly MaxAttempts?: number
  readonly Next: string
}

/** Whether a retrier or catcher may take an error: a missed heartbeat looks like a timeout in the history. `surely`: whether it must. */
function takes(handler: Handler, error: string | undefined, surely = false): boolean {
  return handler.ErrorEquals.some(
    (name) =>
      name === error ||
      name === 'States.ALL' ||
      // Only Fail states fail with Sim.Failed, and these are no tasks.
      (name === 'States.TaskFailed' && error !== 'States.Timeout' && error !== 'Sim.Failed') ||
      (name === 'States.HeartbeatTimeout' && error === 'States.Timeout' && !surely),
  )
}

/**
 * Counts one more retry of a line. False: no retrier allows it. The first that takes the error does, when it has attempts left; a timeout may have been
 * a missed heartbeat, and where another retrier takes these it is not known which of them has counted it.
 */
export function countRetry(line: Line, state: StateJson): boolean {
  const retriers = (state.Retry as readonly Handler[] | undefined) ?? []
  const candidates = [true, false].map((surely) =>
    retriers.findIndex((one) => takes(one, line.error, surely)),
  )
  const [sure = -1, possible = -1] = candidates
  const mostOf = (index: number) => retriers[index]?.MaxAttempts ?? 3
  const all = retriers.reduce((sum, _, index) => sum + mostOf(index), 0)
  if (line.retryCount >= all) return false
  if (sure === possible) {
    if (sure < 0 || (line.retries[sure] ?? 0) >= mostOf(sure)) return false
    line.retries[sure] = (line.retries[sure] ?? 0) + 1
  } else if (candidates.every((index) => index < 0 || mostOf(index) === 0)) return false
  line.retryCount++
  return true
}

/** Where catchers may take an error. */
export function caughtBy(state: StateJson, error: string | undefined, surely?: boolean): string[] {
  return ((state.Catch as readonly Handler[] | undefined) ?? [])
    .filter((handler) => takes(handler, error, surely))
    .map(({ Next }) => Next)
}
