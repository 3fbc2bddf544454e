/**
 * Items as AWS's JSON, in which bytes are base64: as DynamoDB keeps them, and as they stand in streams. Maps that are made of it have
 * no prototype, so that an attribute may have any name.
 */
import type { Json, JsonObject } from '../base/json.ts'
import { type AttributeValue, emptyItem, type Item } from '../engines/dynamodb/index.ts'

/** An item as the store keeps it: bytes become text. */
export function itemToJson(item: Readonly<Item>): JsonObject {
  let copy: Record<string, Json> | undefined
  for (const name in item) {
    const value = item[name]
    if (value === undefined) continue
    const json = valueToJson(value)
    if (json === (value as unknown)) continue
    copy ??= Object.assign(Object.create(null) as Record<string, Json>, item)
    copy[name] = json
  }
  return copy ?? (item as unknown as JsonObject)
}

/** The value itself where it has no bytes in it: most have none. */
function valueToJson(value: AttributeValue): Json {
  if ('B' in value) return { B: toBase64(value.B) }
  if ('BS' in value) return { BS: value.BS.map(toBase64) }
  if ('M' in value) {
    const json = itemToJson(value.M)
    return json === (value.M as unknown) ? (value as unknown as Json) : { M: json }
  }
  if ('L' in value) {
    const list = value.L.map(valueToJson)
    return list.every((json, index) => json === (value.L[index] as unknown))
      ? (value as unknown as Json)
      : { L: list }
  }
  return value as unknown as Json
}

/** The item that {@link itemToJson} was given. */
export function itemFromJson(json: JsonObject): Item {
  const item = emptyItem()
  for (const name in json) item[name] = valueFromJson(json[name] as JsonObject)
  return item
}

/** What was stored is known to be an attribute value. */
function valueFromJson(json: JsonObject): AttributeValue {
  for (const type in json) {
    switch (type) {
      case 'B':
        return { B: fromBase64(json.B as string) }
      case 'BS':
        return { BS: (json.BS as string[]).map(fromBase64) }
      case 'M':
        return { M: itemFromJson(json.M as JsonObject) }
      case 'L':
        return { L: (json.L as JsonObject[]).map(valueFromJson) }
      default:
        return json as unknown as AttributeValue
    }
  }
  return { NULL: true }
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}
