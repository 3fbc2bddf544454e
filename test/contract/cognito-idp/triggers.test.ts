/** Functions that a pool calls. Source: Developer Guide, "Customizing user pool workflows with Lambda triggers", each trigger's parameters. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { Account, claimsOf, password, refused, SrpClient } from './support.ts'

/** Does what it is told by the metadata, and shows its event as an error where it is asked to. */
const source = `
import json

def handler(event, context):
    request, source, response = event['request'], event['triggerSource'], event['response']
    told = request.get('clientMetadata') or request.get('validationData') or {}
    if told.get('show') == source:
        raise Exception(json.dumps(event))
    if told.get('answer') == source:
        return json.loads(told['with'])
    if source == 'PreSignUp_SignUp' and told.get('confirm'):
        response.update(autoConfirmUser=True, autoVerifyEmail=True)
    if source.startswith('CustomMessage_'):
        response['emailMessage'] = 'Dear ' + event['userName'] + ', it is {####}, {username}'
        response['emailSubject'] = source
    if source.startswith('UserMigration_') and event['userName'] == 'moved' and request.get('password', 'Passw0rd!') == 'Passw0rd!':
        response.update(userAttributes={'email': 'moved@example.com', 'email_verified': 'true'}, finalUserStatus='CONFIRMED', messageAction='SUPPRESS')
    if source == 'DefineAuthChallenge_Authentication':
        session = request['session']
        if session and session[-1]['challengeName'] == 'SRP_A':
            response['challengeName'] = 'PASSWORD_VERIFIER'
        elif session and session[-1]['challengeName'] == 'CUSTOM_CHALLENGE' and session[-1]['challengeResult']:
            response['issueTokens'] = True
        elif len(session) >= 3:
            response['failAuthentication'] = True
        else:
            response['challengeName'] = 'CUSTOM_CHALLENGE'
    if source == 'CreateAuthChallenge_Authentication':
        response.update(publicChallengeParameters={'question': 'name'}, privateChallengeParameters={'answer': 'Rumpelstiltskin'},
                        challengeMetadata='ROUND-%d' % len(request['session']))
    if source == 'VerifyAuthChallengeResponse_Authentication':
        response['answerCorrect'] = request['challengeAnswer'] == request['privateChallengeParameters']['answer']
    if source.startswith('TokenGeneration_'):
        if event['version'] == '1':
            response['claimsOverrideDetails'] = {'claimsToAddOrOverride': {'tenant': 'a', 'sub': 'other'}, 'claimsToSuppress': ['email'],
                                                 'groupOverrideDetails': {'groupsToOverride': ['made'], 'iamRolesToOverride': [], 'preferredRole': None}}
        else:
            response['claimsAndScopeOverrideDetails'] = {
                'idTokenGeneration': {'claimsToAddOrOverride': {'list': [1, 2]}},
                'accessTokenGeneration': {'claimsToAddOrOverride': {'tenant': 'b'}, 'scopesToAdd': ['orders/read'], 'scopesToSuppress': []}}
    return event
`

interface Shown {
  readonly version: string
  readonly region: string
  readonly userPoolId: string
  readonly userName: string
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string }
  readonly triggerSource: string
  readonly request: Record<string, unknown>
  readonly response: Record<string, unknown>
}

const server = testServer()

