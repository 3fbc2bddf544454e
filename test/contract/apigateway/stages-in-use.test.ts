/**
 * What stages of REST APIs do: caches, canaries, logs, metrics; and methods that are tried. Sources: API Gateway Developer Guide, "Cache
 * settings for REST APIs", "Set up an API Gateway canary release deployment", "Set up CloudWatch logging for REST APIs", "Amazon API Gateway
 * dimensions and metrics"; API Reference, TestInvokeMethod.
 */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { PatchOperation } from '@aws-sdk/client-api-gateway'
import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { ServingAccount, signedBy } from './serving.ts'

const start = Date.UTC(2026, 10, 27, 6, 0, 10)

describe('stages of REST APIs', () => {
  const clock = new VirtualClock(start)
  const server = testServer({ clock })
  let account: ServingAccount
  const json = 'application/json'
  const said = { requestTemplates: { [json]: '{"statusCode": 200}' } }
  const shows = (template: string) => ({ '200': { responseTemplates: { [json]: template } } })

  before(() => {
    account = new ServingAccount(server)
  })

  const patch = (restApiId: string, changes: Readonly<Record<string, string>>) =>
    account.gateway.updateStage({
      restApiId,
      stageName: 'prod',
      patchOperations: Object.entries(changes).map(
        ([path, value]): PatchOperation => ({ op: 'replace', path, value }),
      ),
    })

  it('caches answer again, by the parameters that are keys, until they are told otherwise', async () => {
    const api = (await account.api('cached')).restApiId
    await account.put(api, 'GET /now', {
      method: { requestParameters: { 'method.request.querystring.id': false } },
      integration: { ...said, cacheKeyParameters: ['method.request.querystring.id'] },
      responses: shows('$context.requestId'),
    })
    await account.put(api, 'POST /now', { integration: said, responses: shows('$context.requestId') })
    await account.deploy(api)
    await patch(api, {
      '/cacheClusterEnabled': 'true',
      '/cacheClusterSize': '0.5',
      '/*/*/caching/enabled': 'true',
      '/*/*/caching/ttlInSeconds': '60',
    })
    const now = async (query = '', headers: Record<string, string> = {}) =>
      (await account.send(api, `/prod/now${query}`, { headers })).body
    const first = await now('?id=1')
    assert.equal(await now('?id=1&other=2'), first)
    assert.notEqual(await now('?id=2'), first)
    const posted = () => account.send(api, '/prod/now', { method: 'POST', body: '{}' })
    assert.notEqual((await posted()).body, (await posted()).body)
    const askForNew = (headers: Record<string, string> = {}) =>
      account.send(api, '/prod/now?id=1', { headers: { 'cache-control': 'max-age=0', ...headers } })
    for (const headers of [{}, signedBy('350000000999')]) {
      const ignored = await askForNew(headers)
      assert.equal(ignored.body, first)
      assert.match(String(ignored.headers.warning), /Cache control headers were ignored/)
    }
    // Whom policies allow it, as all of the account where no policies are enforced; the method asks for no signature.
    const renewed = await askForNew(signedBy(account.id))
    assert.notEqual(renewed.body, first)
    assert.equal(renewed.headers.warning, undefined)
    assert.equal(await now('?id=1'), renewed.body)
    await patch(api, { '/*/*/caching/requireAuthorizationForCacheControl': 'false' })
    const second = await now('?id=1', { 'cache-control': 'max-age=0' })
    assert.notEqual(second, renewed.body)
    assert.equal(await now('?id=1'), second)
    await clock.advance(61_000)
    const third = await now('?id=1')
    assert.notEqual(third, second)
    await account.gateway.flushStageCache({ restApiId: api, stageName: 'prod' })
    assert.notEqual(await now('?id=1'), third)
  })

  it('canaries take their share, with variables of their own', async () => {
    const api = (await account.api('canary')).restApiId
    await account.put(api, 'GET /v', {
      integration: said,
      responses: shows('old $stageVariables.tone $context.isCanaryRequest'),
    })
    await account.deploy(api)
    await patch(api, { '/variables/tone': 'dark' })
    const resourceId = await account.resource(api, '/v')
    await account.gateway.updateIntegrationResponse({
      restApiId: api,
      resourceId,
      httpMethod: 'GET',
      statusCode: '200',
      patchOperations: [
        {
          op: 'replace',
          path: '/responseTemplates/application~1json',
          value: 'new $stageVariables.tone $context.isCanaryRequest',
        },
      ],
    })
    await account.gateway.createDeployment({
      restApiId: api,
      stageName: 'prod',
      canarySettings: { percentTraffic: 50, stageVariableOverrides: { tone: 'light' } },
    })
    const seen = new Map<string, number>()
    for (let at = 0; at < 60; at++) {
      const { body } = await account.send(api, '/prod/v')
      seen.set(body, (seen.get(body) ?? 0) + 1)
    }
    assert.deepEqual([...seen.keys()].sort(), ['new light true', 'old dark false'])
    await patch(api, { '/canarySettings/percentTraffic': '0' })
    for (let at = 0; at < 5; at++) assert.equal((await account.send(api, '/prod/v')).body, 'old dark false')
  })

  it('logs and metrics tell of requests', async () => {
    const api = (await account.api('told')).restApiId
    await account.put(api, 'POST /told/{id}', {
      integration: said,
      responses: shows('{"id": "$input.params(\'id\')"}'),
    })
    await account.put(api, 'GET /broken', {
      integration: { requestTemplates: { [json]: '{}' } },
      responses: shows(''),
    })
    await account.deploy(api)
    const logs = new CloudWatchLogs(account.config)
    await logs.createLogGroup({ logGroupName: 'access' })
    await account.gateway.updateAccount({
      patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: account.role }],
    })
    await patch(api, {
      '/accessLogSettings/destinationArn': `arn:aws:logs:us-east-1:${account.id}:log-group:access`,
      '/accessLogSettings/format':
        '{"id":"$context.requestId","m":"$context.httpMethod","r":"$context.resourcePath","s":$context.status,"p":"$context.path","e":"$context.error.message","u":"$context.authorizer.principalId","l":$context.responseLength}',
      '/*/*/logging/loglevel': 'INFO',
      '/*/*/logging/dataTrace': 'true',
      '/*/*/metrics/enabled': 'true',
    })
    const reply = await account.send(api, '/prod/told/7?a=1', {
      method: 'POST',
      body: '{"x":1}',
      headers: { authorization: 'secret-token-of-mine' },
    })
    await account.send(api, '/prod/broken')
    await account.send(api, '/prod/none')
    const linesOf = async (logGroupName: string, count: number) => {
      let lines: string[] = []
      await until(async () => {
        const { events = [] } = await logs.filterLogEvents({ logGroupName }).catch(() => ({ events: [] }))
        lines = events.map(({ message = '' }) => message)
        return lines.length >= count
      }, `lines of ${logGroupName}`)
      return lines
    }
    const access = await linesOf('access', 3)
    assert.deepEqual(JSON.parse(access[0] ?? ''), {
      id: reply.headers['x-amzn-requestid'],
      m: 'POST',
      r: '/told/{id}',
      s: 200,
      p: '/prod/told/7',
      e: '-',
      u: '-',
      l: 11,
    })
    assert.match(access[1] ?? '', /"s":500,.*"e":"Internal server error"/)
    assert.match(access[2] ?? '', /"s":403,.*"e":"Missing Authentication Token"/)
    const id = `(${reply.headers['x-amzn-requestid']})`
    const lines = (await linesOf(`API-Gateway-Execution-Logs_${api}/prod`, 20)).filter((line) =>
      line.startsWith(id),
    )
    const words = lines.map((line) => line.slice(id.length + 1))
    for (const wanted of [
      `Extended Request Id: ${reply.headers['x-amz-apigw-id']}`,
      `Starting execution for request: ${reply.headers['x-amzn-requestid']}`,
      'HTTP Method: POST, Resource Path: /told/{id}',
      'Method request path: {id=7}',
      'Method request query string: {a=1}',
      'Method request body before transformations: {"x":1}',
      'Method response body after transformations: {"id": "7"}',
      'Successfully completed execution',
      'Method completed with status: 200',
    ])
      assert.ok(words.includes(wanted), `${wanted} among\n${words.join('\n')}`)
    assert.ok(
      words.some((line) => line.includes('authorization=**************f-mine') || line.includes('*f-mine')),
      'tokens are hidden',
    )
    assert.ok(!words.some((line) => line.includes('secret-token')), 'tokens are hidden')

    await clock.advance(120_000)
    const cloudwatch = new CloudWatch(account.config)
    const sumOf = async (MetricName: string, dimensions: Readonly<Record<string, string>>) => {
      const { Datapoints = [] } = await cloudwatch.getMetricStatistics({
        Namespace: 'AWS/ApiGateway',
        MetricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        StartTime: new Date(start - 60_000),
        EndTime: new Date(clock.now() + 60_000),
        Period: 3600,
        Statistics: ['Sum', 'SampleCount'],
      })
      return Datapoints[0]?.Sum
    }
    const ofStage = { ApiName: 'told', Stage: 'prod' }
    await until(async () => (await sumOf('Count', ofStage)) !== undefined, 'metrics are stored')
    assert.deepEqual(
      [await sumOf('Count', ofStage), await sumOf('4XXError', ofStage), await sumOf('5XXError', ofStage)],
      [3, 1, 1],
    )
    const ofMethod = { ApiName: 'told', Method: 'POST', Resource: '/told/{id}', Stage: 'prod' }
    assert.equal(await sumOf('Count', ofMethod), 1)
    assert.equal(await sumOf('Count', { ApiName: 'told' }), 3)
  })

  it('methods are tried as they are, undeployed', async () => {
    const api = (await account.api('tried')).restApiId
    await account.put(api, 'GET /tried/{id}', {
      method: { authorizationType: 'AWS_IAM' },
      integration: said,
      responses: shows(
        '{"id": "$input.params(\'id\')", "stage": "$context.stage", "v": "$stageVariables.v", "q": "$input.params(\'q\')"}',
      ),
    })
    const resourceId = await account.resource(api, '/tried/{id}')
    const tried = await account.gateway.testInvokeMethod({
      restApiId: api,
      resourceId,
      httpMethod: 'GET',
      pathWithQueryString: '/tried/7?q=1',
      stageVariables: { v: 'x' },
    })
    assert.equal(tried.status, 200)
    assert.deepEqual(JSON.parse(tried.body ?? ''), { id: '7', stage: 'test-invoke-stage', v: 'x', q: '1' })
    assert.equal(tried.headers?.['content-type'], json)
    assert.match(
      tried.log ?? '',
      /^Execution log for request [0-9a-f-]{36}\nFri Nov 27 06:0\d:\d\d UTC 2026 : /,
    )
    assert.match(tried.log ?? '', / : Starting execution for request: [0-9a-f-]{36}\n/)
    assert.match(tried.log ?? '', / : Method completed with status: 200\n$/)
    await assert.rejects(
      account.gateway.testInvokeMethod({ restApiId: api, resourceId, httpMethod: 'PUT' }),
      { name: 'NotFoundException', message: 'Invalid Method identifier specified' },
    )
  })

  it("names of one's own lead to stages, whichever version of the API mapped them", async () => {
    const api = (await account.api('named')).restApiId
    await account.put(api, 'GET /x', {
      integration: said,
      responses: shows('$context.path $context.domainName $context.stage'),
    })
    await account.deploy(api)
    await account.gateway.createDomainName({
      domainName: 'api.shop.example',
      regionalCertificateArn: `arn:aws:acm:us-east-1:${account.id}:certificate/x`,
      endpointConfiguration: { types: ['REGIONAL'] },
    })
    await account.gateway.createBasePathMapping({
      domainName: 'api.shop.example',
      basePath: 'v1',
      restApiId: api,
      stage: 'prod',
    })
    await account.gateway.createBasePathMapping({
      domainName: 'api.shop.example',
      basePath: 'any',
      restApiId: api,
    })
    let reply = await account.sendTo('api.shop.example', '/v1/x')
    await until(async () => {
      reply = await account.sendTo('api.shop.example', '/v1/x')
      return reply.status === 200
    }, 'the name is known')
    assert.equal(reply.body, '/v1/x api.shop.example prod')
    assert.equal(
      (await account.sendTo('api.shop.example', '/any/prod/x')).body,
      '/any/prod/x api.shop.example prod',
    )
    const second = new ApiGatewayV2(account.config)
    await second.createApiMapping({
      DomainName: 'api.shop.example',
      ApiMappingKey: 'deep/v3',
      ApiId: api,
      Stage: 'prod',
    })
    await until(
      async () => (await account.sendTo('api.shop.example', '/deep/v3/x')).status === 200,
      'the mapping is known',
    )
    assert.equal(
      (await account.sendTo('api.shop.example', '/deep/v3/x')).body,
      '/deep/v3/x api.shop.example prod',
    )
    const none = await account.sendTo('api.shop.example', '/v2/x')
    assert.equal(none.status, 404)
  })
})
