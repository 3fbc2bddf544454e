import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { keysOf } from '../../access-keys.ts'
import { limits } from '../../limits.ts'
import { allOf } from '../../paging.ts'
import { countRecords } from '../../quotas.ts'
import {
  groups,
  instanceProfiles,
  openIdProviders,
  policies,
  roles,
  samlProviders,
  serverCertificates,
  users,
} from '../../records.ts'

/** What the account has, and what it may have. Multi-factor devices and the root user's password do not exist here. */
export async function getAccountSummary(
  _input: object,
  { store, accountId }: OperationContext,
): Promise<Api.GetAccountSummaryResponse> {
  const counted = (records: Parameters<typeof countRecords>[1], limit: number) =>
    countRecords(store, records, accountId, limit)
  const ownPolicies = await allOf(store, policies, [accountId])
  return {
    SummaryMap: {
      Users: await counted(users, limits.usersPerAccount),
      UsersQuota: limits.usersPerAccount,
      Groups: await counted(groups, limits.groupsPerAccount),
      GroupsQuota: limits.groupsPerAccount,
      Roles: await counted(roles, limits.rolesPerAccount),
      RolesQuota: limits.rolesPerAccount,
      InstanceProfiles: await counted(instanceProfiles, limits.instanceProfilesPerAccount),
      InstanceProfilesQuota: limits.instanceProfilesPerAccount,
      Policies: ownPolicies.length,
      PoliciesQuota: limits.policiesPerAccount,
      PolicyVersionsInUse: ownPolicies.reduce((sum, { versions }) => sum + versions.length, 0),
      PolicyVersionsInUseQuota: limits.policyVersionsPerAccount,
      Providers:
        (await counted(openIdProviders, limits.openIdProvidersPerAccount)) +
        (await counted(samlProviders, limits.samlProvidersPerAccount)),
      ServerCertificates: await counted(serverCertificates, limits.serverCertificatesPerAccount),
      ServerCertificatesQuota: limits.serverCertificatesPerAccount,
      MFADevices: 0,
      MFADevicesInUse: 0,
      AccountMFAEnabled: 0,
      AccountPasswordPresent: 0,
      AccountAccessKeysPresent: (await keysOf(store, accountId, 'root')).length > 0 ? 1 : 0,
      AccountSigningCertificatesPresent: 0,
      AccessKeysPerUserQuota: limits.accessKeysPerUser,
      AssumeRolePolicySizeQuota: limits.trustPolicyCharacters,
      AttachedPoliciesPerGroupQuota: limits.policiesPerEntity,
      AttachedPoliciesPerRoleQuota: limits.policiesPerEntity,
      AttachedPoliciesPerUserQuota: limits.policiesPerEntity,
      GlobalEndpointTokenVersion: 1,
      GroupPolicySizeQuota: limits.groupPolicyCharacters,
      GroupsPerUserQuota: limits.groupsPerUser,
      PolicySizeQuota: limits.managedPolicyCharacters,
      RolePolicySizeQuota: limits.rolePolicyCharacters,
      SigningCertificatesPerUserQuota: limits.signingCertificatesPerUser,
      UserPolicySizeQuota: limits.userPolicyCharacters,
      VersionsPerPolicyQuota: limits.versionsPerPolicy,
    },
  }
}
