/** Executions, their operations and their history as the API shows them. */
import type {
  Event,
  EventError,
  EventResult,
  Execution as ExecutionView,
  GetDurableExecutionResponse,
  Operation as OperationShape,
} from '@aws-sdk/client-lambda'
import { operationView } from '../domain/durable/envelope.ts'
import type { ErrorObject, Execution, HistoryEvent, Operation } from '../domain/durable/types.ts'

const instant = (at: number) => new Date(at)

export function operationShape(operation: Operation): OperationShape {
  return operationView(operation, instant) as OperationShape
}

export function executionSummary(execution: Execution): ExecutionView {
  const { arn, name, functionArn, status, startedAt, endedAt, kmsKeyArn } = execution
  return {
    DurableExecutionArn: arn,
    DurableExecutionName: name,
    FunctionArn: functionArn,
    Status: status,
    StartTimestamp: new Date(startedAt),
    ...(endedAt === undefined ? {} : { EndTimestamp: new Date(endedAt) }),
    ...(kmsKeyArn === undefined ? {} : { KMSKeyArn: kmsKeyArn }),
  }
}

/** `input`: what it was begun with; `included`: whether inputs, results and errors are shown. */
export function executionDetails(
  execution: Execution,
  input: string | undefined,
  included: boolean,
): GetDurableExecutionResponse {
  const { KMSKeyArn, ...summary } = executionSummary(execution)
  const { version, timeoutSeconds, retentionDays, traceHeader, result, error } = execution
  return {
    ...summary,
    Version: version,
    ExecutionDataIncluded: included,
    DurableConfig: {
      ExecutionTimeout: timeoutSeconds,
      RetentionPeriodInDays: retentionDays,
      ...(KMSKeyArn === undefined ? {} : { KMSKeyArn }),
    },
    ...(traceHeader === undefined ? {} : { TraceHeader: { XAmznTraceId: traceHeader } }),
    ...(included && input !== undefined ? { InputPayload: input } : {}),
    ...(included && result !== undefined ? { Result: result } : {}),
    ...(included && error !== undefined ? { Error: errorShape(error) } : {}),
  }
}

function errorShape({ StackTrace, ...error }: ErrorObject) {
  return { ...error, ...(StackTrace === undefined ? {} : { StackTrace: [...StackTrace] }) }
}

/** An event; `id` is its place in the history. Without data its payloads are marked as cut off. */
export function eventShape(event: HistoryEvent, id: number, included: boolean): Event {
  return {
    EventType: event.type,
    EventId: id,
    EventTimestamp: new Date(event.at),
    ...(event.id === undefined ? {} : { Id: event.id }),
    ...(event.name === undefined ? {} : { Name: event.name }),
    ...(event.subType === undefined ? {} : { SubType: event.subType }),
    ...(event.parentId === undefined ? {} : { ParentId: event.parentId }),
    [`${event.type}Details`]: eventDetails(event, included),
  }
}

function eventDetails(event: HistoryEvent, included: boolean): object {
  const withResult = (): { Result: EventResult } => ({ Result: payload(event.result, included) })
  const withError = (): { Error: EventError } => ({
    Error: payload(event.error && errorShape(event.error), included),
  })
  switch (event.type) {
    case 'ExecutionStarted':
      return { Input: payload(event.input, included), ExecutionTimeout: event.timeoutSeconds }
    case 'ExecutionTimedOut':
    case 'WaitCancelled':
      return event.error === undefined ? {} : withError()
    case 'ExecutionSucceeded':
    case 'ContextSucceeded':
    case 'CallbackSucceeded':
    case 'ChainedInvokeSucceeded':
      return withResult()
    case 'ExecutionFailed':
    case 'ExecutionStopped':
    case 'ContextFailed':
    case 'CallbackFailed':
    case 'CallbackTimedOut':
    case 'ChainedInvokeFailed':
    case 'ChainedInvokeTimedOut':
    case 'ChainedInvokeStopped':
      return withError()
    case 'StepSucceeded':
      return { ...withResult(), RetryDetails: retryDetails(event) }
    case 'StepFailed':
      return { ...withError(), RetryDetails: retryDetails(event) }
    case 'WaitStarted':
      return { Duration: event.waitSeconds, ScheduledEndTimestamp: new Date(event.endsAt ?? event.at) }
    case 'WaitSucceeded':
      return { Duration: event.waitSeconds }
    case 'CallbackStarted':
      return {
        CallbackId: event.callbackId,
        ...(event.callbackSeconds === undefined ? {} : { Timeout: event.callbackSeconds }),
        ...(event.heartbeatSeconds === undefined ? {} : { HeartbeatTimeout: event.heartbeatSeconds }),
      }
    case 'ChainedInvokeStarted':
      return chainedInvokeStarted(event, included)
    case 'InvocationCompleted':
      return {
        StartTimestamp: new Date(event.startedAt ?? event.at),
        EndTimestamp: new Date(event.at),
        RequestId: event.requestId,
        ...(event.error === undefined ? {} : withError()),
      }
    default:
      return {}
  }
}

function chainedInvokeStarted(event: HistoryEvent, included: boolean): object {
  const { functionName, tenantId, version, childArn, input } = event
  return {
    FunctionName: functionName,
    ...(tenantId === undefined ? {} : { TenantId: tenantId }),
    // What could not be called has neither.
    ...(version === undefined ? {} : { Input: payload(input, included), ExecutedVersion: version }),
    ...(childArn === undefined ? {} : { DurableExecutionArn: childArn }),
  }
}

function retryDetails({ attempt, delaySeconds }: HistoryEvent): object {
  return {
    CurrentAttempt: attempt,
    ...(delaySeconds === undefined ? {} : { NextAttemptDelaySeconds: delaySeconds }),
  }
}

function payload<T>(value: T | undefined, included: boolean): { Payload?: T; Truncated: boolean } {
  return { ...(included && value !== undefined ? { Payload: value } : {}), Truncated: !included }
}
