/**
 * What goes into the interpreter and what comes out of it.
 *
 *     advance(program, execution, event, settings) -> { execution, history, commands }
 *
 * The execution is a JSON document; an event tells what happened in the world, with its time and a seed for everything that
 * is left to chance; the step's history and commands are to be kept in the same commit as the document, and only then are the
 * commands carried out. What they lead to comes back as events. An event that tells of something that is over (a second
 * completion, a timer that was taken back) changes nothing: `step.execution` is then the very object that was handed in.
 *
 * Nothing here is changed in place: parts of the document that a step leaves as they were stay the same objects.
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import type { Resource } from '../definition/program.ts'
import type { HistoryEvent } from './history-event.ts'

/** Name of a line of states within one execution, unique in it: `main`, `t7`. The execution's own states run in `main`. */
export type ThreadId = string
/** Name of a task or a Map Run within one execution, unique in it, after its thread: `t7.9`. */
export type TaskId = string
/** Name of a timer within one execution, unique in it, after its thread: a timer that is set anew has another name. */
export type TimerId = string

// Settings.

/** What the interpreter must be told of the place where it runs. Constant for one execution. */
export interface MachineSettings {
  /** STANDARD ends executions at `historyEventsMax`; EXPRESS has no such limit. */
  readonly type: 'STANDARD' | 'EXPRESS'
  /** Region that `TaskScheduled` names. */
  readonly region: string
  /** Nobody reads how states are entered and left: these events have their ids, and are not told. Of EXPRESS alone. */
  readonly statesUntold?: boolean
  /** The token of a task that waits for one, and of an activity's task. `nonce` is 32 hexadecimal digits. At most 1,024 characters (2,048 at AWS). */
  readonly taskToken?: (taskId: TaskId, nonce: string) => string
  /** ARNs of activities that do not exist: a task of one fails before it is scheduled. */
  readonly missingActivities?: ReadonlySet<string>
  /** Events in a history, 25,000. A test may ask for fewer. */
  readonly historyEventsMax?: number
  /** Bytes of an input, an output or a result, 262,144. */
  readonly payloadBytesMax?: number
  /** Transitions of one step after which it asks to `Continue`, 1,000: bounds what one commit carries. */
  readonly transitionsPerStepMax?: number
}

// Events.

/** What every event carries. */
export interface EventBase {
  /** Milliseconds since 1970 at which the driver took the event up: the timestamp of all history of this step. Never less than before. */
  readonly nowMs: number
  /** 32 hexadecimal digits by chance, anew for each event: whatever the step leaves to chance comes from it, so that a replay is exact. */
  readonly seed: string
}

/** What the context object tells of the execution. */
export interface ExecutionFacts {
  /** `$$.Execution.Id`. */
  readonly executionArn: string
  /** `$$.Execution.Name`. */
  readonly name: string
  readonly roleArn: string
  /** `$$.StateMachine.Id`. */
  readonly stateMachineArn: string
  readonly stateMachineName: string
  /** In `ExecutionStarted`, when the execution was started by an alias or a version. */
  readonly stateMachineAliasArn?: string
  readonly stateMachineVersionArn?: string
  /** Further members of the context object, over what the machine itself puts there: those of a Map Run's child (`Map.Item`), those of TestState. */
  readonly context?: JsonObject
}

/** StartExecution: the first event of every execution. */
export interface StartEvent extends EventBase {
  readonly type: 'Start'
  readonly input: Json
  /** The input as the caller wrote it, for the history's first two events. Absent: compact. */
  readonly inputText?: string
  readonly facts: ExecutionFacts
}

/** The task has begun: `TaskStarted`, `LambdaFunctionStarted`, `ActivityStarted`. Told once; may be left out, then the end tells it too. */
export interface TaskStartedEvent extends EventBase {
  readonly type: 'TaskStarted'
  readonly taskId: TaskId
  /** Of an activity's worker. */
  readonly workerName?: string
}

/** A `.sync` or `.waitForTaskToken` task was handed in, and goes on elsewhere: `TaskSubmitted`. */
export interface TaskSubmittedEvent extends EventBase {
  readonly type: 'TaskSubmitted'
  readonly taskId: TaskId
  readonly output: Json
}

