import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { APIGateway } from '@aws-sdk/client-api-gateway'
import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import { SQS } from '@aws-sdk/client-sqs'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { type Account, newAccount, refused } from './support.ts'

const clock = new VirtualClock(Date.UTC(2026, 3, 1))
const server = testServer({ clock })
const advance = (ms: number) => clock.advance(ms, () => server.lambent.idle())

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A web server that notes what it is asked, and answers as told. */
const seen: Seen[] = []
let answer: (request: Seen) => { status: number; headers?: Record<string, string>; body?: string } = () => ({
  status: 200,
})
const web = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { method = '', url = '', headers } = request
    const noted = { method, url, headers, body: Buffer.concat(chunks).toString() }
    seen.push(noted)
    const { status, headers: more = {}, body = '' } = answer(noted)
    response.writeHead(status, more).end(body)
  })
})
before(() => new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve)))
after(() => new Promise((resolve) => web.close(resolve)))
const address = (path: string) => `http://127.0.0.1:${(web.address() as AddressInfo).port}${path}`

const basic = { BasicAuthParameters: { Username: 'user', Password: 'pass' } }

/** Brings all events of an account to an API destination. */
async function connect(
  { events, id }: Account,
  connection: { AuthorizationType: 'BASIC' | 'API_KEY' | 'OAUTH_CLIENT_CREDENTIALS'; AuthParameters: object },
  destination: object = {},
  target: object = {},
): Promise<void> {
  seen.length = 0
  const { ConnectionArn } = await events.createConnection({ Name: 'c', ...connection })
  const { ApiDestinationArn } = await events.createApiDestination({
    Name: 'd',
    ConnectionArn,
    InvocationEndpoint: address('/hook'),
    HttpMethod: 'POST',
    ...destination,
  })
  await events.putRule({ Name: 'r', EventPattern: JSON.stringify({ source: ['my.app'] }) })
  await events.putTargets({
    Rule: 'r',
    Targets: [{ Id: 'x', Arn: ApiDestinationArn, RoleArn: `arn:aws:iam::${id}:role/r`, ...target }],
  })
  await server.lambent.idle()
}

const send = async ({ events }: Account, count = 1) => {
  await events.putEvents({
    Entries: Array.from({ length: count }, (_, n) => ({
      Source: 'my.app',
      DetailType: 'order',
      Detail: JSON.stringify({ n, customer: 'c 1' }),
    })),
  })
  await server.lambent.idle()
}

