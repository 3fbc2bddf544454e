/** Second factors, and first ones that are chosen. Source: Developer Guide, "Adding MFA to a user pool", "Choice-based authentication"; RFC 6238. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { Account, claimsOf, password, refused, SrpClient } from './support.ts'

const clock = new VirtualClock(Date.parse('2026-11-01T12:00:00Z'))
const server = testServer({ clock })

/** The code of an authenticator app, made apart from the server's. */
function codeOf(secret: string, at: number): string {
  const bits = Array.from(secret, (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('')
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [])
  const counter = Buffer.alloc(8)
  counter.writeUInt32BE(Math.floor(at / 30_000), 4)
  const digest = createHmac('sha1', key).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 15
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1e6).padStart(6, '0')
}

describe('second factors', () => {
  let account: Account
  let pool: string
  let client: string

  before(async () => {
    account = new Account(server)
    pool = (await account.cognito.createUserPool({ PoolName: 'people' })).UserPool?.Id ?? ''
    client = await account.client(pool)
    await account.cognito.setUserPoolMfaConfig({
      UserPoolId: pool,
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: true },
      EmailMfaConfiguration: { Message: 'It is {####}', Subject: 'Code' },
    })
  })

  it('an authenticator, set up by a user who is signed in', async () => {
    await account.user(pool, 'ann', { email: 'ann@example.com', email_verified: 'true' })
    const AccessToken = (await account.signIn(client, 'ann')).AuthenticationResult?.AccessToken
    await refused(
      account.browser.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } }),
      'InvalidParameterException',
      'User has not verified software token mfa',
    )
    const { SecretCode = '' } = await account.browser.associateSoftwareToken({ AccessToken })
    assert.match(SecretCode, /^[A-Z2-7]{52}$/)
    await refused(
      account.browser.verifySoftwareToken({ AccessToken, UserCode: '000000' }),
      'EnableSoftwareTokenMFAException',
      'Code mismatch',
    )
    const verified = await account.browser.verifySoftwareToken({
      AccessToken,
      UserCode: codeOf(SecretCode, clock.now()),
      FriendlyDeviceName: 'phone',
    })
    assert.equal(verified.Status, 'SUCCESS')
    await account.browser.setUserMFAPreference({
      AccessToken,
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
    })
    const me = await account.browser.getUser({ AccessToken })
    assert.deepEqual(
      [me.PreferredMfaSetting, me.UserMFASettingList],
      ['SOFTWARE_TOKEN_MFA', ['SOFTWARE_TOKEN_MFA']],
    )

    const begun = await account.signIn(client, 'ann')
    assert.deepEqual(
      [begun.ChallengeName, begun.ChallengeParameters],
      ['SOFTWARE_TOKEN_MFA', { USER_ID_FOR_SRP: 'ann', FRIENDLY_DEVICE_NAME: 'phone' }],
    )
    const respond = (code: string) =>
      account.browser.respondToAuthChallenge({
        ClientId: client,
        ChallengeName: 'SOFTWARE_TOKEN_MFA',
        Session: begun.Session,
        ChallengeResponses: { USERNAME: 'ann', SOFTWARE_TOKEN_MFA_CODE: code },
      })
    await refused(
      respond(codeOf(SecretCode, clock.now())),
      'ExpiredCodeException',
      'Your software token has already been used once.',
    )
    await refused(respond('000000'), 'CodeMismatchException', 'Invalid code received for user')
    await clock.advance(30_000)
    const done = await respond(codeOf(SecretCode, clock.now()))
    assert.equal(claimsOf(done.AuthenticationResult?.AccessToken).username, 'ann')
    await refused(respond(codeOf(SecretCode, clock.now())), 'NotAuthorizedException')

    // Several, none preferred: the user chooses.
    await account.cognito.adminSetUserMFAPreference({
      UserPoolId: pool,
      Username: 'ann',
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: false },
      EmailMfaSettings: { Enabled: true },
    })
    const several = await account.signIn(client, 'ann')
    assert.equal(several.ChallengeName, 'SELECT_MFA_TYPE')
    assert.deepEqual(JSON.parse(several.ChallengeParameters?.MFAS_CAN_CHOOSE ?? ''), [
      'SOFTWARE_TOKEN_MFA',
      'EMAIL_OTP',
    ])
    const chosen = await account.browser.respondToAuthChallenge({
      ClientId: client,
      ChallengeName: 'SELECT_MFA_TYPE',
      Session: several.Session,
      ChallengeResponses: { USERNAME: 'ann', ANSWER: 'EMAIL_OTP' },
    })
    assert.deepEqual(
      [chosen.ChallengeName, chosen.ChallengeParameters?.CODE_DELIVERY_DESTINATION],
      ['EMAIL_OTP', 'a***@e***'],
    )
    const byMail = await account.browser.respondToAuthChallenge({
      ClientId: client,
      ChallengeName: 'EMAIL_OTP',
      Session: chosen.Session,
      ChallengeResponses: { USERNAME: 'ann', EMAIL_OTP_CODE: await account.lastCode(pool) },
    })
    assert.ok(byMail.AuthenticationResult)
    await account.cognito.adminDeleteSoftwareToken({ UserPoolId: pool, Username: 'ann' })
    assert.deepEqual(
      (await account.cognito.adminGetUser({ UserPoolId: pool, Username: 'ann' })).UserMFASettingList,
      ['EMAIL_OTP'],
    )
  })

  it('bears few wrong codes, and few minutes', async () => {
    await account.user(pool, 'bob', { email: 'bob@example.com', email_verified: 'true' })
    await account.cognito.adminSetUserMFAPreference({
      UserPoolId: pool,
      Username: 'bob',
      EmailMfaSettings: { Enabled: true, PreferredMfa: true },
    })
    const respond = (Session: string | undefined, EMAIL_OTP_CODE: string) =>
      account.browser.respondToAuthChallenge({
        ClientId: client,
        ChallengeName: 'EMAIL_OTP',
        Session,
        ChallengeResponses: { USERNAME: 'bob', EMAIL_OTP_CODE },
      })
    const first = await account.signIn(client, 'bob')
    const code = await account.lastCode(pool)
    const wrong = code === '000000' ? '111111' : '000000'
    for (let attempt = 0; attempt < 5; attempt++)
      await refused(respond(first.Session, wrong), 'CodeMismatchException')
    await refused(respond(first.Session, code), 'NotAuthorizedException', 'Invalid session for the user.')
    // The last message is bob's, although ann's and all of his are of one instant.
    for (let attempt = 0; attempt < 12; attempt++) {
      const { Session } = await account.signIn(client, 'bob')
      assert.ok((await respond(Session, await account.lastCode(pool))).AuthenticationResult)
    }
    const second = await account.signIn(client, 'bob')
    await clock.advance(3 * 60_000)
    await refused(
      respond(second.Session, await account.lastCode(pool)),
      'NotAuthorizedException',
      /^Invalid session for the user/,
    )
  })

  it('is set up on the way in where the pool requires one', async () => {
    const strict = (await account.cognito.createUserPool({ PoolName: 'strict' })).UserPool?.Id ?? ''
    const app = await account.client(strict)
    await account.cognito.setUserPoolMfaConfig({
      UserPoolId: strict,
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    })
    await account.user(strict, 'cid')
    const begun = await account.signIn(app, 'cid')
    assert.deepEqual(
      [begun.ChallengeName, begun.ChallengeParameters?.MFAS_CAN_SETUP],
      ['MFA_SETUP', '["SOFTWARE_TOKEN_MFA"]'],
    )
    const respond = (Session: string | undefined) =>
      account.browser.respondToAuthChallenge({
        ClientId: app,
        ChallengeName: 'MFA_SETUP',
        Session,
        ChallengeResponses: { USERNAME: 'cid' },
      })
    await refused(respond(begun.Session), 'NotAuthorizedException')
    const asked = await account.browser.associateSoftwareToken({ Session: begun.Session })
    const proved = await account.browser.verifySoftwareToken({
      Session: asked.Session,
      UserCode: codeOf(asked.SecretCode ?? '', clock.now()),
    })
    const done = await respond(proved.Session)
    assert.ok(done.AuthenticationResult?.IdToken)
    assert.equal((await account.signIn(app, 'cid')).ChallengeName, 'SOFTWARE_TOKEN_MFA')
    await refused(
      account.cognito
        .setUserPoolMfaConfig({
          UserPoolId: pool,
          MfaConfiguration: 'ON',
          SoftwareTokenMfaConfiguration: { Enabled: false },
          EmailMfaConfiguration: undefined,
        })
        .then(async () => {
          const other = (await account.cognito.createUserPool({ PoolName: 'none' })).UserPool?.Id
          await account.cognito.setUserPoolMfaConfig({ UserPoolId: other, MfaConfiguration: 'ON' })
        }),
      'InvalidParameterException',
    )
  })

  it('USER_AUTH: the first factor is chosen', async () => {
    const choice =
      (
        await account.cognito.createUserPool({
          PoolName: 'choice',
          Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
        })
      ).UserPool?.Id ?? ''
    const app = await account.client(choice)
    await account.user(choice, 'dan', { email: 'dan@example.com', email_verified: 'true' })
    const begin = (parameters: Record<string, string> = {}) =>
      account.browser.initiateAuth({
        ClientId: app,
        AuthFlow: 'USER_AUTH',
        AuthParameters: { USERNAME: 'dan', ...parameters },
      })
    const begun = await begin()
    assert.equal(begun.ChallengeName, 'SELECT_CHALLENGE')
    assert.deepEqual(begun.AvailableChallenges, ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'])
    const answer = (
      ChallengeName: 'SELECT_CHALLENGE' | 'EMAIL_OTP' | 'PASSWORD_VERIFIER',
      Session: string | undefined,
      responses: Record<string, string>,
    ) =>
      account.browser.respondToAuthChallenge({
        ClientId: app,
        ChallengeName,
        Session,
        ChallengeResponses: { USERNAME: 'dan', ...responses },
      })
    const mailed = await answer('SELECT_CHALLENGE', begun.Session, { ANSWER: 'EMAIL_OTP' })
    assert.equal(mailed.ChallengeName, 'EMAIL_OTP')
    assert.ok(
      (await answer('EMAIL_OTP', mailed.Session, { EMAIL_OTP_CODE: await account.lastCode(choice) }))
        .AuthenticationResult,
    )
    const direct = await begin({ PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: password })
    assert.ok(direct.AuthenticationResult)
    const srp = new SrpClient()
    const exchange = await begin({ PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: srp.parameter })
    assert.ok(
      (
        await answer(
          'PASSWORD_VERIFIER',
          exchange.Session,
          srp.answer(choice, exchange.ChallengeParameters ?? {}, password),
        )
      ).AuthenticationResult,
    )
    const again = await begin()
    await refused(
      answer('SELECT_CHALLENGE', again.Session, { ANSWER: 'WEB_AUTHN' }),
      'InvalidParameterException',
    )
  })

  it('codes, temporary passwords, tokens and lockouts end by the clock', async () => {
    const { UserPool } = await account.cognito.createUserPool({
      PoolName: 'times',
      AutoVerifiedAttributes: ['email'],
      Policies: { PasswordPolicy: { MinimumLength: 8, TemporaryPasswordValidityDays: 1 } },
    })
    const times = UserPool?.Id ?? ''
    const app = await account.client(times, {
      AccessTokenValidity: 10,
      TokenValidityUnits: { AccessToken: 'minutes' },
      RefreshTokenValidity: 1,
    })
    await account.browser.signUp({
      ClientId: app,
      Username: 'eve',
      Password: password,
      UserAttributes: [{ Name: 'email', Value: 'eve@example.com' }],
    })
    const code = await account.lastCode(times)
    await account.cognito.adminCreateUser({
      UserPoolId: times,
      Username: 'fay',
      TemporaryPassword: password,
      MessageAction: 'SUPPRESS',
    })
    await account.user(times, 'gus')
    const { AuthenticationResult: tokens } = await account.signIn(app, 'gus')
    assert.equal(tokens?.ExpiresIn, 600)
    for (let attempt = 0; attempt < 6; attempt++)
      await refused(account.signIn(app, 'gus', 'Wr0ngone!'), 'NotAuthorizedException')
    await refused(account.signIn(app, 'gus'), 'NotAuthorizedException', 'Password attempts exceeded')
    await clock.advance(10 * 60_000)
    assert.ok((await account.signIn(app, 'gus')).AuthenticationResult)
    await refused(
      account.browser.getUser({ AccessToken: tokens?.AccessToken }),
      'NotAuthorizedException',
      'Access Token has expired',
    )
    await clock.advance(24 * 3_600_000)
    await refused(
      account.browser.confirmSignUp({ ClientId: app, Username: 'eve', ConfirmationCode: code }),
      'ExpiredCodeException',
      'Invalid code provided, please request a code again.',
    )
    await refused(
      account.signIn(app, 'fay'),
      'NotAuthorizedException',
      'Temporary password has expired and must be reset by an administrator.',
    )
    await refused(
      account.browser.initiateAuth({
        ClientId: app,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: tokens?.RefreshToken ?? '' },
      }),
      'NotAuthorizedException',
      'Refresh Token has expired',
    )
  })
})
