/** Finding backups, and showing them. */
import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import { backupArn, readBackupArn } from '../domain/backup-arns.ts'
import { tableArn } from '../domain/names.ts'
import { backupNotFound } from '../errors.ts'
import { type Backup, backups } from '../records.ts'
import { describeTable } from './describe.ts'

/** The caller's backup of this ARN. Fails with BackupNotFoundException or ValidationException. */
export async function requireBackup(
  context: OperationContext,
  arn: string | undefined,
): Promise<Stored<Backup>> {
  const { partition, accountId, region, tableName, id } = readBackupArn(arn)
  const own = partition === context.partition && accountId === context.accountId && region === context.region
  const stored = own ? await backups.get(context.store, [accountId, region, tableName, id]) : undefined
  if (stored === undefined) throw backupNotFound(arn ?? '')
  return stored
}

export function backupDetails(context: OperationContext, backup: Backup): Api.BackupDetails {
  return {
    BackupArn: backupArn(context.partition, backup),
    BackupName: backup.name,
    BackupSizeBytes: backup.bytes,
    BackupStatus: backup.status,
    BackupType: 'USER',
    BackupCreationDateTime: new Date(backup.createdAt),
  }
}

export function backupSummary(context: OperationContext, backup: Backup): Api.BackupSummary {
  return {
    TableName: backup.tableName,
    TableId: backup.table.id,
    TableArn: tableArn(context.partition, backup.table),
    ...backupDetails(context, backup),
  }
}

/** A backup with its table as it was. */
export function backupDescription(context: OperationContext, backup: Backup): Api.BackupDescription {
  const { table } = backup
  const shown = describeTable(context, table)
  const capacity = { ReadCapacityUnits: table.throughput.read, WriteCapacityUnits: table.throughput.write }
  return {
    BackupDetails: backupDetails(context, backup),
    SourceTableDetails: {
      TableName: table.name,
      TableId: table.id,
      TableArn: tableArn(context.partition, table),
      TableSizeBytes: backup.bytes,
      KeySchema: shown.KeySchema,
      TableCreationDateTime: new Date(table.createdAt),
      ProvisionedThroughput: capacity,
      ...(shown.OnDemandThroughput === undefined ? {} : { OnDemandThroughput: shown.OnDemandThroughput }),
      ItemCount: backup.items,
      BillingMode: table.billing,
    },
    SourceTableFeatureDetails: features(backup, shown),
  }
}

function features({ table }: Backup, shown: Api.TableDescription): Api.SourceTableFeatureDetails {
  return {
    ...(shown.LocalSecondaryIndexes === undefined
      ? {}
      : { LocalSecondaryIndexes: shown.LocalSecondaryIndexes.map(indexInfo) }),
    ...(shown.GlobalSecondaryIndexes === undefined
      ? {}
      : {
          GlobalSecondaryIndexes: shown.GlobalSecondaryIndexes.map((index) => ({
            ...indexInfo(index),
            ProvisionedThroughput: {
              ReadCapacityUnits: index.ProvisionedThroughput?.ReadCapacityUnits,
              WriteCapacityUnits: index.ProvisionedThroughput?.WriteCapacityUnits,
            },
          })),
        }),
    ...(shown.StreamSpecification === undefined ? {} : { StreamDescription: shown.StreamSpecification }),
    ...(table.timeToLive === undefined
      ? {}
      : {
          TimeToLiveDescription: {
            TimeToLiveStatus: table.timeToLive.status,
            AttributeName: table.timeToLive.attribute,
          },
        }),
    ...(shown.SSEDescription === undefined ? {} : { SSEDescription: shown.SSEDescription }),
  }
}

function indexInfo({
  IndexName,
  KeySchema,
  Projection,
}: Api.LocalSecondaryIndexDescription): Api.LocalSecondaryIndexInfo {
  return { IndexName, KeySchema, Projection }
}
