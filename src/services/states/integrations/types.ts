/**
 * What a Task state asks of the world, and what comes of it. `perform` (perform.ts) finds the integration of a resource; an
 * integration is a function from a task to its outcome, which acts by `room.call` on behalf of `task.caller`.
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import type { Caller, Surroundings } from '../../../dispatch/index.ts'
import type { HttpAnswer } from '../adapters/http-client.ts'
import type { Parent } from '../domain/addresses.ts'
import type { Resource } from '../engine.ts'

/** One attempt of a Task state. */
export interface Task {
  readonly taskId: string
  readonly stateName: string
  /** 0 the first; one more with each retry. */
  readonly attempt: number
  /** Never an activity: those wait for their workers. */
  readonly resource: Resource
  /** What is handed to it: after Parameters or Arguments. */
  readonly arguments: Json
  /** Of `waitForTaskToken`. It stands in the arguments where the definition says. */
  readonly taskToken?: string
  readonly executionArn: string
  readonly stateMachineArn: string
  /**
   * The machine's role, or the one of the task's credentials; with the chain of requests that it is part of, the ids of the trail, and
   * a signal that aborts when nobody waits for the task any more or the server stops.
   */
  readonly caller: Caller
  readonly signal: AbortSignal
  /**
   * Of a `.sync` task of a Standard execution: hand it to `startChild` with the execution that is started; the task then ends with that
   * execution, whatever becomes of this server. Absent in Express executions, which have no `.sync`.
   */
  readonly parent?: Parent
  /** When the task began. Unit: milliseconds since the epoch. */
  readonly startedAt: number
  /** Is told what an HTTP endpoint was sent and answered: each exchange, of which the last one counts. Of TestState's. */
  readonly onExchange?: (exchange: HttpExchange) => void
}

/** What an HTTP task sent, and what came back. */
export interface HttpExchange {
  /** The task's arguments. */
  readonly given: JsonObject
  /** What the connection added: secrets. */
  readonly added: ConnectionCredentials
  /** Absent: there was none. */
  readonly answer?: HttpAnswer
}

/** What a connection of EventBridge's adds to requests. */
export interface ConnectionCredentials {
  readonly Headers: Readonly<Record<string, string>>
  readonly Query: ReadonlyArray<readonly [string, string]>
  readonly Body: Readonly<Record<string, string>>
}

/** What became of a task. */
export type TaskOutcome =
  | { readonly type: 'succeeded'; readonly output: Json }
  /**
   * A `.sync` or `waitForTaskToken` task that goes on elsewhere; `output` as TaskSubmitted shows it. It ends by a token, or by its child. `stop`
   * is called when nobody waits for it any more: the end of what a `.sync` task started.
   */
  | { readonly type: 'submitted'; readonly output: Json; readonly stop?: StopCall }
  /**
   * `error` as Retry and Catch know it. `phase` tells which event AWS writes: `run` (the default) TaskFailed; `submit`: a `.sync` or
   * `waitForTaskToken` task could not be handed in; `start`, `schedule`: it never began.
   */
  | {
      readonly type: 'failed'
      readonly error: string
      readonly cause?: string
      readonly phase?: 'run' | 'submit' | 'start' | 'schedule'
    }

/** An operation that ends what a task began: `states:StopExecution`. Made with the task's role; a failure of it is logged. */
export type StopCall = {
  readonly operation: string
  readonly input: { readonly [name: string]: Json | undefined }
}

/** What integrations are given. */
export interface TaskRoom extends Pick<Surroundings, 'call' | 'clock' | 'random' | 'logger' | 'settings'> {
  /**
   * Starts a Standard execution whose end ends the task: with `{ Output: text }` for `sync`, parsed for `sync:2`. Fails as StartExecution
   * does, with an AwsError.
   */
  readonly startChild: (
    input: StartChildInput,
    caller: Caller,
    parent: Parent,
  ) => Promise<{ readonly executionArn: string; readonly startDate: Date }>
}

export interface StartChildInput {
  readonly stateMachineArn: string
  readonly name?: string
  /** JSON. */
  readonly input?: string
  readonly traceHeader?: string
}

/** One integration, or the door to all of them. Does not throw: what goes wrong is an outcome. Aborted: what it answers is ignored. */
export type Perform = (room: TaskRoom, task: Task) => Promise<TaskOutcome>
