/**
 * Who may send requests to REST APIs. Sources: API Gateway Developer Guide, "Use API Gateway Lambda authorizers", "Control access to REST
 * APIs using Amazon Cognito user pools as an authorizer", "Control access with API Gateway resource policies", "Control access to a REST API
 * with IAM permissions"; the words: answers that users of AWS have published.
 */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { CreateAuthorizerRequest } from '@aws-sdk/client-api-gateway'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { testServer } from '../../support/server.ts'
import { obedientPython, ServingAccount, signedBy } from './serving.ts'

const authorizerSource = `
calls = 0

def handler(event, context):
    global calls
    calls += 1
    word = event.get('authorizationToken') or (event.get('headers') or {}).get('x-word')
    if word == 'no':
        raise Exception('Unauthorized')
    if word == 'crash':
        raise Exception('crash')
    if word == 'nonsense':
        return {'isAuthorized': True}
    effect = 'Deny' if word == 'denied' else 'Allow'
    resource = event['methodArn'] if word != 'elsewhere' else event['methodArn'].replace('/GET/', '/PUT/')
    if word == 'all':
        resource = '*'
    context = {'word': word, 'count': calls, 'flag': True, 'type': event['type']}
    if word == 'nested':
        context['nested'] = {'a': 1}
    return {
        'principalId': 'me',
        'policyDocument': {'Version': '2012-10-17', 'Statement': [
            {'Action': 'execute-api:Invoke', 'Effect': effect, 'Resource': resource}]},
        'context': context,
        'usageIdentifierKey': event.get('type', '').lower() + '-key-of-twenty-characters',
    }
`

interface Event {
  readonly requestContext: {
    readonly authorizer?: Record<string, unknown>
    readonly identity: Record<string, unknown>
  }
}

