/**
 * SELECT of PartiQL: queries of the partitions that its condition names, or a scan; the condition then filters what was read.
 * Source: Developer Guide, "PartiQL select statements for DynamoDB"; the words: recorded on AWS (dynamodb-conformance, 2026-06).
 */
import { hash } from 'node:crypto'
import type * as Api from '@aws-sdk/client-dynamodb'
import { readPageToken, writePageToken } from '../../../aws/page-token.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { itemFromJson, itemToJson } from '../../../delivery/index.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import {
  conditionPaths,
  evaluateCondition,
  type Item,
  type KeyPlan,
  keyBytes,
  planSelect,
  projectColumns,
  type SelectPlan,
  type SelectStatement,
} from '../../../engines/dynamodb/index.ts'
import { nothingSpent, type Spent } from '../domain/capacity.ts'
import { isProjected } from '../domain/projection.ts'
import { invalidParameter, validation } from '../errors.ts'
import { pageBytes } from '../limits.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { addRead, type Target, wholeItems } from './page-answers.ts'
import { planRange } from './query-range.ts'
import { readPage } from './reading-pages.ts'
import { lastKey, startPlace } from './start-keys.ts'
import { typedKey } from './statements.ts'

export interface SelectWanted {
  readonly statement: SelectStatement
  readonly input: Pick<
    Api.ExecuteStatementInput,
    'ConsistentRead' | 'Limit' | 'NextToken' | 'Statement' | 'Parameters'
  >
}

export interface Selection {
  readonly items: readonly Item[]
  readonly spent: Spent
  readonly token?: string
  readonly lastKey?: Item
}

/** Where a page goes on: in which of the plans, and behind which key of it. */
interface Place {
  readonly plan: number
  readonly start: Item | undefined
}

export async function select(
  context: OperationContext,
  table: LoadedTable,
  { statement, input }: SelectWanted,
): Promise<Selection> {
  const target = findTarget(table, statement.index, input.ConsistentRead)
  const key = target?.index.key ?? table.table.key
  const plan = ordered(planSelect(statement.condition, typedKey(table, key)), statement, key.hash, key.sort)
  checkProjected(table, target, statement, plan)
  const tokens = new Tokens(table, input)
  const plans = plan.type === 'scan' ? [undefined] : plan.plans
  const spent = nothingSpent(table.table.name)
  const items: Item[] = []
  let place = tokens.read()
  let limit = input.Limit ?? Number.MAX_SAFE_INTEGER
  for (let bytes = 0; place.plan < plans.length; ) {
    const range = planRange(table, target, plans[place.plan], plan.reverse)
    const after = place.start && startPlace(table, target, place.start)
    const page = await readPage(
      context,
      table,
      { ...range, ...(after === undefined ? {} : { after }) },
      limit,
    )
    addRead(spent, target, page.bytes, input.ConsistentRead === true)
    items.push(
      ...(await answered(
        context,
        { table, target, statement, consistent: input.ConsistentRead === true },
        page.items,
        spent,
      )),
    )
    limit -= page.items.length
    bytes += page.bytes
    const last = page.last && lastKey(table, target, page.last)
    place =
      last === undefined ? { plan: place.plan + 1, start: undefined } : { plan: place.plan, start: last }
    if (limit > 0 && bytes < pageBytes) continue
    if (place.plan >= plans.length) break
    return { items, spent, token: tokens.write(place), ...(last === undefined ? {} : { lastKey: last }) }
  }
  return { items, spent }
}

/** The words are not those of Query. */
function findTarget(
  { indexes }: LoadedTable,
  name: string | undefined,
  consistent: boolean | undefined,
): Target | undefined {
  if (name === undefined) return undefined
  const target = indexes.find(({ index }) => index.name === name)
  if (target === undefined) throw validation('The table does not have the specified index')
  if (target.index.kind === 'global' && consistent === true) {
    throw validation('Strongly consistent read is not supported on Global Secondary Indexes')
  }
  return target
}

type OrderedPlan = SelectPlan & { readonly reverse: boolean }

