/** What CreateSchedule and UpdateSchedule refuse. */
import type { CreateScheduleInput } from '@aws-sdk/client-scheduler'
import { parseArn } from '../../../aws/arn.ts'
import type { AwsError } from '../../../aws/aws-error.ts'
import { isTimeZone, parseScheduleExpression } from '../../../engines/schedule-expression/index.ts'
import { validation } from '../errors.ts'
import { inputBytes } from '../limits.ts'
import { onlyReads, readUniversal } from './universal.ts'

/** Why a schedule is refused; undefined when it is not. UNVERIFIED: the words, but for those of expressions and ARNs. */
export function refuseSchedule(input: CreateScheduleInput): AwsError | undefined {
  const { ScheduleExpression = '', ScheduleExpressionTimezone = 'UTC', FlexibleTimeWindow } = input
  if (!parseScheduleExpression(ScheduleExpression, 'scheduler'))
    return validation(`Invalid Schedule Expression ${ScheduleExpression}.`)
  if (!isTimeZone(ScheduleExpressionTimezone))
    return validation(`Invalid Schedule Expression Timezone ${ScheduleExpressionTimezone}.`)
  const isFlexible = FlexibleTimeWindow?.Mode === 'FLEXIBLE'
  if (isFlexible !== (FlexibleTimeWindow?.MaximumWindowInMinutes !== undefined))
    return validation(
      isFlexible
        ? 'MaximumWindowInMinutes must be provided when FlexibleTimeWindow Mode is FLEXIBLE.'
        : 'MaximumWindowInMinutes must not be provided when FlexibleTimeWindow Mode is OFF.',
    )
  if (input.StartDate && input.EndDate && input.StartDate >= input.EndDate)
    return validation('The StartDate must come before the EndDate.')
  return refuseTarget(input)
}

function refuseTarget({ Target }: CreateScheduleInput): AwsError | undefined {
  const { Arn = '', Input, SqsParameters, KinesisParameters, EventBridgeParameters } = Target ?? {}
  if (Input !== undefined && new TextEncoder().encode(Input).length > inputBytes)
    return validation('The Input of the target is too large.')
  const universal = readUniversal(Arn)
  if (universal) {
    if (onlyReads(universal.action)) return validation(`${universal.action} is not a supported API action.`)
    return Input === undefined || isObject(Input)
      ? undefined
      : validation('The Input of a universal target must be a JSON object.')
  }
  const arn = parseArn(Arn)
  if (!arn) return validation('Provided Arn is not in correct format.')
  if (arn.service === 'sqs' && Arn.endsWith('.fifo') && SqsParameters?.MessageGroupId === undefined)
    return validation('MessageGroupId must be specified for FIFO queues.')
  if (arn.service === 'kinesis' && KinesisParameters === undefined)
    return validation('KinesisParameters must be specified for Kinesis targets.')
  if (arn.service === 'events' && EventBridgeParameters === undefined)
    return validation('EventBridgeParameters must be specified for EventBridge targets.')
  return undefined
}

/** Context attributes stand inside texts, so that what is JSON now is JSON then. */
function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value)
  } catch {
    return false
  }
}
