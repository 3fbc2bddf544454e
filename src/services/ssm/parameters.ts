/** Finding, changing and removing parameters, as several operations do. */
import type { OperationContext, Surroundings } from '../../dispatch/index.ts'
import { type Atomic, atomic, type Stored } from '../../store/index.ts'
import { recount } from './counts.ts'
import { parameterArn, type Reference } from './domain/names.ts'
import { versionOfSelector } from './domain/versions.ts'
import { accessDenied, parameterNotFound, parameterVersionNotFound, tooManyUpdates } from './errors.ts'
import {
  type Home,
  oldVersions,
  type Parameter,
  parameters,
  resourcePolicies,
  type Version,
} from './records.ts'

/** How often a change is tried again when another request changed the same record meanwhile. */
const attemptCount = 8

/** A parameter as a caller asked for it. */
export interface Found {
  readonly parameter: Parameter
  readonly version: Version
}

/** Whether a parameter has not reached the end that its Expiration policy sets. `now` in milliseconds since the epoch. */
export function isLive(parameter: Parameter, now: number): boolean {
  return parameter.expiresAt === undefined || parameter.expiresAt > now
}

/** The record of a parameter that has not expired. */
export async function findParameter(
  context: OperationContext,
  path: string,
): Promise<Stored<Parameter> | undefined> {
  const stored = await parameters.get(context.store, [context.accountId, context.region, path])
  return stored !== undefined && isLive(stored.value, context.now) ? stored : undefined
}

/** As {@link findParameter}; fails with ParameterNotFound. */
export async function loadParameter(context: OperationContext, path: string): Promise<Stored<Parameter>> {
  const stored = await findParameter(context, path)
  if (stored === undefined) throw parameterNotFound()
  return stored
}

/**
 * The version that a reference means. Fails with ParameterNotFound, ParameterVersionNotFound, or AccessDeniedException
 * when the reference is an ARN of another account.
 */
export async function loadReferenced(context: OperationContext, reference: Reference): Promise<Found> {
  checkOwner(context, reference)
  const { value: parameter } = await loadParameter(context, reference.path)
  const { selector } = reference
  if (selector === undefined) return { parameter, version: parameter.current }
  const number = versionOfSelector(selector, rangeOf(parameter), parameter.labels)
  const version = number === undefined ? undefined : await loadVersion(context, parameter, number)
  if (version === undefined) throw parameterVersionNotFound(selector, reference.name)
  return { parameter, version }
}

/** A version of a parameter; undefined when it was dropped meanwhile. */
export async function loadVersion(
  context: OperationContext,
  parameter: Parameter,
  number: number,
): Promise<Version | undefined> {
  if (number === parameter.current.version) return parameter.current
  const { accountId, region, path } = parameter
  const stored = await oldVersions.get(context.store, [accountId, region, path, number])
  return stored?.value.content
}

/** The versions that a parameter has. */
export function rangeOf(parameter: Parameter) {
  return { first: parameter.firstVersion, current: parameter.current.version }
}

/**
 * Parameters belong to their account and region. One that its owner shares is AWS's to read through its ARN; sharing
 * is recorded here and not yet evaluated, so the answer is what AWS gives where nothing is shared.
 */
export function checkOwner(context: OperationContext, reference: Reference): void {
  const { owner } = reference
  if (owner === undefined) return
  if (owner.region !== context.region) throw parameterNotFound()
  if (owner.accountId === context.accountId) return
  const arn = `arn:${context.partition}:ssm:${owner.region}:${owner.accountId}:parameter/${reference.path}`
  throw accessDenied(
    `User: ${context.principal.arn} is not authorized to access resource: ${arn} because no resource-based policy allows the action`,
  )
}

/** The ARN of a parameter of the caller's. */
export function arnOf(context: OperationContext, path: string): string {
  return parameterArn(context, path)
}

/** Adds to a commit all that removing a parameter takes: its versions, its policies and its place in the counts. */
export async function removeParameter(
  commit: Atomic,
  surroundings: Pick<Surroundings, 'store'>,
  stored: Stored<Parameter>,
): Promise<void> {
  parameters.remove(commit, stored)
  await forgetParameter(commit, surroundings, stored.value)
  await recount(
    commit,
    surroundings.store,
    stored.value,
    stored.value.path,
    stored.value.current.tier,
    undefined,
  )
}

/** Adds to a commit that what hangs on a parameter's record goes: its older versions and its resource policies. */
export async function forgetParameter(
  commit: Atomic,
  { store }: Pick<Surroundings, 'store'>,
  { accountId, region, path }: Home & { readonly path: string },
): Promise<void> {
  commit.deleteRange(oldVersions.storeKey([accountId, region, path]))
  const policies = await resourcePolicies.list(store, { prefix: [accountId, region, path] })
  for (const policy of policies.items) resourcePolicies.remove(commit, policy)
}

/**
 * Commits what `prepare` puts together, which reads anew each time; conflicts with other requests are tried again, then
 * answered with TooManyUpdates. `prepare` answers what the operation needs afterwards.
 */
export async function commitChange<T>(
  { store }: Pick<Surroundings, 'store'>,
  prepare: (commit: Atomic) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; attempt <= attemptCount; attempt++) {
    const commit = atomic(store)
    const result = await prepare(commit)
    if (commit.changes.length === 0 || (await commit.commit()).ok) return result
  }
  throw tooManyUpdates()
}
