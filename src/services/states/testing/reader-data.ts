/** What TestState is told that an item reader found: the file as it is at its source. */
import type { Json } from '../../../base/json.ts'
import type { MapState } from '../engine.ts'
import { validation } from '../errors.ts'
import { readText } from '../map-runs/readers/read-items.ts'
import { ItemReaderError } from '../map-runs/readers/source.ts'

/**
 * The items in the file. Manifests, listings and Parquet, which are no texts of items, are given as an array of JSON (UNVERIFIED).
 * Fails with ValidationException. UNVERIFIED: the words.
 */
export async function readerItems({ itemReader, name }: MapState, text: string): Promise<Json[]> {
  if (!itemReader) throw validation(`State '${name}' has no ItemReader: mapItemReaderData does not apply.`)
  try {
    return await Array.fromAsync(readText(itemReader, text))
  } catch (error) {
    if (!(error instanceof ItemReaderError)) throw error
    throw validation(`The value of mapItemReaderData cannot be read: ${error.message}`)
  }
}
