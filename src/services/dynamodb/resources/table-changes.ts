/** What an update of a table does, one UpdateTable after the other: DynamoDB takes one kind of change at a time. */
import type { GlobalSecondaryIndexDescription, TableDescription } from '@aws-sdk/client-dynamodb'
import { AwsError } from '../../../aws/aws-error.ts'
import { type Json, type JsonObject, sameJson } from '../../../base/json.ts'
import {
  callWith,
  changed,
  definite,
  given,
  type ResourceCalls,
  type ResourceInput,
  type ResourceProperties,
} from '../../../dispatch/index.ts'
import { activeTable } from './table-description.ts'
import { encryptionInput, indexesOf, indexInput, streamInput } from './table-input.ts'

/**
 * Fails with InvalidRequest for what DynamoDB's handler refuses before anything is changed: more than one index made or taken
 * away, and other keys or projections of an index that there is. Source: template reference, GlobalSecondaryIndexes; words of
 * CloudFormation's events.
 */
export function refuseIndexChanges(
  previous: ResourceProperties,
  next: ResourceProperties,
  now: TableDescription,
): void {
  const { made, gone, kept } = indexChanges(previous, next, now)
  if (made.length + gone.length > 1)
    throw new AwsError(
      'InvalidRequest',
      'Cannot perform more than one GSI creation or deletion in a single update',
    )
  for (const { before, after } of kept) {
    const fixed = ({ KeySchema, Projection }: object & { KeySchema?: unknown; Projection?: unknown }) =>
      definite({ KeySchema, Projection })
    if (!sameJson(fixed(before), fixed(after)))
      throw new AwsError(
        'InvalidRequest',
        "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. You can create a new GSI with a different name.",
      )
  }
}

/**
 * Changes what the template has changed and the table does not have yet: an update that was interrupted, or never began and is
 * rolled back, meets a table that is another than the template before says.
 */
export async function changeTable(
  calls: ResourceCalls,
  TableName: string,
  previous: ResourceProperties,
  next: ResourceProperties,
  now: TableDescription,
): Promise<void> {
  for (const input of steps(previous, next, now)) {
    await callWith(calls, 'dynamodb:UpdateTable', { TableName, ...input })
    await activeTable(calls, TableName)
  }
}

function steps(
  previous: ResourceProperties,
  next: ResourceProperties,
  now: TableDescription,
): ResourceInput[] {
  const { made, gone, kept } = indexChanges(previous, next, now)
  const all: ResourceInput[] = []
  for (const { IndexName } of gone)
    all.push({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: IndexName ?? '' } }] })
  all.push(...capacitySteps(previous, next, now, kept))
  if (changed(previous, next, 'StreamSpecification')) all.push(...streamSteps(next, now))
  const encrypted = now.SSEDescription?.Status === 'ENABLED'
  const encryption = encryptionInput(next)
  const sameEncryption =
    String(encryption.Enabled) === String(encrypted) && encryption.KMSMasterKeyId === undefined
  if (changed(previous, next, 'SSESpecification') && !sameEncryption)
    all.push({ SSESpecification: encryption })
  const tableClass = next.TableClass ?? 'STANDARD'
  if (
    changed(previous, next, 'TableClass') &&
    tableClass !== (now.TableClassSummary?.TableClass ?? 'STANDARD')
  )
    all.push({ TableClass: tableClass })
  const isProtected = String(next.DeletionProtectionEnabled ?? false)
  if (
    isProtected !== String(now.DeletionProtectionEnabled ?? false) &&
    changed(previous, next, 'DeletionProtectionEnabled')
  )
    all.push({ DeletionProtectionEnabled: isProtected })
  if (changed(previous, next, 'WarmThroughput') && next.WarmThroughput !== undefined)
    all.push({ WarmThroughput: next.WarmThroughput })
  if (changed(previous, next, 'VectorIndexes')) all.push({ VectorIndexUpdates: [] })
  for (const index of made)
    all.push({
      ...given(next, 'AttributeDefinitions'),
      GlobalSecondaryIndexUpdates: [{ Create: indexInput(index) }],
    })
  return all
}

