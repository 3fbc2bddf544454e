/**
 * Integrations beside functions, mappings and access logs. Sources: API Gateway Developer Guide, "Transforming API requests and responses for
 * HTTP APIs", "Working with AWS service integrations for HTTP APIs", "Configuring logging for an HTTP API".
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { SFN } from '@aws-sdk/client-sfn'
import { SQS } from '@aws-sdk/client-sqs'
import { asynchronousClients } from '../../support/aws-runtime-clients.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { Account } from './support.ts'

const run = promisify(execFile)

/** Asks the addresses that it is given, the last ones by other clients; asked by an API, says how. */
const askingPython = `
import asyncio
import urllib.request
from http.client import HTTPSConnection

def handler(event, context):
    if isinstance(event, dict):
        return event['rawQueryString']
    said = [urllib.request.urlopen(address, timeout=20).read().decode() for address in event[:-1]]
    host, _, path = event[-1].partition('://')[2].partition('/')
    connection = HTTPSConnection(host)
    connection.request('GET', '/' + path)
    said.append(connection.getresponse().read().decode())
    assert said[-1] == asyncio.run(ask(host, path))
    return said

async def ask(host, path):
    reader, writer = await asyncio.open_connection(host, 443, ssl=True)
    writer.write(f'GET /{path} HTTP/1.1\\r\\nHost: {host}\\r\\nConnection: close\\r\\n\\r\\n'.encode())
    return (await reader.read()).decode().partition('\\r\\n\\r\\n')[2]
`

/** Asks as functions do, by clients that are not Python's own: with each the last address again. */
const askingClients = `
import asyncio, json, sys
from lambent_runtime.connections import lead_connections
lead_connections()
import aiohttp, httpx
from aiohttp.resolver import AsyncResolver, ThreadedResolver

async def ask(address):
    said = []
    for resolver in (AsyncResolver, ThreadedResolver):
        connector = aiohttp.TCPConnector(resolver=resolver())
        async with aiohttp.ClientSession(connector=connector) as session, session.get(address) as answer:
            said.append(await answer.text())
    async with httpx.AsyncClient() as client:
        said.append((await client.get(address)).text)
    return said

print(json.dumps(asyncio.run(ask(sys.argv[1]))))
`

const askingNode = `
import { get } from 'node:https'
import { text } from 'node:stream/consumers'
export const handler = async (addresses) => {
  const said = []
  for (const address of addresses.slice(0, -1)) said.push(await (await fetch(address)).text())
  said.push(await new Promise((resolve, reject) => {
    get(addresses.at(-1), (answer) => resolve(text(answer))).on('error', reject)
  }))
  return said
}
`

