import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import {
  type CheckpointAnswer,
  checkpoint,
  repeatedCheckpoint,
  requireToken,
} from '../../domain/durable/checkpoint.ts'
import { readError } from '../../domain/durable/handler-answer.ts'
import { invalidCheckpointToken, refused } from '../../domain/durable/refusals.ts'
import { executionOfToken } from '../../domain/durable/tokens.ts'
import type { Operation, Update } from '../../domain/durable/types.ts'
import { executionAt } from '../../durable/addressing.ts'
import { chainedTargets } from '../../durable/chained-targets.ts'
import { changingExecution, findExecution, load } from '../../durable/storing.ts'
import { operationShape } from '../../durable/views.ts'
import { required } from '../../required.ts'

/** A durable function says what it did and what it waits for. */
export async function checkpointDurableExecution(
  input: Api.CheckpointDurableExecutionRequest,
  context: OperationContext,
): Promise<Api.CheckpointDurableExecutionResponse> {
  const of = executionAt(context, required(input.DurableExecutionArn, 'DurableExecutionArn'))
  const token = required(input.CheckpointToken, 'CheckpointToken')
  const { ClientToken: clientToken } = input
  if (of === undefined) throw invalidCheckpointToken()
  const named = executionOfToken(token)
  if (named !== undefined && named !== of.executionId)
    throw refused('Checkpoint token is not valid for the durable execution ARN')
  const updates = (input.Updates ?? []).map(readUpdate)
  const request = { token, updates, ...(clientToken === undefined ? {} : { clientToken }) }
  const answer = await changingExecution<CheckpointAnswer>(
    context,
    of,
    ({ timers }) => [
      of.executionId,
      ...Object.keys(timers).filter((id) => (timers[id] ?? 0) <= context.clock.now()),
      ...updates.flatMap(({ id, parentId }) => (parentId === undefined ? [id] : [id, parentId])),
    ],
    async ({ execution, lookup }, now) => {
      const repeated = repeatedCheckpoint(execution, request)
      if (repeated) return { answer: repeated }
      requireToken(execution, token)
      const targets = await chainedTargets(context, execution, updates)
      return checkpoint(execution, lookup, { ...request, targets }, now)
    },
  )
  if (!answer) throw invalidCheckpointToken()
  const stored = await findExecution(context.store, of)
  const operations = stored
    ? (await load(context.store, stored, answer.operationIds)).lookup
    : () => undefined
  const changed = answer.operationIds.map(operations).filter(isThere)
  return {
    ...(answer.token === undefined ? {} : { CheckpointToken: answer.token }),
    NewExecutionState: { Operations: changed.sort(byOrder).map(operationShape) },
  }
}

const isThere = (operation: Operation | undefined): operation is Operation => operation !== undefined
const byOrder = (left: Operation, right: Operation) => left.order - right.order

function readUpdate(update: Api.OperationUpdate): Update {
  const { ParentId, Name, SubType, Payload, StepOptions, WaitOptions, CallbackOptions } = update
  const error = readError(update.Error)
  const { FunctionName, TenantId, XAmznTraceId } = update.ChainedInvokeOptions ?? {}
  const { ReplayChildren } = update.ContextOptions ?? {}
  return defined({
    id: required(update.Id, 'Id'),
    type: required(update.Type, 'Type') as Update['type'],
    action: required(update.Action, 'Action') as Update['action'],
    parentId: ParentId,
    name: Name,
    subType: SubType,
    payload: Payload,
    error,
    replayChildren: ReplayChildren,
    nextAttemptDelaySeconds: StepOptions?.NextAttemptDelaySeconds,
    waitSeconds: WaitOptions?.WaitSeconds,
    callbackSeconds: CallbackOptions?.TimeoutSeconds,
    heartbeatSeconds: CallbackOptions?.HeartbeatTimeoutSeconds,
    functionName: FunctionName,
    tenantId: TenantId,
    traceId: XAmznTraceId,
  })
}

type Defined<T> = { [Member in keyof T]: Exclude<T[Member], undefined> }

/** Without the members that are undefined. */
function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>
}
