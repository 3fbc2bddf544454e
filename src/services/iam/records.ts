/**
 * What IAM keeps. All keys begin with the account: IAM is one for all regions. Names are unique without regard to case
 * (IAM API Reference, CreateRole), so keys hold them in lower case; unique ids lead back through an index.
 *
 * Users, groups and roles hold all that is bounded by quotas themselves (inline policies, ARNs of attached policies,
 * tags), so that most operations read and write one record, and its version guards the quotas. What must be found
 * from the other side (who uses a policy, who is in a group, which profiles hold a role) has records or indexes of its
 * own, written in the same commit; where something may only be deleted once nobody uses it, it also counts its users,
 * so that a new use and the deletion cannot both succeed. Instants are milliseconds since the epoch.
 */
import type { AccountId, Partition } from '../../aws/identifiers.ts'
import { collection } from '../../store/index.ts'
import type { PasswordPolicy } from './domain/passwords.ts'
import type { Tag } from './domain/tags.ts'

/** What everything with a name and a path has. */
type Entity = {
  readonly accountId: AccountId
  readonly name: string
  readonly path: string
  readonly id: string
  readonly createdAt: number
}

export type InlinePolicy = { readonly name: string; readonly document: string }

/** What can have policies. Inline policies are in order of their names, attached ones in order of attachment. */
export type PolicyHolder = Entity & {
  readonly inlinePolicies: readonly InlinePolicy[]
  readonly attachedPolicies: readonly string[]
}

export type User = PolicyHolder & {
  readonly tags: readonly Tag[]
  readonly boundary?: string
  readonly groupIds: readonly string[]
  readonly accessKeyIds: readonly string[]
}

export type Group = PolicyHolder & { readonly memberCount: number }

export type Role = PolicyHolder & {
  readonly tags: readonly Tag[]
  readonly boundary?: string
  readonly trustPolicy: string
  readonly description?: string
  readonly maxSessionSeconds: number
  readonly instanceProfileCount: number
}

const byName = ({ accountId, name }: { accountId: AccountId; name: string }) => [
  accountId,
  name.toLowerCase(),
]
const byId = { id: { key: ({ accountId, id }: Entity) => [accountId, id], unique: true } }

export const users = collection<User>()({ name: 'iam.users', key: byName, indexes: byId })
export const groups = collection<Group>()({ name: 'iam.groups', key: byName, indexes: byId })
export const roles = collection<Role>()({ name: 'iam.roles', key: byName, indexes: byId })

/** A user in a group: found from the group's side. */
export type Membership = {
  readonly accountId: AccountId
  readonly groupId: string
  readonly userId: string
}

export const memberships = collection<Membership>()({
  name: 'iam.memberships',
  key: ({ accountId, groupId, userId }) => [accountId, groupId, userId],
})

export type PolicyVersion = {
  readonly versionId: string
  readonly document: string
  readonly createdAt: number
}

/** A managed policy of the account's own. Versions from the oldest on. */
export type Policy = Entity & {
  readonly description?: string
  readonly tags: readonly Tag[]
  readonly versions: readonly PolicyVersion[]
  readonly defaultVersionId: string
  readonly nextVersion: number
  readonly updatedAt: number
  readonly attachmentCount: number
  readonly boundaryCount: number
}

export const policies = collection<Policy>()({ name: 'iam.policies', key: byName, indexes: byId })

/** Who uses a managed policy, and for what. */
export type PolicyUse = {
  readonly accountId: AccountId
  readonly policyArn: string
  readonly use: 'attached' | 'boundary'
  readonly kind: 'user' | 'group' | 'role'
  readonly entityId: string
}

export const policyUses = collection<PolicyUse>()({
  name: 'iam.policy-uses',
  key: ({ accountId, policyArn, use, kind, entityId }) => [accountId, policyArn, use, kind, entityId],
})

export type InstanceProfile = Entity & { readonly tags: readonly Tag[]; readonly roleName?: string }

export const instanceProfiles = collection<InstanceProfile>()({
  name: 'iam.instance-profiles',
  key: byName,
  indexes: {
    role: {
      key: ({ accountId, roleName }) =>
        roleName === undefined ? undefined : [accountId, roleName.toLowerCase()],
    },
  },
})

