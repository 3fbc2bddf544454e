/**
 * Messages of WebSocket APIs: held against models, as bytes, written down, and keys that count. Sources: API Gateway Developer Guide, "Set up
 * request validation for WebSocket APIs", "Working with binary media types for WebSocket APIs", "Configure logging for WebSocket APIs", "Usage
 * plans and API keys".
 */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { APIGateway } from '@aws-sdk/client-api-gateway'
import type { CreateIntegrationRequest, CreateRouteRequest } from '@aws-sdk/client-apigatewayv2'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { asked, connected, ended, refusal, SocketAccount } from './sockets.ts'

describe('messages of WebSocket APIs', () => {
  const clock = new VirtualClock()
  const server = testServer({ clock })
  let account: SocketAccount
  let backend: Server
  let address = ''
  const seen: { type: string | undefined; body: Buffer }[] = []

  before(async () => {
    account = new SocketAccount(server)
    backend = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        seen.push({ type: request.headers['content-type'], body: Buffer.concat(chunks) })
        response.end(Buffer.from([0xff, 0x00, 0x80]))
      })
    })
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`
  })
  after(() => void backend.close())

  const mock = { IntegrationType: 'MOCK', RequestTemplates: { $default: '{"statusCode":200}' } } as const

  /** A route that goes both ways. Answers the integration's id. */
  async function twoWay(
    ApiId: string,
    RouteKey: string,
    integration: Omit<CreateIntegrationRequest, 'ApiId'>,
    more: Partial<CreateRouteRequest> = {},
  ): Promise<string> {
    const selection = { RouteResponseSelectionExpression: '$default' }
    const RouteId = await account.socketRoute(ApiId, RouteKey, integration, { ...selection, ...more })
    await account.gateway.createRouteResponse({ ApiId, RouteId, RouteResponseKey: '$default' })
    const { Target = '' } = await account.gateway.getRoute({ ApiId, RouteId })
    return Target.replace('integrations/', '')
  }

  it('are held against the model that their route chooses for them', async () => {
    const ApiId = await account.socketApi('modelled')
    const model = async (Name: string, schema: object) => {
      const Schema = JSON.stringify(schema)
      return (
        (await account.gateway.createModel({ ApiId, Name, Schema, ContentType: 'application/json' }))
          .ModelId ?? ''
      )
    }
    const text = { type: 'string' }
    await model('Text', text)
    await model('Chat', {
      type: 'object',
      required: ['text'],
      properties: { text: { $ref: '#/definitions/text' } },
      definitions: { text },
    })
    const other = await model('Other', { required: ['action'] })
    await model('Endless', { $ref: '#' })
    const IntegrationId = await twoWay(ApiId, 'say', mock, {
      ModelSelectionExpression: '$request.body.kind',
      RequestModels: { chat: 'Chat', endless: 'Endless', absent: 'None', $default: other },
    })
    await account.gateway.createIntegrationResponse({
      ApiId,
      IntegrationId,
      IntegrationResponseKey: '$default',
      ResponseTemplates: { $default: 'fine' },
    })
    await twoWay(ApiId, '$default', mock, { RequestModels: { $default: 'Text' } })
    const client = await connected(account.dial(ApiId))
    const ask = async (message: object | string) => {
      const answer = await asked(client, message)
      return answer.startsWith('{') ? (JSON.parse(answer) as { message: string }).message : answer
    }
    const say = (kind: string, more: object) => ask({ action: 'say', kind, ...more })
    assert.equal(await say('chat', { text: 'hello' }), 'fine')
    assert.equal(await say('chat', {}), 'Invalid request body')
    assert.equal(await say('chat', { text: 1 }), 'Invalid request body')
    assert.equal(await say('whatever', {}), 'fine')
    assert.equal(await say('endless', {}), 'Internal server error')
    assert.equal(await say('absent', {}), 'Internal server error')
    assert.equal(await ask('no JSON at all'), 'Invalid request body')
    client.close()
  })

  it('become bytes for integrations that want them, and bytes come back as text', async () => {
    const ApiId = await account.socketApi('bytes')
    const integration = {
      IntegrationType: 'HTTP',
      IntegrationMethod: 'POST',
      IntegrationUri: address,
    } as const
    const IntegrationId = await twoWay(ApiId, '$default', {
      ...integration,
      ContentHandlingStrategy: 'CONVERT_TO_BINARY',
    })
    await account.gateway.createIntegrationResponse({
      ApiId,
      IntegrationId,
      IntegrationResponseKey: '$default',
      ContentHandlingStrategy: 'CONVERT_TO_TEXT',
    })
    const client = await connected(account.dial(ApiId))
    assert.equal(await asked(client, Buffer.from([0xde, 0xad, 0x00]).toString('base64')), '/wCA')
    assert.deepEqual(seen.at(-1), { type: 'application/octet-stream', body: Buffer.from([0xde, 0xad, 0x00]) })
    assert.equal(JSON.parse(await asked(client, '{no base64}')).message, 'Bad Request')
    // Frames of bytes are not for WebSocket APIs.
    const end = ended(client)
    client.send(Buffer.from([1]))
    assert.equal((await end).code, 1003)
  })

  it('are written down in execution logs', async () => {
    const ApiId = await account.socketApi('logged')
    for (const key of ['$connect', '$default']) await account.socketRoute(ApiId, key, mock)
    await account.gateway.updateStage({
      ApiId,
      StageName: 'live',
      DefaultRouteSettings: { LoggingLevel: 'INFO', DataTraceEnabled: true },
      RouteSettings: { quiet: { LoggingLevel: 'OFF' } },
    })
    await account.socketRoute(ApiId, 'quiet', mock)
    const client = await connected(account.dial(ApiId))
    client.send('{"action":"quiet","word":"secret"}')
    client.send('{"word":"told"}')
    const logs = new CloudWatchLogs(account.config)
    const logGroupName = `/aws/apigateway/${ApiId}/live`
    let lines: string[] = []
    await until(async () => {
      const { events = [] } = await logs.filterLogEvents({ logGroupName }).catch(() => ({ events: [] }))
      lines = events.map(({ message = '' }) => message)
      return (
        lines.some((line) => line.includes('"told"')) &&
        lines.filter((line) => /completed with/.test(line)).length >= 2
      )
    }, 'both happenings are written')
    const words = lines.map((line) => line.replace(/^\([\w-]+=\) /, ''))
    for (const wanted of [
      'WebSocket Request Route: [$connect]',
      "API Key authorized because route '$connect' does not require API Key. Request will not contribute to throttle or quota limits",
      'WebSocket Request Route: [$default]',
      'Route request body before transformations: {"word":"told"}',
      'Successfully completed execution',
      'Route completed with status: 200',
    ])
      assert.ok(words.includes(wanted), `${wanted} among\n${words.join('\n')}`)
    assert.ok(
      words.some((line) =>
        /^Client \[Connection Id: \S+\] connected to API \[\w+\] successfully\.$/.test(line),
      ),
    )
    assert.ok(!words.some((line) => line.includes('secret')))
    client.close()
  })

  it('are let in as far as plans of their keys allow', async () => {
    const plans = new APIGateway(account.config)
    const key = async (name: string, apiId: string, plan: object) => {
      const value = `${name}-key-of-twenty-letters`
      const { id: keyId = '' } = await plans.createApiKey({ name, value, enabled: true })
      const { id: usagePlanId = '' } = await plans.createUsagePlan({
        name,
        apiStages: [{ apiId, stage: 'live' }],
        ...plan,
      })
      await plans.createUsagePlanKey({ usagePlanId, keyId, keyType: 'API_KEY' })
      return {
        usagePlanId,
        keyId,
        dial: () => account.dial(apiId, '/live', { headers: { 'x-api-key': value } }),
      }
    }
    const ApiId = await account.socketApi('planned')
    await account.socketRoute(ApiId, '$connect', mock, { ApiKeyRequired: true })
    const few = await key('few', ApiId, { quota: { limit: 2, period: 'DAY' } })
    for (let count = 0; count < 2; count++) (await connected(few.dial())).close()
    const over = await refusal(few.dial())
    assert.deepEqual([over.status, JSON.parse(over.body).message], [429, 'Limit Exceeded'])
    const today = new Date(clock.now()).toISOString().slice(0, 10)
    const { items } = await plans.getUsage({ usagePlanId: few.usagePlanId, startDate: today, endDate: today })
    assert.deepEqual(items, { [few.keyId]: [[2, 0]] })
    const slow = await key('slow', ApiId, { throttle: { rateLimit: 0.001, burstLimit: 1 } })
    ;(await connected(slow.dial())).close()
    const throttled = await refusal(slow.dial())
    assert.deepEqual([throttled.status, JSON.parse(throttled.body).message], [429, 'Too Many Requests'])
  })
})
