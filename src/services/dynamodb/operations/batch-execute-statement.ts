import type * as Api from '@aws-sdk/client-dynamodb'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import {
  evaluateCondition,
  type Item,
  namedItem,
  parseStatement,
  projectColumns,
  type SelectStatement,
  type Statement,
} from '../../../engines/dynamodb/index.ts'
import { nothingSpent, readUnits, type Spent } from '../domain/capacity.ts'
import { asAwsError, validation } from '../errors.ts'
import { addWrite, capacitiesAnswer } from '../items/answers.ts'
import { itemPlace } from '../items/item-keys.ts'
import { checkKey } from '../items/key-rules.ts'
import { readItems } from '../items/reading.ts'
import { actionOf, prepareStatement, returnedBy, typedKey } from '../items/statements.ts'
import { writeItems } from '../items/writing.ts'
import type { LoadedTable } from '../tables/loaded-table.ts'
import { requireTable, withCurrentTables } from '../tables/require-table.ts'
import { existsOutside } from './execute-statement.ts'

/** What became of one statement. */
interface Done {
  readonly response: Api.BatchStatementResponse
  readonly spent?: Spent
}

/** Does up to 25 statements, each for itself: one that fails says so in its own answer. */
export async function batchExecuteStatement(
  input: Api.BatchExecuteStatementInput,
  context: OperationContext,
): Promise<Api.BatchExecuteStatementOutput> {
  const parsed = (input.Statements ?? []).map(read)
  const kinds = new Set(
    parsed.flatMap((one) => ('statement' in one ? [one.statement.type === 'SELECT'] : [])),
  )
  // UNVERIFIED: the words.
  if (kinds.size > 1) throw validation('Batches cannot contain both reads and writes')
  const done = await Promise.all(
    parsed.map((one) =>
      'statement' in one ? attempt(context, one.statement, one.request) : failed(one.error),
    ),
  )
  const spent = merge(done.flatMap((one) => one.spent ?? []))
  return {
    Responses: done.map(({ response }) => response),
    ...capacitiesAnswer(input.ReturnConsumedCapacity, spent),
  }
}

type Read =
  | { readonly statement: Statement; readonly request: Api.BatchStatementRequest }
  | { readonly error: unknown }

function read(request: Api.BatchStatementRequest): Read {
  try {
    return { request, statement: parseStatement(request.Statement ?? '', request.Parameters) }
  } catch (error) {
    return { error }
  }
}

async function attempt(
  context: OperationContext,
  statement: Statement,
  request: Api.BatchStatementRequest,
): Promise<Done> {
  if (statement.type === 'EXISTS') return failed(existsOutside())
  try {
    return await withCurrentTables(context, async () => {
      const table = await requireTable(context, statement.table, actionOf(statement))
      return statement.type === 'SELECT'
        ? readOne(context, table, statement, request.ConsistentRead === true)
        : writeOne(context, table, statement, request)
    })
  } catch (error) {
    return failed(error, statement.table)
  }
}

async function readOne(
  context: OperationContext,
  table: LoadedTable,
  statement: SelectStatement,
  consistent: boolean,
): Promise<Done> {
  const named =
    statement.index === undefined
      ? namedItem(statement.condition, typedKey(table, table.table.key), 'read')
      : undefined
  if (named === undefined) {
    throw validation(
      'Select statements within BatchExecuteStatement must specify the primary key in the where clause.',
    )
  }
  checkKey(table, named.key)
  const [found] = await readItems(context, [{ table, place: itemPlace(table, named.key) }])
  const spent = nothingSpent(table.table.name)
  spent.own += readUnits(found?.bytes ?? 0, consistent)
  const holds = found && (named.rest === undefined || evaluateCondition(named.rest, found.item))
  const item = holds ? projectColumns(statement.columns, found.item) : undefined
  return { spent, response: response(table, item) }
}

async function writeOne(
  context: OperationContext,
  table: LoadedTable,
  statement: Exclude<Statement, { type: 'SELECT' }>,
  request: Api.BatchStatementRequest,
): Promise<Done> {
  const write = prepareStatement(table, statement, request.ReturnValuesOnConditionCheckFailure)
  const [written] = await writeItems(context, [write])
  const spent = nothingSpent(table.table.name)
  if (written === undefined) return { response: response(table, undefined) }
  addWrite(spent, table, written)
  return { spent, response: response(table, returnedBy(statement, written)) }
}

function response({ table }: LoadedTable, item: Item | undefined): Api.BatchStatementResponse {
  return { TableName: table.name, ...(item === undefined ? {} : { Item: item }) }
}

const codes: Readonly<Record<string, Api.BatchStatementErrorCodeEnum>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ResourceNotFoundException: 'ResourceNotFound',
  DuplicateItemException: 'DuplicateItem',
  AccessDeniedException: 'AccessDenied',
  TransactionConflictException: 'TransactionConflict',
  ValidationException: 'ValidationError',
}

function failed(thrown: unknown, tableName?: string): Done {
  const error = asAwsError(thrown)
  const code = error instanceof AwsError ? codes[error.code] : undefined
  if (!(error instanceof AwsError) || code === undefined) throw error
  const item = error.fields.Item as Item | undefined
  return {
    response: {
      Error: { Code: code, Message: error.message, ...(item === undefined ? {} : { Item: item }) },
      ...(tableName === undefined ? {} : { TableName: tableName }),
    },
  }
}

/** Of one table, together. */
function merge(spents: readonly Spent[]): Spent[] {
  const merged = new Map<string, Spent>()
  for (const spent of spents) {
    const own = merged.get(spent.table)
    if (own === undefined) {
      merged.set(spent.table, spent)
      continue
    }
    own.own += spent.own
    for (const kind of ['local', 'global'] as const) {
      for (const [name, units] of spent[kind]) own[kind].set(name, (own[kind].get(name) ?? 0) + units)
    }
  }
  return [...merged.values()]
}
