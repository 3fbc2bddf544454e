import type * as Api from '@aws-sdk/client-sfn'
import type { Operation } from '../../../dispatch/index.ts'
import { executionLimit, notRedrivable } from '../errors.ts'
import { requireExecution } from '../executions.ts'
import { redriveStatusOf } from '../observing/redrive-status.ts'
import { required } from '../required.ts'
import type { StatesRoom } from '../room.ts'

/** Source: API Reference, RedriveExecution. UNVERIFIED: the words. */
export function redriveExecution(
  room: StatesRoom,
): Operation<Api.RedriveExecutionInput, Api.RedriveExecutionOutput> {
  return async ({ executionArn, clientToken }, context) => {
    const arn = required(executionArn, 'executionArn')
    const { value } = await requireExecution(context, arn)
    const { redriveToken, redrivenAt } = value
    if (clientToken !== undefined && clientToken === redriveToken && redrivenAt !== undefined)
      return { redriveDate: new Date(redrivenAt) }
    const { status, reason } = redriveStatusOf(value, context.now)
    if (status !== 'REDRIVABLE') throw notRedrivable(reason ?? 'Execution cannot be redriven')
    await room.quotas.executions.withPlace(value, async (place) => {
      if (!(await place.take())) throw executionLimit()
      const arrived = await room.running.driver.deliver(value, {
        happening: { type: 'Redrive' },
        refuse: ({ execution }) =>
          execution.status === 'RUNNING' || execution.status === 'SUCCEEDED'
            ? notRedrivable(`Execution is ${execution.status} and cannot be redriven`)
            : undefined,
        ...(clientToken === undefined ? {} : { redriveToken: clientToken }),
      })
      if (arrived !== 'taken') place.giveBack()
    })
    const { value: now } = await requireExecution(context, arn)
    return { redriveDate: new Date(now.redrivenAt ?? context.now) }
  }
}
