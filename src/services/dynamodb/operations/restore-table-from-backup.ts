import type * as Api from '@aws-sdk/client-dynamodb'
import { randomHex, randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { backupArn } from '../domain/backup-arns.ts'
import { readEncryption } from '../domain/encryption.ts'
import { readTableName, tableArn } from '../domain/names.ts'
import { backupInUse, targetExists } from '../errors.ts'
import { backups, type RestoreWork, restoreQueue, type Table } from '../records.ts'
import { requireBackup } from '../tables/backups.ts'
import { changeTable, putTable } from '../tables/changing.ts'
import { describeTable } from '../tables/describe.ts'
import { encryptionKeyArn } from '../tables/encryption-key.ts'
import { restoredTable } from '../tables/restored-table.ts'
import { refuseUnbuilt } from '../unbuilt.ts'

/** Makes a table from a backup. It can be used when all its items are there. */
export async function restoreTableFromBackup(
  input: Api.RestoreTableFromBackupInput,
  context: OperationContext,
): Promise<Api.RestoreTableFromBackupOutput> {
  refuseUnbuilt('RestoreTableFromBackup', input, ['VectorIndexOverride'])
  const address = readTableName(input.TargetTableName, context)
  const keyId = readEncryption(input.SSESpecificationOverride)
  const askedKey = keyId === undefined ? undefined : await encryptionKeyArn(context, keyId)
  return changeTable(
    context,
    address,
    async (commit, existing) => {
      const stored = await requireBackup(context, input.BackupArn)
      const backup = stored.value
      if (backup.status === 'CREATING') throw backupInUse(`Backup is being created: ${input.BackupArn}`)
      if (existing !== undefined) throw targetExists(address.name)
      const { indexes, ...restored } = restoredTable(backup.table, input)
      const kmsKeyArn = input.SSESpecificationOverride === undefined ? backup.table.kmsKeyArn : askedKey
      const table: Table = {
        ...address,
        ...restored,
        id: randomUuid(context.random),
        createdAt: context.now,
        status: 'CREATING',
        indexes: indexes.map((index) => ({ ...index, id: randomHex(context.random, 6), status: 'ACTIVE' })),
        ...(restored.billing === 'PAY_PER_REQUEST' ? { onDemandSince: context.now } : {}),
        deletionProtected: false,
        ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
        tags: {},
        restored: {
          backupArn: backupArn(context.partition, backup),
          sourceTableArn: tableArn(context.partition, backup.table),
          at: context.now,
        },
      }
      const { accountId, region } = context
      const work: RestoreWork = {
        accountId,
        region,
        name: table.name,
        tableId: table.id,
        backup: { tableName: backup.tableName, id: backup.id },
      }
      putTable(commit, table, undefined)
      backups.put(commit, { ...backup, restoring: [...backup.restoring, table.id] }, stored)
      commit.enqueue(restoreQueue, work)
      return { TableDescription: describeTable(context, table) }
    },
    'given',
  )
}
