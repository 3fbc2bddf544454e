import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { requireToken } from '../../domain/durable/checkpoint.ts'
import { pageItems, statePageBytes } from '../../domain/durable/limits.ts'
import { invalidCheckpointToken, refused } from '../../domain/durable/refusals.ts'
import { executionAt } from '../../durable/addressing.ts'
import { readStateMarker, stateMarker } from '../../durable/state-pages.ts'
import { findExecution, readOperations } from '../../durable/storing.ts'
import { operationShape } from '../../durable/views.ts'
import { required } from '../../required.ts'

/** A page of an execution's operations, for its function while it runs. */
export async function getDurableExecutionState(
  input: Api.GetDurableExecutionStateRequest,
  context: OperationContext,
): Promise<Api.GetDurableExecutionStateResponse> {
  const of = executionAt(context, required(input.DurableExecutionArn, 'DurableExecutionArn'))
  const stored = of && (await findExecution(context.store, of))
  if (!of || !stored) throw invalidCheckpointToken()
  requireToken(stored.value, required(input.CheckpointToken, 'CheckpointToken'))
  const after = input.Marker ? readStateMarker(stored.value, input.Marker) : 0
  if (after === undefined) throw refused('Invalid Marker')
  const page = await readOperations(context.store, of, after, {
    items: input.MaxItems || pageItems.default,
    bytes: statePageBytes,
  })
  return {
    Operations: page.operations.map(operationShape),
    ...(page.next === undefined ? {} : { NextMarker: stateMarker(stored.value, page.next) }),
  }
}
