import type { IAM } from '@aws-sdk/client-iam'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { createAccessKey } from './operations/access-keys/create-access-key.ts'
import { deleteAccessKey } from './operations/access-keys/delete-access-key.ts'
import { getAccessKeyLastUsed } from './operations/access-keys/get-access-key-last-used.ts'
import { listAccessKeys } from './operations/access-keys/list-access-keys.ts'
import { updateAccessKey } from './operations/access-keys/update-access-key.ts'
import {
  createAccountAlias,
  deleteAccountAlias,
  listAccountAliases,
} from './operations/account/account-aliases.ts'
import {
  deleteAccountPasswordPolicy,
  getAccountPasswordPolicy,
  updateAccountPasswordPolicy,
} from './operations/account/account-password-policy.ts'
import { getAccountAuthorizationDetails } from './operations/account/get-account-authorization-details.ts'
import { getAccountSummary } from './operations/account/get-account-summary.ts'
import { addUserToGroup } from './operations/groups/add-user-to-group.ts'
import { createGroup } from './operations/groups/create-group.ts'
import { deleteGroup } from './operations/groups/delete-group.ts'
import { getGroup } from './operations/groups/get-group.ts'
import { groupAttachedPolicies } from './operations/groups/group-attached-policies.ts'
import { groupInlinePolicies } from './operations/groups/group-inline-policies.ts'
import { listGroups } from './operations/groups/list-groups.ts'
import { listGroupsForUser } from './operations/groups/list-groups-for-user.ts'
import { removeUserFromGroup } from './operations/groups/remove-user-from-group.ts'
import { updateGroup } from './operations/groups/update-group.ts'
import { addRoleToInstanceProfile } from './operations/instance-profiles/add-role-to-instance-profile.ts'
import { createInstanceProfile } from './operations/instance-profiles/create-instance-profile.ts'
import { deleteInstanceProfile } from './operations/instance-profiles/delete-instance-profile.ts'
import { getInstanceProfile } from './operations/instance-profiles/get-instance-profile.ts'
import { instanceProfileTags } from './operations/instance-profiles/instance-profile-tags.ts'
import {
  listInstanceProfiles,
  listInstanceProfilesForRole,
} from './operations/instance-profiles/list-instance-profiles.ts'
import { removeRoleFromInstanceProfile } from './operations/instance-profiles/remove-role-from-instance-profile.ts'
import { changePassword } from './operations/login-profiles/change-password.ts'
import { createLoginProfile } from './operations/login-profiles/create-login-profile.ts'
import { deleteLoginProfile } from './operations/login-profiles/delete-login-profile.ts'
import { getLoginProfile } from './operations/login-profiles/get-login-profile.ts'
import { updateLoginProfile } from './operations/login-profiles/update-login-profile.ts'
import { createPolicy } from './operations/policies/create-policy.ts'
import { createPolicyVersion } from './operations/policies/create-policy-version.ts'
import { deletePolicy } from './operations/policies/delete-policy.ts'
import { deletePolicyVersion } from './operations/policies/delete-policy-version.ts'
import {
  getContextKeysForCustomPolicy,
  getContextKeysForPrincipalPolicy,
} from './operations/policies/get-context-keys.ts'
import { getPolicy } from './operations/policies/get-policy.ts'
import { getPolicyVersion } from './operations/policies/get-policy-version.ts'
import { listEntitiesForPolicy } from './operations/policies/list-entities-for-policy.ts'
import { listPolicies } from './operations/policies/list-policies.ts'
import { listPolicyVersions } from './operations/policies/list-policy-versions.ts'
import { policyTags } from './operations/policies/policy-tags.ts'
import { setDefaultPolicyVersion } from './operations/policies/set-default-policy-version.ts'
import { simulateCustomPolicy } from './operations/policies/simulate-custom-policy.ts'
import { simulatePrincipalPolicy } from './operations/policies/simulate-principal-policy.ts'
import { createOpenIDConnectProvider } from './operations/providers/create-open-id-connect-provider.ts'
import { createSAMLProvider } from './operations/providers/create-saml-provider.ts'
import { deleteOpenIDConnectProvider } from './operations/providers/delete-open-id-connect-provider.ts'
import { getOpenIDConnectProvider } from './operations/providers/get-open-id-connect-provider.ts'
import { getSAMLProvider, listSAMLProviders } from './operations/providers/get-saml-provider.ts'
import { listOpenIDConnectProviders } from './operations/providers/list-open-id-connect-providers.ts'
import { openIdConnectProviderTags } from './operations/providers/open-id-connect-provider-tags.ts'
import { samlProviderTags } from './operations/providers/saml-provider-tags.ts'
import {
  addClientIDToOpenIDConnectProvider,
  removeClientIDFromOpenIDConnectProvider,
  updateOpenIDConnectProviderThumbprint,
} from './operations/providers/update-open-id-connect-provider.ts'
import { deleteSAMLProvider, updateSAMLProvider } from './operations/providers/update-saml-provider.ts'
import { createRole } from './operations/roles/create-role.ts'
import { createServiceLinkedRole } from './operations/roles/create-service-linked-role.ts'
import { deleteRole } from './operations/roles/delete-role.ts'
import { deleteServiceLinkedRole } from './operations/roles/delete-service-linked-role.ts'
import { getRole } from './operations/roles/get-role.ts'
import { getServiceLinkedRoleDeletionStatus } from './operations/roles/get-service-linked-role-deletion-status.ts'
import { listRoles } from './operations/roles/list-roles.ts'
import { roleAttachedPolicies } from './operations/roles/role-attached-policies.ts'
import { roleInlinePolicies } from './operations/roles/role-inline-policies.ts'
import { rolePermissionsBoundary } from './operations/roles/role-permissions-boundary.ts'
import { roleTags } from './operations/roles/role-tags.ts'
import { updateAssumeRolePolicy } from './operations/roles/update-assume-role-policy.ts'
import { updateRole, updateRoleDescription } from './operations/roles/update-role.ts'
import {
  getServerCertificate,
  listServerCertificates,
} from './operations/server-certificates/get-server-certificate.ts'
import { serverCertificateTags } from './operations/server-certificates/server-certificate-tags.ts'
import {
  deleteServerCertificate,
  updateServerCertificate,
} from './operations/server-certificates/update-server-certificate.ts'
import { uploadServerCertificate } from './operations/server-certificates/upload-server-certificate.ts'
import { createUser } from './operations/users/create-user.ts'
import {
  listMFADevices,
  listServiceSpecificCredentials,
  listSigningCertificates,
  listSSHPublicKeys,
  listVirtualMFADevices,
} from './operations/users/credentials-not-kept.ts'
import { deleteUser } from './operations/users/delete-user.ts'
import { getUser } from './operations/users/get-user.ts'
import { listUsers } from './operations/users/list-users.ts'
import { updateUser } from './operations/users/update-user.ts'
import { userAttachedPolicies } from './operations/users/user-attached-policies.ts'
import { userInlinePolicies } from './operations/users/user-inline-policies.ts'
import { userPermissionsBoundary } from './operations/users/user-permissions-boundary.ts'
import { userTags } from './operations/users/user-tags.ts'
import { resourceTypes } from './resources/types.ts'
import { validationStyle } from './validation.ts'

