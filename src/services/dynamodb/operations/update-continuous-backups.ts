import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readTableName } from '../domain/names.ts'
import { tableNotFoundException, validation } from '../errors.ts'
import { recoveryDays } from '../limits.ts'
import type { Table } from '../records.ts'
import { changeTable, putTable } from '../tables/changing.ts'
import { checked } from '../tables/named-table.ts'
import { continuousBackups } from './describe-continuous-backups.ts'

/** Notes that a table is to be restorable to a point in time. Restoring is not built: the note is all there is. */
export async function updateContinuousBackups(
  input: Api.UpdateContinuousBackupsInput,
  context: OperationContext,
): Promise<Api.UpdateContinuousBackupsOutput> {
  const address = readTableName(input.TableName, context)
  const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days } =
    input.PointInTimeRecoverySpecification ?? {}
  if (enabled !== true && days !== undefined) {
    throw validation(
      'Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.',
    )
  }
  return changeTable(context, address, (commit, stored) => {
    const action = 'dynamodb:UpdateContinuousBackups'
    const { table } = checked(context, address, stored, action, tableNotFoundException)
    const { pointInTimeRecovery: before, ...rest } = table
    const next: Table =
      enabled === true
        ? {
            ...rest,
            pointInTimeRecovery: {
              since: before?.since ?? context.now,
              days: days ?? before?.days ?? recoveryDays,
            },
          }
        : rest
    putTable(commit, next, stored)
    return { ContinuousBackupsDescription: continuousBackups(next, context.now) }
  })
}
