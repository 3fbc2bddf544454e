import type { JsonObject } from '../../../base/json.ts'
import { itemToJson } from '../../../delivery/index.ts'
import type { Item } from '../../../engines/dynamodb/index.ts'

/** A record of an item, or of an index's entry. `bytes`: its size as DynamoDB counts. */
export type StoredItem = { readonly item: JsonObject; readonly bytes: number }

export function storeItem(item: Readonly<Item>, bytes: number): StoredItem {
  return { item: itemToJson(item), bytes }
}
