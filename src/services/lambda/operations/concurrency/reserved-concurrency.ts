import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { changing } from '../../changing.ts'
import { functionArn } from '../../domain/names.ts'
import { functionNotFound, invalidParameter } from '../../errors.ts'
import { addressOf, requireFunction } from '../../lookups.ts'
import { listProvisioned } from '../../provisioned-concurrency.ts'
import { type FunctionRecord, functions } from '../../records.ts'
import { required } from '../../required.ts'
import { reserve } from '../../reservations.ts'

/** Sets aside part of the account's concurrency for a function, which then has no more than that. */
export function putFunctionConcurrency(
  input: Api.PutFunctionConcurrencyRequest,
  context: OperationContext,
): Promise<Api.Concurrency> {
  const count = required(input.ReservedConcurrentExecutions, 'ReservedConcurrentExecutions')
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'))
  if (address.qualifier !== undefined) {
    throw invalidParameter(
      'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
    )
  }
  return changing(context.store, async (commit) => {
    const stored = await requireFunction(context.store, address)
    await requireEnough(context, stored.value, count)
    await reserve(commit, context.store, stored.value, stored.value.name, count)
    functions.put(commit, { ...stored.value, reservedConcurrency: count }, stored)
    return { ReservedConcurrentExecutions: count }
  })
}

/** Source of the words: observed on AWS, 2023-11-28 (recorded tests of another project). */
async function requireEnough(
  { store }: OperationContext,
  { accountId, region, name }: FunctionRecord,
  count: number,
): Promise<void> {
  const provisioned = await listProvisioned(store, [accountId, region, name])
  const total = provisioned.reduce((sum, { requested }) => sum + requested, 0)
  if (total > count) {
    throw invalidParameter(
      ` ReservedConcurrentExecutions  ${count} should not be lower than function's total provisioned concurrency [${total}].`,
    )
  }
}

/** Gives a function's reserved concurrency back. */
export async function deleteFunctionConcurrency(
  input: Api.DeleteFunctionConcurrencyRequest,
  context: OperationContext,
): Promise<object> {
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'))
  return changing(context.store, async (commit) => {
    const stored = await requireFunction(context.store, address)
    const { reservedConcurrency: _none, ...rest } = stored.value
    await reserve(commit, context.store, stored.value, stored.value.name, undefined)
    functions.put(commit, rest, stored)
    return {}
  })
}

/** What is reserved for a function; nothing at all when nothing is. */
export async function getFunctionConcurrency(
  input: Api.GetFunctionConcurrencyRequest,
  context: OperationContext,
): Promise<Api.GetFunctionConcurrencyResponse> {
  const address = addressOf(context, required(input.FunctionName, 'FunctionName'))
  const stored = await functions.get(context.store, [address.accountId, address.region, address.name])
  if (!stored) throw functionNotFound(functionArn(address))
  const { reservedConcurrency } = stored.value
  return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency }
}
