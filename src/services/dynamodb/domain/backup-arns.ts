/** ARNs of backups: `<table's ARN>/backup/<milliseconds, 14 digits>-<8 hexadecimal digits>`. */
import { parseArn } from '../../../aws/arn.ts'
import type { AccountId, Partition, Region } from '../../../aws/identifiers.ts'
import { tableArn } from './names.ts'
import { refused } from './refusals.ts'

export interface BackupAddress {
  readonly accountId: AccountId
  readonly region: Region
  readonly tableName: string
  readonly id: string
}

export function backupArn(partition: Partition, { accountId, region, tableName, id }: BackupAddress): string {
  return `${tableArn(partition, { accountId, region, name: tableName })}/backup/${id}`
}

/** `random`: eight hexadecimal digits. */
export function backupId(at: number, random: string): string {
  return `${String(at).padStart(14, '0')}-${random}`
}

/** Fails with a ValidationException. UNVERIFIED: the words. */
export function readBackupArn(text = ''): BackupAddress & { readonly partition: string } {
  const arn = parseArn(text)
  const [kind, tableName, backup, id, ...more] = arn?.resource.split('/') ?? []
  if (
    arn?.service !== 'dynamodb' ||
    kind !== 'table' ||
    tableName === undefined ||
    backup !== 'backup' ||
    id === undefined ||
    more.length > 0
  ) {
    throw refused(`Invalid BackupArn: ${text}`)
  }
  const { partition, accountId, region } = arn
  return { partition, accountId: accountId as AccountId, region: region as Region, tableName, id }
}
