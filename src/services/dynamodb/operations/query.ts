import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import {
  type Condition,
  checkParameters,
  conditionPaths,
  readParameters,
} from '../../../engines/dynamodb/index.ts'
import { keyNames } from '../domain/schema.ts'
import { checkSelection, selected } from '../domain/select.ts'
import { invalidParameter, validation } from '../errors.ts'
import { answerPage, requireTarget, type Target } from '../items/page-answers.ts'
import { queryRange } from '../items/query-range.ts'
import { readStartKey } from '../items/start-keys.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'

/** Answers items of one partition, in the order of their sort keys. */
export async function query(input: Api.QueryInput, context: OperationContext): Promise<Api.QueryOutput> {
  checkParameters('Query', input)
  const start = readStartKey(input.ExclusiveStartKey)
  const { keyConditions: conditions, filter, projection } = readParameters(input)
  const selection = {
    select: input.Select,
    projection,
    named:
      input.AttributesToGet === undefined ? ('ProjectionExpression' as const) : ('AttributesToGet' as const),
    indexName: input.IndexName,
  }
  checkSelection(selection, 'Querying')
  if (conditions === undefined) {
    throw validation(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    )
  }
  return withCurrentTables(context, async () => {
    const table = await requireTable(context, input.TableName, 'dynamodb:Query')
    const target = requireTarget(table, input.IndexName, input.ConsistentRead)
    const range = queryRange(table, target, conditions, start, input.ScanIndexForward === false)
    checkFilter(table, target, filter, input.QueryFilter !== undefined ? 'QueryFilter' : 'FilterExpression')
    return answerPage(context, {
      table,
      target,
      range,
      limit: input.Limit,
      filter,
      selected: selected(selection, table.table.key, target?.index),
      consistent: input.ConsistentRead === true,
      capacity: input.ReturnConsumedCapacity,
    })
  })
}

/** A filter is about other attributes than the key's. The words: recorded on AWS (dynalite). */
function checkFilter(
  { table }: LoadedTable,
  target: Target | undefined,
  filter: Condition | undefined,
  named: string,
): void {
  if (filter === undefined) return
  const keys = keyNames(target?.index.key ?? table.key)
  const key = conditionPaths(filter)
    .map(([name]) => name)
    .find((name) => keys.includes(name))
  if (key === undefined) return
  const what = named === 'QueryFilter' ? 'QueryFilter' : 'Filter Expression'
  throw named === 'QueryFilter'
    ? invalidParameter(
        `QueryFilter can only contain non-primary key attributes: Primary key attribute: ${key}`,
      )
    : validation(`${what} can only contain non-primary key attributes: Primary key attribute: ${key}`)
}
