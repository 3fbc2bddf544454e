/** Finding pools and their app clients, and how they are named. */
import { partitionOf } from '../../aws/identifiers.ts'
import type { JsonObject } from '../../base/json.ts'
import type { OperationContext, Surroundings } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { change } from './changing.ts'
import type { PasswordPolicy } from './domain/password-policy.ts'
import { invalidParameter, noClient, noPool } from './errors.ts'
import { type Client, clients, type Pool, pools } from './records.ts'

/** The pool's ARN. */
export function poolArn({ region, accountId, id }: Pick<Pool, 'region' | 'accountId' | 'id'>): string {
  return `arn:${partitionOf(region)}:cognito-idp:${region}:${accountId}:userpool/${id}`
}

/** What tokens name as their issuer: AWS's own address, which is what libraries and templates expect. */
export function issuerOf({ region, id }: Pick<Pool, 'region' | 'id'>): string {
  return `https://${providerName({ region, id })}`
}

export function providerName({ region, id }: Pick<Pool, 'region' | 'id'>): string {
  const suffix = partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
  return `cognito-idp.${region}.${suffix}/${id}`
}

/** The caller's pool of this id. Fails with ResourceNotFoundException. */
export async function loadPool(
  { store, accountId, region }: Pick<OperationContext, 'store' | 'accountId' | 'region'>,
  id: string | undefined,
): Promise<Stored<Pool>> {
  const stored = await pools.get(store, [accountId, region, id ?? ''])
  if (!stored) throw noPool(id ?? '')
  return stored
}

/** A pool wherever it is at home: its id is all that a token or an address names. */
export async function findPool(
  { store }: Pick<Surroundings, 'store'>,
  id: string,
): Promise<Pool | undefined> {
  return (await pools.findBy(store, 'id', [id]))?.value
}

/** A client of a pool. Fails with ResourceNotFoundException. */
export async function loadClient(
  { store }: Pick<OperationContext, 'store'>,
  pool: Pool,
  id: string | undefined,
): Promise<Stored<Client>> {
  const stored = await clients.get(store, [pool.id, id ?? ''])
  if (!stored) throw noClient(id ?? '')
  return stored
}

/** A client and its pool, wherever they are at home: requests without a signature name the client alone. */
export async function findClient(
  { store }: Pick<Surroundings, 'store'>,
  id: string | undefined,
): Promise<{ readonly client: Client; readonly pool: Pool }> {
  const client = (await clients.findBy(store, 'id', [id ?? '']))?.value
  const pool = client && (await findPool({ store }, client.poolId))
  if (!client || !pool) throw noClient(id ?? '')
  return { client, pool }
}

/** Changes a pool; its time of modification follows. */
export function changePool(
  context: OperationContext,
  id: string | undefined,
  edit: (pool: Pool) => Pool | Promise<Pool>,
): Promise<Pool> {
  return change(context, async (commit) => {
    const stored = await loadPool(context, id)
    const next = { ...(await edit(stored.value)), modifiedAt: context.now }
    pools.put(commit, next, stored)
    return next
  })
}

export function passwordPolicyOf({ settings }: Pool): PasswordPolicy {
  return ((settings.Policies as JsonObject | undefined)?.PasswordPolicy ?? {}) as PasswordPolicy
}

/** A setting that is a list of texts. */
export function textsOf(settings: JsonObject, name: string): readonly string[] {
  return (settings[name] ?? []) as readonly string[]
}

/** Whether usernames and aliases that differ in case alone are the same. */
export function ignoresCase({ settings }: Pool): boolean {
  return (settings.UsernameConfiguration as JsonObject | undefined)?.CaseSensitive === false
}

/** A member of the SDK's type as JSON: without what is undefined, with dates as texts. */
export function asJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject
}

/** Fails with InvalidParameterException. */
export const failInvalid = invalidParameter
