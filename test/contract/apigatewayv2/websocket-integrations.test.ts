/**
 * Integrations of WebSocket APIs that are no function's proxies, access logs and metrics. Sources: API Gateway Developer Guide, "WebSocket API
 * integrations", "WebSocket selection expressions", "Configure logging for WebSocket APIs", "Monitor WebSocket API execution with CloudWatch metrics".
 */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { SQS } from '@aws-sdk/client-sqs'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { asked, connected, ended, refusal, SocketAccount } from './sockets.ts'

const start = Date.UTC(2026, 10, 27, 6, 0, 10)

describe('integrations of WebSocket APIs', () => {
  const clock = new VirtualClock(start)
  const server = testServer({ clock })
  let account: SocketAccount
  let api = ''
  let backend: Server
  let address = ''

  before(async () => {
    account = new SocketAccount(server)
    api = await account.socketApi('integrated')
    backend = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { method, url, headers } = request
        response.writeHead(url?.includes('teapot') ? 418 : 200, { 'x-kind': 'pot' })
        response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') }))
      })
    })
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`
  })
  after(() => backend.close())

  /** A route that goes both ways, with responses of its integration by their keys. */
  async function twoWay(
    RouteKey: string,
    integration: Parameters<SocketAccount['socketRoute']>[2],
    responses: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
  ): Promise<void> {
    const { gateway } = account
    const RouteId = await account.socketRoute(api, RouteKey, integration, {
      RouteResponseSelectionExpression: '$default',
    })
    await gateway.createRouteResponse({ ApiId: api, RouteId, RouteResponseKey: '$default' })
    const { Target = '' } = await gateway.getRoute({ ApiId: api, RouteId })
    const IntegrationId = Target.replace('integrations/', '')
    for (const [IntegrationResponseKey, ResponseTemplates] of Object.entries(responses))
      await gateway.createIntegrationResponse({
        ApiId: api,
        IntegrationId,
        IntegrationResponseKey,
        ResponseTemplates,
      })
  }

  const ask = async (message: object) => {
    const client = await connected(account.dial(api))
    const answer = await asked(client, message)
    client.close()
    return answer
  }

  it('send messages to addresses', async () => {
    await twoWay('proxied', {
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'POST',
      IntegrationUri: `${address}/base`,
      RequestParameters: {
        'integration.request.header.connectionId': 'context.connectionId',
        'integration.request.header.x-fixed': "'fixed'",
        'integration.request.querystring.room': 'route.request.body.room',
      },
    })
    const told = JSON.parse(await ask({ action: 'proxied', room: 'a b' }))
    assert.deepEqual(
      [told.method, told.url, told.body],
      ['POST', '/base?room=a+b', '{"action":"proxied","room":"a b"}'],
    )
    assert.match(told.headers.connectionid, /^[\w-]{15}=$/)
    assert.equal(told.headers['x-fixed'], 'fixed')
    await twoWay(
      'pots',
      { IntegrationType: 'HTTP', IntegrationMethod: 'POST', IntegrationUri: `${address}/teapot` },
      { $default: { $default: 'usual' }, '/4\\d\\d/': { $default: 'odd' } },
    )
    assert.equal(await ask({ action: 'pots' }), 'odd')
    await account.socketRoute(api, '$connect', {
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'GET',
      IntegrationUri: `${address}/\${stageVariables.greeting}`,
    })
    await account.gateway.updateStage({
      ApiId: api,
      StageName: 'live',
      StageVariables: { greeting: 'teapot' },
    })
    const answer = await refusal(account.dial(api, '/live?a=1'))
    assert.deepEqual([answer.status, JSON.parse(answer.body).url], [418, '/teapot?a=1'])
    await account.gateway.updateStage({
      ApiId: api,
      StageName: 'live',
      StageVariables: { greeting: 'hello' },
    })
    await twoWay('down', {
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'POST',
      IntegrationUri: 'http://127.0.0.1:1/',
    })
    assert.equal(JSON.parse(await ask({ action: 'down' })).message, 'Internal server error')
  })

  it('give functions the message itself, and choose by what they fail with', async () => {
    await account.makeFunction(
      'plain',
      'def handler(event, context):\n    if event["text"] == "bad":\n        raise Exception("out of words")\n    return {"got": event["text"]}\n',
    )
    await twoWay(
      'plain',
      { IntegrationType: 'AWS', IntegrationUri: account.arn('plain') },
      { $default: {}, '/out of .*/': { $default: 'speechless' } },
    )
    assert.equal(await ask({ action: 'plain', text: 'word' }), '{"got": "word"}')
    assert.equal(await ask({ action: 'plain', text: 'bad' }), 'speechless')
  })

  it('call services, with what templates make of messages', async () => {
    const sqs = new SQS(account.config)
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'messages' })
    const CredentialsArn = `arn:aws:iam::${account.id}:role/sender`
    await twoWay(
      'send',
      {
        IntegrationType: 'AWS',
        IntegrationMethod: 'POST',
        IntegrationUri: `arn:aws:apigateway:us-east-1:sqs:path/${account.id}/messages`,
        CredentialsArn,
        RequestParameters: {
          'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'",
        },
        RequestTemplates: {
          $default:
            "Action=SendMessage&MessageBody=$util.urlEncode($input.path('$.text'))%20by%20$context.connectionId",
        },
      },
      { $default: { $default: 'sent $input.path("$.SendMessageResponse.SendMessageResult.MessageId")' } },
    )
    assert.match(await ask({ action: 'send', text: 'a & b' }), /^sent [0-9a-f-]{36}$/)
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl })
    assert.match(Messages[0]?.Body ?? '', /^a & b by [\w-]{15}=$/)
    const dynamodb = new DynamoDB(account.config)
    await dynamodb.createTable({
      TableName: 'kept',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    })
    await twoWay(
      'keep',
      {
        IntegrationType: 'AWS',
        IntegrationMethod: 'POST',
        IntegrationUri: 'arn:aws:apigateway:us-east-1:dynamodb:action/PutItem',
        CredentialsArn,
        RequestTemplates: {
          $default: '{"TableName": "$input.path(\'$.table\')", "Item": {"id": {"S": "$context.messageId"}}}',
        },
      },
      { '/200/': { $default: 'kept' }, '/4\\d\\d/': { $default: '$input.json("$.message")' } },
    )
    assert.equal(await ask({ action: 'keep', table: 'kept' }), 'kept')
    assert.equal((await dynamodb.scan({ TableName: 'kept' })).Count, 1)
    assert.match(await ask({ action: 'keep', table: 'absent' }), /not found/)
    const client = await connected(account.dial(api))
    await twoWay('$default', {
      IntegrationType: 'MOCK',
      RequestTemplates: { $default: '$input.path("$.x")' },
    })
    assert.equal(JSON.parse(await asked(client, 'no json')).message, 'Bad Request')
    client.close()
  })

  it('may be none: templates are chosen by the message, and may have to be there', async () => {
    await twoWay(
      'mocked',
      {
        IntegrationType: 'MOCK',
        TemplateSelectionExpression: '$request.body.kind',
        RequestTemplates: { good: '{"statusCode":200}', bad: '{"statusCode":400}' },
        PassthroughBehavior: 'NEVER',
      },
      { '/200/': { $default: 'fine' }, '/4\\d\\d/': { $default: 'not fine' } },
    )
    assert.equal(await ask({ action: 'mocked', kind: 'good' }), 'fine')
    assert.equal(await ask({ action: 'mocked', kind: 'bad' }), 'not fine')
    assert.equal(JSON.parse(await ask({ action: 'mocked', kind: 'other' })).message, 'Unsupported Media Type')
  })

  it('are written down in access logs and metrics', async () => {
    const logs = new CloudWatchLogs(account.config)
    await logs.createLogGroup({ logGroupName: 'access' })
    const quiet = await account.socketApi('noted')
    await account.gateway.updateStage({
      ApiId: quiet,
      StageName: 'live',
      AccessLogSettings: {
        DestinationArn: `arn:aws:logs:us-east-1:${account.id}:log-group:access`,
        Format:
          '$context.eventType $context.routeKey $context.status $context.disconnectStatusCode $context.connectionId',
      },
    })
    const mock = { IntegrationType: 'MOCK', RequestTemplates: { $default: '{"statusCode":200}' } } as const
    for (const key of ['$connect', '$disconnect', '$default']) await account.socketRoute(quiet, key, mock)
    const client = await connected(account.dial(quiet))
    client.send('{}')
    const end = ended(client)
    client.close(1000)
    await end
    const wanted = ['CONNECT $connect 200 -', 'MESSAGE $default 200 -', 'DISCONNECT $disconnect 200 1000']
    let lines: string[] = []
    await until(async () => {
      const { events = [] } = await logs.filterLogEvents({ logGroupName: 'access' })
      lines = events.map(({ message = '' }) => message)
      return lines.length >= wanted.length
    }, 'three lines are written')
    assert.deepEqual(lines.map((line) => line.split(' ').slice(0, 4).join(' ')).sort(), wanted.sort())
    await clock.advance(60_000)
    const cloudwatch = new CloudWatch(account.config)
    const sumOf = async (MetricName: string) => {
      const { Datapoints } = await cloudwatch.getMetricStatistics({
        Namespace: 'AWS/ApiGateway',
        MetricName,
        Dimensions: [
          { Name: 'ApiId', Value: quiet },
          { Name: 'Stage', Value: 'live' },
        ],
        StartTime: new Date(start - 60_000),
        EndTime: new Date(start + 60_000),
        Period: 60,
        Statistics: ['Sum'],
      })
      return Datapoints?.[0]?.Sum
    }
    await until(async () => (await sumOf('ConnectCount')) !== undefined, 'metrics are stored')
    assert.deepEqual(
      [await sumOf('ConnectCount'), await sumOf('MessageCount'), await sumOf('ClientError')],
      [1, 1, 0],
    )
  })
})
