/** What a task learns when the execution that it started has ended. Source: Developer Guide, "Start a new AWS Step Functions state machine from a running execution". */
import type { Json, JsonObject } from '../../../base/json.ts'
import type { Parent } from '../domain/addresses.ts'
import { executionArn, machineArn } from '../domain/arns.ts'
import { redriveStatusOf } from '../observing/redrive-status.ts'
import type { ExecutionRecord, Mail } from '../records.ts'

/** The event for the parent: its output or, when the child failed, its cause is what DescribeExecution tells. */
export function childOutcome(record: ExecutionRecord, { taskId, pattern }: Parent): Mail['event'] {
  const told = childView(record, pattern === 'sync:2')
  return record.status === 'SUCCEEDED'
    ? { type: 'TaskSucceeded', taskId, output: told }
    : { type: 'TaskFailed', taskId, error: 'States.TaskFailed', cause: JSON.stringify(told) }
}

function childView(record: ExecutionRecord, parsed: boolean): JsonObject {
  const { accountId, region, machineName, name, status, input, output, error, cause, redriveCount } = record
  const home = { accountId, region }
  const shown = (text: string): Json => (parsed ? (JSON.parse(text) as Json) : text)
  const redrive = redriveStatusOf(record, record.stoppedAt ?? record.startedAt)
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ExecutionArn: executionArn(home, machineName, name),
    Input: shown(input),
    InputDetails: { Included: true },
    Name: name,
    ...(output === undefined ? {} : { Output: shown(output), OutputDetails: { Included: true } }),
    RedriveCount: redriveCount,
    RedriveStatus: redrive.status,
    ...(redrive.reason === undefined ? {} : { RedriveStatusReason: redrive.reason }),
    StartDate: record.startedAt,
    StateMachineArn: machineArn(home, machineName),
    Status: status,
    ...(record.stoppedAt === undefined ? {} : { StopDate: record.stoppedAt }),
  }
}