describe('access to REST APIs', () => {
  const server = testServer()
  let account: ServingAccount
  let api: string

  before(async () => {
    account = new ServingAccount(server)
    await account.makeFunction('obedient', { 'index.py': obedientPython })
    await account.makeFunction('authorizer', { 'index.py': authorizerSource })
    api = (await account.api('guarded')).restApiId
  })

  async function guard(
    key: string,
    authorizer: Partial<CreateAuthorizerRequest>,
    more: object = {},
  ): Promise<void> {
    const { id: authorizerId } = await account.gateway.createAuthorizer({
      restApiId: api,
      name: key,
      type: 'TOKEN',
      authorizerUri: account.functionUri('authorizer'),
      ...authorizer,
    })
    const authorizationType = authorizer.type === 'COGNITO_USER_POOLS' ? 'COGNITO_USER_POOLS' : 'CUSTOM'
    const method = { authorizationType, authorizerId, ...more }
    await account.put(api, key, { method, integration: account.proxy('obedient') })
    await account.deploy(api)
  }

  it('TOKEN functions: missing, of another form, refused, broken, and remembered', async () => {
    await guard('ANY /token', {
      identitySource: 'method.request.header.Authorization',
      identityValidationExpression: '[a-z]+',
      authorizerResultTtlInSeconds: 60,
    })
    const ask = (authorization?: string, method = 'GET') =>
      account.send(api, '/prod/token', {
        method,
        headers: authorization === undefined ? {} : { authorization },
      })
    const unauthorized = { status: 401, body: '{"message":"Unauthorized"}', type: 'UnauthorizedException' }
    const denied = { status: 403, type: 'AccessDeniedException' }
    const broken = { status: 500, body: '{"message":null}', type: 'AuthorizerConfigurationException' }
    const expected = {
      '': unauthorized,
      'WRONG FORM': unauthorized,
      no: unauthorized,
      denied: {
        ...denied,
        body: '{"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}',
      },
      elsewhere: { ...denied, body: '{"Message":"User is not authorized to access this resource"}' },
      crash: broken,
      nonsense: broken,
      nested: broken,
    }
    for (const [word, wanted] of Object.entries(expected)) {
      const { status, body, headers } = await ask(word === '' ? undefined : word)
      assert.deepEqual({ status, body, type: headers['x-amzn-errortype'] }, wanted, word)
    }
    const first = await ask('open')
    assert.equal(first.status, 200, first.body)
    const { authorizer = {} } = (JSON.parse(first.body) as Event).requestContext
    const { integrationLatency, count, ...told } = authorizer
    assert.deepEqual(told, { word: 'open', flag: 'true', type: 'TOKEN', principalId: 'me' })
    assert.equal(typeof integrationLatency, 'number')
    assert.match(String(count), /^\d+$/)
    const again = (JSON.parse((await ask('open')).body) as Event).requestContext.authorizer
    assert.equal(again?.count, count)
    // What is remembered is the policy: it is held against each method anew.
    const other = await ask('open', 'PUT')
    assert.equal(other.status, 403)
    const all = (JSON.parse((await ask('all')).body) as Event).requestContext.authorizer
    const put = (JSON.parse((await ask('all', 'PUT')).body) as Event).requestContext.authorizer
    assert.equal(put?.count, all?.count)
    await account.gateway.flushStageAuthorizersCache({ restApiId: api, stageName: 'prod' })
    const fresh = (JSON.parse((await ask('all')).body) as Event).requestContext.authorizer
    assert.notEqual(fresh?.count, all?.count)
  })

  it('REQUEST functions: every identity source must be there', async () => {
    await guard('GET /request/{id}', {
      type: 'REQUEST',
      identitySource: 'method.request.header.x-word, method.request.querystring.q',
      authorizerResultTtlInSeconds: 0,
    })
    assert.equal((await account.send(api, '/prod/request/1?q=1')).status, 401)
    assert.equal((await account.send(api, '/prod/request/1', { headers: { 'x-word': 'open' } })).status, 401)
    const reply = await account.send(api, '/prod/request/1?q=1', { headers: { 'x-word': 'open' } })
    assert.equal(reply.status, 200, reply.body)
    assert.equal((JSON.parse(reply.body) as Event).requestContext.authorizer?.type, 'REQUEST')
  })

  it('functions name the key that requests count for', async () => {
    const keyed = (await account.api('keyed')).restApiId
    await account.gateway.updateRestApi({
      restApiId: keyed,
      patchOperations: [{ op: 'replace', path: '/apiKeySource', value: 'AUTHORIZER' }],
    })
    const { id: authorizerId } = await account.gateway.createAuthorizer({
      restApiId: keyed,
      name: 'keyed',
      type: 'TOKEN',
      authorizerUri: account.functionUri('authorizer'),
      identitySource: 'method.request.header.Authorization',
    })
    const method = { authorizationType: 'CUSTOM', authorizerId, apiKeyRequired: true }
    await account.put(keyed, 'GET /x', { method, integration: account.proxy('obedient') })
    await account.deploy(keyed)
    const headers = { authorization: 'open' }
    assert.equal((await account.send(keyed, '/prod/x', { headers })).body, '{"message":"Forbidden"}')
    const { id: keyId = '' } = await account.gateway.createApiKey({
      name: 'named',
      value: 'token-key-of-twenty-characters',
      enabled: true,
    })
    const { id: usagePlanId = '' } = await account.gateway.createUsagePlan({
      name: 'plan',
      apiStages: [{ apiId: keyed, stage: 'prod' }],
    })
    await account.gateway.createUsagePlanKey({ usagePlanId, keyId, keyType: 'API_KEY' })
    const reply = await account.send(keyed, '/prod/x', { headers })
    assert.equal(reply.status, 200, reply.body)
    const { identity } = (JSON.parse(reply.body) as Event).requestContext
    assert.deepEqual([identity.apiKey, identity.apiKeyId], ['token-key-of-twenty-characters', keyId])
  })

  it('user pools: identity tokens, and access tokens with scopes', async () => {
    const cognito = new CognitoIdentityProvider(account.config)
    const { UserPool } = await cognito.createUserPool({ PoolName: 'people' })
    const UserPoolId = UserPool?.Id ?? ''
    const { UserPoolClient } = await cognito.createUserPoolClient({
      UserPoolId,
      ClientName: 'app',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    })
    await cognito.adminCreateUser({ UserPoolId, Username: 'ana', MessageAction: 'SUPPRESS' })
    await cognito.adminSetUserPassword({
      UserPoolId,
      Username: 'ana',
      Password: 'Passw0rd!',
      Permanent: true,
    })
    const { AuthenticationResult } = await cognito.initiateAuth({
      ClientId: UserPoolClient?.ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ana', PASSWORD: 'Passw0rd!' },
    })
    const pool = {
      type: 'COGNITO_USER_POOLS' as const,
      providerARNs: [UserPool?.Arn ?? ''],
      identitySource: 'method.request.header.Authorization',
    }
    await guard('GET /pool', pool)
    await guard('GET /scoped', pool, { authorizationScopes: ['aws.cognito.signin.user.admin'] })
    await guard('GET /narrow', pool, { authorizationScopes: ['orders/read'] })
    const ask = (path: string, token?: string) =>
      account.send(api, `/prod/${path}`, { headers: token === undefined ? {} : { authorization: token } })
    const { IdToken = '', AccessToken = '' } = AuthenticationResult ?? {}
    const reply = await ask('pool', IdToken)
    assert.equal(reply.status, 200, reply.body)
    const claims = (JSON.parse(reply.body) as Event).requestContext.authorizer?.claims as Record<
      string,
      string
    >
    assert.equal(claims['cognito:username'], 'ana')
    assert.equal(claims.token_use, 'id')
    assert.match(claims.exp ?? '', /^\w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4}$/)
    assert.equal((await ask('pool', `Bearer ${IdToken}`)).status, 200)
    assert.equal((await ask('scoped', AccessToken)).status, 200)
    for (const [path, token] of [
      ['pool', undefined],
      ['pool', AccessToken],
      ['pool', `${IdToken.slice(0, -6)}AAAAAA`],
      ['narrow', AccessToken],
    ] as const) {
      const refused = await ask(path, token)
      assert.deepEqual([refused.status, refused.body], [401, '{"message":"Unauthorized"}'], path)
    }
  })

  it('IAM: signatures, and the policy of the API for others', async () => {
    await account.put(api, 'GET /signed', {
      method: { authorizationType: 'AWS_IAM' },
      integration: account.proxy('obedient'),
    })
    await account.deploy(api)
    const ask = (key?: string) =>
      account.send(api, '/prod/signed', { headers: key === undefined ? {} : signedBy(key) })
    const unsigned = await ask()
    assert.deepEqual([unsigned.status, unsigned.body], [403, '{"message":"Missing Authentication Token"}'])
    const own = await ask(account.id)
    assert.equal(own.status, 200, own.body)
    const { identity } = (JSON.parse(own.body) as Event).requestContext
    assert.deepEqual([identity.accountId, identity.accessKey], [account.id, account.id])
    assert.match(String(identity.userArn), new RegExp(`^arn:aws:iam::${account.id}:`))
    const stranger = await ask('350000000999')
    assert.equal(stranger.status, 403)
    assert.match(
      stranger.body,
      /^\{"Message":"User: arn:aws:iam::350000000999:\S+ is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:\*{8}\d{4}:/,
    )
  })

  it('policies of APIs', async () => {
    const policed = (await account.api('policed')).restApiId
    await account.put(policed, 'GET /open', { integration: account.proxy('obedient') })
    await account.put(policed, 'GET /closed', { integration: account.proxy('obedient') })
    const { id: authorizerId } = await account.gateway.createAuthorizer({
      restApiId: policed,
      name: 'either',
      type: 'TOKEN',
      authorizerUri: account.functionUri('authorizer'),
      identitySource: 'method.request.header.Authorization',
    })
    const custom = {
      method: { authorizationType: 'CUSTOM', authorizerId },
      integration: account.proxy('obedient'),
    }
    await account.put(policed, 'GET /either', custom)
    await account.put(policed, 'GET /authorizer', custom)
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 'execute-api:Invoke',
          Resource: 'execute-api:/*/GET/open',
          Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } },
        },
        { Effect: 'Allow', Principal: '*', Action: 'execute-api:*', Resource: 'execute-api:/*/GET/either' },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'execute-api:Invoke',
          Resource: 'execute-api:/prod/GET/closed',
          Condition: { StringNotEquals: { 'aws:UserAgent': 'friend' } },
        },
      ],
    }
    await account.gateway.updateRestApi({
      restApiId: policed,
      patchOperations: [{ op: 'replace', path: '/policy', value: JSON.stringify(policy) }],
    })
    await account.deploy(policed)
    assert.equal((await account.send(policed, '/prod/open')).status, 200)
    const arn = `arn:aws:execute-api:us-east-1:********${account.id.slice(-4)}:${policed}/prod/GET/closed`
    const who = `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${arn}`
    const denied = await account.send(policed, '/prod/closed')
    assert.deepEqual(
      [denied.status, denied.body],
      [403, JSON.stringify({ Message: `${who} with an explicit deny` })],
    )
    // What the function says nothing of, the API's policy may allow, and the other way round.
    const asked = async (path: string, authorization: string) =>
      (await account.send(policed, `/prod/${path}`, { headers: { authorization } })).status
    assert.deepEqual([await asked('either', 'elsewhere'), await asked('either', 'denied')], [200, 403])
    assert.deepEqual([await asked('authorizer', 'open'), await asked('authorizer', 'elsewhere')], [200, 403])
    const silent = await account.send(policed, '/prod/closed', { headers: { 'user-agent': 'friend' } })
    assert.equal(
      silent.body,
      JSON.stringify({
        Message: `${who} because no resource-based policy allows the execute-api:Invoke action`,
      }),
    )
  })

  it('authorizers are tried', async () => {
    const { id = '' } = await account.gateway.createAuthorizer({
      restApiId: api,
      name: 'tried',
      type: 'TOKEN',
      authorizerUri: account.functionUri('authorizer'),
      identitySource: 'method.request.header.Authorization',
    })
    const good = await account.gateway.testInvokeAuthorizer({
      restApiId: api,
      authorizerId: id,
      headers: { Authorization: 'open' },
    })
    assert.deepEqual([good.clientStatus, good.principalId], [0, 'me'])
    assert.equal((JSON.parse(good.policy ?? '') as { Version: string }).Version, '2012-10-17')
    assert.deepEqual(good.authorization?.word, ['open'])
    assert.match(good.log ?? '', /^Execution log for request [0-9a-f-]{36}\n\w{3} \w{3} \d\d /)
    const bad = await account.gateway.testInvokeAuthorizer({
      restApiId: api,
      authorizerId: id,
      headers: { Authorization: 'no' },
    })
    assert.equal(bad.clientStatus, 401)
  })
})
