import type * as Api from '@aws-sdk/client-lambda'
import { AwsError } from '../../../../aws/aws-error.ts'
import { ComputeError, type ProvisionedStatus } from '../../../../compute/index.ts'
import type { Operation, OperationContext } from '../../../../dispatch/index.ts'
import type { Stored } from '../../../../store/index.ts'
import { changing } from '../../changing.ts'
import { type FunctionAddress, functionArn, isVersionNumber, latest } from '../../domain/names.ts'
import { invalidParameter, resourceConflict } from '../../errors.ts'
import { accountConcurrency, unreservedConcurrencyMin } from '../../limits.ts'
import { addressOf, requireFunction, requireTarget, type Target } from '../../lookups.ts'
import { listPage } from '../../paging.ts'
import {
  listProvisioned,
  type ProvisionedConcurrency,
  provisionedConcurrencies,
  provisionedState,
  provisionedTotal,
  provisionedVersion,
} from '../../provisioned-concurrency.ts'
import { reservations } from '../../records.ts'
import { required } from '../../required.ts'
import type { LambdaRoom } from '../../room.ts'

type Named = { readonly FunctionName: string | undefined; readonly Qualifier: string | undefined }

/** Keeps environments of a version, or of the version of an alias, initialised. */
export async function putProvisionedConcurrencyConfig(
  input: Api.PutProvisionedConcurrencyConfigRequest,
  context: OperationContext,
): Promise<Api.PutProvisionedConcurrencyConfigResponse> {
  const { store, now } = context
  const requested = required(input.ProvisionedConcurrentExecutions, 'ProvisionedConcurrentExecutions')
  if (input.Qualifier === latest) throw unpublished()
  const address = addressed(input, context)
  return changing(store, async (commit) => {
    const target = await requireTarget(store, address)
    await checkQualifier(context, address, target)
    await checkShare(context, address, target, requested)
    const { accountId, region, name, qualifier } = address
    const before = await provisionedConcurrencies.get(store, [accountId, region, name, qualifier])
    const record = { accountId, region, name, qualifier, requested, modifiedAt: now }
    provisionedConcurrencies.put(commit, record, before)
    return view(record, { available: 0 })
  })
}

/** What was asked for, and how much of it is there. */
export function getProvisionedConcurrencyConfig(
  room: LambdaRoom,
): Operation<Api.GetProvisionedConcurrencyConfigRequest, Api.GetProvisionedConcurrencyConfigResponse> {
  return async (input, context) => {
    const { value } = await requireConfig(context, addressed(input, context))
    return view(value, await statusOf(room, context, value))
  }
}

export async function deleteProvisionedConcurrencyConfig(
  input: Api.DeleteProvisionedConcurrencyConfigRequest,
  context: OperationContext,
): Promise<object> {
  return changing(context.store, async (commit) => {
    provisionedConcurrencies.remove(commit, await requireConfig(context, addressed(input, context)))
    return {}
  })
}

/** What versions and aliases of a function ask for. */
export function listProvisionedConcurrencyConfigs(
  room: LambdaRoom,
): Operation<Api.ListProvisionedConcurrencyConfigsRequest, Api.ListProvisionedConcurrencyConfigsResponse> {
  return async (input, context) => {
    const address = addressOf(context, required(input.FunctionName, 'FunctionName'))
    const record = (await requireFunction(context.store, address)).value
    const { accountId, region, name } = record
    const { items, ...next } = await listPage(context.store, input, {
      read: (store, selector) => provisionedConcurrencies.list(store, selector),
      prefix: [accountId, region, name],
      keyOf: ({ qualifier }) => [accountId, region, name, qualifier],
      pageItems: 50,
      purpose: 'provisioned concurrency',
    })
    const ProvisionedConcurrencyConfigs = await Promise.all(
      items.map(async (item) => ({
        FunctionArn: functionArn(record, item.qualifier),
        ...view(item, await statusOf(room, context, item)),
      })),
    )
    return { ProvisionedConcurrencyConfigs, ...next }
  }
}

