/**
 * What users, groups and roles have in common: inline policies and attached managed policies. The operations of the
 * three are thin; their rules are here.
 */
import type * as Api from '@aws-sdk/client-iam'
import { AwsError } from '../../aws/aws-error.ts'
import type { AccountId } from '../../aws/identifiers.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { validateIdentityPolicy } from '../../engines/policy/index.ts'
import type { Atomic, Store, Stored } from '../../store/index.ts'
import { changing } from './changing.ts'
import { readPolicyArn } from './domain/arns.ts'
import { countedCharacters, encodeDocument } from './domain/policy-text.ts'
import { serviceRolePath } from './domain/service-linked-roles.ts'
import {
  limitExceeded,
  malformedPolicy,
  noSuchEntity,
  policyNotAttachable,
  policyNotFound,
  quotaExceeded,
  validation,
} from './errors.ts'
import { limits } from './limits.ts'
import { findGroup, findOwnRole, findRole, findUser } from './lookups.ts'
import { findManagedPolicy } from './managed-policies/find-managed-policy.ts'
import { type PageAnswer, type PageRequest, pageOfList } from './paging.ts'
import { addPolicyUse, removePolicyUse } from './policy-uses.ts'
import { type Group, groups, type PolicyHolder, type Role, roles, type User, users } from './records.ts'
import { attachedPolicyView } from './views.ts'

/** How one of the three is found and kept. */
interface HolderKind<T extends PolicyHolder> {
  readonly kind: 'user' | 'group' | 'role'
  /** In quota names: `PoliciesPerRole`. */
  readonly title: string
  readonly inlineCharacters: number
  readonly find: (store: Store, accountId: AccountId, name: string) => Promise<Stored<T>>
  /** Refuses what may not be changed. */
  readonly findToChange: (store: Store, accountId: AccountId, name: string) => Promise<Stored<T>>
  readonly records: { put(atomic: Atomic, value: T, previous: Stored<T> | undefined): void }
}

export const userHolder: HolderKind<User> = {
  kind: 'user',
  title: 'User',
  inlineCharacters: limits.userPolicyCharacters,
  find: findUser,
  findToChange: findUser,
  records: users,
}

export const groupHolder: HolderKind<Group> = {
  kind: 'group',
  title: 'Group',
  inlineCharacters: limits.groupPolicyCharacters,
  find: findGroup,
  findToChange: findGroup,
  records: groups,
}

export const roleHolder: HolderKind<Role> = {
  kind: 'role',
  title: 'Role',
  inlineCharacters: limits.rolePolicyCharacters,
  find: findRole,
  findToChange: findOwnRole,
  records: roles,
}

/** Adds an inline policy, or puts another document into it. */
export function putInlinePolicy<T extends PolicyHolder>(
  holder: HolderKind<T>,
  { store, accountId, partition }: OperationContext,
  name: string,
  policyName: string,
  document: string,
): Promise<void> {
  const validated = validateIdentityPolicy(document, partition, 'inline')
  if (!validated.ok) throw malformedPolicy(validated.message)
  return changing(store, async (commit) => {
    const stored = await holder.findToChange(store, accountId, name)
    const others = stored.value.inlinePolicies.filter((policy) => policy.name !== policyName)
    const inlinePolicies = [...others, { name: policyName, document }].sort((left, right) =>
      left.name < right.name ? -1 : 1,
    )
    const characters = inlinePolicies.reduce((sum, policy) => sum + countedCharacters(policy.document), 0)
    if (characters > holder.inlineCharacters) {
      throw limitExceeded(
        `Maximum policy size of ${holder.inlineCharacters} bytes exceeded for ${holder.kind} ${name}`,
      )
    }
    holder.records.put(commit, { ...stored.value, inlinePolicies }, stored)
  })
}

/** The document of an inline policy, as it is sent. */
export async function getInlinePolicy<T extends PolicyHolder>(
  holder: HolderKind<T>,
  { store, accountId }: OperationContext,
  name: string,
  policyName: string,
): Promise<string> {
  const { value } = await holder.find(store, accountId, name)
  const policy = value.inlinePolicies.find((inline) => inline.name === policyName)
  if (!policy) throw noSuchInlinePolicy(holder, policyName)
  return encodeDocument(policy.document)
}

