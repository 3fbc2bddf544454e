/**
 * What a durable execution is made of, as it is kept. Instants are in milliseconds since the epoch.
 *
 * An execution is one record with what every change needs, and one record for each of its operations; what happened is a
 * log. The functions in this folder take these and answer a {@link Change}: what is now, what is to be logged, and what is
 * to be done. The driver stores all of it in one commit.
 *
 * Sources: API Reference, the operations on durable executions; Developer Guide, "Lambda durable functions"; AWS's testing
 * packages for its durable execution SDKs (npm, PyPI), which carry out the same rules.
 */
import type { AccountId, Region } from '../../../../aws/identifiers.ts'

/** An error as functions and callers write it, member names as on the wire: it is passed on, never looked into. */
export type ErrorObject = {
  readonly ErrorMessage?: string
  readonly ErrorType?: string
  readonly ErrorData?: string
  readonly StackTrace?: readonly string[]
}

export type OperationType = 'EXECUTION' | 'CONTEXT' | 'STEP' | 'WAIT' | 'CALLBACK' | 'CHAINED_INVOKE'

export type OperationStatus =
  | 'STARTED'
  | 'PENDING'
  | 'READY'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CANCELLED'
  | 'TIMED_OUT'
  | 'STOPPED'

export type OperationAction = 'START' | 'SUCCEED' | 'FAIL' | 'RETRY' | 'CANCEL'

/** One operation of an execution. */
export type Operation = {
  readonly id: string
  /** Operations are listed in the order in which they were begun, 1 the first. */
  readonly order: number
  readonly parentId?: string
  readonly name?: string
  readonly type: OperationType
  readonly subType?: string
  readonly status: OperationStatus
  readonly startedAt: number
  readonly endedAt?: number
  /** EXECUTION and CHAINED_INVOKE: what it was begun with. */
  readonly input?: string
  readonly result?: string
  readonly error?: ErrorObject
  /** STEP: how often it was tried. */
  readonly attempt?: number
  /** STEP: when it is tried again. */
  readonly nextAttemptAt?: number
  /** WAIT. */
  readonly wait?: { readonly seconds: number; readonly endsAt: number }
  readonly callback?: Callback
  readonly invoke?: ChainedInvoke
  /** CONTEXT: its children are run again rather than its result read. */
  readonly replayChildren?: boolean
}

/** What waits for somebody outside. */
export type Callback = {
  readonly id: string
  readonly timeoutAt?: number
  readonly heartbeatSeconds?: number
  readonly heartbeatAt?: number
}

/** A call of another function. */
export type ChainedInvoke = {
  readonly functionName: string
  readonly tenantId?: string
  readonly traceId?: string
  /** The version that the name led to. */
  readonly version: string
  /** Present when the function is durable: the execution that carries out the call. */
  readonly child?: ChildExecution
}

/** The names of an execution before it exists. */
export type ChildExecution = { readonly id: string; readonly name: string; readonly arn: string }

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'STOPPED'

/** A durable execution without its operations. */
export type Execution = {
  readonly accountId: AccountId
  readonly region: Region
  readonly functionName: string
  /** The version that runs it, to its end: `$LATEST`, `1`, ... */
  readonly version: string
  readonly name: string
  /** A UUID; also the id of its EXECUTION operation. */
  readonly id: string
  readonly arn: string
  /** With the version. */
  readonly functionArn: string
  /** With the qualifier that the caller used. */
  readonly invokedArn: string
  /** Of the input: the same name may be begun again with the same input only. */
  readonly inputHash: string
  readonly status: ExecutionStatus
  readonly startedAt: number
  readonly endedAt?: number
  readonly result?: string
  readonly error?: ErrorObject
  readonly timeoutSeconds: number
  readonly retentionDays: number
  readonly kmsKeyArn?: string
  /** The largest result. Unit: bytes. */
  readonly resultBytesMax: number
  readonly tenantId?: string
  readonly traceHeader?: string
  /** The operation of another execution that waits for this one. */
  readonly parent?: { readonly executionId: string; readonly operationId: string }
  readonly operationCount: number
  /** The invocation that may write checkpoints; absent while none runs. */
  readonly invocation?: Invocation
  /** Counts checkpoints; part of their tokens. */
  readonly tokenSequence: number
  /** Operations that changed since the function last saw them. */
  readonly unseen: readonly string[]
  /** When the waits, retries and time limits that are under way end, by operation. */
  readonly timers: Readonly<Record<string, number>>
  /** How many operations wait for something outside of the function. */
  readonly pendingCount: number
  /** An invocation is due although nothing changed: the first, and those that repeat a failed one. */
  readonly owed: boolean
  /** No invocation begins before. */
  readonly notBefore?: number
  /** Invocations in a row that failed. */
  readonly failures: number
  readonly lastCheckpoint?: LastCheckpoint
  /** The message whose invocation was brought to its end last: it is not begun again. */
  readonly settled?: number
}

