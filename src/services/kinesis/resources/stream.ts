import type * as Api from '@aws-sdk/client-kinesis'
import { AwsError } from '../../../aws/aws-error.ts'
import { type Json, type JsonObject, sameJson } from '../../../base/json.ts'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceRequest,
  ResourceType,
} from '../../../dispatch/index.ts'
import {
  everyPage,
  given,
  nameOf,
  orRemove,
  retag,
  tagMap,
  tagsOf,
  unlessAgain,
  unlessMissing,
  untilReady,
} from '../../../dispatch/index.ts'

const missing = 'ResourceNotFoundException'

/** How long records are kept where a template does not say. Unit: hours. Source: API Reference, CreateStream. */
const usualRetentionHours = 24

/** The largest record of a stream that names no size. Unit: KiB. Source: API Reference, CreateStream. */
const usualRecordKiB = 1024

/** AWS::Kinesis::Stream. Source: CloudFormation template reference, AWS::Kinesis::Stream. */
export const stream: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const StreamName = nameOf(request, 'Name', { max: 128 })
    const StreamModeDetails = modeOf(properties)
    await unlessAgain(
      request,
      call('kinesis:CreateStream', {
        StreamName,
        StreamModeDetails,
        ...(StreamModeDetails.StreamMode === 'PROVISIONED'
          ? { ShardCount: Number(properties.ShardCount ?? 1) }
          : given(properties, 'ShardCount')),
        ...given(properties, 'MaxRecordSizeInKiB', 'WarmThroughputMiBps'),
        ...tagMap('Tags', tagsOf(request, properties.Tags)),
      }),
      'ResourceInUseException',
    )
    return orRemove(
      request,
      async () => {
        await active(request, StreamName)
        await bring(request, StreamName)
        return madeOf(request, StreamName)
      },
      () => call('kinesis:DeleteStream', { StreamName, EnforceConsumerDeletion: true }),
    )
  },

  async update(request) {
    const { physicalId: StreamName, call } = request
    await bring(request, StreamName)
    const ResourceARN = arnOf(request, StreamName)
    await retag(
      request,
      'Tags',
      (Tags) => call('kinesis:TagResource', { ResourceARN, Tags }),
      (TagKeys) => call('kinesis:UntagResource', { ResourceARN, TagKeys }),
    )
    return madeOf(request, StreamName)
  },

  async remove(request) {
    const StreamName = request.physicalId
    await unlessMissing(
      request.call('kinesis:DeleteStream', { StreamName, EnforceConsumerDeletion: true }),
      missing,
    )
    await untilReady(request, async () => ((await summary(request, StreamName)) ? undefined : true))
  },

  async read(query) {
    const found = await summary(query, query.identifier)
    if (!found) return undefined
    const { Tags = [] } = await query.call<Api.ListTagsForResourceOutput>('kinesis:ListTagsForResource', {
      ResourceARN: found.StreamARN,
    })
    const metrics = metricsOf(found)
    return {
      ...madeOf(query, query.identifier),
      properties: {
        Name: query.identifier,
        Arn: found.StreamARN ?? '',
        RetentionPeriodHours: found.RetentionPeriodHours ?? usualRetentionHours,
        StreamModeDetails: { StreamMode: found.StreamModeDetails?.StreamMode ?? 'PROVISIONED' },
        ShardCount: found.OpenShardCount ?? 0,
        ...given(found as object as ResourceProperties, 'MaxRecordSizeInKiB'),
        ...(metrics.length > 0 ? { DesiredShardLevelMetrics: metrics } : {}),
        ...(found.EncryptionType === 'KMS'
          ? { StreamEncryption: { EncryptionType: 'KMS', KeyId: found.KeyId ?? '' } }
          : {}),
        ...(Tags.length > 0 ? { Tags: Tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) } : {}),
      },
    }
  },

  async list(calls) {
    const pages = await everyPage<Api.ListStreamsOutput>(calls, 'kinesis:ListStreams', {})
    return pages.flatMap(({ StreamNames = [] }) => StreamNames)
  },
}

function modeOf(properties: ResourceProperties): { readonly StreamMode: string } {
  const mode = (properties.StreamModeDetails as JsonObject | undefined)?.StreamMode
  return { StreamMode: String(mode ?? 'PROVISIONED') }
}

function arnOf({ partition, region, accountId }: ResourceCalls, name: string): string {
  return `arn:${partition}:kinesis:${region}:${accountId}:stream/${name}`
}

function madeOf(calls: ResourceCalls, name: string): MadeResource {
  return { physicalId: name, attributes: { Arn: arnOf(calls, name) } }
}

