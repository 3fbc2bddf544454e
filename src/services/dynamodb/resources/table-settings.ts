/** Settings of a table that have operations of their own: how each comes from what it was to what it shall be. */
import type * as Api from '@aws-sdk/client-dynamodb'
import type { Json, JsonObject } from '../../../base/json.ts'
import {
  callWith,
  changed,
  documentText,
  type ResourceCalls,
  type ResourceProperties,
  readDocumentText,
  unlessMissing,
  untilReady,
} from '../../../dispatch/index.ts'
import { indexesOf } from './table-input.ts'

/** A table, by name and ARN. */
export interface TableName {
  readonly name: string
  readonly arn: string
}

export async function applySettings(
  calls: ResourceCalls,
  table: TableName,
  previous: ResourceProperties,
  next: ResourceProperties,
): Promise<void> {
  if (changed(previous, next, 'TimeToLiveSpecification'))
    await changeTimeToLive(calls, table, objectOf(next.TimeToLiveSpecification))
  if (changed(previous, next, 'PointInTimeRecoverySpecification'))
    await callWith(calls, 'dynamodb:UpdateContinuousBackups', {
      TableName: table.name,
      PointInTimeRecoverySpecification: {
        PointInTimeRecoveryEnabled: false,
        ...objectOf(next.PointInTimeRecoverySpecification),
      },
    })
  if (changed(previous, next, 'KinesisStreamSpecification'))
    await changeKinesis(calls, table, objectOf(next.KinesisStreamSpecification))
  await changeInsights(calls, table, previous, next)
}

/** Sets or takes away the policy of a table; at its creation the table is made with it. */
export async function changePolicy(
  { call }: ResourceCalls,
  { arn }: TableName,
  next: ResourceProperties,
): Promise<void> {
  const document = objectOf(next.ResourcePolicy)?.PolicyDocument
  if (document === undefined)
    await unlessMissing(
      call('dynamodb:DeleteResourcePolicy', { ResourceArn: arn }),
      'PolicyNotFoundException',
    )
  else await call('dynamodb:PutResourcePolicy', { ResourceArn: arn, Policy: documentText(document) })
}

/** From what the table has: an update that was interrupted has done part of this. */
async function changeTimeToLive(
  calls: ResourceCalls,
  { name }: TableName,
  specification: JsonObject | undefined,
): Promise<void> {
  const set = (AttributeName: Json, Enabled: boolean) =>
    callWith(calls, 'dynamodb:UpdateTimeToLive', {
      TableName: name,
      TimeToLiveSpecification: { AttributeName, Enabled },
    })
  const { TimeToLiveDescription: now } = await calls.call<Api.DescribeTimeToLiveOutput>(
    'dynamodb:DescribeTimeToLive',
    { TableName: name },
  )
  const there = attributeOf(now)
  const wanted = String(specification?.Enabled) === 'true' ? String(specification?.AttributeName) : undefined
  if (there === wanted) return
  if (there !== undefined) await set(there, false)
  if (wanted !== undefined) await set(wanted, true)
}

async function changeKinesis(
  calls: ResourceCalls,
  { name }: TableName,
  specification: JsonObject | undefined,
): Promise<void> {
  const there = (await destinations(calls, name)).filter(
    ({ DestinationStatus }) => DestinationStatus === 'ACTIVE' || DestinationStatus === 'ENABLING',
  )
  const wanted = specification?.StreamArn
  const precision = specification?.ApproximateCreationDateTimePrecision
  for (const { StreamArn } of there)
    if (StreamArn !== undefined && StreamArn !== wanted)
      await callWith(calls, 'dynamodb:DisableKinesisStreamingDestination', { TableName: name, StreamArn })
  if (wanted === undefined) return
  const kept = there.find(({ StreamArn }) => StreamArn === wanted)
  if (kept) {
    if (precision !== undefined && precision !== kept.ApproximateCreationDateTimePrecision)
      await callWith(calls, 'dynamodb:UpdateKinesisStreamingDestination', {
        TableName: name,
        StreamArn: wanted,
        UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: precision },
      })
    return
  }
  await callWith(calls, 'dynamodb:EnableKinesisStreamingDestination', {
    TableName: name,
    StreamArn: wanted,
    EnableKinesisStreamingConfiguration:
      precision === undefined ? undefined : { ApproximateCreationDateTimePrecision: precision },
  })
  await untilReady(calls, async () => {
    const all = await destinations(calls, name)
    return all.some(
      ({ StreamArn, DestinationStatus }) => StreamArn === wanted && DestinationStatus === 'ACTIVE',
    )
      ? true
      : undefined
  })
}

