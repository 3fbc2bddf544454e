/** What operations that write single items answer. */
import type * as Api from '@aws-sdk/client-dynamodb'
import { type Item, project, type Update } from '../../../engines/dynamodb/index.ts'
import {
  addUnits,
  consumedCapacity,
  nothingSpent,
  type Spent,
  type UnitKind,
  writeUnits,
} from '../domain/capacity.ts'
import { keyOf } from '../domain/schema.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import type { ItemWritten } from './writing.ts'

/** Adds what a write cost. `times`: 2 in transactions. Source: Developer Guide, "DynamoDB read and write operations". */
export function addWrite(
  spent: Spent,
  { indexes }: LoadedTable,
  { bytesBefore, bytesAfter, indexUnits }: ItemWritten,
  times = 1,
): void {
  spent.own += times * writeUnits(Math.max(bytesBefore, bytesAfter))
  for (const [name, units] of indexUnits) {
    const local = indexes.find(({ index }) => index.name === name)?.index.kind === 'local'
    addUnits(local ? spent.local : spent.global, name, times * units)
  }
}

/** Some writes, by table: those of one table are told together. */
export function spentByTable(
  writes: ReadonlyArray<{ readonly table: LoadedTable; readonly written: ItemWritten }>,
  times = 1,
): Spent[] {
  const spent = new Map<LoadedTable, Spent>()
  for (const { table, written } of writes) {
    const own = spent.get(table) ?? nothingSpent(table.table.name)
    spent.set(table, own)
    addWrite(own, table, written, times)
  }
  return [...spent.values()]
}

/** Members of an answer that tell capacities of several tables. */
export function capacitiesAnswer(
  asked: Api.ReturnConsumedCapacity | undefined,
  spent: readonly Spent[],
  kind?: UnitKind,
): { readonly ConsumedCapacity?: Api.ConsumedCapacity[] } {
  const told = spent.flatMap((own) => consumedCapacity(asked, own, kind) ?? [])
  return asked === undefined || asked === 'NONE' ? {} : { ConsumedCapacity: told }
}

/** The same of one write. */
export function writeCapacityAnswer(
  asked: Api.ReturnConsumedCapacity | undefined,
  table: LoadedTable,
  written: ItemWritten,
): { readonly ConsumedCapacity?: Api.ConsumedCapacity } {
  if (!tells(asked)) return {}
  const spent = nothingSpent(table.table.name)
  addWrite(spent, table, written)
  return capacityAnswer(asked, spent)
}

/** Of one table. */
export function capacityAnswer(
  asked: Api.ReturnConsumedCapacity | undefined,
  spent: Spent,
): { readonly ConsumedCapacity?: Api.ConsumedCapacity } {
  const told = consumedCapacity(asked, spent)
  return told === undefined ? {} : { ConsumedCapacity: told }
}

export function collectionAnswer(
  asked: Api.ReturnItemCollectionMetrics | undefined,
  table: LoadedTable,
  item: Readonly<Item>,
): { readonly ItemCollectionMetrics?: Api.ItemCollectionMetrics } {
  const metrics = collectionMetrics(asked, table, item)
  return metrics === undefined ? {} : { ItemCollectionMetrics: metrics }
}

/**
 * How large all items of a partition key are together, which AWS tells of tables with local indexes. Collections are not
 * measured here: the answer is AWS's for any below a gigabyte.
 */
export function collectionMetrics(
  asked: Api.ReturnItemCollectionMetrics | undefined,
  { table }: LoadedTable,
  item: Readonly<Item>,
): Api.ItemCollectionMetrics | undefined {
  if (asked !== 'SIZE' || !table.indexes.some(({ kind }) => kind === 'local')) return undefined
  return { ItemCollectionKey: keyOf({ hash: table.key.hash, sort: [] }, item), SizeEstimateRangeGB: [0, 1] }
}

export function isAsked(input: {
  readonly ReturnConsumedCapacity?: Api.ReturnConsumedCapacity | undefined
}): boolean {
  return tells(input.ReturnConsumedCapacity)
}

function tells(asked: Api.ReturnConsumedCapacity | undefined): boolean {
  return asked !== undefined && asked !== 'NONE'
}

/** What ReturnValues asks for; nothing is answered where nothing is there. Source: API Reference, UpdateItem, `ReturnValues`. */
export function returned(
  asked: Api.ReturnValue | undefined,
  update: Update,
  { before, after }: Pick<ItemWritten, 'before' | 'after'>,
): Item | undefined {
  if (asked === 'ALL_OLD') return before
  if (asked === 'ALL_NEW') return after
  if (asked !== 'UPDATED_OLD' && asked !== 'UPDATED_NEW') return undefined
  const item = asked === 'UPDATED_OLD' ? before : after
  if (item === undefined) return undefined
  const changed = project({ paths: update.actions.map(({ path }) => path) }, item)
  return Object.keys(changed).length === 0 ? undefined : changed
}
