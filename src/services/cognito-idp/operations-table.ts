import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import type { OperationTable } from '../../dispatch/index.ts'
import * as adminUsers from './operations/admin-users.ts'
import * as clients from './operations/clients.ts'
import * as domains from './operations/domains.ts'
import * as groups from './operations/groups.ts'
import * as providers from './operations/identity-providers.ts'
import { listUsers } from './operations/list-users.ts'
import * as own from './operations/own-user.ts'
import * as passwords from './operations/passwords.ts'
import * as servers from './operations/resource-servers.ts'
import * as factors from './operations/second-factors.ts'
import * as signIn from './operations/sign-in.ts'
import * as signUp from './operations/sign-up.ts'
import * as tags from './operations/tags.ts'
import * as pools from './operations/user-pools.ts'

/** The operations of user pools. */
export const operations = {
  AddCustomAttributes: pools.addCustomAttributes,
  AddUserPoolClientSecret: clients.addUserPoolClientSecret,
  AdminAddUserToGroup: groups.adminAddUserToGroup,
  AdminConfirmSignUp: signUp.adminConfirmSignUp,
  AdminCreateUser: adminUsers.adminCreateUser,
  AdminDeleteSoftwareToken: factors.adminDeleteSoftwareToken,
  AdminDeleteUser: adminUsers.adminDeleteUser,
  AdminDeleteUserAttributes: adminUsers.adminDeleteUserAttributes,
  AdminDisableProviderForUser: adminUsers.adminDisableProviderForUser,
  AdminDisableUser: adminUsers.adminDisableUser,
  AdminEnableUser: adminUsers.adminEnableUser,
  AdminGetUser: adminUsers.adminGetUser,
  AdminGetUserAuthFactors: adminUsers.adminGetUserAuthFactors,
  AdminInitiateAuth: signIn.adminInitiateAuth,
  AdminLinkProviderForUser: adminUsers.adminLinkProviderForUser,
  AdminListGroupsForUser: groups.adminListGroupsForUser,
  AdminRemoveUserFromGroup: groups.adminRemoveUserFromGroup,
  AdminResetUserPassword: adminUsers.adminResetUserPassword,
  AdminRespondToAuthChallenge: signIn.adminRespondToAuthChallenge,
  AdminSetUserMFAPreference: factors.adminSetUserMfaPreference,
  AdminSetUserPassword: adminUsers.adminSetUserPassword,
  AdminUpdateUserAttributes: adminUsers.adminUpdateUserAttributes,
  AdminUserGlobalSignOut: adminUsers.adminUserGlobalSignOut,
  AssociateSoftwareToken: factors.associateSoftwareToken,
  ChangePassword: passwords.changePassword,
  ConfirmForgotPassword: passwords.confirmForgotPassword,
  ConfirmSignUp: signUp.confirmSignUp,
  CreateGroup: groups.createGroup,
  CreateIdentityProvider: providers.createIdentityProvider,
  CreateResourceServer: servers.createResourceServer,
  CreateUserPool: pools.createUserPool,
  CreateUserPoolClient: clients.createUserPoolClient,
  CreateUserPoolDomain: domains.createUserPoolDomain,
  DeleteGroup: groups.deleteGroup,
  DeleteIdentityProvider: providers.deleteIdentityProvider,
  DeleteResourceServer: servers.deleteResourceServer,
  DeleteUser: own.deleteUser,
  DeleteUserAttributes: own.deleteUserAttributes,
  DeleteUserPool: pools.deleteUserPool,
  DeleteUserPoolClient: clients.deleteUserPoolClient,
  DeleteUserPoolClientSecret: clients.deleteUserPoolClientSecret,
  DeleteUserPoolDomain: domains.deleteUserPoolDomain,
  DescribeIdentityProvider: providers.describeIdentityProvider,
  DescribeResourceServer: servers.describeResourceServer,
  DescribeUserPool: pools.describeUserPool,
  DescribeUserPoolClient: clients.describeUserPoolClient,
  DescribeUserPoolDomain: domains.describeUserPoolDomain,
  ForgotPassword: passwords.forgotPassword,
  GetGroup: groups.getGroup,
  GetIdentityProviderByIdentifier: providers.getIdentityProviderByIdentifier,
  GetTokensFromRefreshToken: signIn.getTokensFromRefreshToken,
  GetUser: own.getUser,
  GetUserAttributeVerificationCode: own.getUserAttributeVerificationCode,
  GetUserAuthFactors: own.getUserAuthFactors,
  GetUserPoolMfaConfig: pools.getUserPoolMfaConfig,
  GlobalSignOut: own.globalSignOut,
  InitiateAuth: signIn.initiateAuth,
  ListGroups: groups.listGroups,
  ListIdentityProviders: providers.listIdentityProviders,
  ListResourceServers: servers.listResourceServers,
  ListTagsForResource: tags.listTagsForResource,
  ListUserPoolClientSecrets: clients.listUserPoolClientSecrets,
  ListUserPoolClients: clients.listUserPoolClients,
  ListUserPools: pools.listUserPools,
  ListUsers: listUsers,
  ListUsersInGroup: groups.listUsersInGroup,
  ResendConfirmationCode: signUp.resendConfirmationCode,
  RespondToAuthChallenge: signIn.respondToAuthChallenge,
  RevokeToken: own.revokeToken,
  SetUserMFAPreference: factors.setUserMfaPreference,
  SetUserPoolMfaConfig: pools.setUserPoolMfaConfig,
  SignUp: signUp.signUp,
  TagResource: tags.tagResource,
  UntagResource: tags.untagResource,
  UpdateGroup: groups.updateGroup,
  UpdateIdentityProvider: providers.updateIdentityProvider,
  UpdateResourceServer: servers.updateResourceServer,
  UpdateUserAttributes: own.updateUserAttributes,
  UpdateUserPool: pools.updateUserPool,
  UpdateUserPoolClient: clients.updateUserPoolClient,
  UpdateUserPoolDomain: domains.updateUserPoolDomain,
  VerifySoftwareToken: factors.verifySoftwareToken,
  VerifyUserAttribute: own.verifyUserAttribute,
} satisfies OperationTable<CognitoIdentityProvider>
