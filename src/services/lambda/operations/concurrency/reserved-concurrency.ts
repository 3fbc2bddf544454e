import type * as Api from '@aws-sdk/client-lambda'
import type { OperationContext } from '../../../../dispatch/index.ts'
import type { Atomic, Store } from '../../../../store/index.ts'
import { changing } from '../../changing.ts'
import { functionArn } from '../../domain/names.ts'
import { functionNotFound, invalidParameter } from '../../errors.ts'
import { accountConcurrency, unreservedConcurrencyMin } from '../../limits.ts'
import { addressOf, requireFunction } from '../../lookups.ts'
import { functions, type Home, reservations } from '../../records.ts'
import { required } from '../../required.ts'

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
    await reserve(commit, context.store, stored.value, stored.value.name, count)
    functions.put(commit, { ...stored.value, reservedConcurrency: count }, stored)
    return { ReservedConcurrentExecutions: count }
  })
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

/** Adds to a commit what a function reserves from now on. Fails when too little would be left to the others. */
export async function reserve(
  commit: Atomic,
  store: Store,
  { accountId, region }: Home,
  name: string,
  count: number | undefined,
): Promise<void> {
  const stored = await reservations.get(store, [accountId, region])
  const { [name]: before, ...others } = stored?.value.reserved ?? {}
  if (count === undefined && before === undefined) return
  const reservedByOthers = Object.values(others).reduce((total, share) => total + share, 0)
  if (count !== undefined && accountConcurrency - reservedByOthers - count < unreservedConcurrencyMin) {
    throw invalidParameter(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${unreservedConcurrencyMin}].`,
    )
  }
  const reserved = count === undefined ? others : { ...others, [name]: count }
  reservations.put(commit, { accountId, region, reserved }, stored)
}
