/** The API of HTTP APIs. Source: API Gateway V2 API Reference. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { Account, echo, refused } from './support.ts'

const server = testServer()

describe('HTTP APIs', () => {
  it('are made, read, changed, listed, tagged and deleted', async () => {
    const { gateway, id } = new Account(server)
    const made = await gateway.createApi({ Name: 'one', ProtocolType: 'HTTP', Tags: { a: '1' } })
    const ApiId = made.ApiId ?? ''
    assert.equal(made.ApiEndpoint, `http://${ApiId}.execute-api.us-east-1.localhost:${server.port}`)
    assert.match(made.RouteSelectionExpression ?? '', /request\.method/)
    const changed = await gateway.updateApi({ ApiId, Name: 'two', Description: 'second' })
    assert.deepEqual([changed.Name, changed.Description, changed.Tags], ['two', 'second', { a: '1' }])
    const { Items = [] } = await gateway.getApis({})
    assert.deepEqual(
      Items.map((api) => api.ApiId),
      [ApiId],
    )
    const ResourceArn = `arn:aws:apigateway:us-east-1::/apis/${ApiId}`
    await gateway.tagResource({ ResourceArn, Tags: { b: '2' } })
    await gateway.untagResource({ ResourceArn, TagKeys: ['a'] })
    assert.deepEqual((await gateway.getTags({ ResourceArn })).Tags, { b: '2' })
    await gateway.deleteApi({ ApiId })
    await refused(
      gateway.getApi({ ApiId }),
      'NotFoundException',
      `Invalid API identifier specified ${id}:${ApiId}`,
    )
    await refused(gateway.createApi({ Name: 'w', ProtocolType: 'WEBSOCKET' }), 'BadRequestException')
    await refused(
      gateway.createApi({
        Name: 'c',
        ProtocolType: 'HTTP',
        CorsConfiguration: { AllowOrigins: ['*'], AllowCredentials: true },
      }),
      'BadRequestException',
    )
  })

  it('have parts that are held against one another', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { ApiId = '' } = await gateway.createApi({ Name: 'parts', ProtocolType: 'HTTP' })
    const RouteId = await account.route(ApiId, 'GET /a', 'f')
    await refused(
      gateway.createRoute({ ApiId, RouteKey: 'GET /a' }),
      'ConflictException',
      'Route with key GET /a already exists for this API',
    )
    for (const RouteKey of ['get /a', 'GET a', 'GET /{a+}/b', 'FETCH /a', 'GET /{a}/{a}'])
      await refused(gateway.createRoute({ ApiId, RouteKey }), 'BadRequestException')
    await refused(
      gateway.createRoute({ ApiId, RouteKey: 'GET /b', Target: 'integrations/absent1' }),
      'NotFoundException',
    )
    await refused(
      gateway.createIntegration({
        ApiId,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: account.arn('f'),
        TimeoutInMillis: 40_000,
      }),
      'BadRequestException',
    )
    await refused(
      gateway.createIntegration({
        ApiId,
        IntegrationType: 'HTTP_PROXY',
        IntegrationMethod: 'GET',
        IntegrationUri: 'http://example.com',
        RequestParameters: { 'overwrite:header.Authorization': 'x' },
      }),
      'BadRequestException',
    )
    const { Items: [integration] = [] } = await gateway.getIntegrations({ ApiId })
    const IntegrationId = integration?.IntegrationId ?? ''
    await refused(gateway.deleteIntegration({ ApiId, IntegrationId }), 'ConflictException')
    const updated = await gateway.updateIntegration({
      ApiId,
      IntegrationId,
      Description: 'x',
      TimeoutInMillis: 100,
    })
    assert.deepEqual(
      [updated.Description, updated.TimeoutInMillis, updated.IntegrationMethod],
      ['x', 100, 'POST'],
    )
    await gateway.deleteRoute({ ApiId, RouteId })
    await gateway.deleteIntegration({ ApiId, IntegrationId })
    assert.deepEqual((await gateway.getRoutes({ ApiId })).Items, [])
    await refused(
      gateway.getRoute({ ApiId, RouteId }),
      'NotFoundException',
      'Invalid Route identifier specified',
    )
    await refused(gateway.createDeployment({ ApiId }), 'BadRequestException')
  })

  it('are listed page by page', async () => {
    const { gateway } = new Account(server)
    const { ApiId = '' } = await gateway.createApi({ Name: 'pages', ProtocolType: 'HTTP' })
    const names = ['a', 'b', 'c']
    for (const Name of names) await gateway.createModel({ ApiId, Name, Schema: '{}' })
    const first = await gateway.getModels({ ApiId, MaxResults: '2' })
    const second = await gateway.getModels({ ApiId, MaxResults: '2', NextToken: first.NextToken })
    const found = [...(first.Items ?? []), ...(second.Items ?? [])].map(({ Name }) => Name)
    assert.deepEqual(found.sort(), names)
    assert.equal(second.NextToken, undefined)
    await refused(gateway.getModels({ ApiId, NextToken: 'x' }), 'BadRequestException')
  })

  it('made quickly have a route, an integration and a stage', async () => {
    const account = new Account(server)
    await account.makeFunction('f', echo)
    const { ApiId = '' } = await account.gateway.createApi({
      Name: 'quick',
      ProtocolType: 'HTTP',
      Target: account.arn('f'),
    })
    const reply = await account.send(ApiId, '/any/path')
    assert.equal((JSON.parse(reply.body) as { routeKey: string }).routeKey, '$default')
    const { Items: [stage] = [] } = await account.gateway.getStages({ ApiId })
    assert.deepEqual(
      [stage?.StageName, stage?.AutoDeploy, stage?.ApiGatewayManaged],
      ['$default', true, true],
    )
    const { Items: [deployment] = [] } = await account.gateway.getDeployments({ ApiId })
    assert.equal(deployment?.DeploymentId, stage?.DeploymentId)
    assert.equal(deployment?.AutoDeployed, true)
  })

  it('are imported and exported as OpenAPI', async () => {
    const account = new Account(server)
    const { gateway } = account
    const document = `
openapi: 3.0.1
info: { title: imported, version: "7", description: from yaml }
x-amazon-apigateway-cors: { allowOrigins: ["*"], maxAge: 5 }
paths:
  /pets/{id}:
    get:
      operationId: getPet
      security: [{ tokens: [pets/read] }]
      x-amazon-apigateway-integration: { $ref: "#/components/x-amazon-apigateway-integrations/f" }
    x-amazon-apigateway-any-method:
      security: [{ keys: [] }]
      x-amazon-apigateway-integration: { $ref: "#/components/x-amazon-apigateway-integrations/f" }
  /$default:
    x-amazon-apigateway-any-method:
      isDefaultRoute: true
      x-amazon-apigateway-integration: { type: http_proxy, httpMethod: ANY, uri: "https://example.com", payloadFormatVersion: 1.0 }
components:
  securitySchemes:
    keys: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    tokens:
      type: oauth2
      x-amazon-apigateway-authorizer:
        type: jwt
        identitySource: $request.header.Authorization
        jwtConfiguration: { issuer: "https://issuer.example", audience: [shop] }
  x-amazon-apigateway-integrations:
    f: { type: aws_proxy, httpMethod: POST, uri: "${account.arn('f')}", payloadFormatVersion: 2.0 }
`
    const api = await gateway.importApi({ Body: document })
    const ApiId = api.ApiId ?? ''
    assert.deepEqual([api.Name, api.Version, api.Description], ['imported', '7', 'from yaml'])
    assert.deepEqual(api.CorsConfiguration, { AllowOrigins: ['*'], MaxAge: 5 })
    const { Items: routes = [] } = await gateway.getRoutes({ ApiId })
    assert.deepEqual(routes.map(({ RouteKey }) => RouteKey).sort(), [
      '$default',
      'ANY /pets/{id}',
      'GET /pets/{id}',
    ])
    const get = routes.find(({ RouteKey }) => RouteKey === 'GET /pets/{id}')
    assert.deepEqual(
      [get?.OperationName, get?.AuthorizationType, get?.AuthorizationScopes],
      ['getPet', 'JWT', ['pets/read']],
    )
    const { Items: integrations = [] } = await gateway.getIntegrations({ ApiId })
    assert.deepEqual(integrations.map((one) => one.PayloadFormatVersion).sort(), ['1.0', '2.0'])
    for (const OutputType of ['JSON', 'YAML']) {
      const { body } = await gateway.exportApi({ ApiId, OutputType, Specification: 'OAS30' })
      const text = Buffer.from(body ?? []).toString('utf8')
      const again = await gateway.reimportApi({ ApiId, Body: text })
      assert.equal(again.Name, 'imported')
      const { Items = [] } = await gateway.getRoutes({ ApiId })
      assert.deepEqual(
        Items.map(({ RouteKey, AuthorizationType }) => `${RouteKey} ${AuthorizationType}`).sort(),
        ['$default NONE', 'ANY /pets/{id} AWS_IAM', 'GET /pets/{id} JWT'],
        OutputType,
      )
    }
    await refused(gateway.importApi({ Body: '{"swagger":"2.0"}' }), 'BadRequestException')
    await refused(gateway.importApi({ Body: '{"openapi' }), 'BadRequestException')
    await refused(gateway.importApi({ Body: 'a: &a [*a]' }), 'BadRequestException')
  })
})
