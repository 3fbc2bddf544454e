/** What CreateSchedule and UpdateSchedule refuse. */
import type { CreateScheduleInput, Target } from '@aws-sdk/client-scheduler'
import { parseArn } from '../../../aws/arn.ts'
import type { AwsError } from '../../../aws/aws-error.ts'
import { isTimeZone, parseScheduleExpression } from '../../../engines/schedule-expression/index.ts'
import { validation } from '../errors.ts'
import { inputBytes } from '../limits.ts'
import { onlyReads, readUniversal } from './universal.ts'

/**
 * Why a schedule is refused; undefined when it is not. Words without a mark are AWS's: as a recorded test of a public project shows
 * them, and as another measured them in us-east-1 on 7 September 2026.
 */
export function refuseSchedule(input: CreateScheduleInput, region: string): AwsError | undefined {
  const { ScheduleExpression = '', ScheduleExpressionTimezone = 'UTC', FlexibleTimeWindow } = input
  if (!parseScheduleExpression(ScheduleExpression, 'scheduler'))
    return validation(`Invalid Schedule Expression ${ScheduleExpression}.`)
  // UNVERIFIED: the words.
  if (!isTimeZone(ScheduleExpressionTimezone))
    return validation(`Invalid Schedule Expression Timezone ${ScheduleExpressionTimezone}.`)
  const isFlexible = FlexibleTimeWindow?.Mode === 'FLEXIBLE'
  if (isFlexible !== (FlexibleTimeWindow?.MaximumWindowInMinutes !== undefined))
    return validation(
      isFlexible
        ? 'MaximumWindowInMinutes must be provided when FlexibleTimeWindowMode is set to FLEXIBLE.'
        : 'MaximumWindowInMinutes must not be provided when FlexibleTimeWindowMode is set to OFF.',
    )
  if (input.StartDate && input.EndDate && input.StartDate >= input.EndDate)
    return validation('The StartDate you specify must come before the EndDate.')
  return refuseTarget(input.Target ?? {}, region)
}

function refuseTarget(target: Partial<Target>, region: string): AwsError | undefined {
  const { Arn = '', Input } = target
  // UNVERIFIED: the words.
  if (Input !== undefined && new TextEncoder().encode(Input).length > inputBytes)
    return validation('The Input of the target is too large.')
  const universal = readUniversal(Arn)
  if (universal) return refuseUniversal(universal.action, Input)
  const arn = parseArn(Arn)
  if (!arn) return validation('Provided Arn is not in correct format.')
  const { service } = arn
  if (!templated.includes(service)) return validation(`${service} is not a supported service for a target.`)
  if (arn.region !== region)
    return validation(`The target ARN provided does not match the current region ${region}.`)
  // Source: API Reference, "Target", Input.
  if (
    Input !== undefined &&
    ['lambda', 'states', 'events'].includes(service) &&
    readJson(Input) === undefined
  )
    return validation('JSON syntax error in input for the target.')
  return refuseParameters(target, service)
}

function refuseUniversal(action: string, input: string | undefined): AwsError | undefined {
  if (onlyReads(action)) return validation(`${action} API is not supported.`)
  if (input === undefined)
    return validation('You must provide an input to set this target for your schedule.')
  const value = readJson(input)
  if (value === undefined) return validation('JSON syntax error in input for the target.')
  // UNVERIFIED: the words.
  return value === null || typeof value !== 'object' || Array.isArray(value)
    ? validation('The Input of a universal target must be a JSON object.')
    : undefined
}

/** Services with targets of their own. Source: Scheduler User Guide, "Using templated targets". */
const templated =
  'codebuild codepipeline ecs events firehose inspector kinesis lambda sagemaker sns sqs states'.split(' ')

/** Parameters of a target, and the service that they are for. */
const serviceOf = {
  EcsParameters: 'ecs',
  EventBridgeParameters: 'events',
  KinesisParameters: 'kinesis',
  SageMakerPipelineParameters: 'sagemaker',
  SqsParameters: 'sqs',
} as const satisfies Partial<Record<keyof Target, string>>

function refuseParameters(target: Partial<Target>, service: string): AwsError | undefined {
  const names = Object.keys(serviceOf) as Array<keyof typeof serviceOf>
  const foreign = names.find((name) => target[name] !== undefined && serviceOf[name] !== service)
  if (foreign !== undefined) return validation(`Parameters ${foreign} not supported for the target.`)
  const isFifo = target.Arn?.endsWith('.fifo') ?? false
  if (service === 'sqs') {
    const hasGroup = target.SqsParameters?.MessageGroupId !== undefined
    if (isFifo === hasGroup) return undefined
    return validation(
      isFifo
        ? 'Parameters SqsParameters must be specified.'
        : 'Parameters MessageGroupId not valid for the target.',
    )
  }
  const needed = names.find((name) => serviceOf[name] === service && name !== 'SageMakerPipelineParameters')
  return needed !== undefined && target[needed] === undefined
    ? validation(`Parameters ${needed} must be specified.`)
    : undefined
}

/** Undefined for what is no JSON. Context attributes stand inside texts, so that what is JSON now is JSON then. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