describe('API destinations', () => {
  // EventBridge User Guide, "Headers included in requests to API destinations".
  it('get events with the headers that AWS sends', async () => {
    answer = () => ({ status: 200 })
    const account = newAccount(server)
    await connect(account, { AuthorizationType: 'BASIC', AuthParameters: basic })
    await send(account)
    const [request = assert.fail()] = seen
    assert.equal(request.method, 'POST')
    assert.equal(request.url, '/hook')
    assert.equal(request.headers.authorization, `Basic ${Buffer.from('user:pass').toString('base64')}`)
    assert.equal(request.headers['user-agent'], 'Amazon/EventBridge/ApiDestinations')
    assert.equal(request.headers['content-type'], 'application/json; charset=utf-8')
    assert.equal(request.headers.range, 'bytes=0-1048575')
    assert.equal(JSON.parse(request.body).detail.customer, 'c 1')
  })

  it('get parameters of target and connection, the latter first', async () => {
    answer = () => ({ status: 204 })
    const account = newAccount(server)
    const list = (Key: string, Value: string) => [{ Key, Value, IsValueSecret: true }]
    await connect(
      account,
      {
        AuthorizationType: 'API_KEY',
        AuthParameters: {
          ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: 'secret' },
          InvocationHttpParameters: {
            HeaderParameters: list('X-Both', 'connection'),
            QueryStringParameters: list('q', 'connection'),
            BodyParameters: list('b', 'connection'),
          },
        },
      },
      { InvocationEndpoint: address('/customers/*/orders/*?fixed=1'), HttpMethod: 'PUT' },
      {
        InputPath: '$.detail',
        HttpParameters: {
          PathParameterValues: ['$.detail.customer', 'all'],
          HeaderParameters: { 'X-Both': 'target', 'X-Number': '$.detail.n' },
          QueryStringParameters: { q: 'target', r: '$.detail.customer' },
        },
      },
    )
    await send(account)
    const [request = assert.fail()] = seen
    assert.equal(request.method, 'PUT')
    assert.equal(request.url, '/customers/c%201/orders/all?fixed=1&q=connection&r=c%201')
    assert.equal(request.headers['x-key'], 'secret')
    assert.equal(request.headers['x-both'], 'connection')
    assert.equal(request.headers['x-number'], '0')
    assert.deepEqual(JSON.parse(request.body), { n: 0, customer: 'c 1', b: 'connection' })
  })

  it('that ask for OAuth get a token, and a new one when it is not taken any more', async () => {
    let tokens = 0
    answer = ({ url, headers }) => {
      if (url === '/token') {
        tokens += 1
        return { status: 200, body: JSON.stringify({ access_token: `t${tokens}`, expires_in: 3600 }) }
      }
      return { status: headers.authorization === `Bearer t${tokens}` && tokens > 1 ? 200 : 401 }
    }
    const account = newAccount(server)
    await connect(account, {
      AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS',
      AuthParameters: {
        OAuthParameters: {
          ClientParameters: { ClientID: 'client', ClientSecret: 'hidden' },
          AuthorizationEndpoint: address('/token'),
          HttpMethod: 'POST',
          OAuthHttpParameters: { BodyParameters: [{ Key: 'scope', Value: 'all', IsValueSecret: false }] },
        },
      },
    })
    assert.equal(
      seen[0]?.body,
      'grant_type=client_credentials&client_id=client&client_secret=hidden&scope=all',
    )
    assert.equal((await account.events.describeConnection({ Name: 'c' })).ConnectionState, 'AUTHORIZED')
    await send(account)
    assert.deepEqual(
      seen.map(({ url }) => url),
      ['/token', '/hook', '/token', '/hook'],
    )
    await send(account)
    assert.equal(tokens, 2)
    // An hour later the token has run out.
    await advance(3_600_000)
    await send(account)
    assert.equal(tokens, 3)
  })

  it('whose tokens cannot be had are not authorised', async () => {
    answer = () => ({ status: 500 })
    const account = newAccount(server)
    const made = await account.events.createConnection({
      Name: 'c',
      AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS',
      AuthParameters: {
        OAuthParameters: {
          ClientParameters: { ClientID: 'client', ClientSecret: 'hidden' },
          AuthorizationEndpoint: address('/token'),
          HttpMethod: 'GET',
        },
      },
    })
    assert.equal(made.ConnectionState, 'AUTHORIZING')
    await server.lambent.idle()
    const { ConnectionState, StateReason } = await account.events.describeConnection({ Name: 'c' })
    assert.equal(ConnectionState, 'DEAUTHORIZED')
    assert.match(StateReason ?? '', /500/)
  })

  // EventBridge User Guide, "API destination error codes".
  it('that fail are asked again, those that refuse are not', async () => {
    const account = newAccount(server)
    let failures = 2
    answer = () => (failures-- > 0 ? { status: 503, headers: { 'retry-after': '600' } } : { status: 200 })
    await connect(account, { AuthorizationType: 'BASIC', AuthParameters: basic })
    await send(account)
    assert.equal(seen.length, 1)
    await advance(599_000)
    assert.equal(seen.length, 1)
    await advance(2_000)
    assert.equal(seen.length, 2)
    await advance(600_000)
    assert.equal(seen.length, 3)
    answer = () => ({ status: 404 })
    await send(account)
    await advance(86_400_000)
    assert.equal(seen.length, 4)
  })

  it('are asked no more often than they allow', async () => {
    answer = () => ({ status: 200 })
    const account = newAccount(server)
    await connect(
      account,
      { AuthorizationType: 'BASIC', AuthParameters: basic },
      { InvocationRateLimitPerSecond: 3 },
    )
    await send(account, 8)
    assert.equal(seen.length, 3)
    await advance(1_000)
    assert.equal(seen.length, 6)
    await advance(1_000)
    assert.equal(seen.length, 8)
  })

  it('are made, described, listed, changed and deleted', async () => {
    const { events, id } = newAccount(server)
    const made = await events.createConnection({
      Name: 'c',
      AuthorizationType: 'BASIC',
      AuthParameters: basic,
    })
    assert.match(
      made.ConnectionArn ?? '',
      new RegExp(`^arn:aws:events:us-east-1:${id}:connection/c/[0-9a-f-]{36}$`),
    )
    assert.equal(made.ConnectionState, 'AUTHORIZED')
    const connection = await events.describeConnection({ Name: 'c' })
    assert.deepEqual(connection.AuthParameters, { BasicAuthParameters: { Username: 'user' } })
    assert.match(connection.SecretArn ?? '', /:secret:events!connection\/c\/[0-9a-f-]{36}/)
    const secrets = new SecretsManager(server.config({ account: id }))
    const secret = async () => {
      const { SecretString = '' } = await secrets.getSecretValue({ SecretId: connection.SecretArn })
      return JSON.parse(SecretString)
    }
    assert.deepEqual(await secret(), { username: 'user', password: 'pass' })
    await refused(
      events.createConnection({ Name: 'c', AuthorizationType: 'BASIC', AuthParameters: basic }),
      'ResourceAlreadyExistsException',
      'Connection c already exists.',
    )
    await refused(
      events.createConnection({ Name: 'e', AuthorizationType: 'API_KEY', AuthParameters: basic }),
      'ValidationException',
      'Parameter ApiKeyAuthParameters is not valid. Reason: Missing required field(s)',
    )
    await refused(
      events.createApiDestination({
        Name: 'd',
        ConnectionArn: `${made.ConnectionArn?.slice(0, -1)}x`,
        InvocationEndpoint: 'https://example.com',
        HttpMethod: 'GET',
      }),
      'ResourceNotFoundException',
    )
    const destination = await events.createApiDestination({
      Name: 'd',
      ConnectionArn: made.ConnectionArn,
      InvocationEndpoint: 'https://example.com',
      HttpMethod: 'GET',
    })
    assert.match(destination.ApiDestinationArn ?? '', /:api-destination\/d\/[0-9a-f-]{36}$/)
    assert.equal(destination.ApiDestinationState, 'ACTIVE')
    await events.updateApiDestination({ Name: 'd', HttpMethod: 'POST', InvocationRateLimitPerSecond: 5 })
    const found = await events.describeApiDestination({ Name: 'd' })
    assert.equal(found.HttpMethod, 'POST')
    assert.equal(found.InvocationRateLimitPerSecond, 5)
    assert.equal(found.InvocationEndpoint, 'https://example.com')
    assert.equal(
      (await events.listApiDestinations({ ConnectionArn: made.ConnectionArn })).ApiDestinations?.length,
      1,
    )
    await events.updateConnection({
      Name: 'c',
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'K', ApiKeyValue: 'v' } },
    })
    const changed = await events.describeConnection({ Name: 'c' })
    assert.deepEqual(changed.AuthParameters, { ApiKeyAuthParameters: { ApiKeyName: 'K' } })
    assert.deepEqual(await secret(), { api_key_name: 'K', api_key_value: 'v' })
    assert.equal((await events.listConnections({})).Connections?.[0]?.AuthorizationType, 'API_KEY')
    assert.equal((await events.deauthorizeConnection({ Name: 'c' })).ConnectionState, 'DEAUTHORIZING')
    assert.equal((await events.describeConnection({ Name: 'c' })).ConnectionState, 'DEAUTHORIZED')
    assert.equal((await events.describeApiDestination({ Name: 'd' })).ApiDestinationState, 'INACTIVE')
    await events.deleteApiDestination({ Name: 'd' })
    await refused(events.describeApiDestination({ Name: 'd' }), 'ResourceNotFoundException')
    assert.equal((await events.deleteConnection({ Name: 'c' })).ConnectionState, 'DELETING')
    await refused(secret(), 'ResourceNotFoundException')
    await refused(
      events.describeConnection({ Name: 'c' }),
      'ResourceNotFoundException',
      "Failed to describe the connection(s). Connection 'c' does not exist.",
    )
  })
})

