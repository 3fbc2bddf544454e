import type * as Api from '@aws-sdk/client-dynamodb'
import { WrittenOutput } from '../../../aws/written-output.ts'
import { soon } from '../../../base/soon.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import {
  checkParameters,
  type Projection,
  project,
  readParameters,
  validateItem,
} from '../../../engines/dynamodb/index.ts'
import { nothingSpent, readUnits } from '../domain/capacity.ts'
import { capacityAnswer } from '../items/answers.ts'
import { itemPlace } from '../items/item-keys.ts'
import { checkKey } from '../items/key-rules.ts'
import { readWrittenItems } from '../items/reading.ts'
import { readItem, type WrittenItem } from '../items/stored-item.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'

type Answer = Api.GetItemOutput | WrittenOutput<Api.GetItemOutput>

/** Answers an item. Every read here is consistent. */
export async function getItem(input: Api.GetItemInput, context: OperationContext): Promise<Answer> {
  checkParameters('GetItem', input)
  const key = validateItem(input.Key ?? {})
  const { projection } = readParameters(input)
  return withCurrentTables(context, () =>
    soon(requireTable(context, input.TableName, 'dynamodb:GetItem'), (table) => {
      checkKey(table, key)
      const reading = readWrittenItems(context, [{ table, place: itemPlace(table, key) }])
      return soon(reading, ([read]) => answer(input, table, projection, read))
    }),
  )
}

function answer(
  input: Api.GetItemInput,
  { table }: LoadedTable,
  projection: Projection | undefined,
  read: WrittenItem | undefined,
): Answer {
  const spent = nothingSpent(table.name)
  spent.own = readUnits(read?.bytes ?? 0, input.ConsistentRead === true)
  const capacity = capacityAnswer(input.ReturnConsumedCapacity, spent)
  if (read === undefined) return capacity
  if (projection !== undefined) return { Item: project(projection, readItem(read)), ...capacity }
  const more = capacity.ConsumedCapacity
  const rest = more === undefined ? '' : `,"ConsumedCapacity":${JSON.stringify(more)}`
  return new WrittenOutput(`{"Item":${read.json}${rest}}`, () => ({ Item: readItem(read), ...capacity }))
}
