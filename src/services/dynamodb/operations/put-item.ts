import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { checkParameters, readParameters, validateItem } from '../../../engines/dynamodb/index.ts'
import { validation } from '../errors.ts'
import { collectionAnswer, isAsked, writeCapacityAnswer } from '../items/answers.ts'
import { checkItemSize, preparePut } from '../items/preparing.ts'
import { writeItems } from '../items/writing.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'

/** Writes an item, in the place of one with the same key. */
export async function putItem(
  input: Api.PutItemInput,
  context: OperationContext,
): Promise<Api.PutItemOutput> {
  checkParameters('PutItem', input)
  const item = validateItem(input.Item ?? {})
  const bytes = checkItemSize(item)
  checkReturnValues(input.ReturnValues)
  const { condition } = readParameters(input)
  const wantsOld = input.ReturnValues === 'ALL_OLD'
  const requirement = { condition, showItem: input.ReturnValuesOnConditionCheckFailure }
  return withCurrentTables(context, async () => {
    const found = requireTable(context, input.TableName, 'dynamodb:PutItem')
    const table = found instanceof Promise ? await found : found
    const write = preparePut(table, item, requirement, wantsOld || isAsked(input), bytes)
    const [written] = await writeItems(context, [write])
    if (written === undefined) return {}
    return {
      ...(wantsOld && written.before !== undefined ? { Attributes: written.before } : {}),
      ...writeCapacityAnswer(input.ReturnConsumedCapacity, table, written),
      ...collectionAnswer(input.ReturnItemCollectionMetrics, table, item),
    }
  })
}

/** Of PutItem and DeleteItem. The words: recorded on AWS (dynalite). */
export function checkReturnValues(asked: Api.ReturnValue | undefined): void {
  if (asked === undefined || asked === 'NONE' || asked === 'ALL_OLD') return
  throw validation('ReturnValues can only be ALL_OLD or NONE')
}
