import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { tableNotFoundException } from '../errors.ts'
import type { Table } from '../records.ts'
import { requireNamedTable } from '../tables/named-table.ts'

/** Answers whether a table was asked to be restorable to a point in time. */
export async function describeContinuousBackups(
  input: Api.DescribeContinuousBackupsInput,
  context: OperationContext,
): Promise<Api.DescribeContinuousBackupsOutput> {
  const { table } = await requireNamedTable(
    context,
    input.TableName,
    'dynamodb:DescribeContinuousBackups',
    tableNotFoundException,
  )
  return { ContinuousBackupsDescription: continuousBackups(table, context.now) }
}

/** Source: API Reference, ContinuousBackupsDescription: continuous backups are enabled on all tables. */
export function continuousBackups(
  { pointInTimeRecovery }: Table,
  now: number,
): Api.ContinuousBackupsDescription {
  if (pointInTimeRecovery === undefined) {
    return {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    }
  }
  const { since, days } = pointInTimeRecovery
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: days,
      EarliestRestorableDateTime: new Date(Math.max(since, now - days * 86_400_000)),
      LatestRestorableDateTime: new Date(now),
    },
  }
}
