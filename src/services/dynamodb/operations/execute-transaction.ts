import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import {
  evaluateCondition,
  namedItem,
  parseStatement,
  projectColumns,
  type SelectStatement,
  type Statement,
} from '../../../engines/dynamodb/index.ts'
import { nothingSpent, readUnits, type Spent } from '../domain/capacity.ts'
import { validation } from '../errors.ts'
import { capacitiesAnswer, spentByTable } from '../items/answers.ts'
import { Reasons } from '../items/cancellation.ts'
import { itemPlace } from '../items/item-keys.ts'
import { checkKey } from '../items/key-rules.ts'
import { readItems } from '../items/reading.ts'
import { actionOf, prepareStatement, tableOf, typedKey } from '../items/statements.ts'
import { checkDistinct, transact } from '../items/transactions.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'

/** Does up to a hundred statements, all or none: reads alone, or writes and what they require. */
export async function executeTransaction(
  input: Api.ExecuteTransactionInput,
  context: OperationContext,
): Promise<Api.ExecuteTransactionOutput> {
  const statements = (input.TransactStatements ?? []).map(({ Statement, Parameters }, index) => {
    const statement = parseStatement(Statement ?? '', Parameters)
    checkStatement(statement, index)
    return statement
  })
  const reads = statements.filter((one): one is SelectStatement => one.type === 'SELECT')
  // UNVERIFIED: the words.
  if (reads.length > 0 && reads.length < statements.length) {
    throw validation('Transactions cannot contain both reads and writes')
  }
  return withCurrentTables(context, async () => {
    const tables: LoadedTable[] = []
    for (const statement of statements) {
      tables.push(await requireTable(context, tableOf(statement), actionOf(statement)))
    }
    return reads.length > 0
      ? readAll(input, context, reads, tables)
      : writeAll(input, context, statements, tables)
  })
}

/** The words: recorded on AWS (dynamodb-conformance, 2026-06). */
function checkStatement(statement: Statement, index: number): void {
  const refuse = (reason: string) =>
    validation(`Validation failed in TransactStatements[${index}]: ${reason}`)
  const returning =
    statement.type === 'UPDATE' || statement.type === 'DELETE' ? statement.returning : undefined
  if (returning !== undefined) throw refuse('RETURNING clause is not supported in ExecuteTransaction.')
  const select = statement.type === 'EXISTS' ? statement.select : statement
  if (select.type === 'SELECT' && select.index !== undefined) {
    throw refuse('Reads on indices are not supported within transactions.')
  }
}

async function writeAll(
  input: Api.ExecuteTransactionInput,
  context: OperationContext,
  statements: readonly Statement[],
  tables: readonly LoadedTable[],
): Promise<Api.ExecuteTransactionOutput> {
  const actions = statements.flatMap((statement, index) => {
    const table = tables[index]
    if (table === undefined || statement.type === 'SELECT') return []
    const showItem = input.TransactStatements?.[index]?.ReturnValuesOnConditionCheckFailure
    return [() => prepareStatement(table, statement, showItem)]
  })
  const token = input.ClientRequestToken
  const done = await transact(
    context,
    actions,
    token === undefined ? undefined : { text: token, request: input.TransactStatements },
  )
  const none = { before: undefined, after: undefined, bytesBefore: 0, bytesAfter: 0, indexUnits: new Map() }
  const costs =
    done?.map(({ write, written }) => ({ table: write.table, written })) ??
    tables.map((table) => ({ table, written: none }))
  const kind = done === undefined ? 'ReadCapacityUnits' : 'WriteCapacityUnits'
  return {
    Responses: statements.map(() => ({})),
    ...capacitiesAnswer(input.ReturnConsumedCapacity, spentByTable(costs, 2), kind),
  }
}

async function readAll(
  input: Api.ExecuteTransactionInput,
  context: OperationContext,
  statements: readonly SelectStatement[],
  tables: readonly LoadedTable[],
): Promise<Api.ExecuteTransactionOutput> {
  const reasons = new Reasons(statements.length)
  const wanted = statements.flatMap((statement, index) => {
    const table = tables[index]
    const one = table && reasons.collect(index, () => readOf(table, statement))
    return one === undefined ? [] : [one]
  })
  reasons.throwAny()
  checkDistinct(wanted.map(({ place }) => place))
  const found = await readItems(context, wanted)
  const spent = new Map<LoadedTable, Spent>()
  const responses = wanted.map(({ table, rest, columns }, index): Api.ItemResponse => {
    const own = spent.get(table) ?? nothingSpent(table.table.name)
    spent.set(table, own)
    const read = found[index]
    own.own += 2 * readUnits(read?.bytes ?? 0, true)
    if (read === undefined || (rest !== undefined && !evaluateCondition(rest, read.item))) return {}
    return { Item: projectColumns(columns, read.item) }
  })
  return {
    Responses: responses,
    ...capacitiesAnswer(input.ReturnConsumedCapacity, [...spent.values()], 'ReadCapacityUnits'),
  }
}

/** UNVERIFIED: the words. */
function readOf(table: LoadedTable, { condition, columns }: SelectStatement) {
  const named = namedItem(condition, typedKey(table, table.table.key), 'read')
  if (named === undefined) {
    throw validation(
      'Select statements within ExecuteTransaction must specify the primary key in the where clause.',
    )
  }
  checkKey(table, named.key)
  return { table, place: itemPlace(table, named.key), rest: named.rest, columns }
}
