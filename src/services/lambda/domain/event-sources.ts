/**
 * What an event source mapping may be told, by the kind of its source. Answers what is wrong in AWS's words.
 * Sources: API Reference, CreateEventSourceMapping (which member belongs to which source, defaults and bounds); words as
 * observed on AWS (conformance recordings of 2023 to 2025, and messages that users have published) unless marked.
 */

import { destinationKind, invalidDestinations } from './destinations.ts'

/** A source as this server tells them apart. */
export type SourceKind = 'sqs' | 'kinesis' | 'dynamodb'

/** Sources that AWS polls and this server does not. The value is their name. */
const sourcesWithoutPoller: ReadonlyArray<readonly [RegExp, string]> = [
  [/^arn:aws[a-zA-Z-]*:kafka:/, 'Amazon MSK'],
  [/^arn:aws[a-zA-Z-]*:mq:/, 'Amazon MQ'],
  [/^arn:aws[a-zA-Z-]*:rds:/, 'Amazon DocumentDB'],
]

const sourceForms: ReadonlyArray<readonly [SourceKind, RegExp]> = [
  ['sqs', /^arn:aws[a-zA-Z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}(?:\.fifo)?$/],
  // A stream, or one of its consumers with enhanced fan-out.
  [
    'kinesis',
    /^arn:aws[a-zA-Z-]*:kinesis:[a-z0-9-]+:\d{12}:stream\/[\w.-]{1,128}(?:\/consumer\/[\w.-]+:\d+)?$/,
  ],
  ['dynamodb', /^arn:aws[a-zA-Z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[\w.-]{3,255}\/stream\/[\w:.-]+$/],
]

/** What an ARN is the source of. */
export type Source =
  | { readonly kind: SourceKind; readonly fifo: boolean }
  | { readonly kind: 'no poller'; readonly title: string }
  | { readonly kind: 'none' }

export function readSource(arn: string): Source {
  const kind = sourceForms.find(([, form]) => form.test(arn))?.[0]
  if (kind !== undefined) return { kind, fifo: kind === 'sqs' && arn.endsWith('.fifo') }
  const title = sourcesWithoutPoller.find(([form]) => form.test(arn))?.[1]
  return title === undefined ? { kind: 'none' } : { kind: 'no poller', title }
}

/** The refusal of an ARN that is no source. */
export function unrecognizedSource(arn: string): string {
  return `Unrecognized event source, must be kinesis, dynamodb stream or sqs. Unsupported source arn : ${arn}`
}

/** Settings of a mapping that have the same names for all sources. Times in seconds. */
export type MappingSettings = {
  readonly batchSize: number
  readonly batchingWindowSeconds: number
  readonly filters?: readonly string[]
  readonly responseTypes: readonly string[]
  /** SQS: the most invocations at once. */
  readonly maximumConcurrency?: number
  /** SQS: pollers of its own, which bound how many batches are handled at once. */
  readonly pollers?: { readonly minimum: number; readonly maximum: number }
  /** Kinds of metrics that are asked for: `EventCount`. */
  readonly metrics?: readonly string[]
  /** All below: streams. */
  readonly parallelization?: number
  readonly startingPosition?: string
  /** Milliseconds since the epoch. */
  readonly startingAt?: number
  /** -1: without end. */
  readonly recordAgeSeconds?: number
  readonly retryAttempts?: number
  readonly bisect?: boolean
  readonly tumblingWindowSeconds?: number
  readonly onFailure?: string
}

/** The members of a request that only some sources take, by AWS's names; absent ones undefined. */
export interface AskedSettings {
  readonly BatchSize?: number | undefined
  readonly MaximumBatchingWindowInSeconds?: number | undefined
  readonly ParallelizationFactor?: number | undefined
  readonly StartingPosition?: string | undefined
  readonly StartingPositionTimestamp?: Date | undefined
  readonly DestinationConfig?:
    | {
        readonly OnSuccess?: { readonly Destination?: string | undefined } | undefined
        readonly OnFailure?: { readonly Destination?: string | undefined } | undefined
      }
    | undefined
  readonly MaximumRecordAgeInSeconds?: number | undefined
  readonly BisectBatchOnFunctionError?: boolean | undefined
  readonly MaximumRetryAttempts?: number | undefined
  readonly TumblingWindowInSeconds?: number | undefined
  readonly FunctionResponseTypes?: readonly string[] | undefined
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number | undefined } | undefined
  readonly ProvisionedPollerConfig?:
    | {
        readonly MinimumPollers?: number | undefined
        readonly MaximumPollers?: number | undefined
        readonly PollerGroupName?: string | undefined
      }
    | undefined
  readonly MetricsConfig?: { readonly Metrics?: readonly string[] | undefined } | undefined
  readonly Topics?: readonly string[] | undefined
  readonly Queues?: readonly string[] | undefined
  readonly SourceAccessConfigurations?: readonly unknown[] | undefined
}

