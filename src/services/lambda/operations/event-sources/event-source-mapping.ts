import type * as Api from '@aws-sdk/client-lambda'
import { AwsError } from '../../../../aws/aws-error.ts'
import { randomUuid } from '../../../../base/random.ts'
import { beginStream, forgetStream } from '../../../../delivery/index.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import type { Change, Stored } from '../../../../store/index.ts'
import { changing } from '../../changing.ts'
import { filtersMax, isFilterPattern } from '../../domain/event-filters.ts'
import {
  batchRefusal,
  mappingExists,
  readSource,
  refusal,
  settle,
  unrecognizedSource,
} from '../../domain/event-sources.ts'
import { type FunctionAddress, functionArn } from '../../domain/names.ts'
import { withTags } from '../../domain/tags.ts'
import { invalidParameter, notBuilt, resourceConflict, resourceNotFound } from '../../errors.ts'
import { checkSource } from '../../event-source-checks.ts'
import { type EventSourceMapping, eventSourceMappings, mappingArn } from '../../event-source-mappings.ts'
import { addressOf, requireTarget, type Target } from '../../lookups.ts'
import { listPage } from '../../paging.ts'
import { mappingResults, noResult } from '../../polling/mapping-results.ts'
import { pollerKey, startingPosition, streamOf } from '../../polling/mapping-sources.ts'
import { required } from '../../required.ts'

type Configuration = Api.EventSourceMappingConfiguration

/** Has Lambda read a queue or a stream and hand what it reads to a function. */
export async function createEventSourceMapping(
  input: Api.CreateEventSourceMappingRequest,
  context: OperationContext,
): Promise<Configuration> {
  if (input.SelfManagedEventSource !== undefined)
    throw notBuilt('event source mappings of self-managed Kafka')
  const arn = input.EventSourceArn
  if (arn === undefined) throw invalidParameter('Unrecognized event source.')
  const source = requireSource(arn)
  refuseUnbuilt(input)
  refuse(refusal(source, arn, input, true))
  const filters = readFilters(input.FilterCriteria)
  const settings = { ...settle(source.kind, input), ...(filters === undefined ? {} : { filters }) }
  refuse(batchRefusal(source, settings))
  const { address, target } = await requireFunction(context, required(input.FunctionName, 'FunctionName'))
  await checkSource(context, source.kind, arn, target)
  const { accountId, region, name, qualifier } = address
  const mapping: EventSourceMapping = {
    accountId,
    region,
    name,
    ...(qualifier === undefined ? {} : { qualifier }),
    uuid: randomUuid(context.random),
    sourceArn: arn,
    sourceKind: source.kind,
    enabled: input.Enabled ?? true,
    settings,
    modifiedAt: context.now,
    tags: withTags({}, input.Tags ?? {}),
  }
  const begin = await beginMapping(context, mapping, target)
  return changing(context.store, async (commit) => {
    await requireUnmapped(context, mapping)
    eventSourceMappings.put(commit, mapping, undefined)
    commit.changes.push(...begin)
    return view(mapping, context, noResult, 'Creating')
  })
}

/** Changes the settings that the request names. */
export async function updateEventSourceMapping(
  input: Api.UpdateEventSourceMappingRequest,
  context: OperationContext,
): Promise<Configuration> {
  refuseUnbuilt(input)
  const filters = readFilters(input.FilterCriteria)
  const moved =
    input.FunctionName === undefined
      ? undefined
      : (await requireFunction(context, input.FunctionName)).address
  return changing(context.store, async (commit) => {
    const stored = await requireMapping(context, input.UUID)
    const before = stored.value
    const source = requireSource(before.sourceArn)
    refuse(refusal(source, before.sourceArn, input, false))
    const { filters: _old, ...settings } = settle(source.kind, input, before.settings)
    const kept = input.FilterCriteria === undefined ? before.settings.filters : filters
    const changed = { ...settings, ...(kept === undefined ? {} : { filters: kept }) }
    refuse(batchRefusal(source, changed))
    const { qualifier: _qualifier, ...rest } = before
    const mapping: EventSourceMapping = {
      ...(moved === undefined ? before : { ...rest, name: moved.name, ...qualified(moved) }),
      enabled: input.Enabled ?? before.enabled,
      settings: changed,
      modifiedAt: context.now,
    }
    eventSourceMappings.put(commit, mapping, stored)
    return view(mapping, context, await resultOf(context, mapping), 'Updating')
  })
}

