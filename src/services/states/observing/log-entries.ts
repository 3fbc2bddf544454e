/**
 * Events of histories as lines of a log. Source: Step Functions Developer Guide, "Using CloudWatch Logs to log execution history in Step
 * Functions" ("Log levels for Step Functions execution events", "Structure of logged events").
 */
import type { Json, JsonObject } from '../../../base/json.ts'
import { detailsOf, type HistoryEvent } from '../engine.ts'
import type { Logging } from '../records.ts'

const fatal: ReadonlySet<string> = new Set(['ExecutionAborted', 'ExecutionFailed', 'ExecutionTimedOut'])

const erroneous: ReadonlySet<string> = new Set([
  ...fatal,
  'ActivityFailed',
  'ActivityScheduleFailed',
  'ActivityTimedOut',
  'EvaluationFailed',
  'FailStateEntered',
  'LambdaFunctionFailed',
  'LambdaFunctionScheduleFailed',
  'LambdaFunctionStartFailed',
  'LambdaFunctionTimedOut',
  'MapIterationAborted',
  'MapIterationFailed',
  'MapRunAborted',
  'MapRunFailed',
  'MapStateAborted',
  'MapStateFailed',
  'ParallelStateAborted',
  'ParallelStateFailed',
  'TaskFailed',
  'TaskStartFailed',
  'TaskStateAborted',
  'TaskSubmitFailed',
  'TaskTimedOut',
  'WaitStateAborted',
])

export function isLogged(level: Logging['level'], type: string): boolean {
  if (level === 'ALL') return true
  if (level === 'ERROR') return erroneous.has(type)
  return level === 'FATAL' && fatal.has(type)
}

/** What belongs to execution data, and is left out where the log is to have none; errors and causes stay. Observed on AWS, 2024-06-05. */
const dataMembers: ReadonlySet<string> = new Set([
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
])

/** The line of an event: numbers are text in it. */
export function logLine(
  event: HistoryEvent,
  executionArn: string,
  redriveCount: number,
  { includeExecutionData }: Logging,
): string {
  const details = detailsOf(event) as JsonObject | undefined
  const shown = details && (includeExecutionData ? details : withoutData(details))
  return JSON.stringify({
    id: String(event.id),
    type: event.type,
    ...(shown === undefined ? {} : { details: shown }),
    redrive_count: String(redriveCount),
    previous_event_id: String(event.previousEventId),
    event_timestamp: String(event.timestampMs),
    execution_arn: executionArn,
  })
}

function withoutData(details: JsonObject): Record<string, Json | undefined> {
  return Object.fromEntries(Object.entries(details).filter(([name]) => !dataMembers.has(name)))
}
