/** What CreatePipe and UpdatePipe refuse, and the settings that follow from what they take. UNVERIFIED: the words. */
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
      throw validation(`Event pattern is not valid. Reason: ${error.message}`)
    }
  }
  return filters.length === 0 ? {} : { filters }
}

/** Enrichments that are built. Fails with NotImplemented for others, and with ValidationException for what is none. */
export function checkEnrichment(arn: string | undefined): void {
  if (arn === undefined || arn === '') return
  const parsed = parseArn(arn)
  if (!parsed) throw validation(`${arn} is not a valid enrichment.`)
  if (parsed.service === 'lambda' || parsed.service === 'states') return
  throw notImplemented(`enrichment by ${parsed.service}`)
}

const targetServices = ['lambda', 'sqs', 'sns', 'kinesis', 'firehose', 'states', 'events', 'logs']

/** Targets that are built. Fails with NotImplemented for others, and with ValidationException for what is none. */
export function checkTarget(arn: string, parameters: Api.PipeTargetParameters | undefined): void {
  const parsed = parseArn(arn)
  if (!parsed) throw validation(`${arn} is not a valid target.`)
  const isBus = parsed.service !== 'events' || parsed.resource.startsWith('event-bus/')
  if (!targetServices.includes(parsed.service) || !isBus)
    throw notImplemented(`the target ${parsed.service}:${parsed.resource.split(/[:/]/)[0]}`)
  if (parsed.service === 'kinesis' && !parameters?.KinesisStreamParameters?.PartitionKey)
    throw validation('PartitionKey is required for Kinesis targets.')
  if (parsed.service === 'sqs' && arn.endsWith('.fifo') && !parameters?.SqsQueueParameters?.MessageGroupId)
    throw validation('MessageGroupId is required for FIFO queues.')
  if (parameters?.EventBridgeEventBusParameters?.EndpointId !== undefined)
    throw notImplemented('global endpoints')
}

/** Where a pipe's logs go. Fails with NotImplemented for places that are not built. */
export function logSettings(
  configuration: Api.PipeLogConfigurationParameters | undefined,
): LogSettings | undefined {
  if (!configuration) return undefined
  if (configuration.S3LogDestination || configuration.FirehoseLogDestination)
    throw notImplemented('log destinations other than CloudWatch Logs')
  const groupArn = configuration.CloudwatchLogsLogDestination?.LogGroupArn
  return {
    level: configuration.Level ?? 'OFF',
    ...(groupArn === undefined ? {} : { groupArn }),
    includesData: configuration.IncludeExecutionData?.includes('ALL') ?? false,
  }
}
