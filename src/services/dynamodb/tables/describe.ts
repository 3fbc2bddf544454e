/** Tables as the API shows them. */
import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { streamArn, tableArn } from '../domain/names.ts'
import type {
  KeySchema,
  OnDemandThroughput,
  Projection,
  SecondaryIndex,
  Throughput,
} from '../domain/schema.ts'
import { initialWarmThroughput } from '../limits.ts'
import type { Counts, ProvisionedThroughput, Table } from '../records.ts'

/** What an answer says in place of what is kept: AWS tells of states that here have passed already. */
export interface Saying {
  readonly status?: Api.TableStatus
  readonly counts?: Counts['of']
  readonly indexStatus?: ReadonlyMap<string, Api.IndexStatus>
}

export function describeTable(
  { partition }: Pick<OperationContext, 'partition'>,
  table: Table,
  saying: Saying = {},
): Api.TableDescription {
  const arn = tableArn(partition, table)
  const counts = saying.counts?.['']
  const status = saying.status ?? table.status
  const shown = (kind: 'local' | 'global') => table.indexes.filter((index) => index.kind === kind)
  const local = shown('local').map((index) => describeIndex(arn, index, saying))
  const global = shown('global').map((index) => ({
    ...describeIndex(arn, index, saying),
    ...globalPart(table, index, saying),
  }))
  const label = table.stream?.label ?? table.lastStreamLabel
  return {
    AttributeDefinitions: table.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    TableName: table.name,
    KeySchema: keySchema(table.key),
    TableStatus: status,
    CreationDateTime: new Date(table.createdAt),
    ProvisionedThroughput: provisioned(table.throughput),
    TableSizeBytes: counts?.bytes ?? 0,
    ItemCount: counts?.items ?? 0,
    TableArn: arn,
    TableId: table.id,
    ...(table.onDemandSince === undefined && table.billing === 'PROVISIONED'
      ? {}
      : { BillingModeSummary: billing(table) }),
    ...(local.length === 0 ? {} : { LocalSecondaryIndexes: local }),
    ...(global.length === 0 ? {} : { GlobalSecondaryIndexes: global }),
    ...(table.stream === undefined
      ? {}
      : { StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream.view } }),
    ...(label === undefined
      ? {}
      : { LatestStreamLabel: label, LatestStreamArn: streamArn(partition, table, label) }),
    ...(table.kmsKeyArn === undefined
      ? {}
      : { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: table.kmsKeyArn } }),
    ...(table.tableClassNamed ? { TableClassSummary: { TableClass: table.tableClass } } : {}),
    DeletionProtectionEnabled: table.deletionProtected,
    ...(table.restored === undefined ? {} : { RestoreSummary: restoreSummary(table.restored, status) }),
    ...(table.onDemand === undefined ? {} : { OnDemandThroughput: onDemand(table.onDemand) }),
    WarmThroughput: { ...warm(table.warm, table.billing, table.throughput), Status: 'ACTIVE' },
  }
}

export function keySchema({ hash, sort }: KeySchema): Api.KeySchemaElement[] {
  return [
    ...hash.map((AttributeName) => ({ AttributeName, KeyType: 'HASH' as const })),
    ...sort.map((AttributeName) => ({ AttributeName, KeyType: 'RANGE' as const })),
  ]
}

function restoreSummary(
  { backupArn, sourceTableArn, at }: NonNullable<Table['restored']>,
  status: Api.TableStatus,
): Api.RestoreSummary {
  return {
    SourceBackupArn: backupArn,
    SourceTableArn: sourceTableArn,
    RestoreDateTime: new Date(at),
    RestoreInProgress: status === 'CREATING',
  }
}

function billing({ billing, onDemandSince }: Table): Api.BillingModeSummary {
  return {
    BillingMode: billing,
    ...(onDemandSince === undefined ? {} : { LastUpdateToPayPerRequestDateTime: new Date(onDemandSince) }),
  }
}

function provisioned(throughput: ProvisionedThroughput): Api.ProvisionedThroughputDescription {
  const { increasedAt, decreasedAt } = throughput
  return {
    ...(increasedAt === undefined ? {} : { LastIncreaseDateTime: new Date(increasedAt) }),
    ...(decreasedAt === undefined ? {} : { LastDecreaseDateTime: new Date(decreasedAt) }),
    NumberOfDecreasesToday: 0,
    ReadCapacityUnits: throughput.read,
    WriteCapacityUnits: throughput.write,
  }
}

function describeIndex(tableArn: string, index: SecondaryIndex, { counts }: Saying) {
  return {
    IndexName: index.name,
    KeySchema: keySchema(index.key),
    Projection: projection(index.projection),
    IndexSizeBytes: counts?.[index.name]?.bytes ?? 0,
    ItemCount: counts?.[index.name]?.items ?? 0,
    IndexArn: `${tableArn}/index/${index.name}`,
  }
}

function globalPart(table: Table, index: SecondaryIndex, { indexStatus, status }: Saying) {
  const throughput = index.throughput ?? { read: 0, write: 0 }
  const said = indexStatus?.get(index.name) ?? (status === 'CREATING' ? 'CREATING' : index.status)
  return {
    IndexStatus: said,
    ...(index.status === 'CREATING' ? { Backfilling: true } : {}),
    ProvisionedThroughput: provisioned(throughput),
    ...(index.onDemand === undefined ? {} : { OnDemandThroughput: onDemand(index.onDemand) }),
    WarmThroughput: {
      ...warm(index.warm, table.billing, throughput),
      Status: said === 'CREATING' ? ('CREATING' as const) : ('ACTIVE' as const),
    },
  }
}

function projection(from: Projection): Api.Projection {
  return {
    ProjectionType: from.type,
    ...(from.type === 'INCLUDE' ? { NonKeyAttributes: [...from.nonKey] } : {}),
  }
}

function onDemand({ read, write }: OnDemandThroughput): Api.OnDemandThroughput {
  return { MaxReadRequestUnits: read ?? -1, MaxWriteRequestUnits: write ?? -1 }
}

function warm(asked: Throughput | undefined, billing: Table['billing'], provisioned: Throughput) {
  const least = billing === 'PAY_PER_REQUEST' ? initialWarmThroughput : provisioned
  return {
    ReadUnitsPerSecond: Math.max(asked?.read ?? 0, least.read, 1),
    WriteUnitsPerSecond: Math.max(asked?.write ?? 0, least.write, 1),
  }
}
