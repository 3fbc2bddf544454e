import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidArgument } from '../errors.ts'
import { horizonOf } from '../reading.ts'
import { required } from '../required.ts'
import { checkRetention } from '../retention.ts'
import { changeStream } from '../streams.ts'

/** Has a stream keep its records longer, from now on and those that it has. */
export async function increaseStreamRetentionPeriod(
  input: Api.IncreaseStreamRetentionPeriodInput,
  context: OperationContext,
): Promise<object> {
  const hours = required(input.RetentionPeriodHours, 'RetentionPeriodHours')
  await changeStream(context, 'IncreaseStreamRetentionPeriod', input, (stream) => {
    checkRetention(hours)
    if (stream.retentionHours > hours)
      throw invalidArgument(
        `Requested retention period (${hours} hours) for stream ${stream.name} can not be shorter than existing retention period (${stream.retentionHours} hours). Use DecreaseRetentionPeriod API.`,
      )
    return { ...stream, retentionHours: hours, horizon: horizonOf(stream, context.now) }
  })
  return {}
}