async function destinations({ call }: ResourceCalls, TableName: string) {
  const answer = await call<Api.DescribeKinesisStreamingDestinationOutput>(
    'dynamodb:DescribeKinesisStreamingDestination',
    { TableName },
  )
  return answer.KinesisDataStreamDestinations ?? []
}

async function changeInsights(
  calls: ResourceCalls,
  { name }: TableName,
  previous: ResourceProperties,
  next: ResourceProperties,
): Promise<void> {
  const wanted = insightsOf(next)
  for (const [index, after] of wanted) {
    const before = insightsOf(previous).get(index)
    if (JSON.stringify(before) === JSON.stringify(after)) continue
    // What was never turned on need not be turned off.
    if (before === undefined && !isEnabled(after)) continue
    await callWith(calls, 'dynamodb:UpdateContributorInsights', {
      TableName: name,
      IndexName: index === '' ? undefined : index,
      ContributorInsightsAction: isEnabled(after) ? 'ENABLE' : 'DISABLE',
      ContributorInsightsMode: isEnabled(after) ? after?.Mode : undefined,
    })
  }
}

/** By index; the table itself has an empty name. */
function insightsOf(properties: ResourceProperties): Map<string, JsonObject | undefined> {
  return new Map([
    ['', objectOf(properties.ContributorInsightsSpecification)],
    ...indexesOf(properties).map(
      (index) => [String(index.IndexName), objectOf(index.ContributorInsightsSpecification)] as const,
    ),
  ])
}

/** By which attribute items end. It is a setting from when it was asked for: items that are there are looked through afterwards. */
function attributeOf(time: Api.TimeToLiveDescription | undefined): string | undefined {
  return /^ENABL/.test(time?.TimeToLiveStatus ?? '') ? time?.AttributeName : undefined
}

function isEnabled(specification: JsonObject | undefined): boolean {
  return String(specification?.Enabled) === 'true'
}

/** The properties that these settings are, as they are now. */
export async function readSettings(
  calls: ResourceCalls,
  { name, arn }: TableName,
): Promise<Record<string, Json>> {
  const { call } = calls
  const [life, backups, kinesis, policy, tags] = await Promise.all([
    call<Api.DescribeTimeToLiveOutput>('dynamodb:DescribeTimeToLive', { TableName: name }),
    call<Api.DescribeContinuousBackupsOutput>('dynamodb:DescribeContinuousBackups', { TableName: name }),
    destinations(calls, name),
    unlessMissing(
      call<{ Policy?: string }>('dynamodb:GetResourcePolicy', { ResourceArn: arn }),
      'PolicyNotFoundException',
    ),
    call<{ Tags?: { Key: string; Value: string }[] }>('dynamodb:ListTagsOfResource', { ResourceArn: arn }),
  ])
  const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription
  const endsBy = attributeOf(life.TimeToLiveDescription)
  const stream = kinesis.find(({ DestinationStatus }) => DestinationStatus === 'ACTIVE')
  return {
    ...(endsBy === undefined ? {} : { TimeToLiveSpecification: { AttributeName: endsBy, Enabled: true } }),
    ...(recovery?.PointInTimeRecoveryStatus === 'ENABLED'
      ? {
          PointInTimeRecoverySpecification: {
            PointInTimeRecoveryEnabled: true,
            ...(recovery.RecoveryPeriodInDays === undefined
              ? {}
              : { RecoveryPeriodInDays: recovery.RecoveryPeriodInDays }),
          },
        }
      : {}),
    ...(stream?.StreamArn ? { KinesisStreamSpecification: { StreamArn: stream.StreamArn } } : {}),
    ...(policy?.Policy ? { ResourcePolicy: { PolicyDocument: readDocumentText(policy.Policy) } } : {}),
    ...(tags.Tags?.length ? { Tags: tags.Tags } : {}),
  }
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}
