/**
 * What CreatePipe and UpdatePipe refuse, and the settings that follow from what they take. Words with the mark `measured` are AWS's, as
 * a public project measured them in us-east-1 on 7 September 2026; UNVERIFIED: the others.
 */
import type * as Api from '@aws-sdk/client-pipes'
import { parseArn } from '../../../aws/arn.ts'
import type { JsonObject } from '../../../base/json.ts'
import { compileEventPattern, EventPatternError } from '../../../engines/event-pattern/index.ts'
import { notImplemented, validation } from '../errors.ts'
import {
  entriesPerCall,
  queueBatchSizeDefault,
  queueBatchWithoutWindow,
  streamBatchSizeDefault,
} from '../limits.ts'
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

/** Enrichments that are built. Fails with NotImplemented for others, and with ValidationException for what is none. */
export function checkEnrichment(arn: string | undefined): void {
  if (arn === undefined || arn === '') return
  const parsed = parseArn(arn)
  if (!parsed) throw validation(`${arn} is not a valid enrichment.`)
  if (parsed.service === 'lambda' || parsed.service === 'states' || isApiDestination(arn)) return
  // Measured.
  if (parsed.service !== 'execute-api' && parsed.service !== 'events')
    throw validation('Invalid pipe enrichment.')
  throw notImplemented(`enrichment by ${parsed.service}`)
}

export function isApiDestination(arn: string): boolean {
  return /^arn:[^:]+:events:[^:]+:\d{12}:api-destination\//.test(arn)
}

const targetServices = ['lambda', 'sqs', 'sns', 'kinesis', 'firehose', 'states', 'events', 'logs']

/** Targets that are built. Fails with NotImplemented for others, and with ValidationException for what is none. */
export function checkTarget(arn: string, parameters: Api.PipeTargetParameters | undefined): void {
  const parsed = parseArn(arn)
  if (!parsed) throw validation(`${arn} is not a valid target.`)
  checkTargetParameters(arn, parsed.service, parameters)
  const isBuilt =
    parsed.service !== 'events' || parsed.resource.startsWith('event-bus/') || isApiDestination(arn)
  if (!targetServices.includes(parsed.service) || !isBuilt)
    throw notImplemented(`the target ${parsed.service}:${parsed.resource.split(/[:/]/)[0]}`)
  if (parsed.service === 'kinesis' && !parameters?.KinesisStreamParameters?.PartitionKey)
    throw validation('PartitionKey is required for Kinesis targets.')
  if (parsed.service === 'sqs' && arn.endsWith('.fifo') && !parameters?.SqsQueueParameters?.MessageGroupId)
    throw validation('MessageGroupId is required for FIFO queues.')
  if (parameters?.EventBridgeEventBusParameters?.EndpointId !== undefined)
    throw notImplemented('global endpoints')
}

/** Parameters of targets, and the services that they are for. Measured. */
const targetParametersOf = {
  BatchJobParameters: ['batch'],
  CloudWatchLogsParameters: ['logs'],
  EcsTaskParameters: ['ecs'],
  EventBridgeEventBusParameters: ['events'],
  HttpParameters: ['events', 'execute-api'],
  KinesisStreamParameters: ['kinesis'],
  LambdaFunctionParameters: ['lambda'],
  RedshiftDataParameters: ['redshift', 'redshift-serverless'],
  SageMakerPipelineParameters: ['sagemaker'],
  SqsQueueParameters: ['sqs'],
  StepFunctionStateMachineParameters: ['states'],
  TimestreamParameters: ['timestream'],
} as const satisfies Partial<Record<keyof Api.PipeTargetParameters, readonly string[]>>

/** Words: measured, but for a part of those about topics. */
function checkTargetParameters(
  arn: string,
  service: string,
  parameters: Api.PipeTargetParameters | undefined,
): void {
  for (const [name, services] of Object.entries(targetParametersOf)) {
    const isGiven = parameters?.[name as keyof typeof targetParametersOf] !== undefined
    if (isGiven && !services.some((one) => one === service))
      throw validation('Invalid target parameter provided for target.')
  }
  if (service === 'sns' && arn.endsWith('.fifo'))
    throw validation('SNS FIFO topics are not supported as a pipe target.')
  checkTemplate(parameters?.InputTemplate)
}

/** Source: EventBridge User Guide, "Amazon EventBridge Pipes input transformation", reserved variables. */
const reservedVariables = [
  'aws.pipes.enrichment-arn',
  'aws.pipes.event',
  'aws.pipes.event.ingestion-time',
  'aws.pipes.event.json',
  'aws.pipes.pipe-arn',
  'aws.pipes.pipe-name',
  'aws.pipes.source-arn',
  'aws.pipes.target-arn',
]

/** An input template of the target or of the enrichment. Words: measured. */
export function checkTemplate(template: string | undefined): void {
  const named = [...(template ?? '').matchAll(/<(aws\.[^<>]+)>/g)].map(([, name = '']) => name)
  if (!named.every((name) => reservedVariables.includes(name)))
    throw validation('Invalid json path reference or predefined variable for placeholder.')
}

/** Both ends of a pipe are where it is. Words: measured. */
export function checkRegion(arn: string, region: string): void {
  if ((parseArn(arn)?.region ?? region) !== region)
    throw validation('Creating cross-region pipe is not permitted.')
}

/** What these targets take at once bounds a batch that was asked for. Words: measured, but perhaps not all of them. */
export function checkBatchSize(target: string, parameters: JsonObject): void {
  const service = parseArn(target)?.service ?? ''
  if (!['sqs', 'sns', 'events'].includes(service) || isApiDestination(target)) return
  for (const one of Object.values(parameters as Record<string, { BatchSize?: number } | undefined>)) {
    const size = one?.BatchSize ?? 0
    if (size > entriesPerCall)
      throw validation(`The configured batch size ${size} is greater than the max supported.`)
  }
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
