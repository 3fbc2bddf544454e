import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import {
  checkParameters,
  type Expressions,
  type Item,
  readParameters,
  validateItem,
} from '../../../engines/dynamodb/index.ts'
import { emptyRecord } from '../domain/empty-record.ts'
import { validation } from '../errors.ts'
import { capacitiesAnswer, collectionMetrics, spentByTable } from '../items/answers.ts'
import { checkItemSize, prepareCheck, prepareDelete, preparePut, prepareUpdate } from '../items/preparing.ts'
import { type Action, type TransactionWritten, transact } from '../items/transactions.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'

/** An action of the request, read. */
interface ReadAction {
  readonly type: 'Put' | 'Update' | 'Delete' | 'ConditionCheck'
  readonly tableName: string | undefined
  /** The item to put, or the key. */
  readonly item: Item
  readonly expressions: Expressions
  readonly showItem: Api.ReturnValuesOnConditionCheckFailure | undefined
}

/** Writes up to a hundred items, all or none. */
export async function transactWriteItems(
  input: Api.TransactWriteItemsInput,
  context: OperationContext,
): Promise<Api.TransactWriteItemsOutput> {
  const read = (input.TransactItems ?? []).map(readAction)
  const token = input.ClientRequestToken
  return withCurrentTables(context, async () => {
    const tables: LoadedTable[] = []
    for (const { tableName, type } of read) {
      const name = type === 'ConditionCheck' ? 'ConditionCheckItem' : `${type}Item`
      tables.push(await requireTable(context, tableName, `dynamodb:${name}`))
    }
    const actions = read.flatMap((action, index): Action[] => {
      const table = tables[index]
      return table === undefined ? [] : [() => prepare(table, action)]
    })
    const done = await transact(
      context,
      actions,
      token === undefined ? undefined : { text: token, request: input.TransactItems },
    )
    return done === undefined ? repeated(input, tables) : answer(input, read, done)
  })
}

/** Source of the words: recorded on AWS (dynalite). */
function readAction(item: Api.TransactWriteItem): ReadAction {
  const given = (['ConditionCheck', 'Put', 'Delete', 'Update'] as const).filter(
    (name) => item[name] !== undefined,
  )
  const [type] = given
  if (type === undefined || given.length > 1) {
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete')
  }
  const action: Partial<Api.Put & Api.Update> = item[type] ?? {}
  const read = validateItem(action.Item ?? action.Key ?? {})
  if (type === 'Put') checkItemSize(read)
  return {
    type,
    tableName: action.TableName,
    item: read,
    expressions: readAll(type, action),
    showItem: action.ReturnValuesOnConditionCheckFailure,
  }
}

/** Parts of a transaction are as the operations of their kind. */
function readAll(type: ReadAction['type'], action: Partial<Api.Put & Api.Update>): Expressions {
  checkParameters(type === 'ConditionCheck' ? 'PutItem' : `${type}Item`, action)
  return readParameters(action)
}

function prepare(table: LoadedTable, { type, item, expressions, showItem }: ReadAction) {
  const { condition, update = { actions: [] } } = expressions
  const requirement = { condition, showItem }
  switch (type) {
    case 'Put':
      return preparePut(table, item, requirement)
    case 'Update':
      return prepareUpdate(table, item, update, requirement)
    case 'Delete':
      return prepareDelete(table, item, requirement)
    case 'ConditionCheck':
      return prepareCheck(table, item, requirement)
  }
}

function answer(
  input: Api.TransactWriteItemsInput,
  read: readonly ReadAction[],
  done: readonly TransactionWritten[],
): Api.TransactWriteItemsOutput {
  const metrics = emptyRecord<Api.ItemCollectionMetrics[]>()
  for (const [index, { write }] of done.entries()) {
    const { type, item } = read[index] ?? {}
    if (item === undefined || type === 'ConditionCheck') continue
    const { table } = write
    const one = collectionMetrics(input.ReturnItemCollectionMetrics, table, item)
    if (one !== undefined) metrics[table.table.name] = [...(metrics[table.table.name] ?? []), one]
  }
  const spent = spentByTable(
    done.map(({ write, written }) => ({ table: write.table, written })),
    2,
  )
  return {
    ...(Object.keys(metrics).length === 0 ? {} : { ItemCollectionMetrics: metrics }),
    ...capacitiesAnswer(input.ReturnConsumedCapacity, spent, 'WriteCapacityUnits'),
  }
}

/** A request that comes again costs reading its items. Source: API Reference, TransactWriteItems, "Idempotency". */
function repeated(
  input: Api.TransactWriteItemsInput,
  tables: readonly LoadedTable[],
): Api.TransactWriteItemsOutput {
  const none = { before: undefined, after: undefined, bytesBefore: 0, bytesAfter: 0, indexUnits: new Map() }
  const spent = spentByTable(
    tables.map((table) => ({ table, written: none })),
    2,
  )
  return capacitiesAnswer(input.ReturnConsumedCapacity, spent, 'ReadCapacityUnits')
}
