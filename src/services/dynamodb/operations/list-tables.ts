import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { tablePageCount } from '../limits.ts'
import { tables } from '../records.ts'

/** Answers the names of the caller's tables, in order. */
export async function listTables(
  input: Api.ListTablesInput,
  context: OperationContext,
): Promise<Api.ListTablesOutput> {
  const { store, accountId, region } = context
  const start = input.ExclusiveStartTableName
  const page = await tables.list(store, {
    prefix: [accountId, region],
    limit: input.Limit ?? tablePageCount,
    ...(start === undefined ? {} : { after: [accountId, region, start] }),
  })
  const names = page.items.map(({ value }) => value.name)
  const last = names.at(-1)
  return {
    TableNames: names,
    ...(page.next === undefined || last === undefined ? {} : { LastEvaluatedTableName: last }),
  }
}
