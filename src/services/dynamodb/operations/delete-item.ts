import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { checkParameters, readParameters, validateItem } from '../../../engines/dynamodb/index.ts'
import { collectionAnswer, isAsked, writeCapacityAnswer } from '../items/answers.ts'
import { prepareDelete } from '../items/preparing.ts'
import { writeItems } from '../items/writing.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'
import { checkReturnValues } from './put-item.ts'

/** Deletes an item; that there is none is no error. */
export async function deleteItem(
  input: Api.DeleteItemInput,
  context: OperationContext,
): Promise<Api.DeleteItemOutput> {
  checkParameters('DeleteItem', input)
  const key = validateItem(input.Key ?? {})
  checkReturnValues(input.ReturnValues)
  const { condition } = readParameters(input)
  const wantsOld = input.ReturnValues === 'ALL_OLD'
  const requirement = { condition, showItem: input.ReturnValuesOnConditionCheckFailure }
  return withCurrentTables(context, async () => {
    const table = await requireTable(context, input.TableName, 'dynamodb:DeleteItem')
    const write = prepareDelete(table, key, requirement, wantsOld || isAsked(input))
    const [written] = await writeItems(context, [write])
    if (written === undefined) return {}
    return {
      ...(wantsOld && written.before !== undefined ? { Attributes: written.before } : {}),
      ...writeCapacityAnswer(input.ReturnConsumedCapacity, table, written),
      ...collectionAnswer(input.ReturnItemCollectionMetrics, table, key),
    }
  })
}
