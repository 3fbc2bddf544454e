/** The part of a table or an index that key conditions allow. */
import {
  type Item,
  type KeyAttribute,
  type KeyConditions,
  type KeyPlan,
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
  const range = planRange(loaded, target, plan, reverse)
  if (start === undefined) return range
  const bounds = plan.range && keyRange(plan.range)
  checkStart(loaded, target, start, range.prefix, bounds, schema.sort[plan.sort.length])
  return { ...range, after: startPlace(loaded, target, start) }
}

/** What a plan reads of a table or an index; without one, all of it. */
export function planRange(
  { itemRoot }: LoadedTable,
  target: Target | undefined,
  plan: KeyPlan | undefined,
  reverse: boolean,
): PageRange {
  const root = target?.root ?? itemRoot
  if (plan === undefined) return { prefix: root }
  const partition = partitionPlace(root, plan.partition.map(keyBytes))
  const prefix = [...partition, ...plan.sort.map(keyBytes)]
  const bounds = plan.range && keyRange(plan.range)
  return {
    prefix,
    ...(bounds?.start === undefined ? {} : { start: [...prefix, bounds.start] }),
    ...(bounds?.end === undefined ? {} : { end: [...prefix, bounds.end] }),
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
