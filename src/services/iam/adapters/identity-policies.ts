import type { AccountId } from '../../../aws/identifiers.ts'
import type { Principal } from '../../../aws/principal.ts'
import type { Key, Store } from '../../../store/index.ts'
import { findManagedPolicy } from '../managed-policies/find-managed-policy.ts'
import { versionsOf } from '../managed-policies/versions.ts'
import { groups, type PolicyHolder, policies, roles, type User, users } from '../records.ts'

/** What a user or a role has: documents as their texts. */
export interface GrantedPolicies {
  readonly identity: readonly HeldPolicy[] | 'everything'
  readonly boundary?: HeldPolicy
  readonly tags: ReadonlyArray<readonly [string, string]>
}

/** A policy, and whose it is. */
export interface HeldPolicy {
  /** Of inline policies; absent for managed ones. */
  readonly holder?: { readonly kind: 'user' | 'group' | 'role'; readonly name: string }
  /** Of managed policies; absent for inline ones. */
  readonly arn?: string
  readonly name: string
  readonly document: string
}

/** Where the records are that {@link findGrantedPolicies} reads: a commit below one may change an answer. */
export const identityPolicyRecords: readonly Key[] = [users, groups, roles, policies].map((records) =>
  records.storeKey([]),
)

/**
 * What IAM lets a principal do, without what narrows its session: a user's policies with those of its groups, a role's behind a session, those of
 * the user who vouches for a federated one; the root user may do everything. Undefined: there is no such user or role.
 */
export async function findGrantedPolicies(
  store: Store,
  principal: Pick<Principal, 'type' | 'accountId' | 'arn' | 'roleArn' | 'issuerArn'>,
): Promise<GrantedPolicies | undefined> {
  const { type, accountId, arn } = principal
  switch (type) {
    case 'root':
      return { identity: 'everything', tags: [] }
    case 'user':
      return ofUser(store, accountId, arn)
    case 'assumed-role':
      return ofRole(store, principal.roleArn ?? '')
    case 'federated-user':
      return principal.issuerArn?.endsWith(':root')
        ? { identity: 'everything', tags: [] }
        : ofUser(store, accountId, principal.issuerArn ?? '')
    default:
      return { identity: [], tags: [] }
  }
}

/** A user's own policies and those of its groups. Undefined: there is no such user. */
async function ofUser(
  store: Store,
  accountId: AccountId,
  userArn: string,
): Promise<GrantedPolicies | undefined> {
  const user = await holderBehind(store, users, accountId, userArn, 'user')
  if (!user) return undefined
  const held = [...(await policiesOf(store, 'user', user)), ...(await groupPolicies(store, user))]
  return granted(store, user, held)
}

async function ofRole(store: Store, roleArn: string): Promise<GrantedPolicies | undefined> {
  const [, , , , accountId = ''] = roleArn.split(':')
  const role = await holderBehind(store, roles, accountId as AccountId, roleArn, 'role')
  return role && granted(store, role, await policiesOf(store, 'role', role))
}

/** All policies of the groups that a user is in. */
async function groupPolicies(store: Store, { accountId, groupIds }: User): Promise<HeldPolicy[]> {
  const found = await Promise.all(groupIds.map((id) => groups.findBy(store, 'id', [accountId, id])))
  const held = await Promise.all(found.map((group) => (group ? policiesOf(store, 'group', group.value) : [])))
  return held.flat()
}

/** The inline policies of a user, group or role, and the managed ones that are attached to it. */
export async function policiesOf(
  store: Store,
  kind: 'user' | 'group' | 'role',
  { accountId, name, inlinePolicies, attachedPolicies }: PolicyHolder,
): Promise<HeldPolicy[]> {
  const attached = await Promise.all(
    attachedPolicies.map((arn) => findManagedDocument(store, accountId, arn)),
  )
  return [
    ...inlinePolicies.map((policy) => ({ holder: { kind, name }, ...policy })),
    ...attached.filter((policy) => policy !== undefined),
  ]
}

/** The default version of a managed policy; undefined where there is none of this ARN. */
export async function findManagedDocument(
  store: Store,
  accountId: AccountId,
  policyArn: string,
): Promise<HeldPolicy | undefined> {
  const policy = await findManagedPolicy(store, accountId, policyArn)
  const { versions, defaultVersionId } = versionsOf(policy)
  const version = versions.find(({ versionId }) => versionId === defaultVersionId)
  const name = policyArn.slice(policyArn.lastIndexOf('/') + 1)
  return version && { arn: policyArn, name, document: version.document }
}

async function granted(
  store: Store,
  { accountId, boundary, tags }: Pick<User, 'accountId' | 'boundary' | 'tags'>,
  identity: readonly HeldPolicy[],
): Promise<GrantedPolicies> {
  const bounding = boundary === undefined ? undefined : await findManagedDocument(store, accountId, boundary)
  return {
    identity,
    ...(bounding === undefined ? {} : { boundary: bounding }),
    tags: tags.map(({ key, value }) => [key, value] as const),
  }
}

interface Found<T> {
  get(store: Store, key: readonly string[]): Promise<{ readonly value: T } | undefined>
}

/** The user or role whose ARN it is. */
async function holderBehind<T extends PolicyHolder>(
  store: Store,
  records: Found<T>,
  accountId: AccountId,
  arn: string,
  kind: 'user' | 'role',
): Promise<T | undefined> {
  const [, path = '', name = ''] = /^arn:[^:]+:iam::\d{12}:[a-z]+(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? []
  if (name === '' || !arn.includes(`:${kind}/`)) return undefined
  const holder = (await records.get(store, [accountId, name.toLowerCase()]))?.value
  return holder?.name === name && holder.path === path ? holder : undefined
}
