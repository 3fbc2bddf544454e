import type * as Api from '@aws-sdk/client-lambda'
import { randomUuid } from '../../../../base/random.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import type { Atomic, Stored } from '../../../../store/index.ts'
import { changing } from '../../changing.ts'
import { deletionParts } from '../../deletion.ts'
import { functionArn, latest } from '../../domain/names.ts'
import { type Routing, readRouting } from '../../domain/routing.ts'
import { functionNotFound, preconditionFailed, resourceConflict, resourceNotFound } from '../../errors.ts'
import { pageItems } from '../../limits.ts'
import { addressOf, findAlias, findVersion, requireFunction } from '../../lookups.ts'
import { listPage } from '../../paging.ts'
import { type AliasRecord, aliases, type FunctionRecord, functionPolicies, functions } from '../../records.ts'
import { required } from '../../required.ts'
import { aliasView } from '../../views.ts'

/** Makes a name for a version, or for two by weight. */
export async function createAlias(
  input: Api.CreateAliasRequest,
  context: OperationContext,
): Promise<Api.AliasConfiguration> {
  const { store } = context
  const alias = required(input.Name, 'Name')
  const version = required(input.FunctionVersion, 'FunctionVersion')
  return changing(store, async (commit) => {
    const stored = await functionOf(context, input.FunctionName, version)
    const record = stored.value
    await requireVersion(context, record, version)
    const arn = functionArn(record, alias)
    if (await findAlias(store, record, alias)) throw resourceConflict(`Alias already exists: ${arn}`)
    const { accountId, region, name } = record
    const made: AliasRecord = {
      accountId,
      region,
      name,
      alias,
      version,
      description: input.Description ?? '',
      ...(await routingOf(context, record, input.RoutingConfig, version)),
      revisionId: randomUuid(context.random),
    }
    write(commit, stored, made, undefined)
    return aliasView(record, made)
  })
}

/** Points an alias elsewhere; what the request leaves out stays as it is. */
export async function updateAlias(
  input: Api.UpdateAliasRequest,
  context: OperationContext,
): Promise<Api.AliasConfiguration> {
  return changing(context.store, async (commit) => {
    const { stored, alias } = await aliasOf(context, input)
    if (input.RevisionId !== undefined && input.RevisionId !== alias.value.revisionId)
      throw preconditionFailed()
    const version = input.FunctionVersion ?? alias.value.version
    await requireVersion(context, stored.value, version)
    const { routing: kept, ...rest } = alias.value
    const routing = input.RoutingConfig
      ? await routingOf(context, stored.value, input.RoutingConfig, version)
      : keptRouting(kept, version)
    const next: AliasRecord = {
      ...rest,
      version,
      description: input.Description ?? rest.description,
      ...routing,
      revisionId: randomUuid(context.random),
    }
    write(commit, stored, next, alias)
    return aliasView(stored.value, next)
  })
}

/** Deletes an alias with what was configured for it. One that is not there is deleted already. */
export async function deleteAlias(input: Api.DeleteAliasRequest, context: OperationContext): Promise<object> {
  const { store } = context
  const name = required(input.Name, 'Name')
  return changing(store, async (commit) => {
    const stored = await functionOf(context, input.FunctionName)
    const record = stored.value
    const alias = await findAlias(store, record, name)
    if (!alias) return {}
    aliases.remove(commit, alias)
    const policy = await functionPolicies.get(store, [record.accountId, record.region, record.name, name])
    if (policy) functionPolicies.remove(commit, policy)
    for (const part of deletionParts) await part(commit, store, record, name)
    functions.put(commit, record, stored)
    return {}
  })
}

/** One alias. */
export async function getAlias(
  input: Api.GetAliasRequest,
  context: OperationContext,
): Promise<Api.AliasConfiguration> {
  const { stored, alias } = await aliasOf(context, input)
  return aliasView(stored.value, alias.value)
}

/** The aliases of a function by name, or those that point at one version. */
export async function listAliases(
  input: Api.ListAliasesRequest,
  context: OperationContext,
): Promise<Api.ListAliasesResponse> {
  const { store } = context
  const record = (await functionOf(context, input.FunctionName)).value
  const { accountId, region, name } = record
  const { FunctionVersion: version } = input
  const { items, NextMarker } = await listPage(store, input, {
    read: (from, selector) => aliases.list(from, selector),
    prefix: [accountId, region, name],
    keyOf: ({ alias }) => [accountId, region, name, alias],
    wanted: (alias) =>
      version === undefined || alias.version === version || alias.routing?.version === version,
    pageItems,
    purpose: `aliases ${version ?? ''}`,
  })
  return {
    Aliases: items.map((alias) => aliasView(record, alias)),
    ...(NextMarker === undefined ? {} : { NextMarker }),
  }
}

/** The function; one that is not there is named with the version that an alias is to point at. */
async function functionOf(
  context: OperationContext,
  functionName: string | undefined,
  version?: string,
): Promise<Stored<FunctionRecord>> {
  const { qualifier: _none, ...address } = addressOf(context, required(functionName, 'FunctionName'))
  return requireFunction(context.store, version === undefined ? address : { ...address, qualifier: version })
}

async function aliasOf(
  context: OperationContext,
  input: { readonly FunctionName: string | undefined; readonly Name: string | undefined },
): Promise<{ readonly stored: Stored<FunctionRecord>; readonly alias: Stored<AliasRecord> }> {
  const name = required(input.Name, 'Name')
  const stored = await functionOf(context, input.FunctionName)
  const alias = await findAlias(context.store, stored.value, name)
  if (!alias) throw resourceNotFound(`Cannot find alias arn: ${functionArn(stored.value, name)}`)
  return { stored, alias }
}

async function requireVersion(
  { store }: OperationContext,
  record: FunctionRecord,
  version: string,
): Promise<void> {
  if (version === latest || (await findVersion(store, record, version))) return
  throw functionNotFound(functionArn(record, version))
}

async function routingOf(
  context: OperationContext,
  record: FunctionRecord,
  routing: Api.AliasRoutingConfiguration | undefined,
  version: string,
): Promise<{ readonly routing?: Routing }> {
  const read = readRouting(routing?.AdditionalVersionWeights, version)
  if (!read) return {}
  await requireVersion(context, record, read.version)
  return { routing: read }
}

/** A routing that stays must still fit the alias's new version. */
function keptRouting(routing: Routing | undefined, version: string): { readonly routing?: Routing } {
  if (!routing) return {}
  const read = readRouting({ [routing.version]: routing.weight }, version)
  return read ? { routing: read } : {}
}

/** The function's record is written too: its versions cannot go while an alias is made to point at one. */
function write(
  commit: Atomic,
  stored: Stored<FunctionRecord>,
  alias: AliasRecord,
  before: Stored<AliasRecord> | undefined,
): void {
  functions.put(commit, stored.value, stored)
  aliases.put(commit, alias, before)
}