/** AWS Identity and Access Management. One for all regions; what is signed for any of them reaches the same records. */
export const service: ServiceDefinition = {
  prefix: 'iam',
  model: 'iam',
  resourceTypes,
  operations: {
    AddClientIDToOpenIDConnectProvider: addClientIDToOpenIDConnectProvider,
    AddRoleToInstanceProfile: addRoleToInstanceProfile,
    AddUserToGroup: addUserToGroup,
    AttachGroupPolicy: groupAttachedPolicies.attach,
    AttachRolePolicy: roleAttachedPolicies.attach,
    AttachUserPolicy: userAttachedPolicies.attach,
    ChangePassword: changePassword,
    CreateAccessKey: createAccessKey,
    CreateAccountAlias: createAccountAlias,
    CreateGroup: createGroup,
    CreateInstanceProfile: createInstanceProfile,
    CreateLoginProfile: createLoginProfile,
    CreateOpenIDConnectProvider: createOpenIDConnectProvider,
    CreatePolicy: createPolicy,
    CreatePolicyVersion: createPolicyVersion,
    CreateRole: createRole,
    CreateSAMLProvider: createSAMLProvider,
    CreateServiceLinkedRole: createServiceLinkedRole,
    CreateUser: createUser,
    DeleteAccessKey: deleteAccessKey,
    DeleteAccountAlias: deleteAccountAlias,
    DeleteAccountPasswordPolicy: deleteAccountPasswordPolicy,
    DeleteGroup: deleteGroup,
    DeleteGroupPolicy: groupInlinePolicies.delete,
    DeleteInstanceProfile: deleteInstanceProfile,
    DeleteLoginProfile: deleteLoginProfile,
    DeleteOpenIDConnectProvider: deleteOpenIDConnectProvider,
    DeletePolicy: deletePolicy,
    DeletePolicyVersion: deletePolicyVersion,
    DeleteRole: deleteRole,
    DeleteRolePermissionsBoundary: rolePermissionsBoundary.delete,
    DeleteRolePolicy: roleInlinePolicies.delete,
    DeleteSAMLProvider: deleteSAMLProvider,
    DeleteServerCertificate: deleteServerCertificate,
    DeleteServiceLinkedRole: deleteServiceLinkedRole,
    DeleteUser: deleteUser,
    DeleteUserPermissionsBoundary: userPermissionsBoundary.delete,
    DeleteUserPolicy: userInlinePolicies.delete,
    DetachGroupPolicy: groupAttachedPolicies.detach,
    DetachRolePolicy: roleAttachedPolicies.detach,
    DetachUserPolicy: userAttachedPolicies.detach,
    GetAccessKeyLastUsed: getAccessKeyLastUsed,
    GetAccountAuthorizationDetails: getAccountAuthorizationDetails,
    GetAccountPasswordPolicy: getAccountPasswordPolicy,
    GetAccountSummary: getAccountSummary,
    GetGroup: getGroup,
    GetGroupPolicy: groupInlinePolicies.get,
    GetInstanceProfile: getInstanceProfile,
    GetLoginProfile: getLoginProfile,
    GetOpenIDConnectProvider: getOpenIDConnectProvider,
    GetContextKeysForCustomPolicy: getContextKeysForCustomPolicy,
    GetContextKeysForPrincipalPolicy: getContextKeysForPrincipalPolicy,
    GetPolicy: getPolicy,
    GetPolicyVersion: getPolicyVersion,
    GetRole: getRole,
    GetRolePolicy: roleInlinePolicies.get,
    GetSAMLProvider: getSAMLProvider,
    GetServerCertificate: getServerCertificate,
    GetServiceLinkedRoleDeletionStatus: getServiceLinkedRoleDeletionStatus,
    GetUser: getUser,
    GetUserPolicy: userInlinePolicies.get,
    ListAccessKeys: listAccessKeys,
    ListAccountAliases: listAccountAliases,
    ListAttachedGroupPolicies: groupAttachedPolicies.list,
    ListAttachedRolePolicies: roleAttachedPolicies.list,
    ListAttachedUserPolicies: userAttachedPolicies.list,
    ListEntitiesForPolicy: listEntitiesForPolicy,
    ListGroupPolicies: groupInlinePolicies.list,
    ListGroups: listGroups,
    ListGroupsForUser: listGroupsForUser,
    ListInstanceProfileTags: instanceProfileTags.list,
    ListInstanceProfiles: listInstanceProfiles,
    ListInstanceProfilesForRole: listInstanceProfilesForRole,
    ListMFADevices: listMFADevices,
    ListOpenIDConnectProviderTags: openIdConnectProviderTags.list,
    ListOpenIDConnectProviders: listOpenIDConnectProviders,
    ListPolicies: listPolicies,
    ListPolicyTags: policyTags.list,
    ListPolicyVersions: listPolicyVersions,
    ListRolePolicies: roleInlinePolicies.list,
    ListRoleTags: roleTags.list,
    ListRoles: listRoles,
    ListSAMLProviderTags: samlProviderTags.list,
    ListSAMLProviders: listSAMLProviders,
    ListSSHPublicKeys: listSSHPublicKeys,
    ListServerCertificateTags: serverCertificateTags.list,
    ListServerCertificates: listServerCertificates,
    ListServiceSpecificCredentials: listServiceSpecificCredentials,
    ListSigningCertificates: listSigningCertificates,
    ListUserPolicies: userInlinePolicies.list,
    ListUserTags: userTags.list,
    ListUsers: listUsers,
    ListVirtualMFADevices: listVirtualMFADevices,
    PutGroupPolicy: groupInlinePolicies.put,
    PutRolePermissionsBoundary: rolePermissionsBoundary.put,
    PutRolePolicy: roleInlinePolicies.put,
    PutUserPermissionsBoundary: userPermissionsBoundary.put,
    PutUserPolicy: userInlinePolicies.put,
    RemoveClientIDFromOpenIDConnectProvider: removeClientIDFromOpenIDConnectProvider,
    RemoveRoleFromInstanceProfile: removeRoleFromInstanceProfile,
    RemoveUserFromGroup: removeUserFromGroup,
    SetDefaultPolicyVersion: setDefaultPolicyVersion,
    SimulateCustomPolicy: simulateCustomPolicy,
    SimulatePrincipalPolicy: simulatePrincipalPolicy,
    TagInstanceProfile: instanceProfileTags.tag,
    TagOpenIDConnectProvider: openIdConnectProviderTags.tag,
    TagPolicy: policyTags.tag,
    TagRole: roleTags.tag,
    TagSAMLProvider: samlProviderTags.tag,
    TagServerCertificate: serverCertificateTags.tag,
    TagUser: userTags.tag,
    UntagInstanceProfile: instanceProfileTags.untag,
    UntagOpenIDConnectProvider: openIdConnectProviderTags.untag,
    UntagPolicy: policyTags.untag,
    UntagRole: roleTags.untag,
    UntagSAMLProvider: samlProviderTags.untag,
    UntagServerCertificate: serverCertificateTags.untag,
    UntagUser: userTags.untag,
    UpdateAccessKey: updateAccessKey,
    UpdateAccountPasswordPolicy: updateAccountPasswordPolicy,
    UpdateAssumeRolePolicy: updateAssumeRolePolicy,
    UpdateGroup: updateGroup,
    UpdateLoginProfile: updateLoginProfile,
    UpdateOpenIDConnectProviderThumbprint: updateOpenIDConnectProviderThumbprint,
    UpdateRole: updateRole,
    UpdateRoleDescription: updateRoleDescription,
    UpdateSAMLProvider: updateSAMLProvider,
    UpdateServerCertificate: updateServerCertificate,
    UpdateUser: updateUser,
    UploadServerCertificate: uploadServerCertificate,
  } satisfies OperationTable<IAM>,
  validation: validationStyle,
}