describe('triggers', () => {
  let account: Account
  let pool: string
  let client: string
  let functionArn: string

  before(async () => {
    account = new Account(server)
    functionArn = await account.makeFunction('triggers', source)
    const { UserPool } = await account.cognito.createUserPool({
      PoolName: 'people',
      AutoVerifiedAttributes: ['email'],
      LambdaConfig: Object.fromEntries(
        [
          'PreSignUp',
          'PostConfirmation',
          'PreAuthentication',
          'PostAuthentication',
          'PreTokenGeneration',
          'CustomMessage',
          'UserMigration',
          'DefineAuthChallenge',
          'CreateAuthChallenge',
          'VerifyAuthChallengeResponse',
        ].map((name) => [name, functionArn]),
      ),
    })
    pool = UserPool?.Id ?? ''
    client = await account.client(pool)
  })

  /** The event of a trigger, which its function shows as an error. */
  async function shown(trigger: string, call: Promise<unknown>): Promise<Shown> {
    const error = await call.then(
      () => assert.fail('nothing was shown'),
      (reason: Error) => reason,
    )
    assert.equal(error.name, 'UserLambdaValidationException', error.message)
    const start = `${trigger} failed with error `
    assert.ok(error.message.startsWith(start) && error.message.endsWith('.'), error.message)
    return JSON.parse(error.message.slice(start.length, -1)) as Shown
  }

  /** Signs in by an exchange: what an answer hands on reaches more functions than what a beginning does. */
  async function exchange(
    UserPoolId: string,
    ClientId: string,
    USERNAME: string,
    ClientMetadata: Record<string, string>,
  ) {
    const srp = new SrpClient()
    const begun = await account.browser.initiateAuth({
      ClientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME, SRP_A: srp.parameter },
      ClientMetadata: { show: 'PostAuthentication_Authentication' },
    })
    return account.browser.respondToAuthChallenge({
      ClientId,
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: srp.answer(UserPoolId, begun.ChallengeParameters ?? {}, password),
      ClientMetadata,
    })
  }

  const signUp = (Username: string, ClientMetadata: Record<string, string>) =>
    account.browser.signUp({
      ClientId: client,
      Username,
      Password: password,
      UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
      ValidationData: [{ Name: 'captcha', Value: 'x' }],
      ClientMetadata,
    })

  it('PreSignUp, CustomMessage and PostConfirmation of a sign-up', async () => {
    const event = await shown('PreSignUp', signUp('ann', { show: 'PreSignUp_SignUp' }))
    assert.match(event.callerContext.awsSdkVersion, /^aws-sdk-js-3\./)
    assert.deepEqual(
      { ...event, callerContext: event.callerContext.clientId },
      {
        version: '1',
        region: 'us-east-1',
        userPoolId: pool,
        userName: 'ann',
        callerContext: client,
        triggerSource: 'PreSignUp_SignUp',
        request: {
          userAttributes: { email: 'ann@example.com' },
          validationData: { captcha: 'x' },
          clientMetadata: { show: 'PreSignUp_SignUp' },
        },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    )
    await refused(
      account.cognito.adminGetUser({ UserPoolId: pool, Username: 'ann' }),
      'UserNotFoundException',
    )
    const message = await shown('CustomMessage', signUp('bob', { show: 'CustomMessage_SignUp' }))
    assert.deepEqual(message.request, {
      userAttributes: {
        sub: (message.request.userAttributes as { sub: string }).sub,
        'cognito:user_status': 'UNCONFIRMED',
        email: 'bob@example.com',
      },
      codeParameter: '{####}',
      linkParameter: '{##Click Here##}',
      usernameParameter: null,
      clientMetadata: { show: 'CustomMessage_SignUp' },
    })
    assert.deepEqual(message.response, { smsMessage: null, emailMessage: null, emailSubject: null })
    await signUp('cid', {})
    const [sent] = await account.messages(pool)
    assert.deepEqual(
      [sent?.subject, sent?.body],
      ['CustomMessage_SignUp', `Dear cid, it is ${sent?.code}, cid`],
    )
    const confirmed = await shown(
      'PostConfirmation',
      account.browser.confirmSignUp({
        ClientId: client,
        Username: 'cid',
        ConfirmationCode: sent?.code ?? '',
        ClientMetadata: { show: 'PostConfirmation_ConfirmSignUp' },
      }),
    )
    const { sub } = confirmed.request.userAttributes as { sub: string }
    assert.deepEqual(confirmed.request.userAttributes, {
      sub,
      'cognito:user_status': 'CONFIRMED',
      email: 'cid@example.com',
      email_verified: 'true',
    })
    assert.deepEqual(confirmed.response, {})
    const user = await account.cognito.adminGetUser({ UserPoolId: pool, Username: 'cid' })
    assert.equal(user.UserStatus, 'CONFIRMED', 'the user is confirmed although the function failed')
  })

  it('PreSignUp may confirm and verify', async () => {
    const { UserConfirmed, CodeDeliveryDetails } = await signUp('dan', { confirm: 'yes' })
    assert.deepEqual([UserConfirmed, CodeDeliveryDetails], [true, undefined])
    const { UserAttributes } = await account.cognito.adminGetUser({ UserPoolId: pool, Username: 'dan' })
    assert.equal(UserAttributes?.find(({ Name }) => Name === 'email_verified')?.Value, 'true')
  })

  it('PreAuthentication, PostAuthentication and PreTokenGeneration of a sign-in', async () => {
    await signUp('eve', { confirm: 'yes' })
    const signIn = (ClientMetadata: Record<string, string>) =>
      account.browser.initiateAuth({
        ClientId: client,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'eve', PASSWORD: password },
        ClientMetadata,
      })
    const first = await shown('PreAuthentication', signIn({ show: 'PreAuthentication_Authentication' }))
    assert.deepEqual(first.request.validationData, { show: 'PreAuthentication_Authentication' })
    const second = await shown(
      'PostAuthentication',
      exchange(pool, client, 'eve', { show: 'PostAuthentication_Authentication' }),
    )
    assert.equal(second.request.newDeviceUsed, false)
    const third = await shown(
      'PreTokenGeneration',
      exchange(pool, client, 'eve', { show: 'TokenGeneration_Authentication' }),
    )
    assert.deepEqual(third.request.groupConfiguration, {
      groupsToOverride: [],
      iamRolesToOverride: [],
      preferredRole: null,
    })
    assert.deepEqual(third.response, { claimsOverrideDetails: null })
    const { AuthenticationResult } = await signIn({})
    const id = claimsOf(AuthenticationResult?.IdToken)
    const { UserAttributes } = await account.cognito.adminGetUser({ UserPoolId: pool, Username: 'eve' })
    assert.deepEqual([id.tenant, id.email, id['cognito:groups']], ['a', undefined, ['made']])
    assert.equal(
      id.sub,
      UserAttributes?.find(({ Name }) => Name === 'sub')?.Value,
      'who one is cannot be overridden',
    )
    assert.deepEqual(claimsOf(AuthenticationResult?.AccessToken)['cognito:groups'], ['made'])
  })

  it('CUSTOM_AUTH: challenges of functions, with and without a password before', async () => {
    await account.user(pool, 'fay')
    const begin = () =>
      account.browser.initiateAuth({
        ClientId: client,
        AuthFlow: 'CUSTOM_AUTH',
        AuthParameters: { USERNAME: 'fay' },
      })
    const respond = (Session: string | undefined, ANSWER: string, ClientMetadata = {}) =>
      account.browser.respondToAuthChallenge({
        ClientId: client,
        ChallengeName: 'CUSTOM_CHALLENGE',
        Session,
        ChallengeResponses: { USERNAME: 'fay', ANSWER },
        ClientMetadata,
      })
    const first = await begin()
    assert.equal(first.ChallengeName, 'CUSTOM_CHALLENGE')
    assert.deepEqual(first.ChallengeParameters, { USERNAME: 'fay', question: 'name' })
    const second = await respond(first.Session, 'Kaspar')
    await refused(
      respond(first.Session, 'Rumpelstiltskin'),
      'NotAuthorizedException',
      'Invalid session for the user.',
    )
    const event = await shown(
      'DefineAuthChallenge',
      respond((await respond(second.Session, 'Melchior')).Session, 'Balthasar', {
        show: 'DefineAuthChallenge_Authentication',
      }),
    )
    assert.deepEqual(event.request.session, [
      { challengeName: 'CUSTOM_CHALLENGE', challengeResult: false, challengeMetadata: 'ROUND-0' },
      { challengeName: 'CUSTOM_CHALLENGE', challengeResult: false, challengeMetadata: 'ROUND-1' },
      { challengeName: 'CUSTOM_CHALLENGE', challengeResult: false, challengeMetadata: 'ROUND-2' },
    ])
    assert.deepEqual(event.response, { challengeName: null, issueTokens: null, failAuthentication: null })
    const again = await begin()
    const { AuthenticationResult } = await respond(again.Session, 'Rumpelstiltskin')
    assert.equal(claimsOf(AuthenticationResult?.AccessToken).username, 'fay')
    let session = (await begin()).Session
    for (const wrong of ['a', 'b']) session = (await respond(session, wrong)).Session
    await refused(respond(session, 'c'), 'NotAuthorizedException', 'Incorrect username or password.')
  })

  it('UserMigration takes users over who sign in or forgot their passwords', async () => {
    await refused(
      account.signIn(client, 'moved', 'Wrong0ne!'),
      'NotAuthorizedException',
      'Incorrect username or password.',
    )
    const { AuthenticationResult } = await account.signIn(client, 'moved')
    assert.equal(claimsOf(AuthenticationResult?.IdToken)['cognito:username'], 'moved')
    const { UserStatus } = await account.cognito.adminGetUser({ UserPoolId: pool, Username: 'moved' })
    assert.equal(UserStatus, 'CONFIRMED')
  })

  it('answers that nobody can read, functions that may not be called', async () => {
    const attempt = (answer: string) => signUp('gus', { answer: 'PreSignUp_SignUp', with: answer })
    await refused(
      attempt('null'),
      'InvalidLambdaResponseException',
      'Invalid lambda function output : Invalid JSON',
    )
    await refused(attempt('"text"'), 'InvalidLambdaResponseException', 'Unrecognizable lambda output')
    await account.makeFunction('closed', source, false)
    const { UserPool } = await account.cognito.createUserPool({
      PoolName: 'closed',
      LambdaConfig: { PreSignUp: account.arn('closed') },
    })
    const ClientId = await account.client(UserPool?.Id ?? '')
    await refused(
      account.browser.signUp({ ClientId, Username: 'hal', Password: password }),
      'UnexpectedLambdaException',
      'PreSignUp invocation failed due to error AccessDeniedException.',
    )
  })

  it('PreTokenGeneration of version 2 reaches both tokens', async () => {
    const { UserPool } = await account.cognito.createUserPool({
      PoolName: 'second',
      AliasAttributes: ['email'],
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: functionArn } },
    })
    const second = UserPool?.Id ?? ''
    const ClientId = await account.client(second)
    await account.user(second, 'ida', { email: 'ida@example.com', email_verified: 'true' })
    const event = await shown(
      'PreTokenGeneration',
      exchange(second, ClientId, 'ida', { show: 'TokenGeneration_Authentication' }),
    )
    assert.deepEqual([event.version, event.request.scopes], ['2', ['aws.cognito.signin.user.admin']])
    assert.deepEqual(event.response, { claimsAndScopeOverrideDetails: null })
    const { sub, ...told } = event.request.userAttributes as Record<string, string>
    assert.match(sub ?? '', /^[0-9a-f-]{36}$/)
    assert.deepEqual(told, {
      'cognito:email_alias': 'ida@example.com',
      'cognito:user_status': 'CONFIRMED',
      email: 'ida@example.com',
      email_verified: 'true',
    })
    const { AuthenticationResult } = await account.signIn(ClientId, 'ida')
    assert.deepEqual(claimsOf(AuthenticationResult?.IdToken).list, [1, 2])
    const access = claimsOf(AuthenticationResult?.AccessToken)
    assert.deepEqual([access.tenant, access.scope], ['b', 'aws.cognito.signin.user.admin orders/read'])
  })
})
