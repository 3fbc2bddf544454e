/** The inputs of a Map Run's children: items, each through the item selector, put together by the item batcher. */
import type { Json, JsonObject } from '../../../base/json.ts'
import { Batches, batchRules, type ChildInput, type MapState, type Scope } from '../engine.ts'
import { type FoundItem, readItems } from './readers/read-items.ts'
import type { ReaderRoom } from './readers/source.ts'
import type { MapRunInput } from './records.ts'

/** `skipItems`: the first ones are passed over, their children are known. Fails with ItemReaderError and StateError. */
export async function* childInputs(
  room: ReaderRoom,
  state: MapState,
  { scope, items }: MapRunInput,
  chance: Scope['chance'],
  skipItems = 0,
): AsyncGenerator<ChildInput> {
  const scopeOf = (mapItem?: JsonObject): Scope => ({
    input: scope.input,
    variables: scope.variables,
    context: mapItem ? { ...scope.context, Map: { Item: mapItem } } : scope.context,
    chance,
  })
  const { itemSelector, itemBatcher, itemReader } = state
  const batches = new Batches(itemBatcher && (await batchRules(itemBatcher, scopeOf())))
  let source: AsyncIterable<GivenItem> | Iterable<GivenItem>
  if (itemReader) {
    const args = (await itemReader.arguments?.evaluate(scopeOf())) ?? {}
    source = readItems(room, itemReader, args, await itemReader.maxItems?.evaluate(scopeOf()))
  } else source = given(items ?? [])
  let index = 0
  for await (const { item, source: Source, ...named } of source) {
    if (index < skipItems) {
      index++
      continue
    }
    const mapItem = { Index: index, Value: item, Source, ...named }
    const selected = itemSelector ? await itemSelector.evaluate(scopeOf(mapItem)) : item
    index++
    yield* batches.add(selected)
  }
  yield* batches.rest()
}

interface GivenItem extends FoundItem {
  readonly Key?: string
  /** In the place of the item, in the context object. */
  readonly Value?: Json
}

/** Items that came with the input: elements of an array, or members of an object. */
function given(items: Json): GivenItem[] {
  const source = 'STATE_DATA'
  if (Array.isArray(items)) return (items as Json[]).map((item) => ({ item, source }))
  return Object.entries(items as JsonObject).map(([Key, Value = null]) => ({
    item: { Key, Value },
    source,
    Key,
    Value,
  }))
}
