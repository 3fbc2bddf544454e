import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { encodeDocument } from '../../domain/policy-text.ts'
import { awsManagedPolicies } from '../../managed-policies/aws-managed-policies.ts'
import { awsPolicyArn } from '../../managed-policies/find-managed-policy.ts'
import { versionsOf } from '../../managed-policies/versions.ts'
import { groupsOf } from '../../members.ts'
import { allOf, pageOfList } from '../../paging.ts'
import { countPolicyUses, unused } from '../../policy-uses.ts'
import { profilesWithRoles } from '../../profile-views.ts'
import {
  type Group,
  groups,
  instanceProfiles,
  lastUses,
  type Policy,
  policies,
  type Role,
  roles,
  type User,
  users,
} from '../../records.ts'
import {
  attachedPolicyView,
  awsPolicyView,
  boundaryView,
  briefRoleView,
  groupView,
  inlinePolicyView,
  policyView,
  roleLastUsedView,
  tagsView,
  userView,
  versionView,
} from '../../views.ts'

/** One thing of the account, where it stands in the listing, and how it is shown. */
interface Detail {
  readonly position: string
  readonly show: (answer: Details) => Promise<void>
}

interface Details {
  readonly UserDetailList: Api.UserDetail[]
  readonly GroupDetailList: Api.GroupDetail[]
  readonly RoleDetailList: Api.RoleDetail[]
  readonly Policies: Api.ManagedPolicyDetail[]
}

/** Everything at once: users, groups, roles, own policies, and those of AWS's policies that are in use. */
export async function getAccountAuthorizationDetails(
  input: Api.GetAccountAuthorizationDetailsRequest,
  context: OperationContext,
): Promise<Api.GetAccountAuthorizationDetailsResponse> {
  const wanted = new Set<Api.EntityType>(input.Filter?.length ? input.Filter : everything)
  const details: Detail[] = []
  for (const kind of everything) if (wanted.has(kind)) details.push(...(await detailsOf[kind](context)))
  details.sort((left, right) => (left.position < right.position ? -1 : 1))
  const purpose = `details ${context.accountId} ${[...wanted].sort().join()}`
  const { items, answer } = pageOfList(details, ({ position }) => position, purpose, input)
  const shown: Details = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] }
  for (const { show } of items) await show(shown)
  return { ...shown, ...answer }
}

const everything = ['User', 'Group', 'Role', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const

const detailsOf: Record<(typeof everything)[number], (context: OperationContext) => Promise<Detail[]>> = {
  User: async (context) =>
    (await allOf(context.store, users, [context.accountId])).map((user) => ({
      position: `0${user.name}`,
      show: async (answer) => {
        answer.UserDetailList.push(await userDetail(user, context))
      },
    })),
  Group: async (context) =>
    (await allOf(context.store, groups, [context.accountId])).map((group) => ({
      position: `1${group.name}`,
      show: async (answer) => {
        answer.GroupDetailList.push(groupDetail(group, context.partition))
      },
    })),
  Role: async (context) =>
    (await allOf(context.store, roles, [context.accountId])).map((role) => ({
      position: `2${role.name}`,
      show: async (answer) => {
        answer.RoleDetailList.push(await roleDetail(role, context))
      },
    })),
  LocalManagedPolicy: async (context) =>
    (await allOf(context.store, policies, [context.accountId])).map((policy) => ({
      position: `3${policy.name}`,
      show: async (answer) => {
        answer.Policies.push(policyDetail(policy, context.partition))
      },
    })),
  AWSManagedPolicy: awsPolicyDetails,
}

async function userDetail(
  user: User,
  { store, accountId, partition }: OperationContext,
): Promise<Api.UserDetail> {
  const memberOf = await groupsOf(store, accountId, user)
  return {
    ...userView(user, partition),
    ...boundaryView(user.boundary),
    ...(user.inlinePolicies.length === 0
      ? {}
      : { UserPolicyList: user.inlinePolicies.map(inlinePolicyView) }),
    GroupList: memberOf.map(({ name }) => name),
    AttachedManagedPolicies: user.attachedPolicies.map(attachedPolicyView),
    Tags: tagsView(user.tags),
  }
}

function groupDetail(group: Group, partition: string): Api.GroupDetail {
  return {
    ...groupView(group, partition),
    GroupPolicyList: group.inlinePolicies.map(inlinePolicyView),
    AttachedManagedPolicies: group.attachedPolicies.map(attachedPolicyView),
  }
}

async function roleDetail(
  role: Role,
  { store, accountId, partition }: OperationContext,
): Promise<Api.RoleDetail> {
  const profiles = await instanceProfiles.listBy(store, 'role', {
    prefix: [accountId, role.name.toLowerCase()],
  })
  const lastUse = await lastUses.get(store, [accountId, role.id])
  return {
    ...briefRoleView(role, partition),
    ...boundaryView(role.boundary),
    InstanceProfileList: await profilesWithRoles(
      store,
      profiles.items.map(({ value }) => value),
      partition,
    ),
    RolePolicyList: role.inlinePolicies.map(inlinePolicyView),
    AttachedManagedPolicies: role.attachedPolicies.map(attachedPolicyView),
    Tags: tagsView(role.tags),
    RoleLastUsed: roleLastUsedView(lastUse?.value),
  }
}

function policyDetail(policy: Policy, partition: string): Api.ManagedPolicyDetail {
  return {
    ...policyView(policy, partition),
    ...(policy.description === undefined ? {} : { Description: policy.description }),
    PolicyVersionList: policy.versions.toReversed().map((version) => ({
      ...versionView(version, policy.defaultVersionId),
      Document: encodeDocument(version.document),
    })),
  }
}

async function awsPolicyDetails({ store, accountId, partition }: OperationContext): Promise<Detail[]> {
  const uses = await countPolicyUses(store, accountId)
  const table = [...(await awsManagedPolicies()).values()]
  return table.flatMap((policy) => {
    const arn = awsPolicyArn(partition, policy)
    if (!uses.has(arn)) return []
    const { versions, defaultVersionId } = versionsOf({ kind: 'aws', policy })
    const show = async (answer: Details) => {
      answer.Policies.push({
        ...awsPolicyView(policy, partition, uses.get(arn) ?? unused),
        PolicyVersionList: versions.map((version) => ({
          ...versionView(version, defaultVersionId),
          Document: encodeDocument(version.document),
        })),
      })
    }
    return [{ position: `4${policy.name}`, show }]
  })
}