/** A stream of another view is another stream. */
function streamSteps(
  next: ResourceProperties,
  { StreamSpecification: now }: TableDescription,
): ResourceInput[] {
  const wanted = streamInput(next)
  const view = now?.StreamEnabled ? now.StreamViewType : undefined
  if (wanted.StreamViewType === view) return []
  return [
    ...(view === undefined ? [] : [{ StreamSpecification: { StreamEnabled: false } }]),
    ...(wanted.StreamEnabled ? [{ StreamSpecification: wanted }] : []),
  ]
}

/** Billing, and throughput of the table and of indexes that stay. */
function capacitySteps(
  previous: ResourceProperties,
  next: ResourceProperties,
  now: TableDescription,
  kept: readonly KeptIndex[],
): ResourceInput[] {
  const billing = next.BillingMode ?? 'PROVISIONED'
  const onDemand = billing === 'PAY_PER_REQUEST'
  const before = new Map(indexesOf(previous).map((index) => [index.IndexName, index]))
  const updates = kept.flatMap(({ before: there, after }) => {
    const provisioned = !onDemand && !sameThroughput(after.ProvisionedThroughput, there.ProvisionedThroughput)
    const names = [
      ...(provisioned ? ['ProvisionedThroughput'] : []),
      ...['OnDemandThroughput', 'WarmThroughput'].filter(
        (name) => !sameJson(before.get(after.IndexName)?.[name], after[name]),
      ),
    ]
    const values = given(after as ResourceProperties, ...names)
    return Object.keys(values).length === 0 ? [] : [{ Update: { IndexName: after.IndexName, ...values } }]
  })
  const table = {
    ...(changed(previous, next, 'BillingMode') &&
    billing !== (now.BillingModeSummary?.BillingMode ?? 'PROVISIONED')
      ? { BillingMode: billing }
      : {}),
    ...(!onDemand &&
    changed(previous, next, 'ProvisionedThroughput', 'BillingMode') &&
    !sameThroughput(next.ProvisionedThroughput, now.ProvisionedThroughput)
      ? given(next, 'ProvisionedThroughput')
      : {}),
    ...(changed(previous, next, 'OnDemandThroughput')
      ? {
          OnDemandThroughput: next.OnDemandThroughput ?? {
            MaxReadRequestUnits: -1,
            MaxWriteRequestUnits: -1,
          },
        }
      : {}),
  }
  if (Object.keys(table).length === 0 && updates.length === 0) return []
  return [{ ...table, ...(updates.length > 0 ? { GlobalSecondaryIndexUpdates: updates } : {}) }]
}

function sameThroughput(
  wanted: Json | undefined,
  now:
    | { readonly ReadCapacityUnits?: number | undefined; readonly WriteCapacityUnits?: number | undefined }
    | undefined,
): boolean {
  if (wanted === undefined) return true
  const { ReadCapacityUnits, WriteCapacityUnits } = wanted as JsonObject
  return (
    Number(ReadCapacityUnits) === now?.ReadCapacityUnits &&
    Number(WriteCapacityUnits) === now?.WriteCapacityUnits
  )
}

/** An index that the table has and the template wants. */
interface KeptIndex {
  readonly before: GlobalSecondaryIndexDescription
  readonly after: JsonObject
}

function indexChanges(
  previous: ResourceProperties,
  next: ResourceProperties,
  { GlobalSecondaryIndexes = [] }: TableDescription,
) {
  // What somebody else has done to a table is left alone.
  if (!changed(previous, next, 'GlobalSecondaryIndexes')) return { made: [], gone: [], kept: [] }
  const before = new Map(GlobalSecondaryIndexes.map((index) => [String(index.IndexName), index]))
  const after = new Map(indexesOf(next).map((index) => [String(index.IndexName), index]))
  const made = [...after].filter(([name]) => !before.has(name)).map(([, index]) => index)
  const gone = [...before].filter(([name]) => !after.has(name)).map(([, index]) => index)
  const kept: KeptIndex[] = [...after].flatMap(([name, index]) => {
    const there = before.get(name)
    return there ? [{ before: there, after: index }] : []
  })
  return { made, gone, kept }
}
