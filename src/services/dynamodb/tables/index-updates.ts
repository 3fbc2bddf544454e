/** What UpdateTable does to global indexes. The words: recorded on AWS (dynalite; ack-api-quirks, 2026-10). */
import type * as Api from '@aws-sdk/client-dynamodb'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Atomic } from '../../../store/index.ts'
import { readGlobalIndex, readOnDemand, readThroughput, readWarm } from '../domain/index-definitions.ts'
import { keyNames, type SecondaryIndex } from '../domain/schema.ts'
import { checkProjectedCount, readAttributes } from '../domain/table-definition.ts'
import { invalidParameter, limitExceeded, validation } from '../errors.ts'
import { globalIndexCount } from '../limits.ts'
import {
  type Backfill,
  backfillQueue,
  indexRoot,
  type Removal,
  removalQueue,
  type Table,
} from '../records.ts'

/** The table afterwards, and what the answer says of the state of indexes. */
export interface IndexUpdates {
  readonly table: Table
  readonly said: ReadonlyMap<string, Api.IndexStatus>
}

export function updateIndexes(
  commit: Atomic,
  context: OperationContext,
  before: Table,
  input: Api.UpdateTableInput,
): IndexUpdates {
  const updates = input.GlobalSecondaryIndexUpdates ?? []
  const said = new Map<string, Api.IndexStatus>()
  if (updates.filter(({ Update }) => Update === undefined).length > 1) {
    throw limitExceeded(
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    )
  }
  let table = before
  for (const { Create, Update, Delete } of updates) {
    if (Create !== undefined) {
      table = createIndex(commit, context, table, Create, input.AttributeDefinitions)
      said.set(Create.IndexName ?? '', 'CREATING')
    } else if (Delete !== undefined) {
      table = deleteIndex(commit, table, Delete.IndexName ?? '')
    } else if (Update !== undefined) {
      table = updateIndex(table, Update)
      said.set(Update.IndexName ?? '', 'UPDATING')
    }
  }
  return { table, said }
}

function createIndex(
  commit: Atomic,
  { random }: OperationContext,
  table: Table,
  action: Api.CreateGlobalSecondaryIndexAction,
  definitions: readonly Api.AttributeDefinition[] | undefined,
): Table {
  const name = action.IndexName ?? ''
  if (table.indexes.some((index) => index.name === name)) {
    throw validation('Attempting to create an index which already exists')
  }
  const definition = readGlobalIndex(action, table.billing, {
    missing: `ProvisionedThroughput must be specified for index: ${name}`,
    notWanted: `Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
  })
  if (table.indexes.filter(({ kind }) => kind === 'global').length >= globalIndexCount) {
    throw limitExceeded(
      `Subscriber limit exceeded: GlobalSecondaryIndex count exceeds the per-table limit of ${globalIndexCount}`,
    )
  }
  const index: SecondaryIndex = { ...definition, id: randomHex(random, 6), status: 'CREATING' }
  const indexes = [...table.indexes, index]
  checkProjectedCount(indexes)
  const attributes = withAttributes(table, definition.key, name, definitions)
  const work: Backfill = {
    accountId: table.accountId,
    region: table.region,
    name: table.name,
    tableId: table.id,
    target: index.id,
  }
  commit.enqueue(backfillQueue, work)
  return { ...table, attributes, indexes, status: 'UPDATING' }
}

/** The types of the new key's attributes; those that the table knows stay what they are. */
function withAttributes(
  table: Table,
  key: SecondaryIndex['key'],
  index: string,
  definitions: readonly Api.AttributeDefinition[] | undefined,
): Table['attributes'] {
  if (definitions === undefined) {
    throw invalidParameter(`AttributeDefinitions is not specified for index: ${index}`)
  }
  const given = readAttributes(definitions)
  const known = [...table.attributes]
  for (const name of keyNames(key)) {
    if (known.some((attribute) => attribute.name === name)) continue
    const attribute = given.find((one) => one.name === name)
    if (attribute === undefined) {
      throw invalidParameter(
        `Some index key attributes are not defined in AttributeDefinitions. Keys: [${keyNames(key).join(', ')}], AttributeDefinitions: [${given.map((one) => one.name).join(', ')}]`,
      )
    }
    known.push(attribute)
  }
  return known
}

function deleteIndex(commit: Atomic, table: Table, name: string): Table {
  const index = table.indexes.find((one) => one.name === name && one.kind === 'global')
  if (index === undefined) {
    throw validation(`Cannot delete an index that is not a GlobalSecondaryIndex: ${name}`)
  }
  const removal: Removal = { roots: indexRoot(table.id, index.id).map(String) }
  commit.enqueue(removalQueue, removal)
  const indexes = table.indexes.filter((one) => one !== index)
  const used = new Set([table, ...indexes].flatMap(({ key }) => keyNames(key)))
  return { ...table, indexes, attributes: table.attributes.filter(({ name }) => used.has(name)) }
}

function updateIndex(table: Table, action: Api.UpdateGlobalSecondaryIndexAction): Table {
  const name = action.IndexName ?? ''
  const index = table.indexes.find((one) => one.name === name && one.kind === 'global')
  if (index === undefined) {
    throw validation(`Cannot update an index that is not a GlobalSecondaryIndex: ${name}`)
  }
  const throughput = readThroughput(action.ProvisionedThroughput)
  if (throughput !== undefined && table.billing === 'PAY_PER_REQUEST') {
    throw invalidParameter(
      `The only Updates for index: ${name} when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput`,
    )
  }
  const onDemand = readOnDemand(action.OnDemandThroughput, table.billing, ` for index : ${name}`)
  const warm = readWarm(action.WarmThroughput)
  const next: SecondaryIndex = {
    ...index,
    ...(throughput === undefined ? {} : { throughput }),
    ...(onDemand === undefined ? {} : { onDemand: { ...index.onDemand, ...onDemand } }),
    ...(warm === undefined ? {} : { warm }),
  }
  return { ...table, indexes: table.indexes.map((one) => (one === index ? next : one)) }
}
