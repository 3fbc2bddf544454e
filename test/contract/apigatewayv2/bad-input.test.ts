/**
 * Requests and templates that mean harm: headers that would be two, headers without measure, templates that never end. Sources: RFC 9110, "Field
 * values"; API Gateway Developer Guide, "Quotas for configuring and running a REST API".
 */
import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { APIGateway } from '@aws-sdk/client-api-gateway'
import { testServer } from '../../support/server.ts'
import { asked, connected, SocketAccount } from './sockets.ts'

const split = 'a\r\nSet-Cookie: b'

describe('bad input of APIs', () => {
  const server = testServer()
  let account: SocketAccount
  let backend: Server
  let address = ''
  let http = ''
  let rest = ''
  const seen: IncomingHttpHeaders[] = []

  before(async () => {
    account = new SocketAccount(server)
    backend = createServer((request, response) => {
      seen.push(request.headers)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ said: split }))
    })
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(backend.address() as AddressInfo).port}/`
    http = await account.api('http')
    rest = await restApi()
  })
  after(() => void backend.close())

  /** A REST API whose GET answers itself, by a template. */
  async function restApi(template = '{"statusCode": 200}'): Promise<string> {
    const gateway = new APIGateway(account.config)
    const { id: restApiId = '', rootResourceId: resourceId = '' } = await gateway.createRestApi({
      name: 'bad',
    })
    const place = { restApiId, resourceId, httpMethod: 'GET' }
    await gateway.putMethod({ ...place, authorizationType: 'NONE' })
    await gateway.putIntegration({
      ...place,
      type: 'MOCK',
      requestTemplates: { 'application/json': template },
    })
    await gateway.putMethodResponse({ ...place, statusCode: '200' })
    await gateway.putIntegrationResponse({ ...place, statusCode: '200' })
    await gateway.createDeployment({ restApiId, stageName: 'prod' })
    return restApiId
  }

  it('makes no second header of one, on the way there and back', async () => {
    const { gateway } = account
    const { IntegrationId } = await gateway.createIntegration({
      ApiId: http,
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'GET',
      IntegrationUri: address,
      PayloadFormatVersion: '1.0',
      RequestParameters: { 'overwrite:header.x-said': '$request.querystring.said' },
      ResponseParameters: { 200: { 'overwrite:header.x-back': '$response.body.said' } },
    })
    await gateway.createRoute({ ApiId: http, RouteKey: 'GET /', Target: `integrations/${IntegrationId}` })
    const answer = await account.send(http, `/?said=${encodeURIComponent(split)}`)
    assert.ok(answer.status < 600, String(answer.status))
    assert.equal(answer.headers['set-cookie'], undefined)
    assert.ok(seen.every((headers) => headers['set-cookie'] === undefined))
    assert.equal((await account.send(http, '/?said=fine')).status, 200)
    assert.equal(seen.at(-1)?.['x-said'], 'fine')
  })

  it('makes none of a message either', async () => {
    const api = await account.socketApi('split')
    const RouteId = await account.socketRoute(
      api,
      '$default',
      {
        IntegrationType: 'HTTP_PROXY',
        IntegrationMethod: 'POST',
        IntegrationUri: address,
        RequestParameters: { 'integration.request.header.x-said': 'route.request.body.said' },
      },
      { RouteResponseSelectionExpression: '$default' },
    )
    await account.gateway.createRouteResponse({ ApiId: api, RouteId, RouteResponseKey: '$default' })
    const client = await connected(account.dial(api))
    assert.equal(JSON.parse(await asked(client, { said: split })).said, split)
    assert.equal(seen.at(-1)?.['set-cookie'], undefined)
    await asked(client, { said: 'fine' })
    assert.equal(seen.at(-1)?.['x-said'], 'fine')
    client.close()
  })

  it('is refused where its headers have no measure', async () => {
    const headers = { 'x-flood': 'x'.repeat(100_000) }
    assert.equal((await account.send(http, '/', { headers })).status, 431)
    assert.equal((await account.send(rest, '/prod/', { headers })).status, 431)
    assert.equal((await account.send(rest, '/prod/')).status, 200)
  })

  it("of templates that never end is AWS's error, and holds nobody up", async () => {
    const endless = await restApi(
      '#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])x#end#end#end',
    )
    const hostile = Array.from({ length: 5 }, () => account.send(endless, '/prod/'))
    assert.equal((await account.send(rest, '/prod/')).status, 200)
    for (const { status, body } of await Promise.all(hostile))
      assert.deepEqual([status, JSON.parse(body)], [500, { message: 'Internal server error' }])
  })
})