/** The task has come to its end with an output. */
export interface TaskSucceededEvent extends EventBase {
  readonly type: 'TaskSucceeded'
  readonly taskId: TaskId
  readonly output: Json
}

/** The task failed. `phase` tells which event AWS writes. */
export interface TaskFailedEvent extends EventBase {
  readonly type: 'TaskFailed'
  readonly taskId: TaskId
  /** The error's name as Retry and Catch compare it, such as `Lambda.TooManyRequestsException`. Absent when a worker gave none. */
  readonly error?: string
  readonly cause?: string
  /**
   * `run`, the default: `TaskFailed`. `submit`: a `.sync` or `.waitForTaskToken` task could not be handed in, `TaskSubmitFailed`.
   * `start`: `TaskStartFailed`, `LambdaFunctionStartFailed`. `schedule`: `LambdaFunctionScheduleFailed`, `ActivityScheduleFailed`.
   */
  readonly phase?: 'run' | 'submit' | 'start' | 'schedule'
}

/** The task is alive: the time of its heartbeat begins anew. Changes only the document. */
export interface TaskHeartbeatEvent extends EventBase {
  readonly type: 'TaskHeartbeat'
  readonly taskId: TaskId
}

/** A timer's moment has come. Firing early is harmless for heartbeats alone. */
export interface TimerFiredEvent extends EventBase {
  readonly type: 'TimerFired'
  readonly timerId: TimerId
}

/** The Map Run that `StartMapRun` asked for exists. */
export interface MapRunStartedEvent extends EventBase {
  readonly type: 'MapRunStarted'
  readonly taskId: TaskId
  readonly mapRunArn: string
  /** How often this Map Run has been redriven, when `StartMapRun` asked for a redrive. */
  readonly redriveCount?: number
}

/** The Map Run has come to its end: its result is an array of results, or what its result writer tells. */
export interface MapRunSucceededEvent extends EventBase {
  readonly type: 'MapRunSucceeded'
  readonly taskId: TaskId
  readonly output: Json
}

/** The Map Run has come to its end without success. */
export interface MapRunFailedEvent extends EventBase {
  readonly type: 'MapRunFailed'
  readonly taskId: TaskId
  /** `States.ExceedToleratedFailureThreshold`, `States.ItemReaderFailed`, `States.ResultWriterFailed`, `States.DataLimitExceeded` and others. */
  readonly error: string
  readonly cause?: string
}

/** StopExecution. */
export interface StopEvent extends EventBase {
  readonly type: 'Stop'
  readonly error?: string
  readonly cause?: string
}

/** RedriveExecution: the execution must have ended without success (`canRedrive`, redrive.ts). */
export interface RedriveEvent extends EventBase {
  readonly type: 'Redrive'
}

/** Answers the `Continue` command. */
export interface ContinueEvent extends EventBase {
  readonly type: 'Continue'
}

/** Whatever can happen to an execution. */
export type MachineEvent =
  | StartEvent
  | TaskStartedEvent
  | TaskSubmittedEvent
  | TaskSucceededEvent
  | TaskFailedEvent
  | TaskHeartbeatEvent
  | TimerFiredEvent
  | MapRunStartedEvent
  | MapRunSucceededEvent
  | MapRunFailedEvent
  | StopEvent
  | RedriveEvent
  | ContinueEvent

/** What happens, before it has a time and a seed. */
export type Happening = Unstamped<MachineEvent>
type Unstamped<Event> = Event extends MachineEvent ? Omit<Event, 'nowMs' | 'seed'> : never

// Commands.

/** Ask for a task. Answered by `TaskStarted` and `TaskSubmitted`, if they apply, and by one of `TaskSucceeded` and `TaskFailed`. */
export interface StartTaskCommand {
  readonly type: 'StartTask'
  readonly taskId: TaskId
  /** Of the Task state. */
  readonly stateName: string
  /** Which attempt of the state it is: 0 for the first, one more with each retry. */
  readonly attempt: number
  readonly resource: Resource
  /** What is handed to the task: after InputPath and Parameters, or Arguments. */
  readonly arguments: Json
  /** Of tasks with `waitForTaskToken` and of activities. */
  readonly taskToken?: string
  /** The role to take on for this task; absent: the machine's. */
  readonly roleArn?: string
  /** When the task will be over by time; absent: it has none. The machine sets the timer itself. */
  readonly timeoutSeconds?: number
  readonly heartbeatSeconds?: number
}

