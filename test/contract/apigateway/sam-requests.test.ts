/**
 * Applications as public samples of SAM have them, from the template to requests: an API with keys, models, authorizers and preflights, one of
 * a document with intrinsic functions, one by plain CloudFormation, and a name of its own. Source: SAM Developer Guide, AWS::Serverless::Api.
 */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { testServer } from '../../support/server.ts'
import { deployed, samCapabilities, updated } from '../cloudformation/support.ts'
import { outputsOf } from '../cloudformation/types/support.ts'
import { ServingAccount } from './serving.ts'

const server = testServer()

const code = (lines: string) => `
      Runtime: python3.13
      Handler: index.handler
      InlineCode: |
        import json
        def handler(event, context):
${lines
  .split('\n')
  .map((line) => `            ${line}`)
  .join('\n')}`

const template = (word: string) => `
Transform: AWS::Serverless-2016-10-31
Globals:
  Api:
    Cors: "'*'"
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:${code(`return {'statusCode': 200, 'body': json.dumps({'message': '${word}', 'id': (event.get('pathParameters') or {}).get('id')})}`)}
      Events:
        Get:
          Type: Api
          Properties: { Path: '/hello/{id}', Method: get }
  Gate:
    Type: AWS::Serverless::Function
    Properties:${code(`effect = 'Allow' if event['authorizationToken'] == 'open' else 'Deny'
return {'principalId': 'me', 'context': {'word': 'said'}, 'policyDocument': {'Version': '2012-10-17', 'Statement': [{'Action': 'execute-api:Invoke', 'Effect': effect, 'Resource': event['methodArn']}]}}`)}
  Guarded:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Cors: { AllowOrigin: "'https://shop.example'", AllowHeaders: "'x-word'" }
      Models:
        Item: { type: object, required: [name], properties: { name: { type: string } } }
      GatewayResponses:
        UNAUTHORIZED: { StatusCode: 418, ResponseTemplates: { application/json: '{"who": "nobody"}' } }
      Domain:
        DomainName: !Sub 'shop-\${AWS::AccountId}.example.com'
        CertificateArn: !Sub 'arn:aws:acm:\${AWS::Region}:\${AWS::AccountId}:certificate/1'
        EndpointConfiguration: REGIONAL
        BasePath: [shop]
      Auth:
        DefaultAuthorizer: Words
        AddDefaultAuthorizerToCorsPreflight: false
        AddApiKeyRequiredToCorsPreflight: false
        UsagePlan: { CreateUsagePlan: PER_API, Quota: { Limit: 2, Period: MONTH } }
        Authorizers:
          Words: { FunctionArn: !GetAtt Gate.Arn, Identity: { Header: x-word, ReauthorizeEvery: 0 } }
  Inside:
    Type: AWS::Serverless::Function
    Properties:${code(`return {'statusCode': 201, 'headers': {'x-one': '1'}, 'body': json.dumps(event['requestContext'].get('authorizer'))}`)}
      Events:
        Get:
          Type: Api
          Properties: { RestApiId: !Ref Guarded, Path: /inside, Method: get }
        Post:
          Type: Api
          Properties:
            RestApiId: !Ref Guarded
            Path: /inside
            Method: post
            RequestModel: { Model: Item, Required: true, ValidateBody: true }
            Auth: { Authorizer: NONE }
        Keyed:
          Type: Api
          Properties: { RestApiId: !Ref Guarded, Path: /keyed, Method: get, Auth: { Authorizer: NONE, ApiKeyRequired: true } }
  Documented:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      DefinitionBody:
        swagger: '2.0'
        info: { title: documented, version: '1' }
        paths:
          /made:
            post:
              consumes: [application/json]
              responses: { '200': { description: ok } }
              x-amazon-apigateway-integration:
                type: aws
                httpMethod: POST
                uri: !Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Plain.Arn}/invocations'
                requestTemplates: { application/json: '{"asked": $input.json("$.word")}' }
                responses: { default: { statusCode: 200, responseTemplates: { application/json: '{"answer": $input.json("$.asked")}' } } }
  Plain:
    Type: AWS::Serverless::Function
    Properties:${code(`return event`)}
  PlainPermission:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: !Ref Plain, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
Outputs:
  Implicit: { Value: !Ref ServerlessRestApi }
  Guarded: { Value: !Ref Guarded }
  Documented: { Value: !Ref Documented }
  Key: { Value: !Ref GuardedApiKey }
`

