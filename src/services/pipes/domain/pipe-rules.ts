/**
 * What CreatePipe and UpdatePipe refuse of sources and logs, and the settings that follow from what they take. Words with the mark `measured` are AWS's, as
 * a public project measured them in us-east-1 on 7 September 2026; UNVERIFIED: the others.
 */
import type * as Api from '@aws-sdk/client-pipes'
import { parseArn } from '../../../aws/arn.ts'
import type { JsonObject } from '../../../base/json.ts'
import { compileEventPattern, EventPatternError } from '../../../engines/event-pattern/index.ts'
import { notImplemented, validation } from '../errors.ts'
import { queueBatchSizeDefault, queueBatchWithoutWindow, streamBatchSizeDefault } from '../limits.ts'
import type { LogSettings, SourceKind } from './pipe.ts'

/** Fails with ValidationException, and with NotImplemented for sources of kinds that are not built. */
export function readSource(source: string): SourceKind {
  const arn = parseArn(source)
  if (arn?.service === 'sqs') return 'sqs'
  if (arn?.service === 'kinesis' && arn.resource.startsWith('stream/')) return 'kinesis'
  if (arn?.service === 'dynamodb' && /^table\/[^/]+\/stream\//.test(arn.resource)) return 'dynamodb'
  if (source.startsWith('smk://') || arn?.service === 'kafka' || arn?.service === 'mq')
    throw notImplemented('sources of Kafka and MQ')
  throw validation(`${source} is not a valid source.`)
}

/** How a source is read. */
export interface SourceSettings {
  readonly batchSize: number
  readonly windowSeconds: number
  readonly filters?: readonly string[]
  readonly startingPosition?: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP'
  /** Unit: milliseconds since the epoch. */
  readonly startingAt?: number
  readonly parallelization: number
  readonly bisect: boolean
  readonly retryAttempts?: number
  readonly recordAgeMs?: number
  readonly deadLetterArn?: string
}

/** Reads the parameters of a source. Fails with ValidationException. */
export function sourceSettings(kind: SourceKind, parameters: JsonObject): SourceSettings {
  checkSourceParameters(kind, parameters)
  const { FilterCriteria, SqsQueueParameters, KinesisStreamParameters, DynamoDBStreamParameters } =
    parameters as Api.PipeSourceParameters
  const filters = readFilters(FilterCriteria)
  if (kind === 'sqs') {
    const { BatchSize = queueBatchSizeDefault, MaximumBatchingWindowInSeconds = 0 } = SqsQueueParameters ?? {}
    if (BatchSize > queueBatchWithoutWindow && MaximumBatchingWindowInSeconds < 1)
      throw validation(
        'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
      )
    return {
      batchSize: BatchSize,
      windowSeconds: MaximumBatchingWindowInSeconds,
      ...filters,
      parallelization: 1,
      bisect: false,
    }
  }
  const stream = kind === 'kinesis' ? KinesisStreamParameters : DynamoDBStreamParameters
  if (stream?.StartingPosition === undefined) throw validation('StartingPosition is required for streams.')
  return { ...streamSettings(stream), ...filters }
}

const sourceParametersOf = {
  sqs: 'SqsQueueParameters',
  kinesis: 'KinesisStreamParameters',
  dynamodb: 'DynamoDBStreamParameters',
} as const

/** Words: measured. */
function checkSourceParameters(kind: SourceKind, parameters: JsonObject): void {
  const own = sourceParametersOf[kind]
  const names = Object.keys(parameters).filter((name) => parameters[name] !== undefined)
  if (names.some((name) => name !== 'FilterCriteria' && name !== own))
    throw validation('Invalid source parameter provided for source.')
  if (kind !== 'sqs' && !names.includes(own))
    throw validation(`SourceParameters.${own} Missing required parameter.`)
}

function streamSettings(
  stream: Api.PipeSourceKinesisStreamParameters | Api.PipeSourceDynamoDBStreamParameters,
): SourceSettings {
  const { MaximumRetryAttempts = -1, MaximumRecordAgeInSeconds = -1, DeadLetterConfig } = stream
  const { StartingPositionTimestamp: at } = stream as Api.PipeSourceKinesisStreamParameters
  if (stream.StartingPosition === 'AT_TIMESTAMP' && at === undefined)
    throw validation('StartingPositionTimestamp is required for AT_TIMESTAMP.')
  return {
    batchSize: stream.BatchSize ?? streamBatchSizeDefault,
    windowSeconds: stream.MaximumBatchingWindowInSeconds ?? 0,
    ...(stream.StartingPosition === undefined ? {} : { startingPosition: stream.StartingPosition }),
    // Kept as JSON: a text there, a Date in a request.
    ...(at === undefined ? {} : { startingAt: new Date(at).getTime() }),
    parallelization: stream.ParallelizationFactor ?? 1,
    bisect: stream.OnPartialBatchItemFailure === 'AUTOMATIC_BISECT',
    ...(MaximumRetryAttempts < 0 ? {} : { retryAttempts: MaximumRetryAttempts }),
    ...(MaximumRecordAgeInSeconds < 0 ? {} : { recordAgeMs: MaximumRecordAgeInSeconds * 1000 }),
    ...(DeadLetterConfig?.Arn === undefined ? {} : { deadLetterArn: DeadLetterConfig.Arn }),
  }
}

function readFilters(criteria: Api.FilterCriteria | undefined): { filters?: readonly string[] } {
  const filters = (criteria?.Filters ?? []).map(({ Pattern = '' }) => Pattern)
  for (const pattern of filters) {
    try {
      compileEventPattern(pattern)
    } catch (error) {
      if (!(error instanceof EventPatternError)) throw error
      // Measured.
      throw validation(`Invalid Event Pattern. Reason: ${error.message}`)
    }
  }
  return filters.length === 0 ? {} : { filters }
}

/** Where a pipe's logs go. Fails with NotImplemented for places that are not built. */
export function logSettings(
  configuration: Api.PipeLogConfigurationParameters | undefined,
): LogSettings | undefined {
  if (!configuration) return undefined
  const { Level, S3LogDestination, FirehoseLogDestination, CloudwatchLogsLogDestination } = configuration
  const destinations = [S3LogDestination, FirehoseLogDestination, CloudwatchLogsLogDestination]
  // Measured.
  if (Level !== 'OFF' && destinations.every((destination) => destination === undefined))
    throw validation('Must provide at least 1 log destination in LogConfiguration.')
  if (S3LogDestination || FirehoseLogDestination)
    throw notImplemented('log destinations other than CloudWatch Logs')
  const groupArn = CloudwatchLogsLogDestination?.LogGroupArn
  return {
    level: Level ?? 'OFF',
    ...(groupArn === undefined ? {} : { groupArn }),
    includesData: configuration.IncludeExecutionData?.includes('ALL') ?? false,
  }
}
