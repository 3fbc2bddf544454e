/** Resource types of user pools, through stacks and through Cloud Control. Source: CloudFormation template reference, AWS::Cognito::…. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudControl } from '@aws-sdk/client-cloudcontrol'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { testServer } from '../../../support/server.ts'
import { created, deleted, newAccount, template, updated } from '../support.ts'
import { outputs, outputsOf, ref } from './support.ts'

const server = testServer()

function resources(
  more: object = {},
  client: object = {},
  scopes: readonly string[] = ['read'],
  domain = 'stack-people',
) {
  return {
    People: {
      Type: 'AWS::Cognito::UserPool',
      Properties: {
        UserPoolName: 'people',
        UsernameAttributes: ['email'],
        AutoVerifiedAttributes: ['email'],
        MfaConfiguration: 'OPTIONAL',
        EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
        Policies: { PasswordPolicy: { MinimumLength: '10', RequireNumbers: 'true' } },
        Schema: [
          { Name: 'email', Required: true, Mutable: true },
          { Name: 'plan', AttributeDataType: 'String' },
        ],
        UserPoolTags: { team: 'a' },
        ...more,
      },
    },
    App: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: {
        UserPoolId: ref('People'),
        GenerateSecret: true,
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        ...client,
      },
    },
    Domain: {
      Type: 'AWS::Cognito::UserPoolDomain',
      Properties: { UserPoolId: ref('People'), Domain: domain },
    },
    Api: {
      Type: 'AWS::Cognito::UserPoolResourceServer',
      Properties: {
        UserPoolId: ref('People'),
        Identifier: 'orders',
        Name: 'Orders',
        Scopes: scopes.map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName })),
      },
    },
    Admins: {
      Type: 'AWS::Cognito::UserPoolGroup',
      Properties: { UserPoolId: ref('People'), GroupName: 'admins', Precedence: 1 },
    },
    Ann: {
      Type: 'AWS::Cognito::UserPoolUser',
      Properties: {
        UserPoolId: ref('People'),
        Username: 'ann@example.com',
        MessageAction: 'SUPPRESS',
        UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
      },
    },
    Membership: {
      Type: 'AWS::Cognito::UserPoolUserToGroupAttachment',
      Properties: { UserPoolId: ref('People'), GroupName: ref('Admins'), Username: ref('Ann') },
    },
    Google: {
      Type: 'AWS::Cognito::UserPoolIdentityProvider',
      Properties: {
        UserPoolId: ref('People'),
        ProviderName: 'Google',
        ProviderType: 'Google',
        ProviderDetails: { client_id: 'a', client_secret: 'b', authorize_scopes: 'openid' },
        AttributeMapping: { email: 'email' },
      },
    },
  }
}

const shown = outputs(
  'People',
  'People.Arn',
  'People.ProviderName',
  'People.ProviderURL',
  'People.UserPoolId',
  'App',
  'App.ClientSecret',
  'Domain',
  'Admins',
  'Ann',
)

describe('user pools in stacks', () => {
  it('are made, changed in place, replaced and removed', async () => {
    const { cfn, config, account } = newAccount(server)
    const cognito = new CognitoIdentityProvider(config)
    const stack = await created(server, cfn, 'people', template(resources(), shown))
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const out = outputsOf(stack)
    const { People: pool = '', App: client = '' } = out
    assert.match(pool, /^us-east-1_[A-Za-z0-9]{9}$/)
    assert.match(client, /^[a-z0-9]{26}$/)
    assert.equal(out.PeopleArn, `arn:aws:cognito-idp:us-east-1:${account}:userpool/${pool}`)
    assert.equal(out.PeopleProviderURL, `https://cognito-idp.us-east-1.amazonaws.com/${pool}`)
    assert.equal(out.PeopleProviderName, `cognito-idp.us-east-1.amazonaws.com/${pool}`)
    assert.deepEqual([out.Domain, out.Admins], ['stack-people', 'admins'])
    const { UserPool } = await cognito.describeUserPool({ UserPoolId: pool })
    assert.deepEqual(
      [
        UserPool?.Name,
        UserPool?.Policies?.PasswordPolicy?.MinimumLength,
        UserPool?.MfaConfiguration,
        UserPool?.Domain,
      ],
      ['people', 10, 'OPTIONAL', 'stack-people'],
    )
    assert.equal(UserPool?.UserPoolTags?.team, 'a')
    assert.equal(UserPool?.UserPoolTags?.['aws:cloudformation:logical-id'], 'People')
    const { UserPoolClient } = await cognito.describeUserPoolClient({ UserPoolId: pool, ClientId: client })
    assert.equal(UserPoolClient?.ClientSecret, out.AppClientSecret)
    const { Groups } = await cognito.adminListGroupsForUser({ UserPoolId: pool, Username: 'ann@example.com' })
    assert.deepEqual(
      Groups?.map(({ GroupName }) => GroupName),
      ['admins'],
    )

    const changes = {
      Policies: { PasswordPolicy: { MinimumLength: 12 } },
      Schema: [
        { Name: 'email', Required: true, Mutable: true },
        { Name: 'plan' },
        { Name: 'level', AttributeDataType: 'Number' },
      ],
    }
    const next = resources(changes, { AccessTokenValidity: 2, GenerateSecret: true }, ['read', 'write'])
    const second = await updated(server, cfn, 'people', template(next, shown))
    assert.equal(second.StackStatus, 'UPDATE_COMPLETE', second.StackStatusReason)
    assert.deepEqual([outputsOf(second).People, outputsOf(second).App], [pool, client])
    const after = await cognito.describeUserPool({ UserPoolId: pool })
    assert.equal(after.UserPool?.Policies?.PasswordPolicy?.MinimumLength, 12)
    assert.ok(after.UserPool?.SchemaAttributes?.some(({ Name }) => Name === 'custom:level'))
    const servers = await cognito.describeResourceServer({ UserPoolId: pool, Identifier: 'orders' })
    assert.equal(servers.ResourceServer?.Scopes?.length, 2)

    // A domain is one pool's alone: the pool that takes the place of the other needs one of its own.
    const another = resources(
      { ...changes, UsernameAttributes: ['email', 'phone_number'] },
      {},
      ['read'],
      'other-people',
    )
    const third = await updated(server, cfn, 'people', template(another, shown))
    assert.equal(third.StackStatus, 'UPDATE_COMPLETE', third.StackStatusReason)
    assert.notEqual(outputsOf(third).People, pool)
    const { UserPools } = await cognito.listUserPools({ MaxResults: 10 })
    assert.deepEqual(
      UserPools?.map(({ Id }) => Id),
      [outputsOf(third).People],
    )
    const gone = await deleted(server, cfn, third)
    assert.equal(gone.StackStatus, 'DELETE_COMPLETE', gone.StackStatusReason)
    assert.deepEqual((await cognito.listUserPools({ MaxResults: 10 })).UserPools, [])
  })

  it('are read and listed by Cloud Control', async () => {
    const { config } = newAccount(server)
    const control = new CloudControl(config)
    const make = async (TypeName: string, properties: object): Promise<string> => {
      const { ProgressEvent } = await control.createResource({
        TypeName,
        DesiredState: JSON.stringify(properties),
      })
      await server.lambent.idle()
      const done = await control.getResourceRequestStatus({ RequestToken: ProgressEvent?.RequestToken })
      assert.equal(done.ProgressEvent?.OperationStatus, 'SUCCESS', done.ProgressEvent?.StatusMessage)
      return done.ProgressEvent?.Identifier ?? ''
    }
    const pool = await make('AWS::Cognito::UserPool', { UserPoolName: 'control' })
    const parts: Record<string, object> = {
      'AWS::Cognito::UserPoolClient': { UserPoolId: pool, ClientName: 'app' },
      'AWS::Cognito::UserPoolGroup': { UserPoolId: pool, GroupName: 'g' },
      'AWS::Cognito::UserPoolResourceServer': { UserPoolId: pool, Identifier: 'r', Name: 'R' },
      'AWS::Cognito::UserPoolUser': { UserPoolId: pool, Username: 'u', MessageAction: 'SUPPRESS' },
      'AWS::Cognito::UserPoolDomain': { UserPoolId: pool, Domain: 'control-people' },
    }
    for (const [TypeName, properties] of Object.entries(parts)) {
      const Identifier = await make(TypeName, properties)
      const { ResourceDescription } = await control.getResource({ TypeName, Identifier })
      const read = JSON.parse(ResourceDescription?.Properties ?? '{}') as Record<string, unknown>
      for (const [name, value] of Object.entries(properties))
        if (name !== 'MessageAction') assert.deepEqual(read[name], value, TypeName)
      const { ResourceDescriptions } = await control.listResources({
        TypeName,
        ResourceModel: JSON.stringify({ UserPoolId: pool }),
      })
      assert.deepEqual(
        ResourceDescriptions?.map((found) => found.Identifier),
        [Identifier],
      )
    }
  })
})
