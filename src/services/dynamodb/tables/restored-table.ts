/**
 * The table that is made from a backup. Its stream, time to live, tags, policy, protection and recovery are not taken over.
 * Source: Developer Guide, "Restoring a DynamoDB table from a backup"; API Reference, RestoreTableFromBackup. UNVERIFIED: the words
 * about indexes.
 */
import type {
  GlobalSecondaryIndex,
  LocalSecondaryIndex,
  RestoreTableFromBackupInput,
} from '@aws-sdk/client-dynamodb'
import { readKeySchema, readOnDemand, readThroughput } from '../domain/index-definitions.ts'
import { invalid } from '../domain/refusals.ts'
import { keyNames, type SecondaryIndex } from '../domain/schema.ts'
import { throughputNotWanted } from '../domain/table-definition.ts'
import type { Table } from '../records.ts'

type Kept = 'attributes' | 'key' | 'indexes' | 'billing' | 'throughput' | 'onDemand' | 'warm'
type RestoredTable = Pick<Table, Kept | 'tableClass' | 'tableClassNamed'>

/** What of `table` the new one has, with what the request wants otherwise. Fails with a ValidationException. */
export function restoredTable(table: Table, input: RestoreTableFromBackupInput): RestoredTable {
  const billing = input.BillingModeOverride ?? table.billing
  const given = readThroughput(input.ProvisionedThroughputOverride)
  if (billing === 'PAY_PER_REQUEST' && given !== undefined) throw throughputNotWanted()
  const own = table.billing === 'PROVISIONED' ? table.throughput : undefined
  const throughput = given ?? own
  if (billing === 'PROVISIONED' && throughput === undefined) {
    throw invalid('ProvisionedThroughput must be specified when BillingMode is PROVISIONED')
  }
  const onDemand = readOnDemand(input.OnDemandThroughputOverride, billing, ' for table') ?? table.onDemand
  const indexes = [
    ...chosen(table, 'local', input.LocalSecondaryIndexOverride),
    ...chosen(table, 'global', input.GlobalSecondaryIndexOverride),
  ].map((index) => withBilling(index, billing))
  const keys = new Set([table.key, ...indexes.map(({ key }) => key)].flatMap(keyNames))
  return {
    attributes: table.attributes.filter(({ name }) => keys.has(name)),
    key: table.key,
    indexes,
    billing,
    throughput:
      billing === 'PROVISIONED' && throughput !== undefined
        ? { read: throughput.read, write: throughput.write }
        : { read: 0, write: 0 },
    ...(billing === 'PAY_PER_REQUEST' && onDemand !== undefined ? { onDemand } : {}),
    ...(table.warm === undefined ? {} : { warm: table.warm }),
    tableClass: table.tableClass,
    tableClassNamed: table.tableClassNamed,
  }
}

/** All indexes of a kind, or those that are named; new ones cannot be. */
function chosen(
  { indexes }: Table,
  kind: SecondaryIndex['kind'],
  override:
    | ReadonlyArray<LocalSecondaryIndex & Pick<GlobalSecondaryIndex, 'ProvisionedThroughput'>>
    | undefined,
): SecondaryIndex[] {
  const own = indexes.filter((index) => index.kind === kind)
  if (override === undefined) return own
  return override.map(({ IndexName: name, KeySchema, ProvisionedThroughput }) => {
    const index = own.find((one) => one.name === name)
    const key = readKeySchema(KeySchema)
    if (index === undefined || keyNames(index.key).join('\0') !== keyNames(key).join('\0')) {
      throw invalid(`Index does not match an index of the backup: ${name}`)
    }
    const throughput = readThroughput(ProvisionedThroughput)
    return throughput === undefined ? index : { ...index, throughput }
  })
}

function withBilling(index: SecondaryIndex, billing: Table['billing']): SecondaryIndex {
  const { throughput, onDemand, ...rest } = index
  if (billing === 'PAY_PER_REQUEST' || index.kind === 'local') {
    return { ...rest, ...(onDemand === undefined ? {} : { onDemand }) }
  }
  if (throughput === undefined) {
    throw invalid(`ProvisionedThroughput must be specified for index: ${index.name}`)
  }
  return { ...rest, throughput }
}
