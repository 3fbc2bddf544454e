import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { checkParameters, readParameters, validateItem } from '../../../engines/dynamodb/index.ts'
import { collectionAnswer, returned, writeCapacityAnswer } from '../items/answers.ts'
import { prepareUpdate } from '../items/preparing.ts'
import { writeItems } from '../items/writing.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'

/** Changes attributes of an item, or makes one of its key and these. */
export async function updateItem(
  input: Api.UpdateItemInput,
  context: OperationContext,
): Promise<Api.UpdateItemOutput> {
  checkParameters('UpdateItem', input)
  const key = validateItem(input.Key ?? {})
  const { condition, update = { actions: [] } } = readParameters(input)
  const requirement = { condition, showItem: input.ReturnValuesOnConditionCheckFailure }
  return withCurrentTables(context, async () => {
    const table = await requireTable(context, input.TableName, 'dynamodb:UpdateItem')
    const [written] = await writeItems(context, [prepareUpdate(table, key, update, requirement)])
    if (written === undefined) return {}
    const attributes = returned(input.ReturnValues, update, written)
    return {
      ...(attributes === undefined ? {} : { Attributes: attributes }),
      ...writeCapacityAnswer(input.ReturnConsumedCapacity, table, written),
      ...collectionAnswer(input.ReturnItemCollectionMetrics, table, key),
    }
  })
}
