import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { checkParameters, project, readParameters, validateItem } from '../../../engines/dynamodb/index.ts'
import { nothingSpent, readUnits, type Spent } from '../domain/capacity.ts'
import { validation } from '../errors.ts'
import { capacitiesAnswer } from '../items/answers.ts'
import { Reasons } from '../items/cancellation.ts'
import { itemPlace } from '../items/item-keys.ts'
import { checkKey } from '../items/key-rules.ts'
import { readItems } from '../items/reading.ts'
import { checkBytes, checkDistinct } from '../items/transactions.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'

/** Answers up to a hundred items as they were at one instant. */
export async function transactGetItems(
  input: Api.TransactGetItemsInput,
  context: OperationContext,
): Promise<Api.TransactGetItemsOutput> {
  const asked = (input.TransactItems ?? []).map(({ Get: get }) => {
    if (get === undefined)
      throw validation(
        'The action or operation requested is invalid. Verify that the action is typed correctly.',
      )
    checkParameters('GetItem', get)
    return {
      name: get.TableName,
      key: validateItem(get.Key ?? {}),
      projection: readParameters(get).projection,
    }
  })
  return withCurrentTables(context, async () => {
    const tables: LoadedTable[] = []
    for (const { name } of asked) tables.push(await requireTable(context, name, 'dynamodb:GetItem'))
    const reasons = new Reasons(asked.length)
    const wanted = asked.flatMap(({ key }, index) => {
      const table = tables[index]
      if (table === undefined) return []
      const fits = reasons.collect(index, () => {
        checkKey(table, key)
        return true
      })
      return fits ? [{ table, place: itemPlace(table, key) }] : []
    })
    reasons.throwAny()
    checkDistinct(wanted.map(({ place }) => place))
    const found = await readItems(context, wanted)
    checkBytes(found.map((read) => ({ bytesAfter: read?.bytes ?? 0 })))
    const spent = new Map<LoadedTable, Spent>()
    for (const [index, { table }] of wanted.entries()) {
      const own = spent.get(table) ?? nothingSpent(table.table.name)
      own.own += 2 * readUnits(found[index]?.bytes ?? 0, true)
      spent.set(table, own)
    }
    return {
      Responses: found.map((read, index) => {
        const projection = asked[index]?.projection
        if (read === undefined) return {}
        return { Item: projection === undefined ? read.item : project(projection, read.item) }
      }),
      ...capacitiesAnswer(input.ReturnConsumedCapacity, [...spent.values()], 'ReadCapacityUnits'),
    }
  })
}
