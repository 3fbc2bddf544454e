/**
 * WebSocket APIs: connecting, messages, ends, and what backends do with connections. Source: API Gateway Developer Guide, chapter "WebSocket
 * APIs"; events as the examples of "Working with AWS Lambda proxy integrations for WebSocket APIs" show them.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { before, describe, it } from 'node:test'
import type { GoneException } from '@aws-sdk/client-apigatewaymanagementapi'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { asked, connected, ended, heard, refusal, SocketAccount } from './sockets.ts'
import { refused } from './support.ts'

/** Does what the message says, or the query of the request to connect; writes the events of connecting and disconnecting to its log. */
const worker = `
import json

def handler(event, context):
    where = event['requestContext']
    kind = where['eventType']
    if kind != 'MESSAGE':
        print(json.dumps(event))
    if kind == 'CONNECT':
        asked = event.get('queryStringParameters') or {}
        if 'fail' in asked:
            raise Exception(asked['fail'])
        if 'answer' in asked:
            return json.loads(asked['answer'])
    if kind == 'MESSAGE':
        try:
            given = json.loads(event['body'])
        except ValueError:
            given = {}
        if 'fail' in given:
            raise Exception(given['fail'])
        if 'answer' in given:
            return given['answer']
        return {'statusCode': 200, 'body': json.dumps(event)}
    return {'statusCode': 200}
`

/** Posts to who asks, by the address that AWS's examples make of an event. */
const speaker = `
import { request } from 'node:https'

export const handler = async ({ requestContext: { domainName, stage, connectionId } }) => {
  const scope = process.env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/execute-api/aws4_request'
  const headers = {
    'x-amz-date': '20260101T000000Z',
    'x-amz-security-token': process.env.AWS_SESSION_TOKEN,
    authorization: 'AWS4-HMAC-SHA256 Credential=' + scope + ', SignedHeaders=host;x-amz-date, Signature=' + '0'.repeat(64),
  }
  const path = '/' + stage + '/@connections/' + encodeURIComponent(connectionId)
  const statusCode = await new Promise((resolve, reject) => {
    request({ host: domainName, method: 'POST', path, headers }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end('said by https')
  })
  return { statusCode }
}
`

interface SocketEvent {
  readonly headers: Record<string, string>
  readonly multiValueHeaders: Record<string, string[]>
  readonly requestContext: Record<string, unknown> & {
    readonly eventType: string
    readonly requestTime: string
  }
}

function pick(event: SocketEvent | undefined) {
  return [event?.requestContext.disconnectStatusCode, event?.requestContext.disconnectReason]
}

