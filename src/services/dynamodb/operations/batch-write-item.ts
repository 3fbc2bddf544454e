import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { type Item, validateItem } from '../../../engines/dynamodb/index.ts'
import { emptyRecord } from '../domain/empty-record.ts'
import { hasType, keyNames } from '../domain/schema.ts'
import { validation } from '../errors.ts'
import { capacitiesAnswer, collectionMetrics, isAsked, spentByTable } from '../items/answers.ts'
import { placeText } from '../items/item-keys.ts'
import { keyMismatch } from '../items/key-rules.ts'
import { checkItemSize, prepareDelete, preparePut } from '../items/preparing.ts'
import { type ItemWrite, writeItems } from '../items/writing.ts'
import { batchWriteCount } from '../limits.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'

type Change = { readonly type: 'put' | 'delete'; readonly item: Item }

/** Puts and deletes up to 25 items in several tables. All of them are one commit, which AWS does not promise. */
export async function batchWriteItem(
  input: Api.BatchWriteItemInput,
  context: OperationContext,
): Promise<Api.BatchWriteItemOutput> {
  const asked = Object.entries(input.RequestItems ?? {}).map(
    ([name, requests]) => [name, requests.map(readChange)] as const,
  )
  const count = asked.reduce((sum, [, changes]) => sum + changes.length, 0)
  if (count > batchWriteCount) throw validation('Too many items requested for the BatchWriteItem call')
  return withCurrentTables(context, async () => {
    const writes: Array<{ readonly name: string; readonly change: Change; readonly write: ItemWrite }> = []
    for (const [name, changes] of asked) {
      const table = await requireTable(context, name, 'dynamodb:BatchWriteItem')
      for (const change of changes)
        writes.push({ name, change, write: prepare(table, change, isAsked(input)) })
    }
    if (new Set(writes.map(({ write }) => placeText(write.place))).size < writes.length) {
      throw validation('Provided list of item keys contains duplicates')
    }
    const written = await writeItems(
      context,
      writes.map(({ write }) => write),
    )
    const done = writes.flatMap(({ write }, index) => {
      const one = written[index]
      return one === undefined ? [] : [{ table: write.table, written: one }]
    })
    const metrics = emptyRecord<Api.ItemCollectionMetrics[]>()
    for (const { name, change, write } of writes) {
      const one = collectionMetrics(input.ReturnItemCollectionMetrics, write.table, change.item)
      if (one !== undefined) metrics[name] = [...(metrics[name] ?? []), one]
    }
    return {
      UnprocessedItems: {},
      ...(Object.keys(metrics).length === 0 ? {} : { ItemCollectionMetrics: metrics }),
      ...capacitiesAnswer(input.ReturnConsumedCapacity, spentByTable(done)),
    }
  })
}

/** The words: recorded on AWS (dynalite). */
function readChange({ PutRequest, DeleteRequest }: Api.WriteRequest): Change {
  if (PutRequest !== undefined && DeleteRequest === undefined) {
    const item = validateItem(PutRequest.Item ?? {})
    checkItemSize(item)
    return { type: 'put', item }
  }
  if (DeleteRequest !== undefined && PutRequest === undefined) {
    return { type: 'delete', item: validateItem(DeleteRequest.Key ?? {}) }
  }
  throw validation(
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  )
}

function prepare(table: LoadedTable, { type, item }: Change, wanted: boolean): ItemWrite {
  if (type === 'delete') return prepareDelete(table, item, { condition: undefined }, wanted)
  checkTypes(table, item)
  return preparePut(table, item, { condition: undefined }, wanted)
}

/** A key of another type has words of its own here. Source: recorded on AWS (dynamodb-conformance, 2026-06). */
function checkTypes({ table, types }: LoadedTable, item: Item): void {
  for (const name of keyNames(table.key)) {
    const value = item[name]
    if (value === undefined || !hasType(value, types.get(name) ?? 'S')) throw keyMismatch()
  }
}
