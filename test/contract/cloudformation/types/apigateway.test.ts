/** The resource types of REST APIs, as stacks and Cloud Control drive them. Source: CloudFormation template reference, AWS::ApiGateway::…. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { APIGateway } from '@aws-sdk/client-api-gateway'
import { CloudControl } from '@aws-sdk/client-cloudcontrol'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { testServer } from '../../../support/server.ts'
import { refused } from '../../apigateway/support.ts'
import { created, deleted, template, updated } from '../support.ts'
import { att, outputs, outputsOf, ref } from './support.ts'

const server = testServer()
const account = '361000000000'

describe('stacks with REST APIs', () => {
  let gateway: APIGateway
  let cfn: CloudFormation

  before(() => {
    const config = server.config({ account })
    gateway = new APIGateway(config)
    cfn = new CloudFormation(config)
  })

  const api = (properties: object = {}) => ({
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'pets', ...properties } },
  })

  const mock = (text: string) => ({
    Type: 'MOCK',
    RequestTemplates: { 'application/json': '{"statusCode": 200}' },
    IntegrationResponses: [
      {
        StatusCode: '200',
        ResponseTemplates: { 'application/json': text },
        ResponseParameters: { 'method.response.header.X-Kind': "'pet'" },
      },
    ],
  })

  const method = (text: string, more: object = {}) => ({
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: ref('Api'),
      ResourceId: ref('Pets'),
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      RequestParameters: { 'method.request.querystring.page': 'false' },
      MethodResponses: [{ StatusCode: '200', ResponseParameters: { 'method.response.header.X-Kind': true } }],
      Integration: mock(text),
      ...more,
    },
  })

  it('are made of parts, changed in place, and deleted', async () => {
    const resources = (text: string, more: object = {}) => ({
      ...api({ BinaryMediaTypes: ['image/png'], Tags: [{ Key: 'team', Value: 'a' }], ...more }),
      Pets: {
        Type: 'AWS::ApiGateway::Resource',
        Properties: { RestApiId: ref('Api'), ParentId: att('Api.RootResourceId'), PathPart: 'pets' },
      },
      Pet: {
        Type: 'AWS::ApiGateway::Model',
        Properties: { RestApiId: ref('Api'), Schema: { type: 'object', title: text } },
      },
      Validator: {
        Type: 'AWS::ApiGateway::RequestValidator',
        Properties: { RestApiId: ref('Api'), Name: 'all', ValidateRequestBody: true },
      },
      Get: method(text, {
        RequestValidatorId: ref('Validator'),
        RequestModels: { 'application/json': ref('Pet') },
      }),
      Denied: {
        Type: 'AWS::ApiGateway::GatewayResponse',
        Properties: { RestApiId: ref('Api'), ResponseType: 'ACCESS_DENIED', StatusCode: '418' },
      },
      Docs: {
        Type: 'AWS::ApiGateway::DocumentationPart',
        Properties: {
          RestApiId: ref('Api'),
          Location: { Type: 'API' },
          Properties: JSON.stringify({ description: text }),
        },
      },
      [`Deployment${text}`]: {
        Type: 'AWS::ApiGateway::Deployment',
        DependsOn: 'Get',
        Properties: { RestApiId: ref('Api'), Description: text },
      },
      Stage: {
        Type: 'AWS::ApiGateway::Stage',
        Properties: {
          RestApiId: ref('Api'),
          StageName: 'prod',
          DeploymentId: ref(`Deployment${text}`),
          Variables: { word: text },
          MethodSettings: [
            { HttpMethod: '*', ResourcePath: '/*', MetricsEnabled: true },
            { HttpMethod: 'GET', ResourcePath: '/~1pets', ThrottlingRateLimit: 5 },
          ],
        },
      },
      Key: {
        Type: 'AWS::ApiGateway::ApiKey',
        Properties: { Enabled: true, Value: '0123456789-0123456789-key' },
      },
      Plan: {
        Type: 'AWS::ApiGateway::UsagePlan',
        DependsOn: 'Stage',
        Properties: {
          ApiStages: [{ ApiId: ref('Api'), Stage: 'prod', Throttle: { '/pets/GET': { RateLimit: 1 } } }],
          Quota: { Limit: 10, Period: 'DAY' },
          Throttle: { BurstLimit: 1, RateLimit: 2 },
        },
      },
      PlanKey: {
        Type: 'AWS::ApiGateway::UsagePlanKey',
        Properties: { KeyId: ref('Key'), KeyType: 'API_KEY', UsagePlanId: ref('Plan') },
      },
    })
    const out = outputs('Api', 'Api.RootResourceId', 'Pets', 'Plan', 'Key', 'Stage', 'Pet')
    const stack = await created(server, cfn, 'pets', template(resources('one'), out))
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const found = outputsOf(stack)
    const restApiId = found.Api ?? ''
    assert.match(restApiId, /^[a-z0-9]{10}$/)
    const made = await gateway.getRestApi({ restApiId })
    assert.deepEqual([made.rootResourceId, made.tags?.team], [found.ApiRootResourceId, 'a'])
    const place = { restApiId, resourceId: found.Pets, httpMethod: 'GET' }
    const get = await gateway.getMethod(place)
    assert.deepEqual(get.requestParameters, { 'method.request.querystring.page': false })
    assert.deepEqual(get.methodIntegration?.integrationResponses?.['200']?.responseTemplates, {
      'application/json': 'one',
    })
    assert.deepEqual(get.requestModels, { 'application/json': found.Pet })
    const stage = await gateway.getStage({ restApiId, stageName: 'prod' })
    assert.deepEqual(Object.keys(stage.methodSettings ?? {}).sort(), ['*/*', '~1pets/GET'])
    assert.equal(stage.methodSettings?.['~1pets/GET']?.throttlingRateLimit, 5)
    const plan = await gateway.getUsagePlan({ usagePlanId: found.Plan })
    assert.deepEqual(plan.apiStages, [
      { apiId: restApiId, stage: 'prod', throttle: { '/pets/GET': { rateLimit: 1 } } },
    ])
    assert.deepEqual(
      (await gateway.getUsagePlanKeys({ usagePlanId: found.Plan })).items?.map(({ id }) => id),
      [found.Key],
    )
    assert.equal(
      (await gateway.getGatewayResponse({ restApiId, responseType: 'ACCESS_DENIED' })).statusCode,
      '418',
    )

    const next = await updated(
      server,
      cfn,
      'pets',
      template(resources('two', { Description: 'more', BinaryMediaTypes: undefined }), out),
    )
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    const changed = await gateway.getRestApi({ restApiId })
    assert.deepEqual([changed.description, changed.binaryMediaTypes], ['more', undefined])
    const after = await gateway.getMethod(place)
    assert.deepEqual(after.methodIntegration?.integrationResponses?.['200']?.responseTemplates, {
      'application/json': 'two',
    })
    const moved = await gateway.getStage({ restApiId, stageName: 'prod' })
    assert.notEqual(moved.deploymentId, stage.deploymentId)
    assert.deepEqual(moved.variables, { word: 'two' })
    assert.equal((await gateway.getDeployments({ restApiId })).items?.length, 1)
    assert.equal((await deleted(server, cfn, stack)).StackStatus, 'DELETE_COMPLETE')
    await refused(gateway.getRestApi({ restApiId }), 'NotFoundException')
    assert.deepEqual((await gateway.getUsagePlans({})).items, [])
  })

  it('are made of a document, with settings beside it', async () => {
    const body = (path: string) => ({
      openapi: '3.0.1',
      info: { title: 'titled', version: '1' },
      paths: {
        [path]: { get: { 'x-amazon-apigateway-integration': { type: 'mock' }, responses: {} } },
      },
    })
    const policy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
      ],
    }
    const resources = (path: string, name: string) => ({
      Api: {
        Type: 'AWS::ApiGateway::RestApi',
        Properties: {
          Body: body(path),
          Parameters: { endpointConfigurationTypes: 'REGIONAL' },
          EndpointConfiguration: { Types: ['REGIONAL'] },
          Policy: policy,
        },
      },
      [name]: {
        Type: 'AWS::ApiGateway::Deployment',
        Properties: {
          RestApiId: ref('Api'),
          StageName: 'made',
          StageDescription: { LoggingLevel: 'INFO', Variables: { a: '1' } },
        },
      },
    })
    const out = outputs('Api')
    const stack = await created(server, cfn, 'document', template(resources('/one', 'First'), out))
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const restApiId = outputsOf(stack).Api ?? ''
    const made = await gateway.getRestApi({ restApiId })
    assert.deepEqual([made.name, made.endpointConfiguration?.types], ['titled', ['REGIONAL']])
    assert.match(made.policy ?? '', new RegExp(`${account}:${restApiId}/\\*`))
    const stage = await gateway.getStage({ restApiId, stageName: 'made' })
    assert.deepEqual([stage.variables, stage.methodSettings?.['*/*']?.loggingLevel], [{ a: '1' }, 'INFO'])
    const next = await updated(server, cfn, 'document', template(resources('/two', 'Second'), out))
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    const { items = [] } = await gateway.getResources({ restApiId })
    assert.deepEqual(
      items.map(({ path }) => path),
      ['/', '/two'],
    )
    const shown = await gateway.getStage({ restApiId, stageName: 'made' })
    assert.notEqual(shown.deploymentId, stage.deploymentId)
    assert.equal((await deleted(server, cfn, stack)).StackStatus, 'DELETE_COMPLETE')
  })

  it('have names of their own, certificates, links and an account', async () => {
    const resources = (stage: string) => ({
      ...api(),
      Method: {
        ...method('x'),
        Properties: { ...method('x').Properties, ResourceId: att('Api.RootResourceId') },
      },
      Deployment: {
        Type: 'AWS::ApiGateway::Deployment',
        DependsOn: 'Method',
        Properties: { RestApiId: ref('Api'), StageName: 'one' },
      },
      Two: {
        Type: 'AWS::ApiGateway::Stage',
        Properties: { RestApiId: ref('Api'), StageName: 'two', DeploymentId: ref('Deployment') },
      },
      Name: {
        Type: 'AWS::ApiGateway::DomainName',
        Properties: {
          DomainName: 'rest.example.com',
          RegionalCertificateArn: `arn:aws:acm:us-east-1:${account}:certificate/1`,
          EndpointConfiguration: { Types: ['REGIONAL'] },
        },
      },
      Mapping: {
        Type: 'AWS::ApiGateway::BasePathMapping',
        DependsOn: ['Two'],
        Properties: { DomainName: ref('Name'), RestApiId: ref('Api'), Stage: stage, BasePath: 'v1' },
      },
      Certificate: { Type: 'AWS::ApiGateway::ClientCertificate', Properties: { Description: 'ours' } },
      Link: {
        Type: 'AWS::ApiGateway::VpcLink',
        Properties: {
          Name: 'link',
          TargetArns: [`arn:aws:elasticloadbalancing:us-east-1:${account}:loadbalancer/net/a/1`],
        },
      },
      Account: {
        Type: 'AWS::ApiGateway::Account',
        Properties: { CloudWatchRoleArn: `arn:aws:iam::${account}:role/logs` },
      },
      Version: {
        Type: 'AWS::ApiGateway::DocumentationVersion',
        Properties: { RestApiId: ref('Api'), DocumentationVersion: '1' },
      },
      Authorizer: {
        Type: 'AWS::ApiGateway::Authorizer',
        Properties: {
          RestApiId: ref('Api'),
          Name: 'pool',
          Type: 'COGNITO_USER_POOLS',
          IdentitySource: 'method.request.header.Authorization',
          ProviderARNs: [`arn:aws:cognito-idp:us-east-1:${account}:userpool/us-east-1_abc`],
        },
      },
    })
    const out = outputs(
      'Name',
      'Name.RegionalDomainName',
      'Authorizer.AuthorizerId',
      'Certificate',
      'Link',
      'Account',
    )
    const stack = await created(server, cfn, 'names', template(resources('one'), out))
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const found = outputsOf(stack)
    assert.match(
      found.NameRegionalDomainName ?? '',
      /^d-[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/,
    )
    const { items } = await gateway.getBasePathMappings({ domainName: 'rest.example.com' })
    assert.deepEqual(
      items?.map(({ basePath, stage }) => [basePath, stage]),
      [['v1', 'one']],
    )
    assert.equal((await gateway.getAccount({})).cloudwatchRoleArn, `arn:aws:iam::${account}:role/logs`)
    const next = await updated(server, cfn, 'names', template(resources('two'), out))
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    const mapping = await gateway.getBasePathMapping({ domainName: 'rest.example.com', basePath: 'v1' })
    assert.equal(mapping.stage, 'two')
    assert.equal((await deleted(server, cfn, stack)).StackStatus, 'DELETE_COMPLETE')
    assert.deepEqual((await gateway.getDomainNames({})).items, [])
  })

  it('are read, changed and listed through Cloud Control', async () => {
    const control = new CloudControl(server.config({ account }))
    const { items: before = [] } = await gateway.getRestApis({})
    const { ProgressEvent } = await control.createResource({
      TypeName: 'AWS::ApiGateway::RestApi',
      DesiredState: JSON.stringify({ Name: 'controlled', Description: 'one' }),
    })
    const RequestToken = ProgressEvent?.RequestToken
    let progress = ProgressEvent
    while (progress?.OperationStatus === 'IN_PROGRESS' || progress?.OperationStatus === 'PENDING')
      progress = (await control.getResourceRequestStatus({ RequestToken })).ProgressEvent
    assert.equal(progress?.OperationStatus, 'SUCCESS', progress?.StatusMessage)
    const Identifier = progress?.Identifier ?? ''
    const { ResourceDescription } = await control.getResource({
      TypeName: 'AWS::ApiGateway::RestApi',
      Identifier,
    })
    const properties = JSON.parse(ResourceDescription?.Properties ?? '{}') as Record<string, unknown>
    assert.deepEqual(
      [properties.Name, properties.Description, properties.RestApiId],
      ['controlled', 'one', Identifier],
    )
    const { ResourceDescriptions = [] } = await control.listResources({
      TypeName: 'AWS::ApiGateway::RestApi',
    })
    assert.equal(ResourceDescriptions.length, before.length + 1)
    await gateway.deleteRestApi({ restApiId: Identifier })
  })
})
