/** What UpdateTable does to a table, but for its indexes. The words: recorded on AWS (dynalite; ack-api-quirks, 2026-10). */
import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Atomic } from '../../../store/index.ts'
import { readOnDemand, readThroughput, readWarm } from '../domain/index-definitions.ts'
import { throughputNotWanted } from '../domain/table-definition.ts'
import { invalidParameter, validation } from '../errors.ts'
import type { ProvisionedThroughput, Table } from '../records.ts'
import { endStream, startStream } from './streams.ts'

/** With another billing mode or throughput. */
export function withBilling(table: Table, input: Api.UpdateTableInput, now: number): Table {
  const billing = input.BillingMode ?? table.billing
  const asked = readThroughput(input.ProvisionedThroughput)
  if (billing === 'PAY_PER_REQUEST') {
    if (asked !== undefined) throw throughputNotWanted()
    if (table.billing === billing) return table
    return {
      ...table,
      billing,
      onDemandSince: now,
      throughput: { ...table.throughput, read: 0, write: 0 },
      indexes: table.indexes.map(({ throughput: _throughput, ...index }) => index),
    }
  }
  if (table.billing === 'PAY_PER_REQUEST') {
    if (asked === undefined) {
      throw invalidParameter('ProvisionedThroughput must be specified when BillingMode is PROVISIONED')
    }
    checkIndexThroughput(table, input)
    const { onDemand: _onDemand, ...rest } = table
    return { ...rest, billing, throughput: { ...table.throughput, ...asked } }
  }
  return asked === undefined ? table : { ...table, throughput: changed(table.throughput, asked, now) }
}

/** A table that gets capacity of its own needs some for each global index. */
function checkIndexThroughput(
  { indexes }: Table,
  { GlobalSecondaryIndexUpdates = [] }: Api.UpdateTableInput,
) {
  for (const { kind, name } of indexes) {
    const given = GlobalSecondaryIndexUpdates.some(
      ({ Update }) => Update?.IndexName === name && Update.ProvisionedThroughput !== undefined,
    )
    if (kind === 'global' && !given) {
      throw invalidParameter(`ProvisionedThroughput must be specified for index: ${name}`)
    }
  }
}

function changed(
  before: ProvisionedThroughput,
  after: { readonly read: number; readonly write: number },
  now: number,
): ProvisionedThroughput {
  if (before.read === after.read && before.write === after.write) {
    throw validation(unchangedThroughput('the table', before, after))
  }
  const increased = after.read > before.read || after.write > before.write
  const decreased = after.read < before.read || after.write < before.write
  return {
    ...before,
    ...after,
    ...(increased ? { increasedAt: now } : {}),
    ...(decreased ? { decreasedAt: now } : {}),
  }
}

export function unchangedThroughput(
  what: string,
  before: { readonly read: number; readonly write: number },
  after: { readonly read: number; readonly write: number },
): string {
  return `The provisioned throughput for ${what} will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${before.read}. Requested ReadCapacityUnits: ${after.read}. Current WriteCapacityUnits provisioned for the table: ${before.write}. Requested WriteCapacityUnits: ${after.write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`
}

/** With other settings, of which a request has one. */
export function withSettings(
  table: Table,
  input: Api.UpdateTableInput,
  kmsKeyArn: string | undefined,
): Table {
  const onDemand = readOnDemand(input.OnDemandThroughput, table.billing, ' for table')
  const warm = readWarm(input.WarmThroughput)
  const { kmsKeyArn: key, ...rest } = table
  const nextKey = input.SSESpecification === undefined ? key : kmsKeyArn
  return {
    ...rest,
    ...(nextKey === undefined ? {} : { kmsKeyArn: nextKey }),
    ...(onDemand === undefined ? {} : { onDemand: { ...table.onDemand, ...onDemand } }),
    ...(warm === undefined ? {} : { warm }),
    ...(input.TableClass === undefined
      ? {}
      : {
          tableClass: input.TableClass,
          tableClassNamed: table.tableClassNamed || input.TableClass !== 'STANDARD',
        }),
    ...(input.DeletionProtectionEnabled === undefined
      ? {}
      : { deletionProtected: input.DeletionProtectionEnabled }),
  }
}

/** With a stream turned on or off. */
export async function withStream(
  commit: Atomic,
  context: OperationContext,
  table: Table,
  specification: Api.StreamSpecification | undefined,
): Promise<Table> {
  if (specification === undefined) return table
  const view = specification.StreamViewType
  if (specification.StreamEnabled === true) {
    if (view === undefined) {
      throw invalidParameter('If stream is being enabled then UpdateViewType is required')
    }
    if (table.stream !== undefined) {
      throw validation(`Table already has an enabled stream: TableName: ${table.name}`)
    }
    return startStream(commit, context, table, view)
  }
  if (view !== undefined) {
    throw invalidParameter('If stream is being disabled, then UpdateViewType must not be specified')
  }
  if (table.stream === undefined) {
    throw validation(`Table has no stream to disable: TableName: ${table.name}`)
  }
  return endStream(commit, context, table, table.stream)
}
