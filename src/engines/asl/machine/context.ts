import type { Json, JsonObject } from '../../../base/json.ts'
import type { State } from '../definition/program.ts'
import type { Scope } from '../expressions/types.ts'
import { isoTime } from './iso-time.ts'
import type { Run } from './run.ts'
import type { Execution, Thread, ThreadId } from './types.ts'

/** What may be seen beside the state's input. */
export interface ScopeExtras {
  /** What `$` stands for. Absent: the input as the state before left it. */
  readonly input?: Json
  readonly result?: Json
  readonly errorOutput?: Json
  readonly taskToken?: string
  /** `$$.Map.Item`, of an item selector. */
  readonly mapItem?: JsonObject
}

/** What a state's expressions see, as things are now. Context and variables are put together when somebody looks at them. */
export function scopeOf(run: Run, id: ThreadId, extras: ScopeExtras = {}): Scope {
  return new RunScope(run, id, extras)
}

class RunScope implements Scope {
  readonly input: Json
  readonly result?: Json
  readonly errorOutput?: Json
  readonly chance: Scope['chance']
  readonly #makeContext: () => JsonObject
  readonly #makeVariables: () => JsonObject
  #context: JsonObject | undefined
  #variables: JsonObject | undefined

  constructor(run: Run, id: ThreadId, extras: ScopeExtras) {
    const { execution } = run
    const thread = run.thread(id)
    const { input, result, errorOutput } = extras
    this.input = input === undefined ? thread.input : input
    if (result !== undefined) this.result = result
    if (errorOutput !== undefined) this.errorOutput = errorOutput
    this.chance = run.chance
    this.#makeContext = () => contextAt(run, execution, id, thread, extras)
    this.#makeVariables = () => variablesAt(run, thread)
  }

  get context(): JsonObject {
    this.#context ??= this.#makeContext()
    return this.#context
  }

  get variables(): JsonObject {
    this.#variables ??= this.#makeVariables()
    return this.#variables
  }
}

/**
 * The context object, member for member in AWS's order. Source: Developer Guide, "Accessing execution data from the Context object"; observed on AWS,
 * 2024-11-04 (`RetryCount` is there in states that can be retried).
 */
export function contextOf(run: Run, id: ThreadId, extras: ScopeExtras = {}): JsonObject {
  return contextAt(run, run.execution, id, run.thread(id), extras)
}

function contextAt(
  run: Run,
  { facts, input, startedMs, redriveCount, redrivenMs }: Execution,
  id: ThreadId,
  thread: Thread,
  extras: ScopeExtras,
): JsonObject {
  const given = run.inspection?.context
  if (given) return { ...given, ...(extras.mapItem && { Map: { Item: extras.mapItem } }) }
  return {
    Execution: {
      Id: facts.executionArn,
      Input: input,
      StartTime: isoTime(startedMs),
      Name: facts.name,
      RoleArn: facts.roleArn,
      RedriveCount: redriveCount,
      ...(redrivenMs !== undefined && { RedriveTime: isoTime(redrivenMs) }),
    },
    StateMachine: { Id: facts.stateMachineArn, Name: facts.stateMachineName },
    State: {
      Name: thread.state,
      EnteredTime: isoTime(thread.enteredMs ?? run.nowMs),
      ...(retriable(run.stateOf(id)) && { RetryCount: thread.retryCount ?? 0 }),
    },
    ...(extras.taskToken !== undefined && { Task: { Token: extras.taskToken } }),
    ...facts.context,
    ...(extras.mapItem && { Map: { Item: extras.mapItem } }),
  }
}

function retriable(state: State): boolean {
  return state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map'
}

/** All variables that a thread can see: those of inner scopes hide outer ones of the same name. */
export function variablesOf(run: Run, id: ThreadId): JsonObject {
  return variablesAt(run, run.thread(id))
}

function variablesAt(run: Run, thread: Thread): JsonObject {
  if (thread.fork === undefined) return thread.variables
  const outer = variablesOf(run, run.fork(thread.fork).thread)
  const inner = thread.variables
  if (Object.keys(inner).length === 0) return outer
  if (Object.keys(outer).length === 0) return inner
  return { ...outer, ...inner }
}