/** Partitions in the order asked for, and the direction of sort keys. */
function ordered(
  plan: SelectPlan,
  { orderBy }: SelectStatement,
  partition: readonly string[],
  sort: readonly string[],
): OrderedPlan {
  if (orderBy.length === 0) return { ...plan, reverse: false }
  if (plan.type === 'scan') {
    throw validation(
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    )
  }
  for (const { path } of orderBy) {
    if (path.length > 1 || ![...partition, ...sort].includes(path[0])) {
      throw validation(`Variable reference ${path[0]} in ORDER BY clause must be part of the primary key`)
    }
  }
  const bySort = orderBy.find(({ path }) => sort.includes(path[0]))
  const byPartition = orderBy.find(({ path }) => path[0] === partition[0])
  const plans = [...plan.plans]
  if (byPartition !== undefined) {
    const turn = byPartition.descending ? -1 : 1
    plans.sort((left, right) => turn * Buffer.compare(firstBytes(left), firstBytes(right)))
  }
  return { type: 'queries', plans, reverse: bySort?.descending === true }
}

function firstBytes({ partition: [first] }: KeyPlan): Uint8Array {
  return first === undefined ? new Uint8Array() : keyBytes(first)
}

/** A query of an index filters by what the index holds; a scan finds nothing else. A global index holds what is selected. */
function checkProjected(
  { table }: LoadedTable,
  target: Target | undefined,
  { condition, columns }: SelectStatement,
  plan: SelectPlan,
): void {
  if (target === undefined) return
  const missing = (names: readonly string[]) => [
    ...new Set(names.filter((name) => !isProjected(name, target.index, table.key))),
  ]
  if (plan.type === 'queries' && condition !== undefined && condition.type !== 'or') {
    const unheld = missing(conditionPaths(condition).map(([name]) => name))
    if (unheld.length > 0) {
      throw invalidParameter(
        `Secondary index ${target.index.name} does not project one or more filter attributes: [${unheld.join(', ')}]`,
      )
    }
  }
  const unselectable = missing((columns ?? []).map(({ path }) => path[0]))
  if (unselectable.length > 0 && target.index.kind === 'global') {
    throw invalidParameter(
      `Global secondary index ${target.index.name} does not project [${unselectable.join(', ')}]`,
    )
  }
}

interface Answering {
  readonly table: LoadedTable
  readonly target: Target | undefined
  readonly statement: SelectStatement
  readonly consistent: boolean
}

/** What is kept of a page, with the attributes that are selected. */
async function answered(
  context: OperationContext,
  { table, target, statement, consistent }: Answering,
  entries: Parameters<typeof wholeItems>[2],
  spent: Spent,
): Promise<Item[]> {
  const { columns, condition } = statement
  const partial =
    target !== undefined &&
    columns?.some(({ path }) => !isProjected(path[0], target.index, table.table.key)) === true
  const whole = partial ? await wholeItems(context, { table, consistent }, entries, spent) : entries
  return entries.flatMap(({ item }, index) => {
    if (condition !== undefined && !evaluateCondition(condition, item)) return []
    return [projectColumns(columns, whole[index]?.item ?? item)]
  })
}

/** Tokens of one statement on one table. */
class Tokens {
  readonly #purpose: string
  readonly #given: string | undefined

  constructor({ table }: LoadedTable, { Statement, Parameters, NextToken }: SelectWanted['input']) {
    const asked = JSON.stringify([Statement, Parameters ?? []])
    this.#purpose = `dynamodb select ${table.id} ${hash('sha256', asked, 'hex')}`
    this.#given = NextToken
  }

  read(): Place {
    if (this.#given === undefined) return { plan: 0, start: undefined }
    const read = readPageToken(this.#purpose, this.#given)
    // UNVERIFIED: the words.
    const [plan, start] = Array.isArray(read) ? (read as readonly Json[]) : []
    if (typeof plan !== 'number') throw validation('Given NextToken is not valid for the request')
    // Whatever has this purpose was written here.
    return { plan, start: start ? itemFromJson(start as JsonObject) : undefined }
  }

  write({ plan, start }: Place): string {
    const position: Json = [plan, start === undefined ? null : itemToJson(start)]
    return writePageToken(this.#purpose, position)
  }
}