const streamMembers = [
  'ParallelizationFactor',
  'DestinationConfig',
  'MaximumRecordAgeInSeconds',
  'BisectBatchOnFunctionError',
  'MaximumRetryAttempts',
  'TumblingWindowInSeconds',
] as const
const queueMembers = ['ScalingConfig', 'ProvisionedPollerConfig'] as const
const foreignMembers = ['Topics', 'Queues', 'SourceAccessConfigurations'] as const

/** Unless a request says otherwise. Source: API Reference, CreateEventSourceMapping, `BatchSize`. */
export const batchSizeDefaults: Readonly<Record<SourceKind, number>> = {
  sqs: 10,
  kinesis: 100,
  dynamodb: 100,
}

/** The least age but -1. Unit: seconds. Source: API Reference, "the minimum valid value for maximum record age is 60s". */
const recordAgeSecondsMin = 60

type PolledSource = { readonly kind: SourceKind; readonly fifo: boolean }

/** What is wrong with a request, in AWS's words; undefined: nothing. `arn` is the source's. */
export function refusal(
  source: PolledSource,
  arn: string,
  asked: AskedSettings,
  creating: boolean,
): string | undefined {
  const unsupported = unsupportedMember(source.kind, asked)
  if (unsupported !== undefined)
    return `Unsupported ${unsupported} parameter for given event source mapping type.`
  const position = creating ? positionRefusal(source.kind, arn, asked) : undefined
  if (position !== undefined) return position
  const age = asked.MaximumRecordAgeInSeconds
  const foreign = asked.MetricsConfig?.Metrics?.find((metric) => metric !== 'EventCount')
  // UNVERIFIED: AWS's words. Source of the rule: API Reference, EventSourceMappingMetricsConfig (the others are Kafka's).
  if (foreign !== undefined) return `Unsupported metric ${foreign} for given event source mapping type.`
  if (age !== undefined && age !== -1 && age < recordAgeSecondsMin) {
    // UNVERIFIED: AWS's words.
    return `MaximumRecordAgeInSeconds must be -1 or at least ${recordAgeSecondsMin} seconds.`
  }
  const destination = asked.DestinationConfig?.OnFailure?.Destination
  if (destination !== undefined && destination !== '' && !takesBatches(destination)) {
    // UNVERIFIED: that the words are those of asynchronous invocation.
    return invalidDestinations({ onFailure: destination })
  }
  return undefined
}

/** Source: API Reference, OnFailure, `Destination`: of streams queues, topics and buckets; not FIFO. */
function takesBatches(destination: string): boolean {
  const kind = destinationKind(destination)
  return (kind === 'sqs' || kind === 'sns' || kind === 's3') && !destination.endsWith('.fifo')
}

function unsupportedMember(kind: SourceKind, asked: AskedSettings): string | undefined {
  const foreign = kind === 'sqs' ? streamMembers : queueMembers
  const found = [...foreign, ...foreignMembers].find((member) => {
    const value = asked[member]
    return Array.isArray(value) ? value.length > 0 : value !== undefined
  })
  if (found !== undefined) return found
  return asked.DestinationConfig?.OnSuccess?.Destination === undefined ? undefined : 'DestinationConfig'
}

function positionRefusal(kind: SourceKind, arn: string, asked: AskedSettings): string | undefined {
  const { StartingPosition: position, StartingPositionTimestamp: timestamp } = asked
  if (kind === 'sqs') {
    const given = position !== undefined || timestamp !== undefined
    return given ? 'StartingPosition is not valid for SQS event sources.' : undefined
  }
  if (position === undefined) {
    return "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null."
  }
  if (position !== 'AT_TIMESTAMP')
    return timestamp === undefined ? undefined : 'Timestamp only valid with StartingPosition AT_TIMESTAMP'
  if (kind === 'dynamodb') return `Unsupported starting position for arn type: ${arn}`
  // UNVERIFIED: AWS's words.
  if (timestamp === undefined)
    return 'StartingPositionTimestamp is required for StartingPosition AT_TIMESTAMP'
  return undefined
}

/** What is wrong with batches, once defaults (or what was there before) are filled in. */
export function batchRefusal(source: PolledSource, settings: MappingSettings): string | undefined {
  const { batchSize, batchingWindowSeconds } = settings
  if (source.fifo && batchingWindowSeconds > 0) return 'Batching window is not supported for FIFO queues'
  if (source.fifo && batchSize > 10) return 'Batch size must not exceed 10 for FIFO queues'
  const pollers = pollerRefusal(settings)
  if (pollers !== undefined) return pollers
  if (source.kind === 'sqs' && batchSize > 10 && batchingWindowSeconds === 0) {
    return 'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10'
  }
  return undefined
}

