/** Finding functions, versions and aliases by the names that requests give them. */
import type { OperationContext } from '../../dispatch/index.ts'
import type { Store, Stored } from '../../store/index.ts'
import {
  type FunctionAddress,
  functionArn,
  isVersionNumber,
  latest,
  readFunctionName,
} from './domain/names.ts'
import { accessDenied, functionNotFound, invalidParameter, resourceNotFound } from './errors.ts'
import {
  type AliasRecord,
  aliases,
  type FunctionRecord,
  functions,
  type Version,
  type VersionRecord,
  versions,
} from './records.ts'

/**
 * The function that a request names, with the qualifier of its name or its `Qualifier` member. Fails with
 * InvalidParameterValueException when the two differ, ResourceNotFoundException for a name in another region, and
 * AccessDeniedException for another account's function unless the caller may go there (`acrossAccounts`).
 */
export function addressOf(
  context: OperationContext,
  functionName: string,
  qualifier?: string,
  acrossAccounts = false,
): FunctionAddress {
  const address = readFunctionName(functionName, context)
  if (!address) throw invalidParameter(`Invalid function name: ${functionName}`)
  if (address.region !== context.region) {
    throw resourceNotFound(
      `Functions from '${address.region}' are not reachable in this region ('${context.region}')`,
    )
  }
  if (qualifier !== undefined && address.qualifier !== undefined && qualifier !== address.qualifier) {
    throw invalidParameter(
      'The derived qualifier from the function name does not match the specified qualifier.',
    )
  }
  if (!acrossAccounts && address.accountId !== context.accountId) {
    const resource = functionArn(address, address.qualifier ?? qualifier)
    throw accessDenied(
      `User: ${context.principal.arn} is not authorized to perform this action on resource: ${resource} because no resource-based policy allows it`,
    )
  }
  const used = qualifier ?? address.qualifier
  return { ...address, ...(used === undefined ? {} : { qualifier: used }) }
}

/** The function's record. Fails with ResourceNotFoundException, which names the ARN with the qualifier asked for. */
export async function requireFunction(
  store: Store,
  address: FunctionAddress,
): Promise<Stored<FunctionRecord>> {
  const stored = await functions.get(store, [address.accountId, address.region, address.name])
  if (!stored) throw functionNotFound(functionArn(address, address.qualifier))
  return stored
}

/** A function with one of its versions, as a qualifier chose it. */
export interface Target {
  readonly function: Stored<FunctionRecord>
  readonly version: Version
  /** Present when the version was published. */
  readonly published?: Stored<VersionRecord>
  /** Present when an alias led here. */
  readonly alias?: Stored<AliasRecord>
}

/**
 * The function and the version that an address names; of an alias its main version, whatever its routing. Without a
 * qualifier `$LATEST`. Fails with ResourceNotFoundException; `aliasAbsent` is how that begins for an alias.
 */
export async function requireTarget(
  store: Store,
  address: FunctionAddress,
  aliasAbsent: 'Function not found' | 'Cannot find alias arn' = 'Cannot find alias arn',
): Promise<Target> {
  const { qualifier = latest } = address
  const found = await requireFunction(store, address)
  if (qualifier === latest) return { function: found, version: found.value.latest }
  if (isVersionNumber(qualifier)) {
    const published = await findVersion(store, found.value, qualifier)
    if (!published) throw functionNotFound(functionArn(address, qualifier))
    return { function: found, version: published.value.content, published }
  }
  const alias = await findAlias(store, found.value, qualifier)
  if (!alias) throw resourceNotFound(`${aliasAbsent}: ${functionArn(address, qualifier)}`)
  if (alias.value.version === latest) return { function: found, version: found.value.latest, alias }
  const published = await findVersion(store, found.value, alias.value.version)
  if (!published) throw functionNotFound(functionArn(address, qualifier))
  return { function: found, version: published.value.content, published, alias }
}

/** A published version by its number in digits; undefined when it is not there. */
export function findVersion(
  store: Store,
  { accountId, region, name }: FunctionRecord,
  version: string,
): Promise<Stored<VersionRecord> | undefined> {
  return versions.get(store, [accountId, region, name, Number(version)])
}

/** An alias by its name; undefined when it is not there. */
export function findAlias(
  store: Store,
  { accountId, region, name }: FunctionRecord,
  alias: string,
): Promise<Stored<AliasRecord> | undefined> {
  return aliases.get(store, [accountId, region, name, alias])
}
