/**
 * What keeps the records of surroundings: operations of the CloudFormation service that its API does not have, reached by
 * `call` alone.
 */

import { AwsError } from '../../../aws/aws-error.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { Operation, OperationContext } from '../../../dispatch/index.ts'
import { resourceExists } from '../../../dispatch/index.ts'
import { changeRecords } from '../../../store/index.ts'
import { identifierKey, type SurroundingsRecord, surroundingsRecords } from './records.ts'

/** Which record. */
export interface RecordName {
  readonly typeName: string
  readonly identifier: string
}

/** A record as it shall be. */
export type RecordToPut = RecordName &
  Pick<SurroundingsRecord, 'physicalId' | 'attributes' | 'properties' | 'maker'>

/** A record as it is kept. Absent when there is none. */
export interface FoundRecord {
  readonly record?: SurroundingsRecord
}

/** How often a change is tried that others keep getting ahead of. Unit: attempts. Source: chosen. */
const commitAttempts = 20

const patience = {
  attempts: commitAttempts,
  giveUp: () => new AwsError('ConflictException', 'The resource is being changed by another request.'),
}

/**
 * Keeps a new record, and answers what is kept: a maker that comes again gets what it made before. Fails with AlreadyExists when
 * another made one of that name.
 */
const createRecord: Operation<RecordToPut, FoundRecord> = async (input, context) =>
  await changeRecords(context.store, patience, async (commit) => {
    const stored = await surroundingsRecords.get(context.store, keyOf(input, context))
    if (stored?.value.maker === input.maker) return { record: stored.value }
    if (stored) throw resourceExists(input.typeName, input.identifier)
    const record = { accountId: context.accountId, region: context.region, ...input }
    surroundingsRecords.put(commit, record, undefined)
    return { record }
  })

/** Keeps other properties and attributes. Fails with NotFound when there is no such record. */
const updateRecord: Operation<
  RecordName & { properties: JsonObject; attributes: JsonObject },
  FoundRecord
> = async (input, context) =>
  await changeRecords(context.store, patience, async (commit) => {
    const stored = await surroundingsRecords.get(context.store, keyOf(input, context))
    if (!stored)
      throw new AwsError(
        'NotFound',
        `Resource of type '${input.typeName}' with identifier '${input.identifier}' was not found.`,
      )
    const record = { ...stored.value, properties: input.properties, attributes: input.attributes }
    surroundingsRecords.put(commit, record, stored)
    return { record }
  })

const getRecord: Operation<RecordName, FoundRecord> = async (input, context) => {
  const stored = await surroundingsRecords.get(context.store, keyOf(input, context))
  return stored ? { record: stored.value } : {}
}

const deleteRecord: Operation<RecordName, object> = async (input, context) =>
  await changeRecords(context.store, patience, async (commit) => {
    const stored = await surroundingsRecords.get(context.store, keyOf(input, context))
    if (stored) surroundingsRecords.remove(commit, stored)
    return {}
  })

/** The identifiers of all records of a type. */
const listRecords: Operation<{ readonly typeName: string }, { identifiers: string[] }> = async (
  { typeName },
  { store, accountId, region },
) => {
  const identifiers: string[] = []
  let after: readonly (string | number | bigint | boolean | Uint8Array)[] | undefined
  do {
    const page = await surroundingsRecords.list(store, {
      prefix: [accountId, region, typeName],
      ...(after === undefined ? {} : { after }),
    })
    identifiers.push(...page.items.map(({ value }) => value.identifier))
    after = page.next
  } while (after)
  return { identifiers }
}

function keyOf({ typeName, identifier }: RecordName, { accountId, region }: OperationContext) {
  return [accountId, region, typeName, identifierKey(identifier)]
}

/** For the `inner` operations of the service. */
export const surroundingsOperations = {
  CreateSurroundingsRecord: createRecord,
  DeleteSurroundingsRecord: deleteRecord,
  GetSurroundingsRecord: getRecord,
  ListSurroundingsRecords: listRecords,
  UpdateSurroundingsRecord: updateRecord,
} as const
