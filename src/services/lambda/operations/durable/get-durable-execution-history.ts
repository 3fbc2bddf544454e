import type * as Api from '@aws-sdk/client-lambda'
import { readPageToken, writePageToken } from '../../../../aws/page-token.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { pageItems } from '../../domain/durable/limits.ts'
import { refused } from '../../domain/durable/refusals.ts'
import type { HistoryEvent } from '../../domain/durable/types.ts'
import { requireExecution } from '../../durable/addressing.ts'
import { historyLog } from '../../durable/records.ts'
import { keyOf } from '../../durable/storing.ts'
import { eventShape } from '../../durable/views.ts'
import { required } from '../../required.ts'

/** What happened in an execution, oldest first unless asked otherwise. */
export async function getDurableExecutionHistory(
  input: Api.GetDurableExecutionHistoryRequest,
  context: OperationContext,
): Promise<Api.GetDurableExecutionHistoryResponse> {
  const arn = required(input.DurableExecutionArn, 'DurableExecutionArn')
  const { value } = await requireExecution(context, arn)
  const reverse = input.ReverseOrder ?? false
  const purpose = `GetDurableExecutionHistory/${value.id}/${reverse}`
  const place = input.Marker ? readPageToken(purpose, input.Marker) : undefined
  if (input.Marker && typeof place !== 'number') throw refused('Invalid Marker')
  const limit = input.MaxItems || pageItems.default
  const start = typeof place !== 'number' ? {} : reverse ? { to: place } : { from: place }
  const entries = await context.store.readLog<HistoryEvent>(historyLog(keyOf(value)), {
    ...start,
    reverse,
    limit: limit + 1,
  })
  const included = input.IncludeExecutionData ?? true
  const next = entries[limit]
  return {
    Events: entries.slice(0, limit).map((entry) => eventShape(entry.value, entry.sequence, included)),
    ...(next === undefined ? {} : { NextMarker: writePageToken(purpose, next.sequence) }),
  }
}
