import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Key } from '../../../store/index.ts'
import { backupArn, readBackupArn } from '../domain/backup-arns.ts'
import { readTableName } from '../domain/names.ts'
import { backupPageCount } from '../limits.ts'
import { type Backup, backups } from '../records.ts'
import { backupSummary } from '../tables/backups.ts'

/** Answers the caller's backups, of one table or of all, in the order of tables and instants. */
export async function listBackups(
  input: Api.ListBackupsInput,
  context: OperationContext,
): Promise<Api.ListBackupsOutput> {
  const { store, accountId, region, partition } = context
  const table = input.TableName === undefined ? undefined : readTableName(input.TableName, context).name
  const start = input.ExclusiveStartBackupArn
  const limit = input.Limit ?? backupPageCount
  let after: Key | undefined
  if (start !== undefined) {
    const { tableName, id } = readBackupArn(start)
    after = [accountId, region, tableName, id]
  }
  const found: Backup[] = []
  for (;;) {
    const page = await backups.list(store, {
      prefix: [accountId, region, ...(table === undefined ? [] : [table])],
      limit: backupPageCount,
      ...(after === undefined ? {} : { after }),
    })
    found.push(...page.items.map(({ value }) => value).filter((backup) => isAskedFor(backup, input)))
    after = page.next
    if (after === undefined || found.length > limit) break
  }
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  return {
    BackupSummaries: shown.map((backup) => backupSummary(context, backup)),
    ...(found.length > limit && last !== undefined
      ? { LastEvaluatedBackupArn: backupArn(partition, last) }
      : {}),
  }
}

/** Source: API Reference, ListBackups: the lower bound is included, the upper one is not. All backups here are of users. */
function isAskedFor({ createdAt }: Backup, input: Api.ListBackupsInput): boolean {
  const { TimeRangeLowerBound: from, TimeRangeUpperBound: to, BackupType: type = 'ALL' } = input
  if (type !== 'ALL' && type !== 'USER') return false
  return (from === undefined || createdAt >= from.getTime()) && (to === undefined || createdAt < to.getTime())
}
