/**
 * Parts of WebSocket APIs, what they are held against, and who may connect. Sources: API Gateway V2 API Reference; API Gateway Developer Guide,
 * "Control and manage access to WebSocket APIs".
 */
import assert from 'node:assert/strict'
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { APIGateway } from '@aws-sdk/client-api-gateway'
import { SignatureV4 } from '@smithy/signature-v4'
import { testServer } from '../../support/server.ts'
import { asked, connected, ended, refusal, SocketAccount } from './sockets.ts'
import { refused } from './support.ts'

const mock = { IntegrationType: 'MOCK', RequestTemplates: { $default: '{"statusCode":200}' } } as const

describe('parts of WebSocket APIs', () => {
  const server = testServer()

  it('are held against what WebSocket APIs have', async () => {
    const account = new SocketAccount(server)
    const { gateway } = account
    const made = await gateway.createApi({
      Name: 'parts',
      ProtocolType: 'WEBSOCKET',
      RouteSelectionExpression: '$request.body.action',
    })
    const ApiId = made.ApiId ?? ''
    assert.equal(made.ApiEndpoint, `ws://${ApiId}.execute-api.us-east-1.localhost:${server.port}`)
    assert.equal(made.ProtocolType, 'WEBSOCKET')
    assert.equal(made.ApiKeySelectionExpression, '$request.header.x-api-key')
    const bad = 'BadRequestException'
    const api = { Name: 'x', ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.x' } as const
    await refused(gateway.createApi({ ...api, RouteSelectionExpression: '$request.header.x' }), bad)
    await refused(gateway.createApi({ ...api, CorsConfiguration: { AllowOrigins: ['*'] } }), bad)
    await refused(gateway.createApi({ ...api, Target: account.arn('f') }), bad)
    await refused(gateway.createStage({ ApiId, StageName: '$default' }), bad)

    const integration = await gateway.createIntegration({ ApiId, ...mock })
    assert.equal(integration.TimeoutInMillis, 29_000)
    assert.equal(integration.PassthroughBehavior, 'WHEN_NO_MATCH')
    assert.match(
      integration.IntegrationResponseSelectionExpression ?? '',
      /integration\.response\.statuscode/,
    )
    const IntegrationId = integration.IntegrationId ?? ''
    for (const wrong of [
      { IntegrationType: 'AWS_PROXY', IntegrationUri: 'http://x' },
      { IntegrationType: 'HTTP', IntegrationUri: 'ftp://x', IntegrationMethod: 'POST' },
      { IntegrationType: 'HTTP', IntegrationUri: 'http://x' },
      { IntegrationType: 'AWS', IntegrationUri: 'arn:aws:apigateway:us-east-1:sqs:action/SendMessage' },
      { ...mock, TimeoutInMillis: 30_000 },
      { ...mock, PayloadFormatVersion: '2.0' },
      { ...mock, RequestTemplates: { $default: '#if($x)' } },
    ] as const)
      await refused(gateway.createIntegration({ ApiId, ...wrong }), bad)
    const Target = `integrations/${IntegrationId}`
    const { RouteId = '' } = await gateway.createRoute({ ApiId, RouteKey: 'join', Target })
    await refused(gateway.createRoute({ ApiId, RouteKey: 'join' }), 'ConflictException')
    await refused(gateway.createRoute({ ApiId, RouteKey: '$other' }), bad)
    await refused(gateway.createRoute({ ApiId, RouteKey: 'secret', AuthorizationType: 'AWS_IAM' }), bad)
    await refused(gateway.createRoute({ ApiId, RouteKey: '$connect', AuthorizationType: 'JWT' }), bad)
    await refused(
      gateway.createRoute({ ApiId, RouteKey: 'x', Target: 'integrations/absent1' }),
      'NotFoundException',
    )
    await gateway.createRouteResponse({ ApiId, RouteId, RouteResponseKey: '$default' })
    await refused(gateway.createRouteResponse({ ApiId, RouteId, RouteResponseKey: 'other' }), bad)
    const key = (IntegrationResponseKey: string) =>
      gateway.createIntegrationResponse({ ApiId, IntegrationId, IntegrationResponseKey })
    await key('$default')
    await key('/2\\d\\d/')
    for (const wrong of ['200', '/(/']) await refused(key(wrong), bad)
    const AuthorizerUri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${account.arn('f')}/invocations`
    await refused(
      gateway.createAuthorizer({ ApiId, Name: 'a', AuthorizerType: 'JWT', IdentitySource: [] }),
      bad,
    )
    await refused(
      gateway.createAuthorizer({
        ApiId,
        Name: 'a',
        AuthorizerType: 'REQUEST',
        AuthorizerUri,
        IdentitySource: ['$request.header.x'],
      }),
      bad,
    )
    await refused(gateway.exportApi({ ApiId, Specification: 'OAS30', OutputType: 'JSON' }), bad)
  })

  it('are shown by stages as their deployments had them', async () => {
    const account = new SocketAccount(server)
    const { gateway } = account
    const { ApiId = '' } = await gateway.createApi({
      Name: 'staged',
      ProtocolType: 'WEBSOCKET',
      RouteSelectionExpression: '$request.body.action',
    })
    await refused(gateway.createDeployment({ ApiId }), 'BadRequestException')
    const respond = async (RouteKey: string, text: string) => {
      const { IntegrationId } = await gateway.createIntegration({ ApiId, ...mock })
      await gateway.createIntegrationResponse({
        ApiId,
        IntegrationId,
        IntegrationResponseKey: '$default',
        ResponseTemplates: { $default: text },
      })
      const { RouteId = '' } = await gateway.createRoute({
        ApiId,
        RouteKey,
        Target: `integrations/${IntegrationId}`,
        RouteResponseSelectionExpression: '$default',
      })
      await gateway.createRouteResponse({ ApiId, RouteId, RouteResponseKey: '$default' })
      return RouteId
    }
    const RouteId = await respond('$default', 'first')
    const { DeploymentId } = await gateway.createDeployment({ ApiId })
    await gateway.createStage({ ApiId, StageName: 'kept', DeploymentId })
    await gateway.deleteRoute({ ApiId, RouteId })
    await respond('$default', 'second')
    await gateway.createStage({ ApiId, StageName: 'live', AutoDeploy: true })
    for (const [stage, text] of [
      ['kept', 'first'],
      ['live', 'second'],
    ] as const) {
      const client = await connected(account.dial(ApiId, `/${stage}`))
      assert.equal(await asked(client, '{}'), text)
      client.close()
    }
    // Whose API is deleted is let go with the next message.
    const client = await connected(account.dial(ApiId))
    await gateway.deleteApi({ ApiId })
    const end = ended(client)
    client.send('{}')
    assert.equal((await end).code, 1001)
  })
})

/** As the signer asks for it. */
class Sha256 {
  readonly #hash: Hash | Hmac
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
  }
  update(bytes: string | Uint8Array): void {
    this.#hash.update(bytes)
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
}

const gate = `
import json

def handler(event, context):
    asked = event['queryStringParameters'].get('word')
    if asked == 'crash':
        raise Exception('broken')
    if asked == 'unknown':
        raise Exception('Unauthorized')
    if asked == 'nonsense':
        return {'principalId': 'x'}
    effect = 'Allow' if asked == 'open' else 'Deny'
    return {
        'principalId': 'someone',
        'policyDocument': {
            'Version': '2012-10-17',
            'Statement': [{'Action': 'execute-api:Invoke', 'Effect': effect, 'Resource': event['methodArn']}],
        },
        'context': {'number': 1, 'flag': True, 'event': json.dumps(event)},
    }
`

describe('who may connect to WebSocket APIs', () => {
  const server = testServer()
  let account: SocketAccount
  before(async () => {
    account = new SocketAccount(server)
    await account.makeFunction('gate', gate)
    await account.makeFunction(
      'echo',
      'import json\ndef handler(event, context):\n    return {"statusCode": 200, "body": json.dumps(event)}\n',
    )
  })

  it('is what an authorizer says', async () => {
    const api = await account.socketApi('guarded')
    const AuthorizerUri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${account.arn('gate')}/invocations`
    const { AuthorizerId } = await account.gateway.createAuthorizer({
      ApiId: api,
      Name: 'gate',
      AuthorizerType: 'REQUEST',
      AuthorizerUri,
      IdentitySource: ['route.request.querystring.word'],
    })
    await account.toFunction(api, '$connect', 'echo', { AuthorizationType: 'CUSTOM', AuthorizerId })
    await account.toFunction(api, '$default', 'echo', { twoWay: true })
    for (const [query, status, message] of [
      ['', 401, 'Unauthorized'],
      ['?word=shut', 403, 'Forbidden'],
      ['?word=unknown', 401, 'Unauthorized'],
      ['?word=crash', 500, 'Internal server error'],
      ['?word=nonsense', 500, 'Internal server error'],
    ] as const) {
      const answer = await refusal(account.dial(api, `/live${query}`))
      assert.deepEqual([query, answer.status, JSON.parse(answer.body).message], [query, status, message])
    }
    const client = await connected(account.dial(api, '/live?word=open'))
    const event = JSON.parse(await asked(client, '{}'))
    const { event: told, integrationLatency, ...said } = event.requestContext.authorizer
    assert.deepEqual(said, { principalId: 'someone', number: '1', flag: 'true' })
    assert.equal(typeof integrationLatency, 'number')
    const { headers, multiValueHeaders, requestContext, ...rest } = JSON.parse(String(told))
    assert.deepEqual(rest, {
      type: 'REQUEST',
      methodArn: `arn:aws:execute-api:us-east-1:${account.id}:${api}/live/$connect`,
      queryStringParameters: { word: 'open' },
      multiValueQueryStringParameters: { word: ['open'] },
      stageVariables: {},
    })
    assert.deepEqual([headers.Upgrade, multiValueHeaders.Connection], ['websocket', ['Upgrade']])
    assert.deepEqual(
      [requestContext.routeKey, requestContext.connectionId],
      ['$connect', event.requestContext.connectionId],
    )
    client.close()
  })

  it('is who signs, and who has what the route asks for', async () => {
    const api = await account.socketApi('signed')
    await account.toFunction(api, '$connect', 'echo', {
      AuthorizationType: 'AWS_IAM',
      RequestParameters: { 'route.request.querystring.room': { Required: true } },
    })
    await account.toFunction(api, '$default', 'echo', { twoWay: true })
    const missing = await refusal(account.dial(api))
    assert.equal(missing.status, 400)
    assert.equal((await refusal(account.dial(api, '/live?room=1'))).status, 403)
    const signer = new SignatureV4({
      service: 'execute-api',
      region: 'us-east-1',
      credentials: account.config.credentials,
      sha256: Sha256 as never,
    })
    const host = `127.0.0.1:${server.port}`
    const path = `/_aws/execute-api/${api}/live`
    const { headers } = await signer.sign({
      protocol: 'http:',
      method: 'GET',
      hostname: '127.0.0.1',
      path,
      query: { room: '1' },
      headers: { host },
    })
    const client = await connected(account.dial(api, '/live?room=1', { headers }))
    const { identity } = JSON.parse(await asked(client, '{}')).requestContext
    assert.deepEqual(identity, {
      sourceIp: '127.0.0.1',
      accessKey: account.id,
      accountId: account.id,
      caller: account.id,
      user: account.id,
      userArn: `arn:aws:iam::${account.id}:root`,
    })
    client.close()
  })

  it('is who has an API key, where the route wants one', async () => {
    const api = await account.socketApi('keyed')
    await account.toFunction(api, '$connect', 'echo', { ApiKeyRequired: true })
    assert.equal((await refusal(account.dial(api))).status, 403)
    const keyed = (key: string) => account.dial(api, '/live', { headers: { 'x-api-key': key } })
    assert.equal((await refusal(keyed('absent'))).status, 403)
    const plans = new APIGateway(account.config)
    const { id: keyId = '' } = await plans.createApiKey({
      name: 'key',
      value: 'a-key-of-twenty-letters',
      enabled: true,
    })
    const { id: usagePlanId = '' } = await plans.createUsagePlan({
      name: 'plan',
      apiStages: [{ apiId: api, stage: 'live' }],
    })
    assert.equal((await refusal(keyed('a-key-of-twenty-letters'))).status, 403)
    await plans.createUsagePlanKey({ usagePlanId, keyId, keyType: 'API_KEY' })
    ;(await connected(keyed('a-key-of-twenty-letters'))).close()
  })

  it('is nobody where the function may not be invoked', async () => {
    const api = await account.socketApi('unpermitted')
    await account.lambda.removePermission({ FunctionName: 'gate', StatementId: 'apis' })
    await account.toFunction(api, '$connect', 'gate')
    assert.equal((await refusal(account.dial(api))).status, 500)
  })
})
