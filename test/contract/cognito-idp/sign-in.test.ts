/** Signing in. Source: API Reference, InitiateAuth, RespondToAuthChallenge; Developer Guide, "Authentication flows". */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { type Lambent, startLambent } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'
import { lastingStore } from '../../support/test-stores.ts'
import { Account, claimsOf, password, refused, SrpClient, secretHash } from './support.ts'

const server = testServer()

describe('signing in', () => {
  let account: Account
  let pool: string
  let client: string

  before(async () => {
    account = new Account(server)
    const { UserPool } = await account.cognito.createUserPool({
      PoolName: 'people',
      Schema: [{ Name: 'plan', AttributeDataType: 'String', Mutable: true }],
    })
    pool = UserPool?.Id ?? ''
    client = await account.client(pool)
    await account.user(pool, 'ann', {
      email: 'ann@example.com',
      email_verified: 'true',
      'custom:plan': 'gold',
    })
  })

  it('with a password: tokens as AWS makes them', async () => {
    await account.cognito.createGroup({
      UserPoolId: pool,
      GroupName: 'staff',
      Precedence: 5,
      RoleArn: `arn:aws:iam::${account.id}:role/staff`,
    })
    await account.cognito.createGroup({ UserPoolId: pool, GroupName: 'admins', Precedence: 1 })
    for (const GroupName of ['staff', 'admins'])
      await account.cognito.adminAddUserToGroup({ UserPoolId: pool, Username: 'ann', GroupName })
    const { AuthenticationResult: result, ChallengeName } = await account.signIn(client, 'ann')
    assert.equal(ChallengeName, undefined)
    assert.deepEqual([result?.TokenType, result?.ExpiresIn], ['Bearer', 3600])
    assert.equal(result?.RefreshToken?.split('.').length, 5)
    const id = claimsOf(result?.IdToken)
    const access = claimsOf(result?.AccessToken)
    assert.deepEqual(
      {
        ...id,
        sub: undefined,
        origin_jti: undefined,
        event_id: undefined,
        jti: undefined,
        exp: undefined,
        iat: undefined,
        auth_time: undefined,
      },
      {
        sub: undefined,
        origin_jti: undefined,
        event_id: undefined,
        jti: undefined,
        exp: undefined,
        iat: undefined,
        auth_time: undefined,
        'cognito:groups': ['admins', 'staff'],
        'cognito:roles': [`arn:aws:iam::${account.id}:role/staff`],
        iss: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
        'cognito:username': 'ann',
        aud: client,
        token_use: 'id',
        email: 'ann@example.com',
        email_verified: true,
        'custom:plan': 'gold',
      },
    )
    assert.equal(Number(id.exp) - Number(id.iat), 3600)
    assert.deepEqual(Object.keys(access).sort(), [
      'auth_time',
      'client_id',
      'cognito:groups',
      'event_id',
      'exp',
      'iat',
      'iss',
      'jti',
      'origin_jti',
      'scope',
      'sub',
      'token_use',
      'username',
    ])
    assert.deepEqual(
      [access.client_id, access.scope, access.token_use, access.username, access.sub, access.origin_jti],
      [client, 'aws.cognito.signin.user.admin', 'access', 'ann', id.sub, id.origin_jti],
    )
    for (const token of [result?.IdToken, result?.AccessToken])
      await jwtVerify(
        token ?? '',
        createRemoteJWKSet(new URL(`${server.endpoint}/${pool}/.well-known/jwks.json`)),
        {
          issuer: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
        },
      )
  })

  it('with a secure remote password, whose exchange a client keeps by its block alone', async () => {
    const srp = new SrpClient()
    const begun = await account.browser.initiateAuth({
      ClientId: client,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: 'ann', SRP_A: srp.parameter },
    })
    assert.equal(begun.ChallengeName, 'PASSWORD_VERIFIER')
    assert.deepEqual(Object.keys(begun.ChallengeParameters ?? {}).sort(), [
      'SALT',
      'SECRET_BLOCK',
      'SRP_B',
      'USERNAME',
      'USER_ID_FOR_SRP',
    ])
    const respond = (words: string) =>
      account.browser.respondToAuthChallenge({
        ClientId: client,
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses: srp.answer(pool, begun.ChallengeParameters ?? {}, words),
      })
    const done = await respond(password)
    assert.equal(claimsOf(done.AuthenticationResult?.IdToken)['cognito:username'], 'ann')
    await refused(respond(password), 'NotAuthorizedException', 'Invalid session for the user.')
  })

  it('refuses a wrong proof, and hides who exists', async () => {
    const attempt = async (USERNAME: string) => {
      const srp = new SrpClient()
      const begun = await account.browser.initiateAuth({
        ClientId: client,
        AuthFlow: 'USER_SRP_AUTH',
        AuthParameters: { USERNAME, SRP_A: srp.parameter },
      })
      await account.browser.respondToAuthChallenge({
        ClientId: client,
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses: srp.answer(pool, begun.ChallengeParameters ?? {}, 'Wrong0ne!'),
      })
    }
    for (const name of ['ann', 'nobody'])
      await refused(attempt(name), 'NotAuthorizedException', 'Incorrect username or password.')
    await refused(
      account.signIn(client, 'nobody'),
      'NotAuthorizedException',
      'Incorrect username or password.',
    )
    await refused(
      account.signIn(client, 'ann', 'Wrong0ne!'),
      'NotAuthorizedException',
      'Incorrect username or password.',
    )
    const open = await account.client(pool, { PreventUserExistenceErrors: 'LEGACY' })
    await refused(account.signIn(open, 'nobody'), 'UserNotFoundException', 'User does not exist.')
    await refused(
      account.browser.initiateAuth({
        ClientId: client,
        AuthFlow: 'USER_SRP_AUTH',
        AuthParameters: { USERNAME: 'ann', SRP_A: '0' },
      }),
      'InvalidParameterException',
    )
  })

  it('asks clients with a secret for its hash', async () => {
    const { UserPoolClient } = await account.cognito.createUserPoolClient({
      UserPoolId: pool,
      ClientName: 'secret',
      GenerateSecret: true,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    })
    const { ClientId = '', ClientSecret = '' } = UserPoolClient ?? {}
    const attempt = (hash?: string) =>
      account.browser.initiateAuth({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: {
          USERNAME: 'ann',
          PASSWORD: password,
          ...(hash === undefined ? {} : { SECRET_HASH: hash }),
        },
      })
    await refused(
      attempt(),
      'NotAuthorizedException',
      `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
    )
    await refused(
      attempt('bad'),
      'NotAuthorizedException',
      `Unable to verify secret hash for client ${ClientId}`,
    )
    const { AuthenticationResult } = await attempt(secretHash(ClientId, ClientSecret, 'ann'))
    assert.ok(AuthenticationResult?.IdToken)
    const refresh = (SECRET_HASH: string) =>
      account.browser.initiateAuth({
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: AuthenticationResult?.RefreshToken ?? '', SECRET_HASH },
      })
    await refused(
      refresh('bad'),
      'NotAuthorizedException',
      `Unable to verify secret hash for client ${ClientId}`,
    )
    assert.ok((await refresh(secretHash(ClientId, ClientSecret, 'ann'))).AuthenticationResult)
  })

  it('says which flows a client lacks', async () => {
    const none = await account.client(pool, { ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] })
    await refused(
      account.signIn(none, 'ann'),
      'InvalidParameterException',
      'USER_PASSWORD_AUTH flow not enabled for this client',
    )
    await refused(
      account.cognito.adminInitiateAuth({
        UserPoolId: pool,
        ClientId: none,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ann', PASSWORD: password },
      }),
      'InvalidParameterException',
      'Auth flow not enabled for this client',
    )
    await refused(
      account.browser.initiateAuth({
        ClientId: 'nosuch',
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: {},
      }),
      'ResourceNotFoundException',
      'User pool client nosuch does not exist.',
    )
    await refused(
      account.browser.initiateAuth({
        ClientId: client,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ann' },
      }),
      'InvalidParameterException',
      'Missing required parameter PASSWORD',
    )
  })

  it('changes a temporary password first', async () => {
    await account.cognito.adminCreateUser({
      UserPoolId: pool,
      Username: 'new',
      TemporaryPassword: 'Tempor4ry!',
      MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'email', Value: 'new@example.com' }],
    })
    const begun = await account.cognito.adminInitiateAuth({
      UserPoolId: pool,
      ClientId: client,
      AuthFlow: 'ADMIN_NO_SRP_AUTH',
      AuthParameters: { USERNAME: 'new', PASSWORD: 'Tempor4ry!' },
    })
    assert.equal(begun.ChallengeName, 'NEW_PASSWORD_REQUIRED')
    assert.deepEqual(begun.ChallengeParameters, {
      USER_ID_FOR_SRP: 'new',
      requiredAttributes: '[]',
      userAttributes: '{"email":"new@example.com"}',
    })
    const respond = (NEW_PASSWORD: string) =>
      account.browser.respondToAuthChallenge({
        ClientId: client,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: begun.Session,
        ChallengeResponses: { USERNAME: 'new', NEW_PASSWORD, 'userAttributes.name': 'New' },
      })
    await refused(
      respond('short'),
      'InvalidPasswordException',
      'Password did not conform with policy: Password not long enough',
    )
    const { AuthenticationResult } = await respond('An0ther!one')
    assert.equal(claimsOf(AuthenticationResult?.IdToken).name, 'New')
    const { UserStatus } = await account.cognito.adminGetUser({ UserPoolId: pool, Username: 'new' })
    assert.equal(UserStatus, 'CONFIRMED')
    await refused(respond('An0ther!two'), 'NotAuthorizedException', 'Invalid session for the user.')
  })

  it('refreshes, revokes and signs out', async () => {
    const { AuthenticationResult: first } = await account.signIn(client, 'ann')
    const refresh = (REFRESH_TOKEN = '') =>
      account.browser.initiateAuth({
        ClientId: client,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN },
      })
    const { AuthenticationResult: second } = await refresh(first?.RefreshToken)
    assert.equal(second?.RefreshToken, undefined)
    const [before, after] = [claimsOf(first?.AccessToken), claimsOf(second?.AccessToken)]
    assert.deepEqual([after.auth_time, after.origin_jti], [before.auth_time, before.origin_jti])
    assert.notEqual(after.jti, before.jti)
    await refused(refresh('nonsense'), 'NotAuthorizedException', 'Invalid Refresh Token')
    await account.browser.revokeToken({ ClientId: client, Token: first?.RefreshToken })
    await refused(refresh(first?.RefreshToken), 'NotAuthorizedException', 'Refresh Token has been revoked')
    await refused(
      account.browser.getUser({ AccessToken: second?.AccessToken }),
      'NotAuthorizedException',
      'Access Token has been revoked',
    )
    const { AuthenticationResult: third } = await account.signIn(client, 'ann')
    await account.browser.globalSignOut({ AccessToken: third?.AccessToken })
    await refused(refresh(third?.RefreshToken), 'NotAuthorizedException', 'Refresh Token has been revoked')
  })

  it('rotates refresh tokens where the client says so', async () => {
    const rotating = await account.client(pool, {
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    })
    const { AuthenticationResult: first } = await account.signIn(rotating, 'ann')
    const exchange = (RefreshToken: string | undefined) =>
      account.browser.getTokensFromRefreshToken({ ClientId: rotating, RefreshToken })
    const { AuthenticationResult: second } = await exchange(first?.RefreshToken)
    assert.notEqual(second?.RefreshToken, first?.RefreshToken)
    assert.equal(second?.RefreshToken?.length, first?.RefreshToken?.length)
    await refused(exchange(first?.RefreshToken), 'RefreshTokenReuseException')
    assert.ok((await exchange(second?.RefreshToken)).AuthenticationResult?.IdToken)
  })

  it('locks out who guesses', async () => {
    await account.user(pool, 'target')
    for (let attempt = 0; attempt < 5; attempt++)
      await refused(
        account.signIn(client, 'target', 'Wrong0ne!'),
        'NotAuthorizedException',
        'Incorrect username or password.',
      )
    await refused(account.signIn(client, 'target'), 'NotAuthorizedException', 'Password attempts exceeded')
  })

  it('refuses disabled users, and those who must reset', async () => {
    await account.user(pool, 'off', { email: 'off@example.com', email_verified: 'true' })
    await account.cognito.adminDisableUser({ UserPoolId: pool, Username: 'off' })
    await refused(account.signIn(client, 'off'), 'NotAuthorizedException', 'User is disabled.')
    await account.cognito.adminEnableUser({ UserPoolId: pool, Username: 'off' })
    await account.cognito.adminResetUserPassword({ UserPoolId: pool, Username: 'off' })
    await refused(
      account.signIn(client, 'off'),
      'PasswordResetRequiredException',
      'Password reset required for the user',
    )
    await account.browser.confirmForgotPassword({
      ClientId: client,
      Username: 'off',
      ConfirmationCode: await account.lastCode(pool),
      Password: 'Fresh0ne!',
    })
    assert.ok((await account.signIn(client, 'off', 'Fresh0ne!')).AuthenticationResult)
  })
})

describe('a server that starts again', () => {
  it('knows its pools, their keys, and who has signed in', async () => {
    const { options, remove } = await lastingStore()
    try {
      const config = (lambent: Lambent) => ({
        endpoint: lambent.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: '369000000000', secretAccessKey: 'secret' },
        maxAttempts: 1,
      })
      const first = await startLambent(options)
      const before = new CognitoIdentityProvider(config(first))
      const pool = (await before.createUserPool({ PoolName: 'kept' })).UserPool?.Id ?? ''
      const made = await before.createUserPoolClient({
        UserPoolId: pool,
        ClientName: 'app',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      })
      const ClientId = made.UserPoolClient?.ClientId
      await before.adminCreateUser({ UserPoolId: pool, Username: 'ann', MessageAction: 'SUPPRESS' })
      await before.adminSetUserPassword({
        UserPoolId: pool,
        Username: 'ann',
        Password: password,
        Permanent: true,
      })
      const { AuthenticationResult } = await before.initiateAuth({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ann', PASSWORD: password },
      })
      const keys = await (await fetch(`${first.endpoint}/${pool}/.well-known/jwks.json`)).text()
      await first.stop()
      const second = await startLambent(options)
      try {
        assert.equal(await (await fetch(`${second.endpoint}/${pool}/.well-known/jwks.json`)).text(), keys)
        const after = new CognitoIdentityProvider(config(second))
        const { Username } = await after.getUser({ AccessToken: AuthenticationResult?.AccessToken })
        assert.equal(Username, 'ann')
        const refreshed = await after.initiateAuth({
          ClientId,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN: AuthenticationResult?.RefreshToken ?? '' },
        })
        assert.ok(refreshed.AuthenticationResult?.AccessToken)
      } finally {
        await second.stop()
      }
    } finally {
      remove()
    }
  })
})