export async function getEventSourceMapping(
  input: Api.GetEventSourceMappingRequest,
  context: OperationContext,
): Promise<Configuration> {
  const { value: mapping } = await requireMapping(context, input.UUID)
  return view(mapping, context, await resultOf(context, mapping))
}

export async function deleteEventSourceMapping(
  input: Api.DeleteEventSourceMappingRequest,
  context: OperationContext,
): Promise<Configuration> {
  return changing(context.store, async (commit) => {
    const stored = await requireMapping(context, input.UUID)
    eventSourceMappings.remove(commit, stored)
    const { accountId, region, uuid } = stored.value
    commit.delete(mappingResults.storeKey([accountId, region, uuid]))
    commit.changes.push(...forgetStream(pollerKey(uuid)))
    return view(stored.value, context, await resultOf(context, stored.value), 'Deleting')
  })
}

/** All mappings, those of a function, or those of a source. */
export async function listEventSourceMappings(
  input: Api.ListEventSourceMappingsRequest,
  context: OperationContext,
): Promise<Api.ListEventSourceMappingsResponse> {
  const { accountId, region } = context
  const { EventSourceArn: arn } = input
  const address = input.FunctionName === undefined ? undefined : addressOf(context, input.FunctionName)
  const wanted = ({ name, qualifier, sourceArn }: EventSourceMapping) =>
    (arn === undefined || sourceArn === arn) &&
    (address === undefined || (name === address.name && (address.qualifier ?? qualifier) === qualifier))
  const purpose = `mappings ${JSON.stringify([arn, input.FunctionName])}`
  const shared = { wanted, purpose, pageItems: 100 }
  const { items, ...next } = address
    ? await listPage(context.store, input, {
        ...shared,
        read: (store, selector) => eventSourceMappings.listBy(store, 'function', selector),
        prefix: [accountId, region, address.name],
        keyOf: ({ name, uuid }) => [accountId, region, name, accountId, region, uuid],
      })
    : await listPage(context.store, input, {
        ...shared,
        read: (store, selector) => eventSourceMappings.list(store, selector),
        prefix: [accountId, region],
        keyOf: ({ uuid }) => [accountId, region, uuid],
      })
  const results = await mappingResults.getMany(
    context.store,
    items.map(({ uuid }) => [accountId, region, uuid]),
  )
  const views = items.map((mapping, index) =>
    view(mapping, context, results[index]?.value.result ?? noResult),
  )
  return { EventSourceMappings: views, ...next }
}

/**
 * Where a stream is begun: from the answer on nothing is missed. A service that this server has not built cannot be asked; its
 * stream is begun when it can be read.
 */
async function beginMapping(
  context: OperationContext,
  mapping: EventSourceMapping,
  { version }: Target,
): Promise<Change[]> {
  if (mapping.sourceKind === 'sqs') return []
  const source = streamOf({ ...mapping, roleArn: version.settings.roleArn }, context)
  try {
    const position = startingPosition(mapping.settings)
    return await beginStream(source, pollerKey(mapping.uuid), position, context.now)
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NotImplemented') return []
    throw error
  }
}

async function resultOf(
  { store }: OperationContext,
  { accountId, region, uuid }: EventSourceMapping,
): Promise<string> {
  return (await mappingResults.get(store, [accountId, region, uuid]))?.value.result ?? noResult
}

function requireSource(arn: string) {
  const source = readSource(arn)
  if (source.kind === 'none') throw invalidParameter(unrecognizedSource(arn))
  if (source.kind === 'no poller') throw notBuilt(`event source mappings of ${source.title}`)
  return source
}

/** Settings that would be kept and do nothing. */
function refuseUnbuilt(
  input: Api.CreateEventSourceMappingRequest | Api.UpdateEventSourceMappingRequest,
): void {
  if (input.KMSKeyArn) throw notBuilt('encryption of filter criteria (KMSKeyArn)')
  if (input.ProvisionedPollerConfig?.PollerGroupName) throw notBuilt('groups of pollers (PollerGroupName)')
  if (input.LoggingConfig) throw notBuilt('logs of event source mappings (LoggingConfig)')
  const others = [
    input.AmazonManagedKafkaEventSourceConfig,
    input.SelfManagedKafkaEventSourceConfig,
    input.DocumentDBEventSourceConfig,
  ]
  if (others.some((config) => config !== undefined))
    throw notBuilt('event source mappings of Kafka and DocumentDB')
}

function refuse(words: string | undefined): void {
  if (words !== undefined) throw invalidParameter(words)
}

