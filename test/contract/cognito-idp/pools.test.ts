/** Pools and what belongs to them. Source: API Reference, CreateUserPool, CreateUserPoolClient and kin. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { Account, refused } from './support.ts'

const server = testServer()

describe('user pools', () => {
  let account: Account
  before(() => {
    account = new Account(server)
  })

  it("have AWS's defaults", async () => {
    const { UserPool } = await account.cognito.createUserPool({ PoolName: 'plain' })
    const { CreationDate, LastModifiedDate, SchemaAttributes, ...rest } = UserPool ?? {}
    const id = UserPool?.Id ?? ''
    assert.match(id, /^us-east-1_[A-Za-z0-9]{9}$/)
    assert.ok(CreationDate && LastModifiedDate)
    assert.equal(SchemaAttributes?.length, 20)
    assert.deepEqual(SchemaAttributes?.[0], {
      Name: 'sub',
      AttributeDataType: 'String',
      DeveloperOnlyAttribute: false,
      Mutable: false,
      Required: true,
      StringAttributeConstraints: { MinLength: '1', MaxLength: '2048' },
    })
    assert.deepEqual(rest, {
      Id: id,
      Name: 'plain',
      Arn: `arn:aws:cognito-idp:us-east-1:${account.id}:userpool/${id}`,
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8,
          RequireUppercase: true,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          TemporaryPasswordValidityDays: 7,
        },
        SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] },
      },
      DeletionProtection: 'INACTIVE',
      LambdaConfig: {},
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
      MfaConfiguration: 'OFF',
      EstimatedNumberOfUsers: 0,
      EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
      UserPoolTags: {},
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Priority: 1, Name: 'verified_email' },
          { Priority: 2, Name: 'verified_phone_number' },
        ],
      },
      UserPoolTier: 'ESSENTIALS',
    })
  })

  it('are changed, tagged, protected and deleted', async () => {
    const { cognito } = account
    const { UserPool } = await cognito.createUserPool({
      PoolName: 'kept',
      DeletionProtection: 'ACTIVE',
      UserPoolTags: { team: 'a' },
      UsernameAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
    })
    const UserPoolId = UserPool?.Id ?? ''
    await refused(
      cognito.deleteUserPool({ UserPoolId }),
      'InvalidParameterException',
      'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
    )
    await cognito.updateUserPool({ UserPoolId, AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } })
    const { UserPool: after } = await cognito.describeUserPool({ UserPoolId })
    assert.deepEqual(
      [
        after?.DeletionProtection,
        after?.AutoVerifiedAttributes,
        after?.UsernameAttributes,
        after?.AdminCreateUserConfig?.AllowAdminCreateUserOnly,
      ],
      ['INACTIVE', undefined, ['email'], true],
    )
    await cognito.tagResource({ ResourceArn: UserPool?.Arn, Tags: { stage: 'b' } })
    await cognito.untagResource({ ResourceArn: UserPool?.Arn, TagKeys: ['team'] })
    assert.deepEqual((await cognito.listTagsForResource({ ResourceArn: UserPool?.Arn })).Tags, { stage: 'b' })
    const ClientId = await account.client(UserPoolId)
    await refused(
      account.browser.signUp({ ClientId, Username: 'a@example.com', Password: 'Passw0rd!' }),
      'NotAuthorizedException',
      'SignUp is not permitted for this user pool',
    )
    await cognito.createUserPoolDomain({ UserPoolId, Domain: 'kept-people' })
    await refused(
      cognito.deleteUserPool({ UserPoolId }),
      'InvalidParameterException',
      'User pool cannot be deleted. It has a domain configured that should be deleted first.',
    )
    await cognito.deleteUserPoolDomain({ UserPoolId, Domain: 'kept-people' })
    await cognito.deleteUserPool({ UserPoolId })
    await server.lambent.idle()
    await refused(
      cognito.describeUserPool({ UserPoolId }),
      'ResourceNotFoundException',
      `User pool ${UserPoolId} does not exist.`,
    )
    await refused(
      account.browser.initiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: {} }),
      'ResourceNotFoundException',
      `User pool client ${ClientId} does not exist.`,
    )
  })

  it('refuse what does not fit', async () => {
    const { cognito } = account
    await refused(
      cognito.createUserPool({ PoolName: 'x', AliasAttributes: ['email'], UsernameAttributes: ['email'] }),
      'InvalidParameterException',
      'Only one of the aliasAttributes or usernameAttributes can be set in a user pool.',
    )
    await refused(
      cognito.createUserPool({ PoolName: 'x', MfaConfiguration: 'ON' }),
      'InvalidParameterException',
      'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
    )
    await refused(
      cognito.createUserPool({ PoolName: 'x', Policies: { PasswordPolicy: { MinimumLength: 3 } } }),
      'InvalidParameterException',
      "1 validation error detected: Value '3' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member must have value greater than or equal to 6",
    )
    await refused(
      cognito.createUserPool({ PoolName: 'x', Schema: [{ Name: 'own', Required: true }] }),
      'InvalidParameterException',
      'Required custom attributes are not supported currently.',
    )
    const UserPoolId = (await cognito.createUserPool({ PoolName: 'fits' })).UserPool?.Id ?? ''
    const client = (more: object) => cognito.createUserPoolClient({ UserPoolId, ClientName: 'x', ...more })
    await refused(
      client({
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthScopes: ['openid'],
        AllowedOAuthFlowsUserPoolClient: true,
      }),
      'InvalidOAuthFlowException',
      'client_credentials flow can not be selected if client does not have a client secret.',
    )
    await refused(
      client({ SupportedIdentityProviders: ['Google'] }),
      'InvalidParameterException',
      `The provider Google does not exist for User Pool ${UserPoolId}.`,
    )
    await refused(
      client({ CallbackURLs: ['http://shop.example/'] }),
      'InvalidParameterException',
      'http://shop.example/ cannot use the HTTP protocol.',
    )
    await refused(
      client({ ReadAttributes: ['custom:none'] }),
      'InvalidParameterException',
      'Invalid read attributes specified while creating a client',
    )
    await refused(client({ AllowedOAuthScopes: ['orders/read'] }), 'ScopeDoesNotExistException')
    await refused(
      client({ AccessTokenValidity: 2, TokenValidityUnits: { AccessToken: 'minutes' } }),
      'InvalidParameterException',
      'Invalid range for token validity.',
    )
    await refused(
      cognito.createUserPoolDomain({ UserPoolId, Domain: 'my-cognito' }),
      'InvalidParameterException',
      'Domain cannot contain reserved word: cognito',
    )
    await refused(
      cognito.deleteResourceServer({ UserPoolId, Identifier: 'none' }),
      'ResourceNotFoundException',
    )
    const other = new Account(server)
    await refused(other.cognito.describeUserPool({ UserPoolId }), 'ResourceNotFoundException')
  })

  it('have clients with their own settings, and with up to two secrets', async () => {
    const { cognito } = account
    const UserPoolId = (await cognito.createUserPool({ PoolName: 'clients' })).UserPool?.Id ?? ''
    const { UserPoolClient } = await cognito.createUserPoolClient({
      UserPoolId,
      ClientName: 'app',
      GenerateSecret: true,
    })
    const {
      CreationDate: _created,
      LastModifiedDate: _modified,
      ClientId = '',
      ClientSecret = '',
      ...rest
    } = UserPoolClient ?? {}
    assert.match(ClientId, /^[a-z0-9]{26}$/)
    assert.match(ClientSecret, /^[a-z0-9]{51}$/)
    assert.deepEqual(rest, {
      UserPoolId,
      ClientName: 'app',
      RefreshTokenValidity: 30,
      AllowedOAuthFlowsUserPoolClient: false,
      EnableTokenRevocation: true,
      EnablePropagateAdditionalUserContextData: false,
      AuthSessionValidity: 3,
    })
    const { ClientSecretDescriptor } = await cognito.addUserPoolClientSecret({ UserPoolId, ClientId })
    await refused(cognito.addUserPoolClientSecret({ UserPoolId, ClientId }), 'LimitExceededException')
    const { ClientSecrets } = await cognito.listUserPoolClientSecrets({ UserPoolId, ClientId })
    assert.equal(ClientSecrets?.length, 2)
    await cognito.deleteUserPoolClientSecret({
      UserPoolId,
      ClientId,
      ClientSecretId: ClientSecretDescriptor?.ClientSecretId,
    })
    await cognito.createUserPoolClient({ UserPoolId, ClientName: 'other' })
    const first = await cognito.listUserPoolClients({ UserPoolId, MaxResults: 1 })
    const second = await cognito.listUserPoolClients({
      UserPoolId,
      MaxResults: 1,
      NextToken: first.NextToken,
    })
    assert.deepEqual(
      [first.UserPoolClients?.length, second.UserPoolClients?.length, second.NextToken],
      [1, 1, undefined],
    )
    await refused(
      cognito.listUserPoolClients({ UserPoolId, NextToken: 'nonsense' }),
      'InvalidParameterException',
    )
    await cognito.deleteUserPoolClient({ UserPoolId, ClientId })
    await refused(
      cognito.describeUserPoolClient({ UserPoolId, ClientId }),
      'ResourceNotFoundException',
      `User pool client ${ClientId} does not exist.`,
    )
  })

  it('are called by pages of any origin, which ask before', async () => {
    const asked = await fetch(server.endpoint, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-amz-target,x-amz-user-agent',
      },
    })
    assert.deepEqual(
      [
        asked.status,
        asked.headers.get('access-control-allow-origin'),
        asked.headers.get('access-control-allow-headers'),
        asked.headers.get('access-control-allow-methods'),
      ],
      [200, '*', 'content-type,x-amz-target,x-amz-user-agent', 'POST'],
    )
    const answer = await fetch(server.endpoint, {
      method: 'POST',
      headers: {
        origin: 'https://shop.example',
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      },
      body: JSON.stringify({ ClientId: 'none', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: {} }),
    })
    assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [400, '*'])
    assert.match(answer.headers.get('access-control-expose-headers') ?? '', /x-amzn-ErrorType/)
    assert.deepEqual(await answer.json(), {
      __type: 'ResourceNotFoundException',
      message: 'User pool client none does not exist.',
    })
    const admin = await fetch(server.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.ListUserPools',
      },
      body: '{"MaxResults":1}',
    })
    assert.equal(admin.status, 400, 'what administrators do is signed')
  })
})
