/** The event that a durable function is invoked with. Source: AWS's durable execution SDKs. */
import type { JsonObject } from '../../../../base/json.ts'
import { checkpointToken } from './tokens.ts'
import type { Execution, Operation } from './types.ts'

/** Writes the event. Instants in it are milliseconds since the epoch. */
export function envelope(
  execution: Execution,
  operations: readonly Operation[],
  nextMarker: string | undefined,
  updatedOperationIds: readonly string[],
): string {
  return JSON.stringify({
    DurableExecutionArn: execution.arn,
    CheckpointToken: checkpointToken(execution),
    InitialExecutionState: {
      Operations: operations.map((operation) => operationView(operation, (at) => at)),
      NextMarker: nextMarker ?? '',
    },
    UpdatedOperationIds: updatedOperationIds,
  })
}

/** An operation as AWS shows it; `instant` writes instants as the place it is shown in does. */
export function operationView<Instant>(operation: Operation, instant: (at: number) => Instant) {
  const { id, parentId, name, type, subType, status, startedAt, endedAt } = operation
  return {
    Id: id,
    ...(parentId === undefined ? {} : { ParentId: parentId }),
    ...(name === undefined ? {} : { Name: name }),
    Type: type,
    ...(subType === undefined ? {} : { SubType: subType }),
    StartTimestamp: instant(startedAt),
    ...(endedAt === undefined ? {} : { EndTimestamp: instant(endedAt) }),
    Status: status,
    ...details(operation, instant),
  }
}

function details<Instant>(operation: Operation, instant: (at: number) => Instant) {
  const { input, result, error, attempt, nextAttemptAt, wait, callback, replayChildren } = operation
  const outcome = {
    ...(result === undefined ? {} : { Result: result }),
    ...(error === undefined ? {} : { Error: error as JsonObject }),
  }
  switch (operation.type) {
    case 'EXECUTION':
      return { ExecutionDetails: input === undefined ? {} : { InputPayload: input } }
    case 'CONTEXT':
      return {
        ContextDetails: {
          ...outcome,
          ...(replayChildren === undefined ? {} : { ReplayChildren: replayChildren }),
        },
      }
    case 'STEP':
      return {
        StepDetails: {
          ...outcome,
          ...(attempt === undefined ? {} : { Attempt: attempt }),
          ...(nextAttemptAt === undefined ? {} : { NextAttemptTimestamp: instant(nextAttemptAt) }),
        },
      }
    case 'WAIT':
      return { WaitDetails: wait === undefined ? {} : { ScheduledEndTimestamp: instant(wait.endsAt) } }
    case 'CALLBACK':
      return {
        CallbackDetails: { ...outcome, ...(callback === undefined ? {} : { CallbackId: callback.id }) },
      }
    case 'CHAINED_INVOKE':
      return { ChainedInvokeDetails: outcome }
    default:
      return {}
  }
}

/** How many bytes of a page an operation counts for: what grows with it. */
export function operationBytes({ input, result, error, type }: Operation): number {
  const text = type === 'CHAINED_INVOKE' ? '' : (input ?? '')
  // Three bytes are the most that UTF-8 makes of one of JavaScript's units; quoting may double what is ASCII.
  return (
    200 + (text.length + (result?.length ?? 0)) * 2 + (error === undefined ? 0 : JSON.stringify(error).length)
  )
}