/**
 * A long-term key. The owner's name and path are kept beside it (and changed with the owner), so that finding a
 * credential reads one record. The secret is kept as it is: verifying a signature needs it.
 */
export type AccessKey = {
  readonly accountId: AccountId
  readonly partition: Partition
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly status: 'Active' | 'Inactive'
  readonly createdAt: number
  /** Absent: the account's root user. */
  readonly owner?: { readonly id: string; readonly name: string; readonly path: string }
}

export const accessKeys = collection<AccessKey>()({
  name: 'iam.access-keys',
  key: ({ accountId, accessKeyId }) => [accountId, accessKeyId],
  indexes: { owner: { key: ({ accountId, owner }) => [accountId, owner?.id ?? 'root'] } },
})

/** When a key or a role was last used, and for what. */
export type LastUse = {
  readonly accountId: AccountId
  /** An access key id, or a role's unique id. */
  readonly usedId: string
  readonly service: string
  readonly region: string
  readonly at: number
}

export const lastUses = collection<LastUse>()({
  name: 'iam.last-uses',
  key: ({ accountId, usedId }) => [accountId, usedId],
})

/** A user's password, as salted hash. */
export type LoginProfile = {
  readonly accountId: AccountId
  readonly userId: string
  readonly createdAt: number
  readonly passwordResetRequired: boolean
  readonly passwordHash: string
}

export const loginProfiles = collection<LoginProfile>()({
  name: 'iam.login-profiles',
  key: ({ accountId, userId }) => [accountId, userId],
})

export type OpenIdProvider = {
  readonly accountId: AccountId
  /** Without its scheme: `token.actions.githubusercontent.com`. */
  readonly url: string
  readonly clientIds: readonly string[]
  readonly thumbprints: readonly string[]
  readonly tags: readonly Tag[]
  readonly createdAt: number
}

export const openIdProviders = collection<OpenIdProvider>()({
  name: 'iam.openid-providers',
  key: ({ accountId, url }) => [accountId, url],
})

export type SamlProvider = {
  readonly accountId: AccountId
  readonly name: string
  readonly uuid: string
  readonly metadata: string
  readonly encryptionMode: 'Allowed' | 'Required'
  readonly privateKeys: ReadonlyArray<{ readonly keyId: string; readonly addedAt: number }>
  readonly validUntil: number
  readonly tags: readonly Tag[]
  readonly createdAt: number
}

export const samlProviders = collection<SamlProvider>()({
  name: 'iam.saml-providers',
  key: ({ accountId, name }) => [accountId, name],
})

/** Without its private key: nothing here uses it, and IAM never gives it back. */
export type ServerCertificate = Entity & {
  readonly body: string
  readonly chain?: string
  readonly expiresAt: number
  readonly tags: readonly Tag[]
}

export const serverCertificates = collection<ServerCertificate>()({
  name: 'iam.server-certificates',
  key: byName,
})

/** The one alias of an account; no two accounts have the same. */
export type AccountAlias = { readonly accountId: AccountId; readonly alias: string }

export const accountAliases = collection<AccountAlias>()({
  name: 'iam.account-aliases',
  key: ({ accountId }) => [accountId],
  indexes: { alias: { key: ({ alias }) => [alias], unique: true } },
})

export type AccountPasswordPolicy = { readonly accountId: AccountId; readonly policy: PasswordPolicy }

export const passwordPolicies = collection<AccountPasswordPolicy>()({
  name: 'iam.password-policies',
  key: ({ accountId }) => [accountId],
})

/** A service-linked role's deletion, which clients ask after by its task. Here it is done as soon as it is asked for. */
export type RoleDeletion = {
  readonly accountId: AccountId
  readonly taskId: string
  readonly expiresAt: number
}

export const roleDeletions = collection<RoleDeletion>()({
  name: 'iam.role-deletions',
  key: ({ accountId, taskId }) => [accountId, taskId],
  expiresAt: ({ expiresAt }) => expiresAt,
})
