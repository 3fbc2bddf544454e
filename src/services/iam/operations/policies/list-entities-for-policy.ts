import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { policyNotFound } from '../../errors.ts'
import { findManagedPolicy } from '../../managed-policies/find-managed-policy.ts'
import { allOf, pageOfList } from '../../paging.ts'
import { groups, type PolicyUse, policyUses, roles, users } from '../../records.ts'
import { required } from '../../required.ts'

interface Found {
  readonly kind: PolicyUse['kind']
  readonly name: string
  readonly id: string
}

/** Who a policy is attached to, or bounds. Groups, then users, then roles, each by name. */
export async function listEntitiesForPolicy(
  input: Api.ListEntitiesForPolicyRequest,
  { store, accountId }: OperationContext,
): Promise<Api.ListEntitiesForPolicyResponse> {
  const policyArn = required(input.PolicyArn, 'PolicyArn')
  const { EntityFilter: filter, PathPrefix = '/', PolicyUsageFilter: usage } = input
  if (!(await findManagedPolicy(store, accountId, policyArn))) throw policyNotFound(policyArn)
  const uses = (await allOf(store, policyUses, [accountId, policyArn])).filter(
    (use) => isWanted(use, filter) && (usage === undefined || use.use === useOf(usage)),
  )
  const entities = await Promise.all(
    uses.map(async ({ kind, entityId }): Promise<Found | undefined> => {
      const collection = { user: users, group: groups, role: roles }[kind]
      const stored = await collection.findBy(store, 'id', [accountId, entityId])
      return stored?.value.path.startsWith(PathPrefix)
        ? { kind, name: stored.value.name, id: entityId }
        : undefined
    }),
  )
  const byPosition = new Map<string, Found>()
  for (const entity of entities) if (entity) byPosition.set(`${order[entity.kind]}${entity.name}`, entity)
  const positions = [...byPosition].sort(([left], [right]) => (left < right ? -1 : 1))
  const purpose = `entities ${accountId} ${policyArn} ${filter} ${PathPrefix} ${usage}`
  const { items, answer } = pageOfList(positions, ([position]) => position, purpose, input)
  const named = (kind: Found['kind']) =>
    items.map(([, entity]) => entity).filter((entity) => entity.kind === kind)
  return {
    PolicyGroups: named('group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
    PolicyUsers: named('user').map(({ name, id }) => ({ UserName: name, UserId: id })),
    PolicyRoles: named('role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
    ...answer,
  }
}

const order = { group: 0, user: 1, role: 2 } as const

function isWanted({ kind }: PolicyUse, filter: Api.EntityType | undefined): boolean {
  return filter === undefined || filter.toLowerCase() === kind
}

function useOf(usage: Api.PolicyUsageType): PolicyUse['use'] {
  return usage === 'PermissionsPolicy' ? 'attached' : 'boundary'
}
