import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidArgument } from '../errors.ts'
import { required } from '../required.ts'
import { checkRetention } from '../retention.ts'
import { changeStream } from '../streams.ts'

/** Has a stream keep its records for a shorter time; what is older can be read no more at once. */
export async function decreaseStreamRetentionPeriod(
  input: Api.DecreaseStreamRetentionPeriodInput,
  context: OperationContext,
): Promise<object> {
  const hours = required(input.RetentionPeriodHours, 'RetentionPeriodHours')
  await changeStream(context, 'DecreaseStreamRetentionPeriod', input, (stream) => {
    checkRetention(hours)
    if (stream.retentionHours < hours)
      throw invalidArgument(
        `Requested retention period (${hours} hours) for stream ${stream.name} can not be longer than existing retention period (${stream.retentionHours} hours). Use IncreaseRetentionPeriod API.`,
      )
    return { ...stream, retentionHours: hours }
  })
  return {}
}
