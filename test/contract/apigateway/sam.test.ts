/** REST APIs of SAM templates. Source: SAM Developer Guide, AWS::Serverless::Api, Api events. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Method } from '@aws-sdk/client-api-gateway'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { testServer } from '../../support/server.ts'
import { deleted, deployed, samCapabilities, updated } from '../cloudformation/support.ts'
import { outputsOf } from '../cloudformation/types/support.ts'
import { Account } from './support.ts'

const server = testServer()

const code = `
      Runtime: python3.13
      Handler: index.handler
      InlineCode: |
        def handler(event, context):
            return {'statusCode': 200, 'body': event['resource']}
`

const template = (more = '') => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:${code}
      Events:
        One:
          Type: Api
          Properties: { Path: '/orders/{id}', Method: get }
        All:
          Type: Api
          Properties: { Path: '/{proxy+}', Method: any }${more}
  Gate:
    Type: AWS::Serverless::Function
    Properties:${code}
  Guarded:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Name: guarded
      EndpointConfiguration: { Type: REGIONAL }
      Cors: { AllowOrigin: "'https://shop.example'", AllowHeaders: "'x-word'", AllowMethods: "'GET,OPTIONS'" }
      BinaryMediaTypes: ['image~1png']
      TracingEnabled: true
      Variables: { word: one }
      MethodSettings:
        - { ResourcePath: /*, HttpMethod: '*', ThrottlingRateLimit: 50 }
      Models:
        Item: { type: object, required: [name], properties: { name: { type: string } } }
      GatewayResponses:
        DEFAULT_4XX:
          ResponseParameters: { Headers: { Access-Control-Allow-Origin: "'*'" } }
      Auth:
        DefaultAuthorizer: Words
        AddDefaultAuthorizerToCorsPreflight: false
        ApiKeyRequired: true
        UsagePlan: { CreateUsagePlan: PER_API, Quota: { Limit: 100, Period: DAY } }
        Authorizers:
          Words:
            FunctionArn: !GetAtt Gate.Arn
            Identity: { Header: x-word, ReauthorizeEvery: 30 }
          Pool:
            UserPoolArn: !Sub 'arn:aws:cognito-idp:\${AWS::Region}:\${AWS::AccountId}:userpool/\${AWS::Region}_abc'
  Inside:
    Type: AWS::Serverless::Function
    Properties:${code}
      Events:
        Get:
          Type: Api
          Properties:
            RestApiId: !Ref Guarded
            Path: /inside
            Method: get
        Post:
          Type: Api
          Properties:
            RestApiId: !Ref Guarded
            Path: /inside
            Method: post
            RequestModel: { Model: Item, Required: true, ValidateBody: true }
            RequestParameters: [method.request.header.X-Trace: { Required: true }]
            Auth: { Authorizer: Pool, AuthorizationScopes: [email], ApiKeyRequired: false }
        Open:
          Type: Api
          Properties: { RestApiId: !Ref Guarded, Path: /open, Method: get, Auth: { Authorizer: NONE, ApiKeyRequired: false } }
        Signed:
          Type: Api
          Properties: { RestApiId: !Ref Guarded, Path: /signed, Method: get, Auth: { Authorizer: AWS_IAM } }
Outputs:
  Implicit: { Value: !Ref ServerlessRestApi }
  Guarded: { Value: !Ref Guarded }
  Url: { Value: !Sub 'https://\${ServerlessRestApi}.execute-api.\${AWS::Region}.amazonaws.com/Prod/orders/7' }
`

describe('SAM templates with REST APIs', () => {
  it('become APIs with all that their events and settings say', async () => {
    const account = new Account(server)
    const { gateway } = account
    const cfn = new CloudFormation(server.config({ account: account.id }))
    const stack = await deployed(server, cfn, 'sam', template())
    const { Implicit: implicit = '', Guarded: guarded = '' } = outputsOf(stack)
    const methodsOf = async (restApiId: string) => {
      const { items = [] } = await gateway.getResources({ restApiId, embed: ['methods'] })
      return new Map<string, Method>(
        items.flatMap(({ path, resourceMethods = {} }) =>
          Object.entries(resourceMethods).map(([name, method]) => [`${name} ${path}`, method] as const),
        ),
      )
    }
    const simple = await methodsOf(implicit)
    assert.deepEqual([...simple.keys()].sort(), ['ANY /{proxy+}', 'GET /orders/{id}'])
    assert.equal(simple.get('GET /orders/{id}')?.methodIntegration?.type, 'AWS_PROXY')
    const { item: stages = [] } = await gateway.getStages({ restApiId: implicit })
    assert.deepEqual(stages.map(({ stageName }) => stageName).sort(), ['Prod', 'Stage'])

    const methods = await methodsOf(guarded)
    assert.deepEqual([...methods.keys()].sort(), [
      'GET /inside',
      'GET /open',
      'GET /signed',
      'OPTIONS /inside',
      'OPTIONS /open',
      'OPTIONS /signed',
      'POST /inside',
    ])
    const facts = (name: string) => {
      const method = methods.get(name)
      return [method?.authorizationType, method?.apiKeyRequired, method?.authorizationScopes]
    }
    assert.deepEqual(facts('GET /inside'), ['CUSTOM', true, undefined])
    assert.deepEqual(facts('POST /inside'), ['COGNITO_USER_POOLS', false, ['email']])
    assert.deepEqual(facts('GET /open'), ['NONE', false, undefined])
    assert.deepEqual(facts('GET /signed'), ['AWS_IAM', true, undefined])
    // AddApiKeyRequiredToCorsPreflight is true where nothing is said.
    assert.deepEqual(facts('OPTIONS /inside'), ['NONE', true, undefined])
    const post = methods.get('POST /inside')
    assert.deepEqual(
      [post?.requestModels, post?.requestParameters],
      [{ 'application/json': 'item' }, { 'method.request.header.X-Trace': true }],
    )
    const { items: authorizers = [] } = await gateway.getAuthorizers({ restApiId: guarded })
    assert.deepEqual(
      authorizers
        .map(({ name, type, identitySource, authorizerResultTtlInSeconds: ttl }) => [
          name,
          type,
          identitySource,
          ttl,
        ])
        .sort(),
      [
        ['Pool', 'COGNITO_USER_POOLS', 'method.request.header.Authorization', undefined],
        ['Words', 'TOKEN', 'method.request.header.x-word', 30],
      ],
    )
    const api = await gateway.getRestApi({ restApiId: guarded })
    assert.deepEqual(
      [api.name, api.binaryMediaTypes, api.endpointConfiguration?.types],
      ['guarded', ['image/png'], ['REGIONAL']],
    )
    const stage = await gateway.getStage({ restApiId: guarded, stageName: 'prod' })
    assert.deepEqual(
      [stage.variables, stage.tracingEnabled, stage.methodSettings?.['*/*']?.throttlingRateLimit],
      [{ word: 'one' }, true, 50],
    )
    const response = await gateway.getGatewayResponse({ restApiId: guarded, responseType: 'UNAUTHORIZED' })
    assert.deepEqual(response.responseParameters, {
      'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
    })
    const { items: plans = [] } = await gateway.getUsagePlans({})
    assert.deepEqual(
      plans.map(({ apiStages, quota }) => [apiStages, quota?.limit]),
      [[[{ apiId: guarded, stage: 'prod' }], 100]],
    )

    const event = `
        Late:
          Type: Api
          Properties: { Path: /late, Method: post }`
    const next = await updated(server, cfn, 'sam', template(event), samCapabilities)
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    assert.ok((await methodsOf(implicit)).has('POST /late'))
    const gone = await deleted(server, cfn, stack)
    assert.equal(gone.StackStatus, 'DELETE_COMPLETE', gone.StackStatusReason)
    assert.deepEqual((await gateway.getRestApis({})).items, [])
  })
})
