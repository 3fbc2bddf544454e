import { valueAt } from '../expressions/paths.ts'
import { emptyItem, type Item } from '../values/types.ts'
import type { Column } from './statement.ts'

/** What a selection of columns makes of an item: each under its own name, whatever it was a part of. */
export function projectColumns(columns: readonly Column[] | undefined, item: Readonly<Item>): Item {
  const result = emptyItem()
  if (!columns) return Object.assign(result, item)
  for (const { name, path } of columns) {
    const value = valueAt(item, path)
    if (value) result[name] = value
  }
  return result
}
