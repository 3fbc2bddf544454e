import type * as Api from '@aws-sdk/client-lambda'
import type { Operation, OperationContext } from '../../../../dispatch/index.ts'
import type { Atomic, Stored } from '../../../../store/index.ts'
import { changing } from '../../changing.ts'
import { holdZips, recordCodeUsage, storedBytes } from '../../code-storage.ts'
import { deletionParts } from '../../deletion.ts'
import { functionArn, isVersionNumber, latest } from '../../domain/names.ts'
import { functionNotFound, invalidParameter, resourceConflict } from '../../errors.ts'
import { addressOf, findVersion, requireFunction } from '../../lookups.ts'
import {
  aliases,
  type FunctionRecord,
  functionPolicies,
  functions,
  type Version,
  versions,
} from '../../records.ts'
import { required } from '../../required.ts'
import { reserve } from '../../reservations.ts'
import { retire } from '../../retiring.ts'
import type { LambdaRoom } from '../../room.ts'

/** Deletes a function with all that is its own, or one of its published versions. */
export function deleteFunction(
  room: LambdaRoom,
): Operation<Api.DeleteFunctionRequest, Api.DeleteFunctionResponse> {
  return async (input, context) => {
    const address = addressOf(context, required(input.FunctionName, 'FunctionName'), input.Qualifier)
    const { qualifier } = address
    if (qualifier === latest)
      throw invalidParameter('$LATEST version cannot be deleted without deleting the function.')
    // UNVERIFIED: the words for an alias.
    if (qualifier !== undefined && !isVersionNumber(qualifier))
      throw invalidParameter('Deletion of aliases is not currently supported.')
    const { qualifier: _version, ...whole } = address
    const gone = await changing(context.store, async (commit) => {
      const stored = await requireFunction(context.store, whole)
      return qualifier === undefined
        ? removeWhole(commit, context, stored)
        : removeVersion(commit, context, stored, qualifier)
    })
    for (const version of gone.versions) retire(room, context.logger, version.environmentKey)
    return { StatusCode: 204 }
  }
}

interface Gone {
  readonly record: FunctionRecord
  readonly versions: readonly Version[]
}

async function removeWhole(
  commit: Atomic,
  context: OperationContext,
  stored: Stored<FunctionRecord>,
): Promise<Gone> {
  const { store } = context
  const record = stored.value
  const { accountId, region, name } = record
  const prefix = [accountId, region, name]
  const all: Version[] = [record.latest]
  let after: readonly (string | number)[] | undefined
  do {
    const page = await versions.list(store, { prefix, ...(after === undefined ? {} : { after }) })
    for (const version of page.items) {
      versions.remove(commit, version)
      all.push(version.value.content)
    }
    after = page.next as readonly (string | number)[] | undefined
  } while (after !== undefined)
  for (const alias of (await aliases.list(store, { prefix })).items) aliases.remove(commit, alias)
  for (const policy of (await functionPolicies.list(store, { prefix })).items)
    functionPolicies.remove(commit, policy)
  for (const version of all) holdZips(commit, record.id, version, undefined)
  for (const part of deletionParts) await part(commit, store, record)
  await reserve(commit, store, record, name, undefined)
  const codeBytes = -all.reduce((sum, version) => sum + storedBytes(version), 0)
  await recordCodeUsage(commit, store, record, name, { codeBytes, functions: -1 })
  functions.remove(commit, stored)
  return { record, versions: all }
}

async function removeVersion(
  commit: Atomic,
  { store }: OperationContext,
  stored: Stored<FunctionRecord>,
  qualifier: string,
): Promise<Gone> {
  const record = stored.value
  const { accountId, region, name } = record
  const version = await findVersion(store, record, qualifier)
  if (!version) throw functionNotFound(functionArn(record, qualifier))
  const pointing = (await aliases.list(store, { prefix: [accountId, region, name] })).items
    .map(({ value }) => value)
    .filter((alias) => alias.version === qualifier || alias.routing?.version === qualifier)
  if (pointing.length > 0) {
    throw resourceConflict(
      `Version '${qualifier}' is currently referenced by Aliases: [${pointing.map(({ alias }) => `'${alias}'`).join(', ')}]. Unable to delete version.`,
    )
  }
  versions.remove(commit, version)
  holdZips(commit, record.id, version.value.content, undefined)
  const policy = await functionPolicies.get(store, [accountId, region, name, qualifier])
  if (policy) functionPolicies.remove(commit, policy)
  for (const part of deletionParts) await part(commit, store, record, qualifier)
  await recordCodeUsage(commit, store, record, name, { codeBytes: -storedBytes(version.value.content) })
  // The function's record is written too, so that nothing else of the function changes meanwhile.
  functions.put(commit, record, stored)
  return { record, versions: [version.value.content] }
}