describe('WebSocket APIs', () => {
  const server = testServer()
  let account: SocketAccount
  let logs: CloudWatchLogs
  let api = ''

  before(async () => {
    account = new SocketAccount(server)
    logs = new CloudWatchLogs(account.config)
    await logs.createLogGroup({ logGroupName: '/aws/lambda/worker' })
    await account.makeFunction('worker', worker)
    api = await account.socketApi('main')
    await account.toFunction(api, '$connect', 'worker')
    await account.toFunction(api, '$disconnect', 'worker')
    await account.toFunction(api, '$default', 'worker', { twoWay: true })
    await account.toFunction(api, 'quiet', 'worker')
  })

  /** Connects, and knows its id from an event. */
  async function join(path = '/live') {
    const client = await connected(account.dial(api, path))
    const event = JSON.parse(await asked(client, { action: 'whoami' }))
    return { client, connectionId: String(event.requestContext.connectionId), event }
  }

  /** The events of a connection that is over, by type. */
  async function eventsOf(connectionId: string): Promise<Record<string, SocketEvent>> {
    let events: Record<string, SocketEvent> = {}
    await until(async () => {
      const found = await logs.filterLogEvents({
        logGroupName: '/aws/lambda/worker',
        filterPattern: `"${connectionId}"`,
      })
      const told = (found.events ?? []).map(({ message = '' }) => JSON.parse(message) as SocketEvent)
      events = Object.fromEntries(told.map((event) => [event.requestContext.eventType, event]))
      return events.DISCONNECT !== undefined
    }, 'the end of the connection is told')
    return events
  }

  describe('connections of WebSocket APIs', () => {
    it('are told to functions as AWS tells them', async () => {
      const client = await connected(
        account.dialHost(
          `${api}.execute-api.us-east-1.localhost:${server.port}`,
          '/live?room=a&room=b&x=%20y',
          {
            headers: { 'User-Agent': 'tester', 'X-Twice': ['1', '2'] as unknown as string },
          },
        ),
      )
      const message = JSON.parse(await asked(client, '{"action":"hello"}'))
      const { connectionId } = message.requestContext
      client.close()
      const { CONNECT, DISCONNECT } = await eventsOf(connectionId)
      assert.ok(CONNECT && DISCONNECT)
      const domainName = `${api}.execute-api.us-east-1.localhost`
      const shared = { stage: 'live', domainName, connectionId, apiId: api }
      const identity = { userAgent: 'tester', sourceIp: '127.0.0.1' }

      assert.match(connectionId, /^[\w-]{15}=$/)
      const { headers, multiValueHeaders, ...connect } = CONNECT
      const context = connect.requestContext
      assert.deepEqual(connect, {
        queryStringParameters: { room: 'b', x: ' y' },
        multiValueQueryStringParameters: { room: ['a', 'b'], x: [' y'] },
        requestContext: {
          routeKey: '$connect',
          eventType: 'CONNECT',
          extendedRequestId: context.requestId,
          requestTime: context.requestTime,
          messageDirection: 'IN',
          connectedAt: context.connectedAt,
          requestTimeEpoch: context.requestTimeEpoch,
          requestId: context.requestId,
          identity,
          ...shared,
        },
        isBase64Encoded: false,
      })
      assert.match(context.requestTime, /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/)
      assert.deepEqual(
        Object.keys(headers).sort(),
        [
          'Host',
          'Sec-WebSocket-Extensions',
          'Sec-WebSocket-Key',
          'Sec-WebSocket-Version',
          'User-Agent',
          'X-Amzn-Trace-Id',
          'X-Forwarded-For',
          'X-Forwarded-Port',
          'X-Forwarded-Proto',
          'X-Twice',
        ].sort(),
      )
      assert.deepEqual([headers['X-Twice'], multiValueHeaders['X-Twice']], ['2', ['1', '2']])
      assert.deepEqual(multiValueHeaders['X-Forwarded-For'], ['127.0.0.1'])

      assert.deepEqual(message, {
        requestContext: {
          routeKey: '$default',
          messageId: message.requestContext.messageId,
          eventType: 'MESSAGE',
          extendedRequestId: message.requestContext.requestId,
          requestTime: message.requestContext.requestTime,
          messageDirection: 'IN',
          connectedAt: context.connectedAt,
          requestTimeEpoch: message.requestContext.requestTimeEpoch,
          requestId: message.requestContext.requestId,
          identity,
          ...shared,
        },
        body: '{"action":"hello"}',
        isBase64Encoded: false,
      })

      const goodbye = { Host: domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' }
      assert.deepEqual(DISCONNECT, {
        headers: goodbye,
        multiValueHeaders: Object.fromEntries(
          Object.entries(goodbye).map(([name, value]) => [name, [value]]),
        ),
        requestContext: {
          routeKey: '$disconnect',
          disconnectStatusCode: 1005,
          eventType: 'DISCONNECT',
          extendedRequestId: DISCONNECT.requestContext.requestId,
          requestTime: DISCONNECT.requestContext.requestTime,
          messageDirection: 'IN',
          disconnectReason: 'Client-side close frame status not set',
          connectedAt: context.connectedAt,
          requestTimeEpoch: DISCONNECT.requestContext.requestTimeEpoch,
          requestId: DISCONNECT.requestContext.requestId,
          identity,
          ...shared,
        },
        isBase64Encoded: false,
      })
    })

    it('are made as $connect says', async () => {
      const ask = (answer: object) =>
        account.dial(api, `/live?answer=${encodeURIComponent(JSON.stringify(answer))}`)
      for (const status of [400, 403, 502]) {
        const answer = await refusal(ask({ statusCode: status, headers: { 'X-Why': 'so' }, body: 'no' }))
        assert.deepEqual([answer.status, answer.headers['x-why'], answer.body], [status, 'so', 'no'])
      }
      const malformed = await refusal(ask({ no: 'status' }))
      assert.equal(malformed.status, 502)
      assert.match(
        malformed.body,
        /^\{"message": "Internal server error", "connectionId":"[^"]+", "requestId":"[^"]+"\}$/,
      )
      assert.equal((await refusal(account.dial(api, '/live?fail=x'))).status, 502)
      const accepted = account.dial(
        api,
        `/live?answer=${encodeURIComponent('{"statusCode":200,"headers":{"Sec-WebSocket-Protocol":"chat"}}')}`,
        {},
        ['other', 'chat'],
      )
      await connected(accepted)
      assert.equal(accepted.protocol, 'chat')
      accepted.close()
    })

    it('are refused at addresses that lead nowhere', async () => {
      for (const dial of [
        () => account.dial(api, '/absent'),
        () => account.dial(api, '/live/deeper'),
        () => account.dial('absentapi1'),
        () => account.dialHost(`absentapi1.execute-api.us-east-1.localhost:${server.port}`, '/live'),
        () => account.dialHost(`${api}.execute-api.eu-west-1.localhost:${server.port}`, '/live'),
      ]) {
        const answer = await refusal(dial())
        assert.equal(answer.status, 403)
        assert.match(answer.body, /"message": ?"Forbidden"/)
      }
      const plain = await account.send(api, '/live')
      assert.deepEqual([plain.status, plain.body], [403, '{"message":"Missing Authentication Token"}'])
      const http = await account.api('http only')
      const none = await refusal(account.dial(http, '/$default'))
      assert.deepEqual([none.status, none.body], [404, '{"message":"Not Found"}'])
    })

    it('are refused to clients that do not follow the protocol, which leave the server as it was', async () => {
      const ask = async (lines: string, method = 'GET') => {
        const socket = connect(server.port, '127.0.0.1')
        socket.write(
          `${method} /_aws/execute-api/${api}/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${lines}\r\n\r\n`,
        )
        let text = ''
        socket.on('data', (bytes) => {
          text += bytes.toString('latin1')
        })
        socket.on('error', () => {})
        await once(socket, 'close')
        return text
      }
      const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='
      const version = 'Sec-WebSocket-Version: 13'
      for (const lines of [
        key,
        version,
        `${key}\r\nSec-WebSocket-Version: 8`,
        `${version}\r\nSec-WebSocket-Key: x`,
      ]) {
        const text = await ask(lines)
        assert.match(text, /^HTTP\/1\.1 400 /)
        assert.match(text, /\{"message": "Bad Request", "connectionId":"[^"]+", "requestId":"[^"]+"\}$/)
      }
      assert.match(await ask(`${key}\r\n${version}`, 'POST'), /^HTTP\/1\.1 400 /)
      assert.match(await ask(`${key}\r\n${version}\r\nX-Flood: ${'x'.repeat(40_000)}`), /^HTTP\/1\.1 431 /)
      const { client } = await join()
      client.close()
    })

    it('end with the code of who ends them', async () => {
      const one = await join()
      one.client.close(4000, 'had enough')
      assert.deepEqual(pick((await eventsOf(one.connectionId)).DISCONNECT), [4000, 'had enough'])
      const two = await join()
      two.client.terminate()
      assert.deepEqual(pick((await eventsOf(two.connectionId)).DISCONNECT), [1006, ''])
      const three = await join()
      const end = ended(three.client)
      await account.connections(api).deleteConnection({ ConnectionId: three.connectionId })
      assert.equal((await end).code, 1000)
      assert.deepEqual(pick((await eventsOf(three.connectionId)).DISCONNECT), [
        1000,
        'Connection Closed Normally',
      ])
      const four = await join()
      const bytes = ended(four.client)
      four.client.send(Buffer.from('bytes'))
      assert.equal((await bytes).code, 1003)
      const five = await join()
      const long = ended(five.client)
      five.client.send('x'.repeat(32 * 1024 + 1))
      assert.equal((await long).code, 1009)
      assert.equal((await eventsOf(five.connectionId)).DISCONNECT?.requestContext.disconnectStatusCode, 1009)
    })
  })

  describe('messages of WebSocket APIs', () => {
    it('take the route that they name, and come back where it says so', async () => {
      const { client } = await join()
      const whole = `{"action":"other","text":"${'x'.repeat(100)}"}`
      assert.equal(JSON.parse(await asked(client, whole)).body, whole)
      assert.equal(JSON.parse(await asked(client, 'no json')).requestContext.routeKey, '$default')
      assert.equal(
        JSON.parse(await asked(client, { action: '$connect' })).requestContext.routeKey,
        '$default',
      )
      // Nothing comes back of the first one.
      client.send(JSON.stringify({ action: 'quiet' }))
      assert.equal(JSON.parse(await asked(client, { action: 'loud' })).body, '{"action":"loud"}')
      assert.equal(
        await asked(client, { action: 'x', answer: { statusCode: 500, body: 'as it is' } }),
        'as it is',
      )
      const encoded = { statusCode: 200, body: Buffer.from('ü').toString('base64'), isBase64Encoded: true }
      assert.equal(await asked(client, { action: 'x', answer: encoded }), 'ü')
      const parts = { action: 'parts', text: 'y'.repeat(120_000) }
      const text = JSON.stringify(parts)
      const answer = heard(client)
      for (let at = 0; at < text.length; at += 30_000)
        client.send(text.slice(at, at + 30_000), { fin: at + 30_000 >= text.length })
      assert.equal(JSON.parse(await answer).body.length, text.length)
      client.close()
    })

    it('that fail are answered by a frame', async () => {
      const { client, connectionId } = await join()
      for (const action of ['quiet', 'loud'])
        for (const message of [{ fail: 'x' }, { answer: { body: 'no status' } }, { answer: null }]) {
          const frame = await asked(client, { action, ...message })
          const { requestId } = JSON.parse(frame)
          assert.equal(
            frame,
            `{"message": "Internal server error", "connectionId":"${connectionId}", "requestId":"${requestId}"}`,
          )
        }
      const bare = await account.socketApi('bare')
      const lone = await connected(account.dial(bare))
      assert.equal(JSON.parse(await asked(lone, { action: 'x' })).message, 'Forbidden')
      lone.close()
      client.close()
    })

    it('are limited as the stage says', async () => {
      const limited = await account.socketApi('limited')
      await account.socketRoute(limited, '$default', {
        IntegrationType: 'MOCK',
        RequestTemplates: { $default: '{"statusCode":200}' },
      })
      await account.gateway.updateStage({
        ApiId: limited,
        StageName: 'live',
        DefaultRouteSettings: { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 0.001 },
      })
      const client = await connected(account.dial(limited))
      client.send('{}')
      assert.equal(JSON.parse(await asked(client, '{}')).message, 'Too Many Requests')
      client.close()
    })
  })

  describe('the API of connections', () => {
    it('sends, tells and closes', async () => {
      const { client, connectionId: ConnectionId } = await join()
      const backend = account.connections(api)
      const message = heard(client)
      await backend.postToConnection({ ConnectionId, Data: 'grüße' })
      assert.equal(await message, 'grüße')
      const large = heard(client)
      await backend.postToConnection({ ConnectionId, Data: 'z'.repeat(128 * 1024) })
      assert.equal((await large).length, 128 * 1024)
      await refused(
        backend.postToConnection({ ConnectionId, Data: 'z'.repeat(128 * 1024 + 1) }),
        'PayloadTooLargeException',
      )
      const found = await backend.getConnection({ ConnectionId })
      assert.equal(found.Identity?.SourceIp, '127.0.0.1')
      assert.ok(found.ConnectedAt && found.LastActiveAt && found.LastActiveAt >= found.ConnectedAt)
      const end = ended(client)
      await backend.deleteConnection({ ConnectionId })
      await end
      for (const ask of [
        () => backend.postToConnection({ ConnectionId, Data: 'x' }),
        () => backend.getConnection({ ConnectionId }),
        () => backend.deleteConnection({ ConnectionId }),
      ]) {
        await assert.rejects(ask, (error: GoneException) => {
          assert.deepEqual([error.name, error.$metadata.httpStatusCode], ['GoneException', 410])
          return true
        })
      }
    })

    it('is where functions look for it: at the name that their events tell', async () => {
      await account.makeFunction('speaker', speaker, 'nodejs24.x')
      const spoken = await account.socketApi('spoken')
      await account.toFunction(spoken, 'say', 'speaker')
      const client = await connected(account.dial(spoken))
      assert.equal(await asked(client, { action: 'say' }), 'said by https')
      client.close()
    })

    it('knows connections of its own API and account alone', async () => {
      const { client, connectionId: ConnectionId } = await join()
      await refused(
        account.connections(api).postToConnection({ ConnectionId: 'what is that', Data: 'x' }),
        'BadRequestException',
        'Invalid connectionId: what is that',
      )
      const other = await account.socketApi('other')
      await refused(account.connections(other).getConnection({ ConnectionId }), 'GoneException')
      await refused(account.connections(api, 'absent').getConnection({ ConnectionId }), 'ForbiddenException')
      await refused(
        new SocketAccount(server).connections(api).getConnection({ ConnectionId }),
        'ForbiddenException',
      )
      const unsigned = await account.send(api, `/live/@connections/${encodeURIComponent(ConnectionId)}`)
      assert.deepEqual([unsigned.status, unsigned.body], [403, '{"message":"Missing Authentication Token"}'])
      client.close()
    })
  })
})

describe('the times of connections', () => {
  const clock = new VirtualClock()
  const timed = testServer({ clock })

  it('are ten minutes of silence, and two hours', async () => {
    const owner = new SocketAccount(timed)
    const id = await owner.socketApi('timed')
    await owner.socketRoute(id, '$default', {
      IntegrationType: 'MOCK',
      RequestTemplates: { $default: '{"statusCode":200}' },
    })
    const silent = await connected(owner.dial(id))
    const lively = await connected(owner.dial(id))
    const ends = [ended(silent), ended(lively)] as const
    const minutes = (count: number) => clock.advance(count * 60_000)
    const ping = async () => {
      const pong = once(lively, 'pong')
      lively.ping()
      await pong
    }
    await minutes(9)
    await ping()
    await minutes(1)
    assert.deepEqual(await ends[0], { code: 1001, reason: 'Going away' })
    await ping()
    for (let passed = 10; passed < 119; passed += 9) {
      await minutes(Math.min(9, 119 - passed))
      await ping()
    }
    assert.equal(lively.readyState, lively.OPEN)
    await minutes(1)
    assert.equal((await ends[1]).code, 1001)
  })
})
