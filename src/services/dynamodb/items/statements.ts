/**
 * Statements of PartiQL that name one item: what they write, or read in batches and transactions.
 * Source: Developer Guide, "PartiQL update, insert and delete statements"; the words: recorded on AWS (dynamodb-conformance, 2026-06).
 */
import { AwsError } from '../../../aws/aws-error.ts'
import {
  type Condition,
  evaluateCondition,
  type Item,
  type KeySchema,
  type NamedItem,
  namedItem,
  type Returning,
  type Statement,
} from '../../../engines/dynamodb/index.ts'
import type { KeySchema as Names } from '../domain/schema.ts'
import { conditionFailed, validation } from '../errors.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { returned } from './answers.ts'
import { prepareCheck, prepareDelete, preparePut, prepareUpdate } from './preparing.ts'
import type { ItemWrite, ItemWritten } from './writing.ts'

/** A key with the types of its attributes. */
export function typedKey({ types }: LoadedTable, { hash, sort }: Names): KeySchema {
  const typed = (name: string) => ({ name, type: types.get(name) ?? ('S' as const) })
  return { partition: hash.map(typed), sort: sort.map(typed) }
}

/** The action that a policy knows a statement by. */
export function actionOf({ type }: Statement): string {
  const name = { SELECT: 'Select', INSERT: 'Insert', UPDATE: 'Update', DELETE: 'Delete', EXISTS: 'Select' }[
    type
  ]
  return `dynamodb:PartiQL${name}`
}

export function tableOf(statement: Statement): string {
  return statement.type === 'EXISTS' ? statement.select.table : statement.table
}

/** A statement that changes an item, or in a transaction requires something of one. `showItem`: as of PutItem. */
export function prepareStatement(
  table: LoadedTable,
  statement: Exclude<Statement, { type: 'SELECT' }>,
  showItem: 'ALL_OLD' | 'NONE' | undefined,
): ItemWrite {
  const none = { condition: undefined }
  if (statement.type === 'INSERT') {
    const write = preparePut(table, statement.item, none)
    return { ...write, decide: (before) => (before === undefined ? statement.item : refuseDuplicate()) }
  }
  const condition = statement.type === 'EXISTS' ? statement.select.condition : statement.condition
  const { key, rest } = requireNamed(table, condition)
  const write = writeOf(table, statement, key)
  // A deletion of nothing is done already; all else needs the item, and what is asked of it.
  const idle = statement.type === 'DELETE' && rest === undefined
  return {
    ...write,
    decide: (before) => {
      const holds = before !== undefined && (rest === undefined || evaluateCondition(rest, before))
      if (!holds && !(idle && before === undefined)) {
        throw conditionFailed(showItem === 'ALL_OLD' ? before : undefined)
      }
      return write.decide(before)
    },
  }
}

type Named = Exclude<Statement, { type: 'SELECT' | 'INSERT' }>

function writeOf(table: LoadedTable, statement: Named, key: Item): ItemWrite {
  const none = { condition: undefined }
  if (statement.type === 'UPDATE') return prepareUpdate(table, key, statement.update, none)
  return statement.type === 'DELETE' ? prepareDelete(table, key, none) : prepareCheck(table, key, none)
}

function refuseDuplicate(): never {
  throw new AwsError('DuplicateItemException', 'Duplicate primary key exists in table')
}

function requireNamed(table: LoadedTable, condition: Condition | undefined): NamedItem {
  const named = namedItem(condition, typedKey(table, table.table.key), 'write')
  if (named !== undefined) return named
  throw validation('Where clause does not contain a mandatory equality on all key attributes')
}

/** What RETURNING wants of a write; undefined when that is nothing. */
export function returnedBy(
  statement: Exclude<Statement, { type: 'SELECT' }>,
  written: ItemWritten,
): Item | undefined {
  if (statement.type === 'UPDATE') {
    return returned(returnValue(statement.returning), statement.update, written)
  }
  return statement.type === 'DELETE' && statement.returning !== undefined ? written.before : undefined
}

function returnValue(returning: Returning | undefined) {
  if (returning === undefined) return undefined
  const which = returning.attributes === 'ALL' ? 'ALL' : 'UPDATED'
  return `${which}_${returning.version}` as const
}
