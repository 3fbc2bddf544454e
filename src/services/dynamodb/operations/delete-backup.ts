import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { atomic } from '../../../store/index.ts'
import { backupInUse } from '../errors.ts'
import { backupRoot, backups, type Removal, removalQueue } from '../records.ts'
import { backupDescription, requireBackup } from '../tables/backups.ts'

/** Deletes a backup. It is gone at once; what it held is removed by and by. */
export async function deleteBackup(
  input: Api.DeleteBackupInput,
  context: OperationContext,
): Promise<Api.DeleteBackupOutput> {
  const stored = await requireBackup(context, input.BackupArn)
  const backup = stored.value
  if (backup.status === 'CREATING') throw backupInUse(`Backup is being created: ${input.BackupArn}`)
  if (backup.restoring.length > 0) throw backupInUse(`Backup is being restored: ${input.BackupArn}`)
  const removal: Removal = { roots: backupRoot(backup.id).map(String) }
  const commit = atomic(context.store)
  backups.remove(commit, stored)
  const { ok } = await commit.enqueue(removalQueue, removal).commit()
  // Somebody has begun to restore it, or has deleted it.
  if (!ok) return deleteBackup(input, context)
  const description = backupDescription(context, backup)
  const details = description.BackupDetails
  return {
    BackupDescription: {
      ...description,
      ...(details === undefined ? {} : { BackupDetails: { ...details, BackupStatus: 'DELETED' } }),
    },
  }
}