function readFilters(criteria: Api.FilterCriteria | undefined): string[] | undefined {
  const patterns = (criteria?.Filters ?? []).map(({ Pattern }) => Pattern ?? '')
  if (patterns.length === 0) return undefined
  // UNVERIFIED: AWS's words for too many.
  if (patterns.length > filtersMax) throw invalidParameter(`A mapping has at most ${filtersMax} filters.`)
  if (!patterns.every(isFilterPattern)) throw invalidParameter('Invalid filter pattern definition.')
  return patterns
}

async function requireFunction(
  context: OperationContext,
  functionName: string,
): Promise<{ readonly address: FunctionAddress; readonly target: Target }> {
  const address = addressOf(context, functionName)
  const target = await requireTarget(context.store, address).catch(() => {
    throw invalidParameter('Function does not exist')
  })
  return { address, target }
}

async function requireUnmapped({ store }: OperationContext, mapping: EventSourceMapping): Promise<void> {
  const { accountId, region, sourceArn, name, qualifier, sourceKind } = mapping
  const page = await eventSourceMappings.listBy(store, 'source', { prefix: [accountId, region, sourceArn] })
  const other = page.items.find(({ value }) => value.name === name && value.qualifier === qualifier)
  if (other) throw resourceConflict(mappingExists(sourceKind, sourceArn, name, other.value.uuid))
}

async function requireMapping(
  { store, accountId, region }: OperationContext,
  uuid: string | undefined,
): Promise<Stored<EventSourceMapping>> {
  const stored = await eventSourceMappings.get(store, [accountId, region, required(uuid, 'UUID')])
  if (!stored) throw resourceNotFound('The resource you requested does not exist.')
  return stored
}

function qualified({ qualifier }: FunctionAddress): { qualifier?: string } {
  return qualifier === undefined ? {} : { qualifier }
}

/** As AWS shows a mapping; `state` where a request has just changed it. */
function view(
  mapping: EventSourceMapping,
  { partition }: OperationContext,
  result: string,
  state?: string,
): Configuration {
  const { settings, sourceKind, uuid, qualifier, enabled } = mapping
  const { filters, startingAt } = settings
  return {
    UUID: uuid,
    EventSourceMappingArn: mappingArn(mapping, partition, uuid),
    EventSourceArn: mapping.sourceArn,
    FunctionArn: functionArn({ ...mapping, partition }, qualifier),
    BatchSize: settings.batchSize,
    MaximumBatchingWindowInSeconds: settings.batchingWindowSeconds,
    FunctionResponseTypes: [...settings.responseTypes] as Api.FunctionResponseType[],
    LastModified: new Date(mapping.modifiedAt),
    State: state ?? (enabled ? 'Enabled' : 'Disabled'),
    StateTransitionReason: sourceKind === 'sqs' ? 'USER_INITIATED' : 'User action',
    ...(filters === undefined
      ? {}
      : { FilterCriteria: { Filters: filters.map((Pattern) => ({ Pattern })) } }),
    ...(sourceKind === 'sqs' ? queueView(mapping) : streamView(mapping, result)),
    ...(settings.metrics === undefined
      ? {}
      : { MetricsConfig: { Metrics: [...settings.metrics] as Api.EventSourceMappingMetric[] } }),
    ...(startingAt === undefined ? {} : { StartingPositionTimestamp: new Date(startingAt) }),
  }
}

function queueView({ settings: { maximumConcurrency, pollers } }: EventSourceMapping): Configuration {
  return {
    ...(maximumConcurrency === undefined
      ? {}
      : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
    ...(pollers === undefined
      ? {}
      : {
          ProvisionedPollerConfig: { MinimumPollers: pollers.minimum, MaximumPollers: pollers.maximum },
        }),
  }
}

function streamView({ settings }: EventSourceMapping, lastResult: string): Configuration {
  const { onFailure, startingPosition } = settings
  return {
    LastProcessingResult: lastResult,
    ParallelizationFactor: settings.parallelization,
    MaximumRecordAgeInSeconds: settings.recordAgeSeconds,
    MaximumRetryAttempts: settings.retryAttempts,
    BisectBatchOnFunctionError: settings.bisect,
    TumblingWindowInSeconds: settings.tumblingWindowSeconds,
    DestinationConfig: { OnFailure: onFailure === undefined ? {} : { Destination: onFailure } },
    ...(startingPosition === undefined
      ? {}
      : { StartingPosition: startingPosition as Api.EventSourcePosition }),
  }
}
