/** Finding secrets, by name or ARN, and whether a request may use them. */
import { parseArn } from '../../aws/arn.ts'
import type { AccountId, Region } from '../../aws/identifiers.ts'
import { type OperationContext, resourceRefusal } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { change } from './changing.ts'
import { accessDenied, invalidParameter, invalidRequest, markedForDeletion, notFound } from './errors.ts'
import { type Home, replicas, type Secret, secrets } from './records.ts'

/** A secret as a request found it. */
export interface FoundSecret extends Stored<Secret> {
  /** Where it was found: the region of a replica, or its own. */
  readonly region: Region
  readonly arn: string
}

/** The ARN of a secret, in its own region or a replica's. */
export function secretArn(
  { partition }: Pick<OperationContext, 'partition'>,
  { accountId, name, suffix }: Secret,
  region: Region,
): string {
  return `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`
}

/** The secret that a request names, if the caller may do this with it. Fails with ResourceNotFoundException, AccessDeniedException. */
export async function loadSecret(
  context: OperationContext,
  text: string,
  action: string,
): Promise<FoundSecret> {
  const found = await findSecret(context, text)
  if (found === undefined) throw notFound()
  const refusal = resourceRefusal(context, {
    action: `secretsmanager:${action}`,
    resource: found.arn,
    owner: found.value.accountId,
    policy: found.value.policy,
    facts: new Map(
      Object.entries(found.value.tags).map(([key, value]) => [
        `aws:resourcetag/${key.toLowerCase()}`,
        [value],
      ]),
    ),
  })
  if (refusal !== undefined) throw accessDenied(refusal)
  return found
}

/** As {@link loadSecret}; fails with InvalidRequestException for one that is marked for deletion. */
export async function loadLivingSecret(
  context: OperationContext,
  text: string,
  action: string,
): Promise<FoundSecret> {
  const found = await loadSecret(context, text, action)
  if (found.value.deletionAt !== undefined) throw markedForDeletion()
  return found
}

/** Changes a secret where it is at home. `edit` answers its new state, and adds to the commit what else changes. */
export async function changeSecret(
  context: OperationContext,
  text: string,
  action: string,
  edit: (secret: Secret, commit: Atomic, arn: string) => Secret | Promise<Secret>,
): Promise<FoundSecret> {
  return change(context, async (commit) => {
    const found = await loadLivingSecret(context, text, action)
    requireHome(found)
    const next = await edit(found.value, commit, found.arn)
    if (next !== found.value) secrets.put(commit, next, found)
    return { ...found, value: next }
  })
}

/** Fails with InvalidRequestException for a replica. UNVERIFIED: the words. */
export function requireHome({ region, value }: FoundSecret): void {
  if (region !== value.region)
    throw invalidRequest(
      `Operation not permitted on a replica secret. Call must be made in primary secret's region, ${value.region}.`,
    )
}

async function findSecret(context: OperationContext, text: string): Promise<FoundSecret | undefined> {
  const own: Home = { accountId: context.accountId, region: context.region }
  if (!text.startsWith('arn:')) return at(context, own, text)
  const arn = parseArn(text)
  if (arn?.service !== 'secretsmanager' || !arn.resource.startsWith('secret:'))
    throw invalidParameter(`Invalid ARN: ${text}`)
  if (arn.region !== context.region) return undefined
  const home: Home = { accountId: arn.accountId as AccountId, region: context.region }
  const rest = arn.resource.slice('secret:'.length)
  const [, name, suffix] = /^(.+)-([A-Za-z0-9]{6})$/s.exec(rest) ?? []
  const exact = name === undefined ? undefined : await at(context, home, name)
  if (exact?.value.suffix === suffix && exact !== undefined) return exact
  // Without its last six characters an ARN is known too, though AWS advises against it.
  return at(context, home, rest)
}

async function at(context: OperationContext, home: Home, name: string): Promise<FoundSecret | undefined> {
  const { store, now } = context
  const { accountId, region } = home
  const stored =
    (await secrets.get(store, [accountId, region, name])) ?? (await throughReplica(context, home, name))
  if (stored === undefined) return undefined
  const { deletionAt } = stored.value
  if (deletionAt !== undefined && deletionAt <= now) return undefined
  return { ...stored, region, arn: secretArn(context, stored.value, region) }
}

async function throughReplica(
  { store }: OperationContext,
  { accountId, region }: Home,
  name: string,
): Promise<Stored<Secret> | undefined> {
  const replica = await replicas.get(store, [accountId, region, name])
  return replica && secrets.get(store, [accountId, replica.value.primary, name])
}
