import { invariant } from '../../../base/invariant.ts'
import type { JsonObject } from '../../../base/json.ts'
import { itemFromJson, itemToJson } from '../../../delivery/index.ts'
import type { Item } from '../../../engines/dynamodb/index.ts'
import type { StoredValue } from '../../../store/index.ts'

/** A record of an item, or of an index's entry. `bytes`: its size as DynamoDB counts. */
export type StoredItem = { readonly item: JsonObject; readonly bytes: number }

export function storeItem(item: Readonly<Item>, bytes: number): StoredItem {
  return { item: itemToJson(item), bytes }
}

/** An item as it lies in the store: its JSON is that of the wire, so that an answer can have it as it is. */
export interface WrittenItem {
  readonly json: string
  /** Its size as DynamoDB counts. */
  readonly bytes: number
}

const beforeItem = '{"item":'
const beforeBytes = ',"bytes":'

/** Takes the text of a {@link StoredItem} apart, whose members are always in this order. */
export function writtenItem(stored: StoredValue): WrittenItem {
  const end = typeof stored === 'string' ? stored.lastIndexOf(beforeBytes) : -1
  invariant(typeof stored === 'string' && end > 0, 'An item is stored as JSON with its size behind it')
  return {
    json: stored.slice(beforeItem.length, end),
    bytes: Number(stored.slice(end + beforeBytes.length, -1)),
  }
}

/** The item itself. */
export function readItem({ json }: WrittenItem): Item {
  return itemFromJson(JSON.parse(json) as JsonObject)
}
