/** Finding keys, by whatever names them, and whether a request may use them. */
import type { AccountId, Region } from '../../aws/identifiers.ts'
import { askResourcePolicy, type OperationContext, resourceRefusal } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { ensureManagedKey, managedService } from './aws-managed-keys.ts'
import { change } from './changing.ts'
import { type KeyReference, readReference } from './domain/references.ts'
import {
  accessDenied,
  disabled,
  invalidState,
  invalidUsage,
  noSuchAlias,
  noSuchKey,
  notFound,
} from './errors.ts'
import { grantAllows } from './grants.ts'
import type { KeyUse } from './key-use.ts'
import { aliases, type Home, type Key, keys } from './records.ts'

export function keyArn(
  { partition }: Pick<OperationContext, 'partition'>,
  { accountId, region }: Home,
  id: string,
): string {
  return `arn:${partition}:kms:${region}:${accountId}:key/${id}`
}

export function aliasArn(
  { partition }: Pick<OperationContext, 'partition'>,
  { accountId, region }: Home,
  name: string,
): string {
  return `arn:${partition}:kms:${region}:${accountId}:${name}`
}

/** The key that a request names, if the caller may do this with it. Fails with NotFoundException, InvalidArnException, AccessDeniedException. */
export async function loadKey(context: OperationContext, text: string, use: KeyUse): Promise<Stored<Key>> {
  const reference = readReference(text)
  const home = homeOf(context, reference, text)
  const id = reference.id ?? (await keyIdOfAlias(context, home, reference.alias ?? ''))
  return loadKeyById(context, home, id, use)
}

/** As {@link loadKey}, by id. */
export async function loadKeyById(
  context: OperationContext,
  home: Home,
  id: string,
  use: KeyUse,
): Promise<Stored<Key>> {
  const stored = await findKey(context, home, id)
  if (stored === undefined) throw noSuchKey(keyArn(context, home, id))
  await checkAllowed(context, stored.value, use)
  return stored
}

/** A key that has not been deleted; one whose imported material has expired is pending import. */
export async function findKey(
  { store, now }: Pick<OperationContext, 'store' | 'now'>,
  { accountId, region }: Home,
  id: string,
): Promise<Stored<Key> | undefined> {
  const stored = await keys.get(store, [accountId, region, id])
  if (stored === undefined) return undefined
  const { deletionAt } = stored.value
  if (deletionAt !== undefined && deletionAt <= now) return undefined
  return { version: stored.version, value: withoutExpired(stored.value, now) }
}

/** Takes away material that has expired. */
export function withoutExpired(key: Key, now: number): Key {
  const last = key.materials.at(-1)
  if (last?.validTo === undefined || last.validTo > now || last.sealed === undefined) return key
  const { sealed: _gone, ...rest } = last
  const pending = key.state === 'Enabled' || key.state === 'Disabled'
  return {
    ...key,
    materials: [...key.materials.slice(0, -1), rest],
    ...(pending ? { state: 'PendingImport' } : {}),
  }
}

/** Changes a key of the caller's. `edit` answers its new state, and adds to the commit what else changes. */
export async function changeKey(
  context: OperationContext,
  text: string,
  action: string,
  edit: (key: Key, arn: string, commit: Atomic) => Key | Promise<Key>,
): Promise<Key> {
  return change(context, async (commit) => {
    const stored = await loadKey(context, text, { action })
    const next = await edit(stored.value, keyArn(context, stored.value, stored.value.id), commit)
    keys.put(commit, next, stored)
    return next
  })
}

/** Fails with DisabledException or KMSInvalidStateException unless the key can be used. Source: Developer Guide, "Key states". */
export function requireUsable(context: OperationContext, key: Key): void {
  if (key.state === 'Enabled') return
  const arn = keyArn(context, key, key.id)
  if (key.state === 'Disabled') throw disabled(arn)
  requireNotPendingDeletion(context, key)
  throw invalidState(arn, 'is pending import')
}

/** Fails with KMSInvalidStateException for a key that is to be deleted. */
export function requireNotPendingDeletion(context: OperationContext, key: Key): void {
  if (key.state === 'PendingDeletion' || key.state === 'PendingReplicaDeletion')
    throw invalidState(keyArn(context, key, key.id), 'is pending deletion')
}

/** Fails with InvalidKeyUsageException. */
export function requireUsage(context: OperationContext, key: Key, usage: string, operation: string): void {
  if (key.usage === usage) return
  throw invalidUsage(
    `${keyArn(context, key, key.id)} key usage is ${key.usage} which is not valid for ${operation}.`,
  )
}

/** Fails with AccessDeniedException for AWS's own keys. UNVERIFIED: the words. */
export function requireCustomerManaged(context: OperationContext, key: Key, action: string): void {
  if (key.manager === 'CUSTOMER') return
  throw accessDenied(
    `User: ${context.principal.arn} is not authorized to perform: kms:${action} on resource: ${keyArn(context, key, key.id)}, which is an AWS managed key`,
  )
}

/** Where a reference leads. Fails with NotFoundException for another region. */
export function homeOf(context: OperationContext, { home }: KeyReference, text: string): Home {
  if (home === undefined) return { accountId: context.accountId, region: context.region }
  if (home.region !== context.region)
    throw notFound(`Invalid arn ${home.region}: ${text} is not in ${context.region}`)
  return { accountId: home.accountId as AccountId, region: home.region as Region }
}

async function keyIdOfAlias(context: OperationContext, home: Home, name: string): Promise<string> {
  const stored = await aliases.get(context.store, [home.accountId, home.region, name])
  if (stored !== undefined) return stored.value.keyId
  const service = managedService(name)
  if (service === undefined || home.accountId !== context.accountId)
    throw noSuchAlias(aliasArn(context, home, name))
  return ensureManagedKey(context, home, name, service)
}

/**
 * A caller of the key's account needs no more than that nothing denies it; another account's needs the key's policy or a grant.
 * Source: Developer Guide, "Allowing users in other accounts to use a KMS key", "Grants in AWS KMS".
 */
async function checkAllowed(context: OperationContext, key: Key, use: KeyUse): Promise<void> {
  const arn = keyArn(context, key, key.id)
  const entries = Object.entries(use.encryptionContext ?? {})
  const question = {
    action: `kms:${use.action}`,
    resource: arn,
    owner: key.accountId,
    policy: key.policy,
    facts: new Map<string, readonly string[]>([
      ['kms:calleraccount', [context.accountId]],
      ['kms:keyspec', [key.spec]],
      ['kms:keyusage', [key.usage]],
      ['kms:keyorigin', [key.origin]],
      ['kms:encryptioncontextkeys', entries.map(([name]) => name)],
      ...entries.map(([name, value]) => [`kms:encryptioncontext:${name.toLowerCase()}`, [value]] as const),
    ]),
  }
  const refusal = resourceRefusal(context, question)
  if (refusal === undefined) return
  // An explicit deny no grant overrides. Services have grants, too.
  const isDenied = askResourcePolicy(context, question) === 'deny'
  if (!isDenied && (await grantAllows(context, key, use))) return
  throw accessDenied(refusal)
}
