import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readTableName } from '../domain/names.ts'
import { tableBeingUpdated, tableNotFound, validation } from '../errors.ts'
import {
  countsKey,
  expiryRoot,
  expiryScheduleKey,
  indexRoot,
  itemRoot,
  type Removal,
  removalQueue,
  type Table,
} from '../records.ts'
import { changeTable, removeTable } from '../tables/changing.ts'
import { describeTable } from '../tables/describe.ts'
import { checked } from '../tables/named-table.ts'
import { endStream } from '../tables/streams.ts'

/** Deletes a table. It is gone at once; what it held is removed by and by. */
export async function deleteTable(
  input: Api.DeleteTableInput,
  context: OperationContext,
): Promise<Api.DeleteTableOutput> {
  const address = readTableName(input.TableName, context)
  return changeTable(context, address, async (commit, stored) => {
    if (stored === undefined) throw tableNotFound(address.name)
    const { table } = checked(context, address, stored, 'dynamodb:DeleteTable')
    if (table.deletionProtected) {
      throw validation(
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      )
    }
    if (table.status === 'UPDATING' || table.backingUp !== undefined) throw tableBeingUpdated(table.name)
    if (table.stream !== undefined) await endStream(commit, context, table, table.stream)
    removeTable(commit, stored)
    const removal: Removal = { roots: rootsOf(table) }
    commit.delete(countsKey(table.id)).delete(expiryScheduleKey(table.id)).enqueue(removalQueue, removal)
    return { TableDescription: shortDescription(context, table) }
  })
}

function rootsOf(table: Table): string[] {
  return [
    itemRoot(table.id),
    ...table.indexes.map((index) => indexRoot(table.id, index.id)),
    ...(table.timeToLive === undefined ? [] : [expiryRoot(table.id, table.timeToLive.id)]),
  ].map(([root]) => String(root))
}

/** AWS tells of a table that is being deleted neither its keys nor its attributes. */
function shortDescription(context: OperationContext, table: Table): Api.TableDescription {
  const {
    AttributeDefinitions: _attributes,
    KeySchema: _key,
    CreationDateTime: _created,
    WarmThroughput: _warm,
    ...shown
  } = describeTable(context, table, { status: 'DELETING' })
  return shown
}
