/** What an update of a table does, one UpdateTable after the other: DynamoDB takes one kind of change at a time. */
import { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import {
  callWith,
  changed,
  given,
  type ResourceCalls,
  type ResourceInput,
  type ResourceProperties,
  sameJson,
} from '../../../dispatch/index.ts'
import { activeTable } from './table-description.ts'
import { encryptionInput, indexesOf, indexInput, streamInput } from './table-input.ts'

/** Properties of an index that may be changed while it is there. */
const changeableOfIndex = [
  'ProvisionedThroughput',
  'OnDemandThroughput',
  'WarmThroughput',
  'ContributorInsightsSpecification',
]

/**
 * Fails with InvalidRequest for what DynamoDB's handler refuses before anything is changed: more than one index made or taken
 * away, and other keys or projections of an index that there is. Source: template reference, GlobalSecondaryIndexes; words of
 * CloudFormation's events.
 */
export function refuseIndexChanges(previous: ResourceProperties, next: ResourceProperties): void {
  const { made, gone, kept } = indexChanges(previous, next)
  if (made.length + gone.length > 1)
    throw new AwsError(
      'InvalidRequest',
      'Cannot perform more than one GSI creation or deletion in a single update',
    )
  for (const { before, after } of kept) {
    const fixed = (index: JsonObject) =>
      Object.fromEntries(Object.entries(index).filter(([name]) => !changeableOfIndex.includes(name)))
    if (!sameJson(fixed(before), fixed(after)))
      throw new AwsError(
        'InvalidRequest',
        "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. You can create a new GSI with a different name.",
      )
  }
}

export async function changeTable(
  calls: ResourceCalls,
  TableName: string,
  previous: ResourceProperties,
  next: ResourceProperties,
): Promise<void> {
  for (const input of steps(previous, next)) {
    await callWith(calls, 'dynamodb:UpdateTable', { TableName, ...input })
    await activeTable(calls, TableName)
  }
}

function steps(previous: ResourceProperties, next: ResourceProperties): ResourceInput[] {
  const { made, gone, kept } = indexChanges(previous, next)
  const all: ResourceInput[] = []
  for (const { IndexName } of gone) all.push({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] })
  all.push(...capacitySteps(previous, next, kept))
  if (changed(previous, next, 'StreamSpecification')) {
    const [before, after] = [streamInput(previous), streamInput(next)]
    // A stream of another view is another stream.
    if (before.StreamEnabled) all.push({ StreamSpecification: { StreamEnabled: false } })
    if (after.StreamEnabled) all.push({ StreamSpecification: after })
  }
  if (changed(previous, next, 'SSESpecification')) all.push({ SSESpecification: encryptionInput(next) })
  if (changed(previous, next, 'TableClass')) all.push({ TableClass: next.TableClass ?? 'STANDARD' })
  if (changed(previous, next, 'DeletionProtectionEnabled'))
    all.push({ DeletionProtectionEnabled: next.DeletionProtectionEnabled ?? false })
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

/** Billing, and throughput of the table and of indexes that stay. */
function capacitySteps(
  previous: ResourceProperties,
  next: ResourceProperties,
  kept: readonly KeptIndex[],
): ResourceInput[] {
  const onDemand = next.BillingMode === 'PAY_PER_REQUEST'
  const updates = kept.flatMap(({ before, after }) => {
    const names = ['ProvisionedThroughput', 'OnDemandThroughput', 'WarmThroughput'].filter(
      (name) => after[name] !== undefined && !sameJson(before[name], after[name]),
    )
    if (names.length === 0) return []
    return [{ Update: { IndexName: after.IndexName, ...given(after as ResourceProperties, ...names) } }]
  })
  const table = {
    ...(changed(previous, next, 'BillingMode') ? { BillingMode: next.BillingMode ?? 'PROVISIONED' } : {}),
    ...(!onDemand && changed(previous, next, 'ProvisionedThroughput', 'BillingMode')
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

/** An index that is there before and after. */
interface KeptIndex {
  readonly before: JsonObject
  readonly after: JsonObject
}

function indexChanges(previous: ResourceProperties, next: ResourceProperties) {
  const before = new Map(indexesOf(previous).map((index) => [String(index.IndexName), index]))
  const after = new Map(indexesOf(next).map((index) => [String(index.IndexName), index]))
  const made = [...after].filter(([name]) => !before.has(name)).map(([, index]) => index)
  const gone = [...before].filter(([name]) => !after.has(name)).map(([, index]) => index)
  const kept = [...after].flatMap(([name, index]) => {
    const there = before.get(name)
    return there ? [{ before: there, after: index }] : []
  })
  return { made, gone, kept }
}
