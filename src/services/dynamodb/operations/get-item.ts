import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { checkParameters, project, readParameters, validateItem } from '../../../engines/dynamodb/index.ts'
import { nothingSpent, readUnits } from '../domain/capacity.ts'
import { capacityAnswer } from '../items/answers.ts'
import { itemPlace } from '../items/item-keys.ts'
import { checkKey } from '../items/key-rules.ts'
import { readItems } from '../items/reading.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'

/** Answers an item. Every read here is consistent. */
export async function getItem(
  input: Api.GetItemInput,
  context: OperationContext,
): Promise<Api.GetItemOutput> {
  checkParameters('GetItem', input)
  const key = validateItem(input.Key ?? {})
  const { projection } = readParameters(input)
  return withCurrentTables(context, async () => {
    const table = await requireTable(context, input.TableName, 'dynamodb:GetItem')
    checkKey(table, key)
    const [read] = await readItems(context, [{ table, place: itemPlace(table, key) }])
    const spent = nothingSpent(table.table.name)
    spent.own = readUnits(read?.bytes ?? 0, input.ConsistentRead === true)
    const shown = read && (projection === undefined ? read.item : project(projection, read.item))
    return {
      ...(shown === undefined ? {} : { Item: shown }),
      ...capacityAnswer(input.ReturnConsumedCapacity, spent),
    }
  })
}