export function deleteInlinePolicy<T extends PolicyHolder>(
  holder: HolderKind<T>,
  { store, accountId }: OperationContext,
  name: string,
  policyName: string,
): Promise<void> {
  return changing(store, async (commit) => {
    const stored = await holder.findToChange(store, accountId, name)
    const inlinePolicies = stored.value.inlinePolicies.filter((policy) => policy.name !== policyName)
    if (inlinePolicies.length === stored.value.inlinePolicies.length)
      throw noSuchInlinePolicy(holder, policyName)
    holder.records.put(commit, { ...stored.value, inlinePolicies }, stored)
  })
}

export async function listInlinePolicies<T extends PolicyHolder>(
  holder: HolderKind<T>,
  { store, accountId }: OperationContext,
  name: string,
  request: PageRequest,
): Promise<PageAnswer & { PolicyNames: string[] }> {
  const { value } = await holder.find(store, accountId, name)
  const names = value.inlinePolicies.map((policy) => policy.name)
  const purpose = `inline ${accountId} ${holder.kind} ${name}`
  const { items, answer } = pageOfList(names, (policyName) => policyName, purpose, request)
  return { PolicyNames: items, ...answer }
}

function noSuchInlinePolicy(holder: { readonly kind: string }, policyName: string): AwsError {
  return noSuchEntity(`The ${holder.kind} policy with name ${policyName} cannot be found.`)
}

/** Attaches a managed policy. Attaching it again changes nothing. */
export function attachPolicy<T extends PolicyHolder>(
  holder: HolderKind<T>,
  { store, accountId }: OperationContext,
  name: string,
  policyArn: string,
): Promise<void> {
  return changing(store, async (commit) => {
    const stored = await holder.findToChange(store, accountId, name)
    const policy = await findManagedPolicy(store, accountId, policyArn)
    if (!policy) throw policyNotAttachable(policyArn)
    if (policy.kind === 'aws' && policy.policy.path.startsWith(serviceRolePath)) {
      throw new AwsError(
        'PolicyNotAttachableException',
        'Cannot attach a Service Role Policy to a Customer Role.',
      )
    }
    const { attachedPolicies, id } = stored.value
    if (attachedPolicies.includes(policyArn)) return
    if (attachedPolicies.length >= limits.policiesPerEntity)
      throw quotaExceeded(`PoliciesPer${holder.title}`, limits.policiesPerEntity)
    holder.records.put(
      commit,
      { ...stored.value, attachedPolicies: [...attachedPolicies, policyArn] },
      stored,
    )
    const use = { use: 'attached', kind: holder.kind, entityId: id } as const
    await addPolicyUse(commit, store, accountId, policyArn, policy, use)
  })
}

export function detachPolicy<T extends PolicyHolder>(
  holder: HolderKind<T>,
  { store, accountId }: OperationContext,
  name: string,
  policyArn: string,
): Promise<void> {
  return changing(store, async (commit) => {
    const stored = await holder.findToChange(store, accountId, name)
    if (!readPolicyArn(policyArn)) throw validation(`ARN ${policyArn} is not valid.`)
    const attachedPolicies = stored.value.attachedPolicies.filter((arn) => arn !== policyArn)
    if (attachedPolicies.length === stored.value.attachedPolicies.length) throw policyNotFound(policyArn)
    holder.records.put(commit, { ...stored.value, attachedPolicies }, stored)
    const use = { use: 'attached', kind: holder.kind, entityId: stored.value.id } as const
    await removePolicyUse(commit, store, accountId, policyArn, use)
  })
}

export async function listAttachedPolicies<T extends PolicyHolder>(
  holder: HolderKind<T>,
  { store, accountId }: OperationContext,
  name: string,
  request: PageRequest & { readonly PathPrefix?: string | undefined },
): Promise<PageAnswer & { AttachedPolicies: Api.AttachedPolicy[] }> {
  const { value } = await holder.find(store, accountId, name)
  const { PathPrefix = '/' } = request
  const arns = value.attachedPolicies
    .filter((arn) => readPolicyArn(arn)?.path.startsWith(PathPrefix))
    .sort((left, right) => (left < right ? -1 : 1))
  const purpose = `attached ${accountId} ${holder.kind} ${name} ${PathPrefix}`
  const { items, answer } = pageOfList(arns, (arn) => arn, purpose, request)
  return { AttachedPolicies: items.map(attachedPolicyView), ...answer }
}
