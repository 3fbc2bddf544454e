import type * as Api from '@aws-sdk/client-sfn'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { HistoryEvent } from '../engine.ts'
import { invalidToken } from '../errors.ts'
import { requireExecution, requireKeyOf } from '../executions.ts'
import { pageSize } from '../limits.ts'
import { historyEventView } from '../observing/history-view.ts'
import { historyLog } from '../records.ts'
import { required } from '../required.ts'

/** Events in the order of their ids, or the last first. */
export async function getExecutionHistory(
  input: Api.GetExecutionHistoryInput,
  context: OperationContext,
): Promise<Api.GetExecutionHistoryOutput> {
  const arn = required(input.executionArn, 'executionArn')
  const { reverseOrder = false, includeExecutionData = true, nextToken } = input
  const { value: execution } = await requireExecution(context, arn)
  if (includeExecutionData) await requireKeyOf(context, execution)
  const purpose = `states GetExecutionHistory ${arn} ${execution.id} ${reverseOrder}`
  const from = readPosition(purpose, nextToken)
  const limit = input.maxResults || pageSize
  const entries = await context.store.readLog<HistoryEvent>(historyLog(execution.id), {
    reverse: reverseOrder,
    limit: limit + 1,
    ...(from === undefined ? {} : reverseOrder ? { to: from } : { from }),
  })
  const next = entries[limit]
  return {
    events: entries.slice(0, limit).map(({ value }) => historyEventView(value, includeExecutionData)),
    ...(next === undefined ? {} : { nextToken: writePageToken(purpose, next.sequence) }),
  }
}

function readPosition(purpose: string, token: string | undefined): number | undefined {
  if (token === undefined) return undefined
  const position = readPageToken(purpose, token)
  if (typeof position !== 'number') throw invalidToken()
  return position
}
