import type { OperationContext } from '../../../dispatch/index.ts'
import { tableArn } from '../domain/names.ts'
import { arnNotFound } from '../errors.ts'
import type { Table } from '../records.ts'
import { changeTable, putTable } from './changing.ts'
import { checked, readResourceArn } from './named-table.ts'

/** Changes the table behind an ARN; what `change` throws is thrown. Returns the table afterwards. */
export async function changeTableByArn(
  context: OperationContext,
  arn: string | undefined,
  action: string,
  change: (table: Table) => Table,
): Promise<Table> {
  const address = readResourceArn(arn, context)
  return changeTable(context, address, (commit, stored) => {
    const absent = () => arnNotFound(tableArn(context.partition, address))
    const { table } = checked(context, address, stored, action, absent)
    const next = change(table)
    putTable(commit, next, stored)
    return next
  })
}