/** Source: Lambda Developer Guide, "Using provisioned mode with Amazon SQS event source mappings". UNVERIFIED: AWS's words. */
function pollerRefusal({ pollers, maximumConcurrency }: MappingSettings): string | undefined {
  if (pollers === undefined) return undefined
  if (maximumConcurrency !== undefined)
    return 'ScalingConfig and ProvisionedPollerConfig cannot be used together.'
  if (pollers.minimum > pollers.maximum) return 'MinimumPollers must be less than or equal to MaximumPollers.'
  return undefined
}

/** Of queues, unless told otherwise. Source: as above. */
const pollersDefault = { minimum: 2, maximum: 200 }

function pollersOf(
  asked: AskedSettings['ProvisionedPollerConfig'],
  before: MappingSettings['pollers'],
): MappingSettings['pollers'] {
  if (asked === undefined) return before
  const { MinimumPollers, MaximumPollers } = asked
  // An empty configuration takes provisioned mode away. Source: API Reference, UpdateEventSourceMapping.
  if (MinimumPollers === undefined && MaximumPollers === undefined) return undefined
  const minimum = MinimumPollers ?? before?.minimum ?? pollersDefault.minimum
  return { minimum, maximum: MaximumPollers ?? before?.maximum ?? Math.max(minimum, pollersDefault.maximum) }
}

/** An empty configuration takes metrics away. */
function metricsOf(
  { MetricsConfig: asked }: AskedSettings,
  before: MappingSettings | undefined,
): Pick<MappingSettings, 'metrics'> {
  const metrics = asked === undefined ? before?.metrics : asked.Metrics
  return metrics === undefined || metrics.length === 0 ? {} : { metrics }
}

/** A mapping's settings: what a request says, on top of what was there, on top of the source's defaults. */
export function settle(kind: SourceKind, asked: AskedSettings, before?: MappingSettings): MappingSettings {
  const shared = {
    batchSize: asked.BatchSize ?? before?.batchSize ?? batchSizeDefaults[kind],
    batchingWindowSeconds: asked.MaximumBatchingWindowInSeconds ?? before?.batchingWindowSeconds ?? 0,
    responseTypes: asked.FunctionResponseTypes ?? before?.responseTypes ?? [],
    ...(before?.filters === undefined ? {} : { filters: before.filters }),
    ...metricsOf(asked, before),
  }
  if (kind === 'sqs') {
    // An empty ScalingConfig takes the bound away. Source: API Reference, UpdateEventSourceMapping.
    const bound = asked.ScalingConfig ? asked.ScalingConfig.MaximumConcurrency : before?.maximumConcurrency
    const pollers = pollersOf(asked.ProvisionedPollerConfig, before?.pollers)
    return {
      ...shared,
      ...(bound === undefined ? {} : { maximumConcurrency: bound }),
      ...(pollers === undefined ? {} : { pollers }),
    }
  }
  const destination = asked.DestinationConfig
    ? asked.DestinationConfig.OnFailure?.Destination
    : before?.onFailure
  const position = asked.StartingPosition ?? before?.startingPosition
  const startingAt = asked.StartingPositionTimestamp?.getTime() ?? before?.startingAt
  return {
    ...shared,
    parallelization: asked.ParallelizationFactor ?? before?.parallelization ?? 1,
    recordAgeSeconds: asked.MaximumRecordAgeInSeconds ?? before?.recordAgeSeconds ?? -1,
    retryAttempts: asked.MaximumRetryAttempts ?? before?.retryAttempts ?? -1,
    bisect: asked.BisectBatchOnFunctionError ?? before?.bisect ?? false,
    tumblingWindowSeconds: asked.TumblingWindowInSeconds ?? before?.tumblingWindowSeconds ?? 0,
    ...(position === undefined ? {} : { startingPosition: position }),
    ...(startingAt === undefined ? {} : { startingAt }),
    ...(destination === undefined || destination === '' ? {} : { onFailure: destination }),
  }
}

/** The words of a mapping that is there already. `functionName` without a qualifier. */
export function mappingExists(kind: SourceKind, arn: string, functionName: string, uuid: string): string {
  const rest = `already exists. Please update or delete the existing mapping with UUID ${uuid}`
  return kind === 'sqs'
    ? `An event source mapping with SQS arn (" ${arn} ") and function (" ${functionName} ") ${rest}`
    : `The event source arn (" ${arn} ") and function (" ${functionName} ") provided mapping ${rest}`
}