describe('integrations of HTTP APIs', () => {
  const server = testServer()
  let account: Account
  let apiId: string
  let backend: Server
  let address: string

  before(async () => {
    account = new Account(server)
    apiId = await account.api('integrated')
    backend = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { method, url, headers } = request
        response.writeHead(url?.includes('teapot') ? 418 : 200, {
          'x-from': 'backend',
          'set-cookie': ['a=1', 'b=2'],
        })
        response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') }))
      })
    })
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`
  })
  after(() => backend.close())

  async function integrate(RouteKey: string, more: object): Promise<void> {
    const { IntegrationId } = await account.gateway.createIntegration({
      ApiId: apiId,
      IntegrationType: 'HTTP_PROXY',
      PayloadFormatVersion: '1.0',
      ...more,
    })
    await account.gateway.createRoute({ ApiId: apiId, RouteKey, Target: `integrations/${IntegrationId}` })
  }

  it('hand requests on to addresses, with what mappings change', async () => {
    await integrate('ANY /plain/{proxy+}', {
      IntegrationMethod: 'ANY',
      IntegrationUri: `${address}/base/{proxy}`,
    })
    const plain = await account.send(apiId, '/plain/a%20b/c?x=1', {
      method: 'PUT',
      headers: { 'x-one': '1' },
      body: 'hello',
    })
    const seen = JSON.parse(plain.body) as {
      method: string
      url: string
      headers: Record<string, string>
      body: string
    }
    assert.deepEqual([seen.method, seen.url, seen.body], ['PUT', '/base/a%20b/c?x=1', 'hello'])
    assert.equal(seen.headers['x-one'], '1')
    assert.match(seen.headers.via ?? '', /AmazonAPIGateway/)
    assert.match(seen.headers.forwarded ?? '', /for=127\.0\.0\.1/)
    assert.deepEqual(plain.headers['set-cookie'], ['a=1', 'b=2'])
    await integrate('POST /mapped/{id}', {
      IntegrationMethod: 'GET',
      IntegrationUri: `${address}/mapped`,
      RequestParameters: {
        'overwrite:header.x-id': '$request.path.id',
        'append:header.x-one': '$request.querystring.x',
        'remove:querystring.x': "''",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: expressions of API Gateway's own.
        'append:querystring.colour': '${request.body.colour}-${stageVariables.tone}',
        'overwrite:path': '/elsewhere/$context.stage/$request.path.id',
        'overwrite:header.Host': 'shop.example',
        'append:header.x-kind': 'static',
      },
      ResponseParameters: {
        '200': {
          'overwrite:statuscode': '202',
          'remove:header.x-from': "''",
          'append:header.x-seen': '$response.body.method',
        },
      },
    })
    await account.gateway.updateStage({
      ApiId: apiId,
      StageName: '$default',
      StageVariables: { tone: 'dark' },
    })
    const mapped = await account.send(apiId, '/mapped/7?x=2&y=3', {
      method: 'POST',
      headers: { 'x-one': '1' },
      body: '{"colour":"red"}',
    })
    assert.equal(mapped.status, 202)
    assert.equal(mapped.headers['x-from'], undefined)
    assert.equal(mapped.headers['x-seen'], 'GET')
    const got = JSON.parse(mapped.body) as typeof seen
    assert.equal(got.headers['x-id'], '7')
    assert.equal(got.headers['x-one'], '1,2')
    assert.equal(got.headers['x-kind'], 'static')
    assert.equal(got.url, '/elsewhere/$default/7?y=3&colour=red-dark')
    assert.equal(got.headers.host, 'shop.example')
    await integrate('GET /same', {
      IntegrationMethod: 'GET',
      IntegrationUri: `${address}/base`,
      RequestParameters: { 'overwrite:path': '$request.path' },
    })
    const same = JSON.parse((await account.send(apiId, '/same')).body) as typeof seen
    assert.equal(same.url, '/same')
    await integrate('GET /nowhere', { IntegrationMethod: 'GET', IntegrationUri: 'http://127.0.0.1:1/' })
    const nowhere = await account.send(apiId, '/nowhere')
    assert.deepEqual([nowhere.status, nowhere.body], [503, '{"message":"Service Unavailable"}'])
  })

  it('lead nowhere through VPC links, as where nothing answers behind them', async () => {
    const { VpcLinkId } = await account.gateway.createVpcLink({ Name: 'inside', SubnetIds: ['subnet-1'] })
    const listener = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/one/0123456789abcdef/f'
    const link = { IntegrationMethod: 'ANY', ConnectionType: 'VPC_LINK' }
    await integrate('GET /inside', { ...link, ConnectionId: VpcLinkId, IntegrationUri: listener })
    const reply = await account.send(apiId, '/inside')
    assert.deepEqual([reply.status, reply.body], [503, '{"message":"Service Unavailable"}'])
    const badRequest = { name: 'BadRequestException' }
    await assert.rejects(integrate('GET /no', { ...link, IntegrationUri: listener }), badRequest)
    const outside = { ...link, ConnectionId: VpcLinkId, IntegrationUri: 'https://example.com' }
    await assert.rejects(integrate('GET /no', outside), badRequest)
  })

  it('start state machines', async () => {
    const states = new SFN(account.config)
    const roleArn = `arn:aws:iam::${account.id}:role/worker`
    const definition = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Pass', End: true } } })
    const made = (name: string, type: 'EXPRESS' | 'STANDARD') =>
      states.createStateMachine({ name, type, roleArn, definition })
    const { stateMachineArn: express } = await made('quick', 'EXPRESS')
    const { stateMachineArn: standard } = await made('slow', 'STANDARD')
    const start = (path: string, IntegrationSubtype: string, StateMachineArn = '') =>
      integrate(`POST ${path}`, {
        IntegrationType: 'AWS_PROXY',
        IntegrationSubtype,
        CredentialsArn: roleArn,
        RequestParameters: { StateMachineArn, Input: '$request.body' },
      })
    await start('/quick', 'StepFunctions-StartSyncExecution', express)
    await start('/slow', 'StepFunctions-StartExecution', standard)
    const quick = await account.send(apiId, '/quick', { method: 'POST', body: '{"id":7}' })
    const done = JSON.parse(quick.body) as { status: string; output: string; startDate: number }
    assert.deepEqual([quick.status, done.status, done.output], [200, 'SUCCEEDED', '{"id":7}'])
    assert.equal(typeof done.startDate, 'number')
    const slow = await account.send(apiId, '/slow', { method: 'POST', body: '{"id":8}' })
    const { executionArn } = JSON.parse(slow.body) as { executionArn: string }
    await until(async () => (await states.describeExecution({ executionArn })).status === 'SUCCEEDED')
    assert.equal((await states.describeExecution({ executionArn })).output, '{"id":8}')
  })

  it('call services', async () => {
    const sqs = new SQS(account.config)
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'orders' })
    const CredentialsArn = `arn:aws:iam::${account.id}:role/gateway`
    await integrate('POST /orders', {
      IntegrationType: 'AWS_PROXY',
      IntegrationSubtype: 'SQS-SendMessage',
      CredentialsArn,
      RequestParameters: { QueueUrl, MessageBody: '$request.body.message', DelaySeconds: '0' },
    })
    const sent = await account.send(apiId, '/orders', { method: 'POST', body: '{"message":{"id":7}}' })
    assert.equal(sent.status, 200, sent.body)
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 })
    assert.equal(Messages[0]?.Body, '{"id":7}')
    assert.equal((JSON.parse(sent.body) as { MessageId: string }).MessageId, Messages[0]?.MessageId)
    await integrate('POST /events', {
      IntegrationType: 'AWS_PROXY',
      IntegrationSubtype: 'EventBridge-PutEvents',
      CredentialsArn,
      RequestParameters: { Detail: '$request.body', DetailType: 'ordered', Source: 'shop' },
    })
    const put = await account.send(apiId, '/events', { method: 'POST', body: '{"id":7}' })
    assert.equal((JSON.parse(put.body) as { FailedEntryCount: number }).FailedEntryCount, 0)
  })

  it('are told of in access logs', async () => {
    const logs = new CloudWatchLogs(account.config)
    await logs.createLogGroup({ logGroupName: 'access' })
    await account.gateway.updateStage({
      ApiId: apiId,
      StageName: '$default',
      AccessLogSettings: {
        DestinationArn: `arn:aws:logs:us-east-1:${account.id}:log-group:access`,
        Format:
          '$context.httpMethod $context.routeKey $context.status $context.authorizer.none $context.identity.sourceIp',
      },
    })
    await account.send(apiId, '/plain/teapot')
    let lines: Array<string | undefined> = []
    await until(async () => {
      lines = ((await logs.filterLogEvents({ logGroupName: 'access' })).events ?? []).map(
        ({ message }) => message,
      )
      return lines.length > 0
    }, 'the line is there')
    assert.deepEqual(lines, ['GET ANY /plain/{proxy+} 418 - 127.0.0.1'])
  })

  it('functions reach them by the names that AWS and this server give them', async (test) => {
    const api = await account.api('named')
    const names = [
      `https://${api}.execute-api.us-east-1.amazonaws.com/hi?by=tls`,
      `http://${api}.execute-api.us-east-1.localhost:${server.port}/hi?by=name`,
      `https://${api}.execute-api.us-east-1.localhost/hi?by=domain`,
      `https://${api}.execute-api.us-east-1.amazonaws.com/hi?by=others`,
    ]
    await account.makeFunction('asking', askingPython)
    await account.makeFunction('asking-js', askingNode, 'nodejs24.x')
    await account.route(api, 'GET /hi', 'asking')
    for (const FunctionName of ['asking', 'asking-js']) {
      const { Payload } = await account.lambda.invoke({ FunctionName, Payload: JSON.stringify(names) })
      assert.deepEqual(
        JSON.parse(Buffer.from(Payload ?? []).toString()),
        ['by=tls', 'by=name', 'by=domain', 'by=others'],
        FunctionName,
      )
    }
    const clients = await asynchronousClients('python3')
    if ('missing' in clients) test.diagnostic(clients.missing)
    else {
      const { stdout } = await run(clients.program, ['-c', askingClients, names.at(-1) ?? ''], {
        env: {
          AWS_ENDPOINT_URL: server.endpoint,
          PYTHONPATH: [clients.folder, join(import.meta.dirname, '../../../bootstraps/python')].join(':'),
        },
      })
      assert.deepEqual(JSON.parse(stdout), ['by=others', 'by=others', 'by=others'])
    }
    // Names of others are left alone.
    const asked = (host: string) => fetch(`${server.endpoint}/_lambent/apis?host=${host}`)
    assert.equal((await asked(`${api}.execute-api.us-east-1.amazonaws.com`)).status, 204)
    assert.equal((await asked('abcdefghij.execute-api.us-east-1.amazonaws.com')).status, 404)
    assert.equal((await asked('example.com')).status, 404)
  })
})
