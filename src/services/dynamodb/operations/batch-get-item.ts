import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import {
  checkParameters,
  type Item,
  type Projection,
  project,
  readParameters,
  validateItem,
} from '../../../engines/dynamodb/index.ts'
import { nothingSpent, readUnits } from '../domain/capacity.ts'
import { emptyRecord } from '../domain/empty-record.ts'
import { validation } from '../errors.ts'
import { capacitiesAnswer } from '../items/answers.ts'
import { itemPlace, placeText } from '../items/item-keys.ts'
import { checkKey } from '../items/key-rules.ts'
import { readItems } from '../items/reading.ts'
import { batchGetBytes, batchGetCount } from '../limits.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'

/** What is asked of one table. */
interface Asked {
  readonly name: string
  readonly request: Api.KeysAndAttributes
  readonly keys: readonly Item[]
  readonly projection: Projection | undefined
}

/** Answers up to a hundred items of several tables; those beyond 16 MB are for another request. */
export async function batchGetItem(
  input: Api.BatchGetItemInput,
  context: OperationContext,
): Promise<Api.BatchGetItemOutput> {
  const asked = Object.entries(input.RequestItems ?? {}).map(([name, request]) => read(name, request))
  const count = asked.reduce((sum, { keys }) => sum + keys.length, 0)
  if (count > batchGetCount) throw validation('Too many items requested for the BatchGetItem call')
  return withCurrentTables(context, async () => {
    const tables: Array<Asked & { readonly table: LoadedTable }> = []
    for (const one of asked) {
      const table = await requireTable(context, one.name, 'dynamodb:BatchGetItem')
      for (const key of one.keys) checkKey(table, key)
      tables.push({ ...one, table })
    }
    const wanted = tables.flatMap(({ table, keys }) =>
      keys.map((key) => ({ table, place: itemPlace(table, key) })),
    )
    if (new Set(wanted.map(({ place }) => placeText(place))).size < wanted.length) {
      throw validation('Provided list of item keys contains duplicates')
    }
    return answer(input, tables, await readItems(context, wanted))
  })
}

function read(name: string, request: Api.KeysAndAttributes): Asked {
  checkParameters('GetItem', request)
  const { projection } = readParameters(request)
  return { name, request, projection, keys: (request.Keys ?? []).map(validateItem) }
}

function answer(
  input: Api.BatchGetItemInput,
  tables: ReadonlyArray<Asked & { readonly table: LoadedTable }>,
  found: Awaited<ReturnType<typeof readItems>>,
): Api.BatchGetItemOutput {
  const responses = emptyRecord<Item[]>()
  const unprocessed = emptyRecord<Api.KeysAndAttributes>()
  const spents = []
  let bytes = 0
  let position = 0
  for (const { name, request, keys, projection, table } of tables) {
    const items: Item[] = []
    const left: Item[] = []
    const spent = nothingSpent(table.table.name)
    for (const key of keys) {
      const item = found[position++]
      if (bytes + (item?.bytes ?? 0) > batchGetBytes) {
        left.push(key)
        continue
      }
      bytes += item?.bytes ?? 0
      spent.own += readUnits(item?.bytes ?? 0, request.ConsistentRead === true)
      if (item !== undefined)
        items.push(projection === undefined ? item.item : project(projection, item.item))
    }
    responses[name] = items
    if (left.length > 0) unprocessed[name] = { ...request, Keys: left }
    spents.push(spent)
  }
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...capacitiesAnswer(input.ReturnConsumedCapacity, spents),
  }
}
