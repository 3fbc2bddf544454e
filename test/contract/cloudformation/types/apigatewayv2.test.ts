/** The resource types of HTTP APIs, as stacks and Cloud Control drive them. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { testServer } from '../../../support/server.ts'
import { Account, obedient, refused } from '../../apigatewayv2/support.ts'
import { created, deleted, template, updated } from '../support.ts'
import { outputs, outputsOf, ref } from './support.ts'

const server = testServer()

describe('stacks with HTTP APIs', () => {
  let account: Account
  let cfn: CloudFormation

  before(async () => {
    account = new Account(server)
    cfn = new CloudFormation(account.config)
    await account.makeFunction('f', obedient)
  })

  it('are made of parts, changed in place, and deleted', async () => {
    const { gateway } = account
    const resources = (more: object = {}, timeout = 5000) => ({
      Api: {
        Type: 'AWS::ApiGatewayV2::Api',
        Properties: {
          Name: 'orders',
          ProtocolType: 'HTTP',
          CorsConfiguration: { AllowOrigins: ['*'], AllowMethods: ['GET'] },
          Tags: { team: 'a' },
          ...more,
        },
      },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: ref('Api'),
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: account.arn('f'),
          PayloadFormatVersion: '2.0',
          TimeoutInMillis: timeout,
          RequestParameters: { 'append:header.x-one': '1' },
          ResponseParameters: {
            '200': { ResponseParameters: [{ Destination: 'append:header.x-two', Source: 'two' }] },
          },
        },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: ref('Api'),
          RouteKey: 'GET /orders',
          Target: { 'Fn::Sub': 'integrations/${Integration}' },
        },
      },
      Stage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { ApiId: ref('Api'), StageName: '$default', AutoDeploy: true },
      },
    })
    const out = outputs('Api', 'Api.ApiId', 'Api.ApiEndpoint', 'Route', 'Stage', 'Integration')
    const stack = await created(server, cfn, 'parts', template(resources(), out))
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const found = outputsOf(stack)
    const apiId = found.Api ?? ''
    assert.match(apiId, /^[a-z0-9]{10}$/)
    assert.equal(found.ApiApiId, apiId)
    assert.equal(found.ApiApiEndpoint, `http://${apiId}.execute-api.us-east-1.localhost:${server.port}`)
    assert.equal(found.Stage, '$default')
    const reply = await account.send(apiId, '/orders')
    assert.equal(reply.status, 200)
    assert.equal(reply.headers['x-two'], 'two')
    assert.equal((JSON.parse(reply.body) as { headers: Record<string, string> }).headers['x-one'], '1')
    const tags = await gateway.getTags({ ResourceArn: `arn:aws:apigateway:us-east-1::/apis/${apiId}` })
    assert.equal(tags.Tags?.team, 'a')
    assert.equal(tags.Tags?.['aws:cloudformation:stack-name'], 'parts')

    const next = await updated(
      server,
      cfn,
      'parts',
      template(
        resources({ CorsConfiguration: undefined, Description: 'all orders', Tags: { team: 'b' } }, 6000),
        out,
      ),
    )
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    assert.deepEqual(outputsOf(next), found)
    const api = await gateway.getApi({ ApiId: apiId })
    assert.equal(api.CorsConfiguration, undefined)
    assert.equal(api.Description, 'all orders')
    assert.equal(api.Tags?.team, 'b')
    const integration = await gateway.getIntegration({ ApiId: apiId, IntegrationId: found.Integration })
    assert.equal(integration.TimeoutInMillis, 6000)
    const end = await deleted(server, cfn, next)
    assert.equal(end.StackStatus, 'DELETE_COMPLETE', end.StackStatusReason)
    await refused(gateway.getApi({ ApiId: apiId }), 'NotFoundException')
  })

  it('are made of documents', async () => {
    const { gateway } = account
    const body = (path: string) => ({
      openapi: '3.0.1',
      info: { title: 'documented', version: '1.0' },
      paths: {
        [path]: {
          get: {
            'x-amazon-apigateway-integration': {
              type: 'aws_proxy',
              httpMethod: 'POST',
              uri: {
                'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/${account.arn('f')}/invocations`,
              },
              payloadFormatVersion: '2.0',
            },
          },
        },
      },
    })
    const resources = (path: string) => ({
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body: body(path) } },
      Stage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { ApiId: ref('Api'), StageName: 'v1', AutoDeploy: true, StageVariables: { a: 'b' } },
      },
    })
    const out = outputs('Api')
    const stack = await created(server, cfn, 'document', template(resources('/one/{id}'), out))
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const apiId = outputsOf(stack).Api ?? ''
    assert.equal((await gateway.getApi({ ApiId: apiId })).Name, 'documented')
    assert.equal((await account.send(apiId, '/v1/one/7')).status, 200)
    const next = await updated(server, cfn, 'document', template(resources('/two/{id}'), out))
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    assert.equal((await account.send(apiId, '/v1/one/7')).status, 404)
    assert.equal((await account.send(apiId, '/v1/two/7')).status, 200)
    assert.equal((await deleted(server, cfn, next)).StackStatus, 'DELETE_COMPLETE')
  })

  it('have authorizers, names of their own, deployments and links', async () => {
    const resources = {
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'more', ProtocolType: 'HTTP' } },
      Authorizer: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          ApiId: ref('Api'),
          Name: 'tokens',
          AuthorizerType: 'JWT',
          IdentitySource: ['$request.header.Authorization'],
          JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['shop'] },
        },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: ref('Api'),
          RouteKey: 'GET /',
          AuthorizationType: 'JWT',
          AuthorizerId: ref('Authorizer'),
        },
      },
      Deployment: {
        Type: 'AWS::ApiGatewayV2::Deployment',
        DependsOn: 'Route',
        Properties: { ApiId: ref('Api'), Description: 'first' },
      },
      Stage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { ApiId: ref('Api'), StageName: 'prod', DeploymentId: ref('Deployment') },
      },
      Domain: { Type: 'AWS::ApiGatewayV2::DomainName', Properties: { DomainName: 'orders.shop.example' } },
      Mapping: {
        Type: 'AWS::ApiGatewayV2::ApiMapping',
        Properties: { ApiId: ref('Api'), DomainName: ref('Domain'), Stage: ref('Stage') },
      },
      Link: { Type: 'AWS::ApiGatewayV2::VpcLink', Properties: { Name: 'link', SubnetIds: ['subnet-1'] } },
    }
    const out = outputs('Authorizer', 'Deployment', 'Domain', 'Domain.DomainNameArn', 'Mapping', 'Link')
    const stack = await created(server, cfn, 'more', template(resources, out))
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const found = outputsOf(stack)
    assert.match(found.Authorizer ?? '', /^[a-z0-9]{6}$/)
    assert.equal(found.Domain, 'orders.shop.example')
    assert.equal(found.DomainDomainNameArn, 'arn:aws:apigateway:us-east-1::/domainnames/orders.shop.example')
    const reply = await account.sendTo('orders.shop.example', '/')
    assert.deepEqual([reply.status, reply.headers['www-authenticate']], [401, 'Bearer'])
    assert.equal((await deleted(server, cfn, stack)).StackStatus, 'DELETE_COMPLETE')
  })
})
