/** A JSON document with items in it. */
import type { Json } from '../../../../base/json.ts'
import { ItemReaderError } from './source.ts'

/**
 * The items of a document: the elements of an array, or `{ Key, Value }` of an object's members.
 * `pointer`: where in the document they are, RFC 6901.
 */
export function itemsOfDocument(document: Json, pointer?: string): Json[] {
  const found = pointer === undefined ? document : at(document, pointer)
  if (Array.isArray(found)) return found as Json[]
  // Observed on AWS, 2023-09-21: a document that is an object and no pointer to a part of it.
  if (typeof found !== 'object' || found === null || pointer === undefined) {
    throw new ItemReaderError('Attempting to map over non-iterable node.')
  }
  return Object.entries(found).map(([Key, Value]) => ({ Key, Value: Value as Json }))
}

export function parseDocument(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw new ItemReaderError(`The object is no JSON: ${error instanceof Error ? error.message : ''}`)
  }
}

function at(document: Json, pointer: string): Json | undefined {
  let found: Json | undefined = document
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, Json>)[name]
  }
  return found
}