async function summary(
  { call }: ResourceCalls,
  StreamName: string,
): Promise<Api.StreamDescriptionSummary | undefined> {
  const answer = await unlessMissing(
    call<Api.DescribeStreamSummaryOutput>('kinesis:DescribeStreamSummary', { StreamName }),
    missing,
  )
  return answer?.StreamDescriptionSummary
}

function active(calls: ResourceCalls, name: string): Promise<Api.StreamDescriptionSummary> {
  return untilReady(calls, async () => {
    const found = await summary(calls, name)
    if (!found) throw new AwsError(missing, `Stream ${name} under account ${calls.accountId} not found.`)
    return found.StreamStatus === 'ACTIVE' ? found : undefined
  })
}

function metricsOf({ EnhancedMonitoring = [] }: Api.StreamDescriptionSummary): string[] {
  return EnhancedMonitoring.flatMap(({ ShardLevelMetrics = [] }) => ShardLevelMetrics).sort()
}

/** Each of these changes makes a stream UPDATING: one comes after the other, and what is so already is passed over. */
async function bring(request: ResourceRequest, StreamName: string): Promise<void> {
  const { properties, call } = request
  const StreamARN = arnOf(request, StreamName)
  for (const step of [mode, shards, retention, encryption, recordSize, lessMonitoring, monitoring]) {
    const next = step(await active(request, StreamName), properties)
    if (next)
      await call(next[0], { ...next[1], ...(next[0] === modeOperation ? { StreamARN } : { StreamName }) })
  }
  await active(request, StreamName)
}

const modeOperation = 'kinesis:UpdateStreamMode'

type Step = (
  now: Api.StreamDescriptionSummary,
  wanted: ResourceProperties,
) => readonly [operation: string, input: object] | undefined

const mode: Step = ({ StreamModeDetails }, wanted) => {
  const { StreamMode } = modeOf(wanted)
  if (StreamModeDetails?.StreamMode === StreamMode) return undefined
  return [modeOperation, { StreamModeDetails: { StreamMode } }]
}

const shards: Step = ({ OpenShardCount }, wanted) => {
  if (modeOf(wanted).StreamMode === 'ON_DEMAND' || wanted.ShardCount === undefined) return undefined
  const TargetShardCount = Number(wanted.ShardCount)
  if (OpenShardCount === TargetShardCount) return undefined
  return ['kinesis:UpdateShardCount', { TargetShardCount, ScalingType: 'UNIFORM_SCALING' }]
}

const retention: Step = ({ RetentionPeriodHours = usualRetentionHours }, wanted) => {
  const hours = Number(wanted.RetentionPeriodHours ?? usualRetentionHours)
  if (hours === RetentionPeriodHours) return undefined
  const way = hours > RetentionPeriodHours ? 'Increase' : 'Decrease'
  return [`kinesis:${way}StreamRetentionPeriod`, { RetentionPeriodHours: hours }]
}

const encryption: Step = ({ EncryptionType, KeyId }, wanted) => {
  const key = wanted.StreamEncryption as JsonObject | undefined
  if (key === undefined)
    return EncryptionType === 'KMS'
      ? ['kinesis:StopStreamEncryption', { EncryptionType: 'KMS', KeyId }]
      : undefined
  if (EncryptionType === 'KMS' && key.KeyId === KeyId) return undefined
  return ['kinesis:StartStreamEncryption', { EncryptionType: key.EncryptionType, KeyId: key.KeyId }]
}

const recordSize: Step = ({ MaxRecordSizeInKiB = usualRecordKiB }, wanted) => {
  const size = Number(wanted.MaxRecordSizeInKiB ?? usualRecordKiB)
  return size === MaxRecordSizeInKiB
    ? undefined
    : ['kinesis:UpdateMaxRecordSize', { MaxRecordSizeInKiB: size }]
}

const allMetrics = [
  'IncomingBytes',
  'IncomingRecords',
  'IteratorAgeMilliseconds',
  'OutgoingBytes',
  'OutgoingRecords',
  'ReadProvisionedThroughputExceeded',
  'WriteProvisionedThroughputExceeded',
]

function desiredMetrics(wanted: ResourceProperties): string[] {
  const named = ((wanted.DesiredShardLevelMetrics ?? []) as readonly Json[]).map(String)
  return named.includes('ALL') ? allMetrics : [...named].sort()
}

const lessMonitoring: Step = (found, wanted) => {
  const desired = desiredMetrics(wanted)
  const gone = metricsOf(found).filter((name) => !desired.includes(name))
  return gone.length > 0 ? ['kinesis:DisableEnhancedMonitoring', { ShardLevelMetrics: gone }] : undefined
}

const monitoring: Step = (found, wanted) => {
  const desired = desiredMetrics(wanted)
  return sameJson(metricsOf(found), desired)
    ? undefined
    : ['kinesis:EnableEnhancedMonitoring', { ShardLevelMetrics: desired }]
}