/** An invocation of the function that is under way. */
export type Invocation = {
  /** The request id, and part of checkpoint tokens. */
  readonly id: string
  /** The message that asks for it. */
  readonly message: number
  readonly startedAt: number
}

/** What a repeated checkpoint is answered with. */
export type LastCheckpoint = {
  readonly clientToken: string
  readonly token: string
  readonly operationIds: readonly string[]
}

/** What happened. Members by type, as {@link HistoryEventType} says; instants as everywhere. */
export type HistoryEvent = {
  readonly type: HistoryEventType
  readonly at: number
  readonly id?: string
  readonly name?: string
  readonly subType?: string
  readonly parentId?: string
  readonly input?: string
  readonly result?: string
  readonly error?: ErrorObject
  /** ExecutionStarted. */
  readonly timeoutSeconds?: number
  /** WaitStarted, WaitSucceeded. */
  readonly waitSeconds?: number
  readonly endsAt?: number
  /** StepSucceeded, StepFailed. */
  readonly attempt?: number
  readonly delaySeconds?: number
  /** CallbackStarted. */
  readonly callbackId?: string
  readonly callbackSeconds?: number
  readonly heartbeatSeconds?: number
  /** ChainedInvokeStarted. */
  readonly functionName?: string
  readonly tenantId?: string
  readonly version?: string
  readonly childArn?: string
  /** InvocationCompleted. */
  readonly startedAt?: number
  readonly requestId?: string
}

export type HistoryEventType =
  | `Execution${'Started' | 'Succeeded' | 'Failed' | 'TimedOut' | 'Stopped'}`
  | `Context${'Started' | 'Succeeded' | 'Failed'}`
  | `Wait${'Started' | 'Succeeded' | 'Cancelled'}`
  | `Step${'Started' | 'Succeeded' | 'Failed'}`
  | `ChainedInvoke${'Started' | 'Succeeded' | 'Failed' | 'TimedOut' | 'Stopped'}`
  | `Callback${'Started' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | 'InvocationCompleted'

/** What is to be done, stored together with the change that causes it. */
export type Work =
  /** Invoke the function, not before `at`. */
  | { readonly kind: 'invoke'; readonly at?: number }
  /** Look at the operation again then: its wait, retry or limit may be over. */
  | { readonly kind: 'timer'; readonly operationId: string; readonly at: number }
  /** The whole execution's limit. */
  | { readonly kind: 'timeout'; readonly at: number }
  /** Call another function for the operation. */
  | { readonly kind: 'call'; readonly operationId: string }
  /** Tell the operation of another execution that waits for this one. */
  | { readonly kind: 'report' }
  /** Forget the execution. */
  | { readonly kind: 'forget'; readonly at: number }

/** What a step of an execution changes. */
export interface Change {
  readonly execution: Execution
  /** Operations that are new or changed. */
  readonly operations: readonly Operation[]
  readonly events: readonly HistoryEvent[]
  readonly work: readonly Work[]
}

/** One update of a checkpoint. */
export interface Update {
  readonly id: string
  readonly parentId?: string
  readonly name?: string
  readonly type: OperationType
  readonly subType?: string
  readonly action: OperationAction
  readonly payload?: string
  readonly error?: ErrorObject
  readonly replayChildren?: boolean
  /** RETRY of a step: when to try again. */
  readonly nextAttemptDelaySeconds?: number
  readonly waitSeconds?: number
  readonly callbackSeconds?: number
  readonly heartbeatSeconds?: number
  readonly functionName?: string
  readonly tenantId?: string
  readonly traceId?: string
}

/** Where a chained invocation leads, found out before: a version, or why there is none. */
export type ChainedTarget =
  | { readonly version: string; readonly child?: ChildExecution }
  | { readonly error: ErrorObject }
