/** What Query and Scan make of a page. */
import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { type Condition, evaluateCondition, type Item, project } from '../../../engines/dynamodb/index.ts'
import { addUnits, nothingSpent, readUnits, type Spent } from '../domain/capacity.ts'
import type { Selected } from '../domain/select.ts'
import { validation } from '../errors.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { capacityAnswer } from './answers.ts'
import { itemPlace } from './item-keys.ts'
import { type ItemRead, readItems } from './reading.ts'
import { type PageRange, readPage } from './reading-pages.ts'
import { lastKey } from './start-keys.ts'

export type Target = LoadedTable['indexes'][number]

/** The index that a request names; undefined for the table itself. Fails with a ValidationException. */
export function requireTarget(
  { indexes }: LoadedTable,
  name: string | undefined,
  consistent: boolean | undefined,
): Target | undefined {
  if (name === undefined) return undefined
  const target = indexes.find(({ index }) => index.name === name)
  if (target === undefined) throw validation(`The table does not have the specified index: ${name}`)
  if (target.index.kind === 'global' && consistent === true) {
    throw validation('Consistent reads are not supported on global secondary indexes')
  }
  if (target.index.status === 'CREATING') {
    throw validation(`Cannot read from backfilling global secondary index: ${name}`)
  }
  return target
}

/** A page that is asked for. */
export interface PageWanted {
  readonly table: LoadedTable
  readonly target: Target | undefined
  readonly range: PageRange
  readonly limit: number | undefined
  readonly filter: Condition | undefined
  readonly selected: Selected
  readonly consistent: boolean
  readonly capacity: Api.ReturnConsumedCapacity | undefined
}

type PageAnswer = Pick<
  Api.QueryOutput,
  'Items' | 'Count' | 'ScannedCount' | 'LastEvaluatedKey' | 'ConsumedCapacity'
>

export async function answerPage(context: OperationContext, wanted: PageWanted): Promise<PageAnswer> {
  const { table, target, filter, selected } = wanted
  const page = await readPage(context, table, wanted.range, wanted.limit)
  const spent = nothingSpent(table.table.name)
  addRead(spent, target, page.bytes, wanted.consistent)
  const whole = selected.type !== 'count' && selected.whole
  const found = whole ? await wholeItems(context, wanted, page.items, spent) : page.items
  const items = found.filter((read) => read !== undefined)
  const kept = filter === undefined ? items : items.filter(({ item }) => evaluateCondition(filter, item))
  return {
    ...(selected.type === 'count' ? {} : { Items: kept.map(({ item }) => shown(selected, item)) }),
    Count: kept.length,
    ScannedCount: page.items.length,
    ...(page.last === undefined ? {} : { LastEvaluatedKey: lastKey(table, target, page.last) }),
    ...capacityAnswer(wanted.capacity, spent),
  }
}

function shown(selected: Selected, item: Item): Item {
  return selected.type === 'paths' ? project(selected.projection, item) : item
}

/** Adds what reading so many bytes cost. */
export function addRead(spent: Spent, target: Target | undefined, bytes: number, consistent: boolean): void {
  const units = readUnits(bytes, consistent)
  if (target === undefined) spent.own += units
  else addUnits(target.index.kind === 'local' ? spent.local : spent.global, target.index.name, units)
}

/**
 * The items behind entries of a local index, each at its entry's place; undefined for one that has gone meanwhile. They cost a read
 * each. Source: Developer Guide, "Local secondary indexes", "Fetches".
 */
export async function wholeItems(
  context: OperationContext,
  { table, consistent }: Pick<PageWanted, 'table' | 'consistent'>,
  entries: readonly ItemRead[],
  spent: Spent,
): Promise<Array<ItemRead | undefined>> {
  const found = await readItems(
    context,
    entries.map(({ item }) => ({ table, place: itemPlace(table, item) })),
  )
  for (const read of found) if (read !== undefined) spent.own += readUnits(read.bytes, consistent)
  return found
}