/** Nobody waits for the task any more (timed out, its branch was aborted, the execution ended). What it answers is ignored. */
export interface CancelTaskCommand {
  readonly type: 'CancelTask'
  readonly taskId: TaskId
}

/** Answer with `TimerFired` at that time or soon after. */
export interface SetTimerCommand {
  readonly type: 'SetTimer'
  readonly timerId: TimerId
  readonly atMs: number
}

/** Nobody waits for the timer any more; should it fire, that is ignored. */
export interface ClearTimerCommand {
  readonly type: 'ClearTimer'
  readonly timerId: TimerId
}

/** Start the Map Run of a Map state in DISTRIBUTED mode. Answered by `MapRunStarted`, then by `MapRunSucceeded` or `MapRunFailed`. */
export interface StartMapRunCommand {
  readonly type: 'StartMapRun'
  readonly taskId: TaskId
  /** Of the Map state: its definition has the item processor, reader, writer, batcher and selector. */
  readonly stateName: string
  readonly attempt: number
  readonly executionType: 'STANDARD' | 'EXPRESS'
  /** Of the state. Absent: one is to be made up. */
  readonly label?: string
  /** The Map Run's redrive: the one to go on with, of which the driver was told by `MapRunStarted`. */
  readonly redriveOf?: string
  /** The items themselves, when they come with the input and not from an item reader. */
  readonly items?: readonly Json[] | JsonObject
  /** What the state's own templates are evaluated with: item selector, batch input, arguments of reader and writer. */
  readonly scope: MapRunScope
  /** At most so many child executions at once; 0 stands for no limit of its own (10,000). */
  readonly maxConcurrency: number
  /** 0 to 100, of items. Absent: not said. */
  readonly toleratedFailurePercentage?: number
  readonly toleratedFailureCount?: number
}

/** The state's data when its Map Run began. */
export interface MapRunScope {
  /** After InputPath. */
  readonly input: Json
  /** The context object, `Map.Item` apart. */
  readonly context: JsonObject
  /** All that is visible: of outer scopes too. */
  readonly variables: JsonObject
}

/** Nobody waits for the Map Run any more: its children are to be stopped. What it answers is ignored. */
export interface StopMapRunCommand {
  readonly type: 'StopMapRun'
  readonly taskId: TaskId
}

/** The execution is over. Always the last command of its step. */
export interface CompleteCommand {
  readonly type: 'Complete'
  readonly status: EndStatus
  /** Of SUCCEEDED alone. */
  readonly output?: Json
  /** Of the others, where there is one. */
  readonly error?: string
  readonly cause?: string
}

/** There is more to run at once: answer with a `Continue` event. */
export interface ContinueCommand {
  readonly type: 'Continue'
}

/** Whatever an execution asks of the world. */
export type Command =
  | StartTaskCommand
  | CancelTaskCommand
  | SetTimerCommand
  | ClearTimerCommand
  | StartMapRunCommand
  | StopMapRunCommand
  | CompleteCommand
  | ContinueCommand

// The document.

export type EndStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

/** Variables of one scope by name. */
export type Variables = JsonObject

/** An execution as it stands between two steps, from `Start` on. JSON: members that are absent are left out. */
export interface Execution {
  /** Of this document's shape. A version that is not known is refused by `advance`. */
  readonly version: 1
  readonly status: 'RUNNING' | EndStatus
  readonly facts: ExecutionFacts
  readonly input: Json
  readonly startedMs: number
  /** Id of the history's last event: how many there are. */
  readonly eventCount: number
  /** Counts threads, tasks and timers: none of their names comes twice. */
  readonly namesUsed: number
  /** Of the execution's own time limit. */
  readonly timerId?: TimerId
  /** A `Continue` command has been given and not been answered. */
  readonly continuing?: true
  readonly redriveCount: number
  readonly redrivenMs?: number
  /** `main`, and one for each branch and iteration that runs; once the execution has failed, those to begin with again. */
  readonly threads: Readonly<Record<ThreadId, Thread>>
  /** Parallel and inline Map states that run, by their name in `Thread.fork`. */
  readonly forks: Readonly<Record<string, Fork>>
  /** Names of threads that can go on at once, in their order. Empty unless the step ended with `Continue`. */
  readonly ready: readonly ThreadId[]
}

