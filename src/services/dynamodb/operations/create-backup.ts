import type * as Api from '@aws-sdk/client-dynamodb'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { backupId } from '../domain/backup-arns.ts'
import { readTableName } from '../domain/names.ts'
import { tableInUse, tableNotFoundException } from '../errors.ts'
import { backupWaitMs } from '../limits.ts'
import { type Backup, type BackupWork, backupQueue, backups } from '../records.ts'
import { untilBackedUp } from '../tables/backup-work.ts'
import { backupDetails } from '../tables/backups.ts'
import { changeTable, putTable } from '../tables/changing.ts'
import { checked } from '../tables/named-table.ts'

/**
 * Makes a backup. What was written before the request is in it, and what is written after the answer is not: the answer waits for
 * the copy (of very large tables, only for some seconds), but says CREATING as AWS's does.
 */
export async function createBackup(
  input: Api.CreateBackupInput,
  context: OperationContext,
): Promise<Api.CreateBackupOutput> {
  const address = readTableName(input.TableName, context)
  const id = backupId(context.now, randomHex(context.random, 4))
  const { accountId, region, name: tableName } = address
  const work: BackupWork = { accountId, region, tableName, id }
  const backup = await changeTable(
    context,
    address,
    (commit, stored): Backup => {
      if (stored === undefined) throw tableNotFoundException(address.name)
      const { table } = checked(context, address, stored, 'dynamodb:CreateBackup')
      if (table.status === 'CREATING') throw tableInUse(table.name)
      const made: Backup = {
        ...work,
        name: input.BackupName ?? '',
        createdAt: context.now,
        status: 'CREATING',
        table,
        items: 0,
        bytes: 0,
        restoring: [],
      }
      backups.put(commit, made, undefined)
      putTable(commit, { ...table, backingUp: [...(table.backingUp ?? []), id] }, stored)
      commit.enqueue(backupQueue, work)
      return made
    },
    'given',
  )
  await untilBackedUp(context, work, backupWaitMs)
  return { BackupDetails: backupDetails(context, backup) }
}
