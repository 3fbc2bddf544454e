import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { readError } from '../../domain/durable/handler-answer.ts'
import { stop } from '../../domain/durable/lifecycle.ts'
import { noExecution, requireExecution } from '../../durable/addressing.ts'
import { changingExecution, keyOf } from '../../durable/storing.ts'
import { required } from '../../required.ts'

/** Ends an execution from outside; of one that has ended it answers when. */
export async function stopDurableExecution(
  input: Api.StopDurableExecutionRequest,
  context: OperationContext,
): Promise<Api.StopDurableExecutionResponse> {
  const { value } = await requireExecution(
    context,
    required(input.DurableExecutionArn, 'DurableExecutionArn'),
  )
  const stoppedAt = await changingExecution(
    context,
    keyOf(value),
    ({ id }) => [id],
    ({ execution, root }, now) => ({
      change: stop(execution, root, readError(input.Error), now),
      answer: execution.endedAt ?? now,
    }),
  )
  if (stoppedAt === undefined) throw noExecution()
  return { StopTimestamp: new Date(stoppedAt) }
}
