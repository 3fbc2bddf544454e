/** The part of a table or an index that key conditions allow. */
import {
  type Item,
  type KeyAttribute,
  type KeyConditions,
  keyBytes,
  keyRange,
  planKeyConditions,
} from '../../../engines/dynamodb/index.ts'
import type { Key } from '../../../store/index.ts'
import { validation } from '../errors.ts'
import { attributeBytes, type LoadedTable } from '../tables/loaded-table.ts'
import { partitionPlace, placeText } from './item-keys.ts'
import type { Target } from './page-answers.ts'
import type { PageRange } from './reading-pages.ts'
import { startPlace } from './start-keys.ts'

/** Fails with a ValidationException, or a DynamoDbError for conditions that do not fit the key. */
export function queryRange(
  loaded: LoadedTable,
  target: Target | undefined,
  conditions: KeyConditions,
  start: Item | undefined,
  reverse: boolean,
): PageRange {
  const schema = target?.index.key ?? loaded.table.key
  const typed = (name: string): KeyAttribute => ({ name, type: loaded.types.get(name) ?? 'S' })
  const plan = planKeyConditions(conditions, {
    partition: schema.hash.map(typed),
    sort: schema.sort.map(typed),
  })
  const partition = partitionPlace(target?.root ?? loaded.itemRoot, plan.partition.map(keyBytes))
  const prefix = [...partition, ...plan.sort.map(keyBytes)]
  const bounds = plan.range === undefined ? undefined : keyRange(plan.range)
  if (start !== undefined) checkStart(loaded, target, start, prefix, bounds, schema.sort[plan.sort.length])
  return {
    prefix,
    ...(bounds?.start === undefined ? {} : { start: [...prefix, bounds.start] }),
    ...(bounds?.end === undefined ? {} : { end: [...prefix, bounds.end] }),
    ...(start === undefined ? {} : { after: startPlace(loaded, target, start) }),
    reverse,
  }
}

/** A page goes on within what is asked for. The words: recorded on AWS (dynalite). */
function checkStart(
  loaded: LoadedTable,
  target: Target | undefined,
  start: Item,
  prefix: Key,
  bounds: { readonly start: Uint8Array | undefined; readonly end: Uint8Array | undefined } | undefined,
  next: string | undefined,
): void {
  const place = startPlace(loaded, target, start)
  if (placeText(place.slice(0, 2)) !== placeText(prefix.slice(0, 2))) {
    throw validation('The provided starting key is outside query boundaries based on provided conditions')
  }
  const fixed = placeText(place.slice(0, prefix.length)) === placeText(prefix)
  const bytes = next === undefined ? undefined : attributeBytes(start, next)
  const low = bytes === undefined || bounds?.start === undefined || Buffer.compare(bytes, bounds.start) >= 0
  const high = bytes === undefined || bounds?.end === undefined || Buffer.compare(bytes, bounds.end) < 0
  if (!fixed || !low || !high) {
    throw validation('The provided starting key does not match the range key predicate')
  }
}
