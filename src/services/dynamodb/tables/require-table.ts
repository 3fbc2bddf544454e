import { type Soon, soon } from '../../../base/soon.ts'
import { type OperationContext, resourceRefusal } from '../../../dispatch/index.ts'
import { readTableName, type TableAddress } from '../domain/names.ts'
import { accessDenied, resourceNotFound } from '../errors.ts'
import { commitAttempts } from '../limits.ts'
import type { LoadedTable } from './loaded-table.ts'
import { tableCache } from './table-cache.ts'

/** A table was changed or deleted while something was decided by what it had been. */
export class TableChanged extends Error {
  readonly address: TableAddress

  constructor(address: TableAddress) {
    super(`the table ${address.name} has changed`)
    this.address = address
  }
}

/**
 * The table that a request on items names, after its resource policy was asked. `action` is `dynamodb:GetItem` and the like.
 * Fails with ResourceNotFoundException, AccessDeniedException or ValidationException.
 */
export function requireTable(
  context: OperationContext,
  name: string | undefined,
  action: string,
): Soon<LoadedTable> {
  const found = tableCache(context.store).find(readTableName(name, context))
  return soon(found, (table) => usable(context, table, action))
}

function usable(context: OperationContext, table: LoadedTable | undefined, action: string): LoadedTable {
  if (table === undefined || table.table.status === 'CREATING') throw resourceNotFound()
  checkPolicy(context, table, action)
  return table
}

/** Fails with AccessDeniedException when the table's policy, or the lack of one, keeps the caller out. */
export function checkPolicy(
  context: OperationContext,
  { table, arn }: Pick<LoadedTable, 'table' | 'arn'>,
  action: string,
): void {
  const refusal = resourceRefusal(context, {
    action,
    resource: arn,
    owner: table.accountId,
    policy: table.policy?.document,
  })
  if (refusal !== undefined) throw accessDenied(refusal)
}

/** Does something that looks at tables, again when one of them has changed meanwhile. */
export async function withCurrentTables<T>(
  context: Pick<OperationContext, 'store'>,
  work: () => Soon<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const done = work()
      return done instanceof Promise ? await done : done
    } catch (error) {
      if (!(error instanceof TableChanged)) throw error
      tableCache(context.store).forget(error.address)
      if (attempt >= commitAttempts) throw resourceNotFound()
    }
  }
}
