import type { Json } from '../../../base/json.ts'

/**
 * One event of an execution's history, as GetExecutionHistory tells it: at most one member of details, named as the API names it. What the API
 * gives as text of JSON is text here too. Times are milliseconds since 1970.
 * Source: Step Functions API Reference, "HistoryEvent" and the `…EventDetails` types.
 */
export interface HistoryEvent extends Partial<HistoryDetails> {
  /** From 1, without gaps. */
  readonly id: number
  /** The event that led to this one; 0 for the first two. */
  readonly previousEventId: number
  readonly timestampMs: number
  readonly type: HistoryEventType
}

/** Types of events. Source: Step Functions API Reference, "HistoryEvent", `type`. */
export type HistoryEventType =
  | `Activity${'Failed' | 'ScheduleFailed' | 'Scheduled' | 'Started' | 'Succeeded' | 'TimedOut'}`
  | `${'Choice' | 'Pass' | 'Succeed'}State${'Entered' | 'Exited'}`
  | 'FailStateEntered'
  | 'EvaluationFailed'
  | `Execution${'Aborted' | 'Failed' | 'Redriven' | 'Started' | 'Succeeded' | 'TimedOut'}`
  | `LambdaFunction${'Failed' | 'ScheduleFailed' | 'Scheduled' | 'StartFailed' | 'Started' | 'Succeeded' | 'TimedOut'}`
  | `MapIteration${'Aborted' | 'Failed' | 'Started' | 'Succeeded'}`
  | `MapRun${'Aborted' | 'Failed' | 'Redriven' | 'Started' | 'Succeeded'}`
  | `${'Map' | 'Parallel'}State${'Aborted' | 'Entered' | 'Exited' | 'Failed' | 'Started' | 'Succeeded'}`
  | `Task${'Failed' | 'Scheduled' | 'StartFailed' | 'Started' | 'SubmitFailed' | 'Submitted' | 'Succeeded' | 'TimedOut'}`
  | `${'Task' | 'Wait'}State${'Aborted' | 'Entered' | 'Exited'}`

/** The details of events by the name of their member. */
export interface HistoryDetails {
  readonly executionStartedEventDetails: Input & {
    readonly roleArn: string
    readonly stateMachineAliasArn?: string
    readonly stateMachineVersionArn?: string
  }
  readonly executionSucceededEventDetails: Output
  readonly executionFailedEventDetails: Failure
  readonly executionAbortedEventDetails: Failure
  readonly executionTimedOutEventDetails: Failure
  readonly executionRedrivenEventDetails: { readonly redriveCount: number }
  readonly stateEnteredEventDetails: Input & { readonly name: string }
  readonly stateExitedEventDetails: Output & {
    readonly name: string
    /** Text of JSON by the variable's name. */
    readonly assignedVariables?: Readonly<Record<string, string>>
    readonly assignedVariablesDetails?: DataDetails
  }
  readonly evaluationFailedEventDetails: Failure & { readonly location?: string; readonly state: string }
  readonly taskScheduledEventDetails: TaskResource & {
    readonly region: string
    readonly parameters: string
    readonly timeoutInSeconds?: number
    readonly heartbeatInSeconds?: number
    readonly taskCredentials?: Credentials
  }
  readonly taskStartedEventDetails: TaskResource
  readonly taskStartFailedEventDetails: TaskResource & Failure
  readonly taskSubmittedEventDetails: TaskResource & Output
  readonly taskSubmitFailedEventDetails: TaskResource & Failure
  readonly taskSucceededEventDetails: TaskResource & Output
  readonly taskFailedEventDetails: TaskResource & Failure
  readonly taskTimedOutEventDetails: TaskResource & Failure
  readonly lambdaFunctionScheduledEventDetails: Input & {
    readonly resource: string
    readonly timeoutInSeconds?: number
    readonly taskCredentials?: Credentials
  }
  readonly lambdaFunctionScheduleFailedEventDetails: Failure
  readonly lambdaFunctionStartFailedEventDetails: Failure
  readonly lambdaFunctionSucceededEventDetails: Output
  readonly lambdaFunctionFailedEventDetails: Failure
  readonly lambdaFunctionTimedOutEventDetails: Failure
  readonly activityScheduledEventDetails: Input & {
    readonly resource: string
    readonly timeoutInSeconds?: number
    readonly heartbeatInSeconds?: number
  }
  readonly activityStartedEventDetails: { readonly workerName?: string }
  readonly activityScheduleFailedEventDetails: Failure
  readonly activitySucceededEventDetails: Output
  readonly activityFailedEventDetails: Failure
  readonly activityTimedOutEventDetails: Failure
  readonly mapStateStartedEventDetails: { readonly length: number }
  readonly mapIterationStartedEventDetails: Iteration
  readonly mapIterationSucceededEventDetails: Iteration
  readonly mapIterationFailedEventDetails: Iteration
  readonly mapIterationAbortedEventDetails: Iteration
  readonly mapRunStartedEventDetails: { readonly mapRunArn: string }
  readonly mapRunFailedEventDetails: Failure
  readonly mapRunRedrivenEventDetails: { readonly mapRunArn: string; readonly redriveCount: number }
}

/** Whether the API left out a part of the data. Never so here; a driver that leaves data out says it itself. */
export interface DataDetails {
  readonly truncated: boolean
}

interface Input {
  readonly input: string
  readonly inputDetails: DataDetails
}

interface Output {
  readonly output: string
  readonly outputDetails: DataDetails
}

interface Failure {
  readonly error?: string
  readonly cause?: string
}

interface TaskResource {
  readonly resourceType: string
  readonly resource: string
}

interface Iteration {
  readonly name: string
  readonly index: number
}

interface Credentials {
  readonly roleArn: string
}

/** The member of an event's details, which its type does not name by itself: `PassStateEntered` has `stateEnteredEventDetails`. */
export function detailsOf(event: HistoryEvent): Readonly<Record<string, Json | undefined>> | undefined {
  for (const name in event) {
    if (name.endsWith('EventDetails')) return event[name as keyof HistoryDetails] as never
  }
  return undefined
}
