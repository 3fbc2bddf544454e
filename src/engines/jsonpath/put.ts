import type { Json, JsonObject } from '../../base/json.ts'

/** Where a value could not be put: the step, and what stood there. */
interface Refusal {
  readonly step: string | number
  readonly at: Json
}

type Put = { readonly document: Json } | { readonly refusal: Refusal }

/**
 * A document with a value at a place; objects that are missing on the way are made. The document itself stays as it is. Something on the
 * way that is no object, or an index that a list does not have, refuses.
 */
export function putAt(document: Json, keys: readonly (string | number)[], value: Json): Put {
  return put(document, keys, 0, value)
}

function put(node: Json | undefined, keys: readonly (string | number)[], at: number, value: Json): Put {
  const key = keys[at]
  if (key === undefined) return { document: value }
  if (typeof key === 'number') return putIndex(node, keys, at, key, value)
  if (node !== undefined && (typeof node !== 'object' || node === null || Array.isArray(node)))
    return { refusal: { step: key, at: node } }
  const object = (node ?? {}) as JsonObject
  const inner = put(Object.hasOwn(object, key) ? object[key] : undefined, keys, at + 1, value)
  if ('refusal' in inner) return inner
  return { document: withMember(object, key, inner.document) }
}

function putIndex(
  node: Json | undefined,
  keys: readonly (string | number)[],
  at: number,
  index: number,
  value: Json,
): Put {
  const present = Array.isArray(node) ? node.at(index) : undefined
  if (!Array.isArray(node) || present === undefined) return { refusal: { step: index, at: node ?? null } }
  const inner = put(present, keys, at + 1, value)
  return 'refusal' in inner ? inner : { document: node.with(index, inner.document) }
}

/** A copy of an object with one member set. Any name is a member's, `__proto__` too. */
function withMember(object: JsonObject, name: string, value: Json): JsonObject {
  if (name !== '__proto__') return { ...object, [name]: value }
  return Object.fromEntries([...Object.entries(object), [name, value]])
}
