import type * as Api from '@aws-sdk/client-sfn'
import type { Operation } from '../../../dispatch/index.ts'
import { requireExecution } from '../executions.ts'
import { required } from '../required.ts'
import type { StatesRoom } from '../room.ts'

/** One that has ended is no error: the answer is when it did. */
export function stopExecution(room: StatesRoom): Operation<Api.StopExecutionInput, Api.StopExecutionOutput> {
  return async ({ executionArn, error, cause }, context) => {
    const arn = required(executionArn, 'executionArn')
    const { value } = await requireExecution(context, arn)
    if (value.status === 'RUNNING') {
      await room.running.driver.deliver(value, {
        happening: {
          type: 'Stop',
          ...(error === undefined ? {} : { error }),
          ...(cause === undefined ? {} : { cause }),
        },
      })
    }
    const { value: now } = await requireExecution(context, arn)
    return { stopDate: new Date(now.stoppedAt ?? context.now) }
  }
}