/** One line of states, one of them at a time. */
export interface Thread {
  /** The fork that it belongs to, and its place there: the branch or the item. Absent in `main`. */
  readonly fork?: string
  readonly index?: number
  /** Name of the state that it is in, or is about to enter. */
  readonly state: string
  /** The state's input as the state before left it. */
  readonly input: Json
  /** What has been assigned in this scope. Outer scopes are those of the fork's thread, and so on outwards. */
  readonly variables: Variables
  /** Bytes of the variables' JSON. Absent: none. */
  readonly variableBytes?: number
  /** Id of the event that the next one of this thread points to. */
  readonly previousEventId: number
  /** What it is doing in its state. */
  readonly activity: Activity
  /** When the state was entered, and the event that tells it. Absent before. */
  readonly enteredMs?: number
  readonly enteredEventId?: number
  /** How often the state has been retried. Absent: never. */
  readonly retryCount?: number
  /** How often each of the state's retriers has been used, by place. */
  readonly retrierCounts?: readonly number[]
}

/** What a thread is doing. */
export type Activity =
  /** About to enter its state. */
  | { readonly kind: 'enter' }
  /** About to attempt its state again, after a retrier's interval or in a redrive (of this Map Run). */
  | { readonly kind: 'again'; readonly mapRunArn?: string }
  /** A Wait state, or the interval before a retry. */
  | { readonly kind: 'wait'; readonly timerId: TimerId; readonly untilMs: number; readonly retry?: true }
  /** A Task state's attempt. */
  | TaskActivity
  /** A Map state's Map Run. */
  | MapRunActivity
  /** A Parallel or inline Map state's threads. */
  | { readonly kind: 'fork'; readonly fork: string }
  /** Its state failed or was at work when the execution ended: a redrive begins it again. `mapRunArn` of the Map Run to redrive. */
  | { readonly kind: 'stopped'; readonly mapRunArn?: string }

/** A thread whose Task state waits for its task. Timers are those that are set. Units: seconds, milliseconds since 1970. */
export interface TaskActivity {
  readonly kind: 'task'
  readonly taskId: TaskId
  readonly taskToken?: string
  /** `TaskStarted` is in the history. */
  readonly started?: true
  readonly submitted?: true
  /** Of the time limit and of the heartbeat. */
  readonly timeoutTimerId?: TimerId
  readonly heartbeatTimerId?: TimerId
  readonly heartbeatSeconds?: number
  readonly lastHeartbeatMs?: number
  /** Of an activity's task that no worker has taken yet: its time begins when one does. */
  readonly timeoutSeconds?: number
}

/** A thread whose Map state waits for its Map Run; the ARN is absent until the run has begun. */
export interface MapRunActivity {
  readonly kind: 'mapRun'
  readonly taskId: TaskId
  readonly mapRunArn?: string
  /** It is a redrive of this Map Run. */
  readonly redriven?: true
}

/** A Parallel or inline Map state at work. */
export interface Fork {
  /** The thread that is in the state. */
  readonly thread: ThreadId
  /** Number of branches or items. */
  readonly length: number
  /** Branches or items that have begun: always the first ones. */
  readonly begun: number
  /** How many have succeeded. */
  readonly succeeded: number
  /** Threads that have not succeeded, in the order they began. */
  readonly threads: readonly ThreadId[]
  /** At most so many at once. */
  readonly concurrency: number
  /** The items are members of an object: `{ Key, Value }`. */
  readonly keyed?: true
  /** Items of a Map state in pages of `forkPageItems`. A page whose items have all begun is empty. */
  readonly items?: readonly (readonly Json[])[]
  /** Results by place in pages of the same size; a place that has none yet is null. */
  readonly results: readonly (readonly Json[])[]
}

/** What `advance` answers. */
export interface Step {
  readonly execution: Execution
  /** New events, in order. */
  readonly history: readonly HistoryEvent[]
  /** To be carried out once execution and history are stored; in order. */
  readonly commands: readonly Command[]
}
