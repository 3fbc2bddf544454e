import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { backupDescription, requireBackup } from '../tables/backups.ts'

/** Answers what a backup is, and what its table was. */
export async function describeBackup(
  input: Api.DescribeBackupInput,
  context: OperationContext,
): Promise<Api.DescribeBackupOutput> {
  const { value } = await requireBackup(context, input.BackupArn)
  return { BackupDescription: backupDescription(context, value) }
}
