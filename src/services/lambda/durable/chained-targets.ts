/** Where chained invocations lead: found out before a checkpoint that begins them is taken. */
import { AwsError } from '../../../aws/aws-error.ts'
import { partitionOf } from '../../../aws/identifiers.ts'
import { type RandomSource, randomUuid } from '../../../base/random.ts'
import type { Store } from '../../../store/index.ts'

import { executionArn } from '../domain/durable/lifecycle.ts'
import type { ChainedTarget, Execution, Update } from '../domain/durable/types.ts'
import { type FunctionAddress, functionArn, latest, readFunctionName } from '../domain/names.ts'
import { functionNotFound, invalidParameter } from '../errors.ts'
import { chooseTarget, type InvocationTarget } from '../invocation.ts'

/**
 * The targets of all chained invocations that updates begin. A function that is not there is an outcome: it fails the
 * operation. Fails with InvalidParameterValueException for what is no function of this account and region.
 */
export async function chainedTargets(
  { store, random }: { readonly store: Store; readonly random: RandomSource },
  execution: Execution,
  updates: readonly Update[],
): Promise<ReadonlyMap<string, ChainedTarget>> {
  const targets = new Map<string, ChainedTarget>()
  for (const { id, type, action, functionName } of updates) {
    if (type !== 'CHAINED_INVOKE' || action !== 'START' || functionName === undefined) continue
    const address = chainedAddress(execution, functionName)
    targets.set(id, await chainedTarget(store, random, address))
  }
  return targets
}

function chainedAddress({ accountId, region }: Execution, functionName: string): FunctionAddress {
  const address = readFunctionName(functionName, { accountId, region, partition: partitionOf(region) })
  if (!address) throw invalidParameter(`Invalid function ARN '${functionName}'`)
  if (address.accountId !== accountId)
    throw invalidParameter('Cannot start a CHAINED_INVOKE on a function in another account.')
  if (address.region !== region)
    throw invalidParameter('Cannot start a CHAINED_INVOKE on a function in another region.')
  return address
}

async function chainedTarget(
  store: Store,
  random: RandomSource,
  address: FunctionAddress,
): Promise<ChainedTarget> {
  try {
    const { record, version } = await findChained(store, random, address)
    if (version.settings.durable === undefined) return { version: version.version }
    if (address.qualifier === undefined)
      throw invalidParameter('You cannot invoke a durable function using an unqualified ARN.')
    const id = randomUuid(random)
    const name = randomUuid(random)
    const arn = executionArn(functionArn(record, version.version), name, id)
    return { version: version.version, child: { id, name, arn } }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return { error: { ErrorType: error.code, ErrorMessage: error.message } }
  }
}

/** The version that an address leads to. Fails with ResourceNotFoundException, in the words of chained invocations. */
async function findChained(
  store: Store,
  random: RandomSource,
  address: FunctionAddress,
): Promise<InvocationTarget> {
  try {
    return await chooseTarget(store, random, address)
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error
    throw functionNotFound(functionArn(address, address.qualifier ?? latest))
  }
}

/** A version of a function in an execution's account and region, found again later. Fails with ResourceNotFoundException. */
export async function targetOf(
  store: Store,
  random: RandomSource,
  { accountId, region }: Pick<Execution, 'accountId' | 'region'>,
  functionName: string,
  version: string,
): Promise<InvocationTarget> {
  const here = { accountId, region, partition: partitionOf(region) }
  const address = readFunctionName(functionName, here)
  if (!address) throw invalidParameter(`Invalid function ARN '${functionName}'`)
  return await chooseTarget(store, random, { ...address, qualifier: version })
}
