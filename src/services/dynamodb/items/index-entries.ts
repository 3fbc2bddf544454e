/** The entries that indexes hold of an item, and what a change of the item does to them. */
import { equalValues, type Item, itemSize } from '../../../engines/dynamodb/index.ts'
import type { Atomic, Key } from '../../../store/index.ts'
import { writeUnits } from '../domain/capacity.ts'
import { projectIntoIndex } from '../domain/projection.ts'
import type { SecondaryIndex } from '../domain/schema.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { entryPlace, placeText } from './item-keys.ts'
import { storeItem } from './stored-item.ts'

/** Write units by the name of the index, for those that were written. */
export type IndexUnits = ReadonlyMap<string, number>

/** Of an item that is in no index. */
export const noUnits: IndexUnits = new Map()

/** Adds to a commit what a change of an item does to the table's indexes. */
export function changeIndexes(
  commit: Atomic,
  table: LoadedTable,
  before: Readonly<Item> | undefined,
  after: Readonly<Item> | undefined,
): IndexUnits {
  if (table.indexes.length === 0) return noUnits
  const units = new Map<string, number>()
  for (const { index, root } of table.indexes) {
    const spent = changeIndex(commit, table, { index, root }, before, after)
    if (spent > 0) units.set(index.name, spent)
  }
  return units
}

/** Source of the costs: Developer Guide, "Using global secondary indexes", "Write capacity units". */
function changeIndex(
  commit: Atomic,
  table: LoadedTable,
  { index, root }: { readonly index: SecondaryIndex; readonly root: Key },
  before: Readonly<Item> | undefined,
  after: Readonly<Item> | undefined,
): number {
  const rules = { index, table: table.table.key, types: table.types }
  const old = before && projectIntoIndex(before, rules)
  const next = after && projectIntoIndex(after, rules)
  const oldPlace = old && entryPlace(root, index.key, table.table.key, old)
  const nextPlace = next && entryPlace(root, index.key, table.table.key, next)
  const stays = oldPlace && nextPlace && placeText(oldPlace) === placeText(nextPlace)
  if (stays && equalItems(old, next)) return 0
  let units = 0
  if (old && oldPlace && !stays) {
    commit.delete(oldPlace)
    units += writeUnits(itemSize(old))
  }
  if (next && nextPlace) {
    const bytes = itemSize(next)
    commit.set(nextPlace, storeItem(next, bytes))
    units += writeUnits(stays && old ? Math.max(bytes, itemSize(old)) : bytes)
  }
  return units
}

/** Puts an item into an index that is being made. */
export function addToIndex(
  commit: Atomic,
  table: LoadedTable,
  target: { readonly index: SecondaryIndex; readonly root: Key },
  item: Readonly<Item>,
): void {
  changeIndex(commit, table, target, undefined, item)
}

export function equalItems(left: Readonly<Item> | undefined, right: Readonly<Item> | undefined): boolean {
  if (left === undefined || right === undefined) return left === right
  return left === right || equalValues({ M: left }, { M: right })
}