describe('SAM applications with REST APIs', () => {
  let account: ServingAccount
  let cfn: CloudFormation
  let found: Record<string, string>

  before(async () => {
    account = new ServingAccount(server)
    cfn = new CloudFormation(server.config({ account: account.id }))
    const stack = await deployed(server, cfn, 'served', template('hello'))
    found = outputsOf(stack)
  })

  const send = (api: string, path: string, sent = {}) => account.send(found[api] ?? '', path, sent)

  it('answer by the API that events make', async () => {
    const one = await send('Implicit', '/Prod/hello/7')
    assert.deepEqual([one.status, JSON.parse(one.body)], [200, { message: 'hello', id: '7' }])
    const preflight = await send('Implicit', '/Prod/hello/7', { method: 'OPTIONS' })
    assert.deepEqual([preflight.status, preflight.headers['access-control-allow-origin']], [200, '*'])
    const none = await send('Implicit', '/Prod/absent')
    assert.deepEqual([none.status, none.body], [403, '{"message":"Missing Authentication Token"}'])
  })

  it('ask authorizers, models and keys, and answer as the template words it', async () => {
    const open = await send('Guarded', '/prod/inside', { headers: { 'x-word': 'open' } })
    assert.equal(open.status, 201, open.body)
    assert.deepEqual([open.headers['x-one'], (JSON.parse(open.body) as { word: string }).word], ['1', 'said'])
    assert.equal((await send('Guarded', '/prod/inside', { headers: { 'x-word': 'shut' } })).status, 403)
    const nobody = await send('Guarded', '/prod/inside')
    assert.deepEqual([nobody.status, nobody.body], [418, '{"who": "nobody"}'])
    const json = { 'content-type': 'application/json' }
    const valid = await send('Guarded', '/prod/inside', {
      method: 'POST',
      headers: json,
      body: '{"name":"x"}',
    })
    assert.equal(valid.status, 201, valid.body)
    const invalid = await send('Guarded', '/prod/inside', { method: 'POST', headers: json, body: '{}' })
    assert.deepEqual([invalid.status, invalid.body], [400, '{"message":"Invalid request body"}'])
    const preflight = await send('Guarded', '/prod/inside', { method: 'OPTIONS' })
    assert.equal(preflight.headers['access-control-allow-origin'], 'https://shop.example')

    assert.equal((await send('Guarded', '/prod/keyed')).status, 403)
    const { value = '' } = await account.gateway.getApiKey({ apiKey: found.Key, includeValue: true })
    const keyed = { headers: { 'x-api-key': value } }
    const statuses: number[] = []
    for (let count = 0; count < 3; count++)
      statuses.push((await send('Guarded', '/prod/keyed', keyed)).status)
    assert.deepEqual(statuses, [201, 201, 429])
  })

  it('answer under names of their own', async () => {
    const headers = { host: `shop-${account.id}.example.com`, 'x-word': 'open' }
    assert.equal((await account.send('any', '/shop/inside', { headers })).status, 201)
  })

  it('answer by documents with intrinsic functions', async () => {
    const reply = await send('Documented', '/v1/made', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"word":"said"}',
    })
    assert.deepEqual([reply.status, reply.body], [200, '{"answer": "said"}'])
  })

  it('answer anew when the stack is updated', async () => {
    const stack = await updated(
      server,
      cfn,
      'served',
      template('again').replace('{id}', '{id}/{more}'),
      samCapabilities,
    )
    assert.equal(stack.StackStatus, 'UPDATE_COMPLETE', stack.StackStatusReason)
    const one = await send('Implicit', '/Prod/hello/7/8')
    assert.deepEqual([one.status, JSON.parse(one.body)], [200, { message: 'again', id: '7' }])
    assert.equal((await send('Implicit', '/Prod/hello/7')).status, 403)
  })
})