function addressed({ FunctionName, Qualifier }: Named, context: OperationContext) {
  const address = addressOf(context, required(FunctionName, 'FunctionName'), Qualifier)
  return { ...address, qualifier: required(address.qualifier, 'Qualifier') }
}

function unpublished(): AwsError {
  return invalidParameter(
    'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
  )
}

async function checkQualifier(
  { store }: OperationContext,
  { accountId, region, name, qualifier = latest }: FunctionAddress,
  { version, alias }: Target,
): Promise<void> {
  if (version.version === latest) throw unpublished()
  if (alias?.value.routing !== undefined)
    throw invalidParameter('Alias with weights can not be used with Provisioned Concurrency')
  const others = await listProvisioned(store, [accountId, region, name])
  if (alias) {
    if (others.some((other) => other.qualifier === version.version)) {
      throw resourceConflict(
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
      )
    }
    return
  }
  for (const other of others) {
    if (other.qualifier === qualifier || isVersionNumber(other.qualifier)) continue
    const pointed = await provisionedVersion(store, other)
    if (pointed?.version === version.version)
      throw resourceConflict('Version is pointed by a Provisioned Concurrency alias')
  }
}

/** Whether so many environments may be set aside. */
async function checkShare(
  { store }: OperationContext,
  { accountId, region, name, qualifier = latest }: FunctionAddress,
  { function: { value: record } }: Target,
  requested: number,
): Promise<void> {
  const ofFunction = await listProvisioned(store, [accountId, region, name])
  const others = ofFunction.reduce(
    (sum, other) => sum + (other.qualifier === qualifier ? 0 : other.requested),
    0,
  )
  const { reservedConcurrency } = record
  if (reservedConcurrency !== undefined) {
    if (others + requested <= reservedConcurrency) return
    throw invalidParameter(
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    )
  }
  const reserved = (await reservations.get(store, [accountId, region]))?.value.reserved ?? {}
  const before = ofFunction.find((other) => other.qualifier === qualifier)?.requested ?? 0
  const taken =
    Object.values(reserved).reduce((sum, share) => sum + share, 0) +
    (await provisionedTotal(store, { accountId, region }, reserved)) -
    before
  const unreserved = accountConcurrency - taken
  if (requested > unreserved) {
    throw invalidParameter(
      `Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [${unreserved}].`,
    )
  }
  if (unreserved - requested < unreservedConcurrencyMin) {
    throw invalidParameter(
      `Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${unreservedConcurrencyMin}].`,
    )
  }
}

async function requireConfig(
  { store }: OperationContext,
  address: FunctionAddress,
): Promise<Stored<ProvisionedConcurrency>> {
  const { accountId, region, name, qualifier = latest } = address
  const stored = await provisionedConcurrencies.get(store, [accountId, region, name, qualifier])
  if (stored) return stored
  await requireTarget(store, address)
  throw new AwsError(
    'ProvisionedConcurrencyConfigNotFoundException',
    'No Provisioned Concurrency Config found for this function',
    { fields: { Type: 'User' } },
  )
}

async function statusOf(
  room: LambdaRoom,
  { store }: OperationContext,
  record: ProvisionedConcurrency,
): Promise<Pick<ProvisionedStatus, 'available' | 'failure'>> {
  const version = await provisionedVersion(store, record)
  if (!version) return { available: 0, failure: 'The version is not there any more.' }
  try {
    return (await room.compute()).provisioned(version)
  } catch (error) {
    if (error instanceof ComputeError) return { available: 0, failure: error.message }
    throw error
  }
}

function view(
  { requested, modifiedAt }: ProvisionedConcurrency,
  found: Pick<ProvisionedStatus, 'available' | 'failure'>,
): Api.GetProvisionedConcurrencyConfigResponse {
  const { status, reason } = provisionedState(requested, found)
  const available = Math.min(found.available, requested)
  return {
    RequestedProvisionedConcurrentExecutions: requested,
    AvailableProvisionedConcurrentExecutions: available,
    AllocatedProvisionedConcurrentExecutions: available,
    Status: status,
    ...(reason === undefined ? {} : { StatusReason: reason }),
    LastModified: `${new Date(modifiedAt).toISOString().slice(0, 19)}+0000`,
  }
}