// EventBridge User Guide, "Amazon API Gateway targets".
describe('methods of APIs', () => {
  it('get events, with paths, queries and headers from them', async () => {
    seen.length = 0
    answer = () => ({ status: 200 })
    const account = newAccount(server)
    const api = new APIGateway(server.config({ account: account.id }))
    const { id: restApiId = '', rootResourceId } = await api.createRestApi({ name: 'orders' })
    const { id: resourceId } = await api.createResource({
      restApiId,
      parentId: rootResourceId,
      pathPart: '{n}',
    })
    await api.putMethod({ restApiId, resourceId, httpMethod: 'POST', authorizationType: 'NONE' })
    await api.putIntegration({
      restApiId,
      resourceId,
      httpMethod: 'POST',
      type: 'HTTP_PROXY',
      integrationHttpMethod: 'POST',
      uri: address('/orders'),
    })
    await api.createDeployment({ restApiId, stageName: 'live' })
    api.destroy()
    const { events, id } = account
    await events.putRule({ Name: 'r', EventPattern: JSON.stringify({ source: ['my.app'] }) })
    await events.putTargets({
      Rule: 'r',
      Targets: [
        {
          Id: 'x',
          Arn: `arn:aws:execute-api:us-east-1:${id}:${restApiId}/live/POST/*`,
          InputPath: '$.detail',
          HttpParameters: {
            PathParameterValues: ['$.detail.n'],
            QueryStringParameters: { who: '$.detail.customer' },
            HeaderParameters: { 'X-Kind': '$.detail-type' },
          },
        },
      ],
    })
    await send(account)
    const [{ method, url, headers, body } = assert.fail('nothing came')] = seen
    assert.deepEqual(
      [method, url, headers['x-kind'], JSON.parse(body)],
      ['POST', '/orders?who=c%201', 'order', { n: 0, customer: 'c 1' }],
    )
  })

  it('that refuse are not asked again, and the event is a dead letter', async () => {
    seen.length = 0
    const { events, id } = newAccount(server)
    const sqs = new SQS(server.config({ account: id }))
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: '*',
        },
      ],
    })
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'dead', Attributes: { Policy } })
    await events.putRule({ Name: 'r', EventPattern: JSON.stringify({ source: ['my.app'] }) })
    await events.putTargets({
      Rule: 'r',
      Targets: [
        {
          Id: 'x',
          Arn: `arn:aws:execute-api:us-east-1:${id}:none/live/POST/`,
          DeadLetterConfig: { Arn: `arn:aws:sqs:us-east-1:${id}:dead` },
        },
      ],
    })
    await events.putEvents({ Entries: [{ Source: 'my.app', DetailType: 'order', Detail: '{}' }] })
    await server.lambent.idle()
    const { Messages: [letter] = [] } = await sqs.receiveMessage({ QueueUrl, MessageAttributeNames: ['All'] })
    sqs.destroy()
    assert.equal(letter?.MessageAttributes?.ERROR_CODE?.StringValue, 'ERROR_FROM_TARGET')
  })
})
