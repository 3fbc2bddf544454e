import type { Lambda } from '@aws-sdk/client-lambda'
import type { OperationTable } from '../../../dispatch/index.ts'
import { checkpointDurableExecution } from '../operations/durable/checkpoint-durable-execution.ts'
import { getDurableExecution } from '../operations/durable/get-durable-execution.ts'
import { getDurableExecutionHistory } from '../operations/durable/get-durable-execution-history.ts'
import { getDurableExecutionState } from '../operations/durable/get-durable-execution-state.ts'
import { listDurableExecutionsByFunction } from '../operations/durable/list-durable-executions-by-function.ts'
import {
  sendDurableExecutionCallbackFailure,
  sendDurableExecutionCallbackHeartbeat,
  sendDurableExecutionCallbackSuccess,
} from '../operations/durable/send-durable-execution-callback.ts'
import { stopDurableExecution } from '../operations/durable/stop-durable-execution.ts'

/** Durable executions. */
export function durableOperations() {
  return {
    CheckpointDurableExecution: checkpointDurableExecution,
    GetDurableExecution: getDurableExecution,
    GetDurableExecutionHistory: getDurableExecutionHistory,
    GetDurableExecutionState: getDurableExecutionState,
    ListDurableExecutionsByFunction: listDurableExecutionsByFunction,
    SendDurableExecutionCallbackFailure: sendDurableExecutionCallbackFailure,
    SendDurableExecutionCallbackHeartbeat: sendDurableExecutionCallbackHeartbeat,
    SendDurableExecutionCallbackSuccess: sendDurableExecutionCallbackSuccess,
    StopDurableExecution: stopDurableExecution,
  } satisfies OperationTable<Lambda>
}
