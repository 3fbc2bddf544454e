/** HTTP APIs of SAM templates, from the template to a request. Source: SAM Developer Guide, AWS::Serverless::HttpApi, HttpApi events. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { testServer } from '../../support/server.ts'
import { deleted, deployed } from '../cloudformation/support.ts'
import { outputsOf } from '../cloudformation/types/support.ts'
import { Account } from './support.ts'

const server = testServer()

const template = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: |
        def handler(event, context):
            return {'route': event['routeKey'], 'id': (event.get('pathParameters') or {}).get('id')}
      Events:
        One:
          Type: HttpApi
          Properties: { Path: '/orders/{id}', Method: get }
        Any:
          Type: HttpApi
  Gate:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: |
        def handler(event, context):
            return {'isAuthorized': event['headers'].get('x-word') == 'open'}
  Guarded:
    Type: AWS::Serverless::HttpApi
    Properties:
      StageName: prod
      CorsConfiguration: { AllowOrigins: ['https://shop.example'] }
      Auth:
        DefaultAuthorizer: Words
        EnableIamAuthorizer: true
        Authorizers:
          Words:
            FunctionArn: !GetAtt Gate.Arn
            AuthorizerPayloadFormatVersion: 2.0
            EnableSimpleResponses: true
            EnableFunctionDefaultPermissions: true
            Identity: { Headers: [x-word] }
  Inside:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: |
        def handler(event, context):
            return event['rawPath']
      Events:
        Get:
          Type: HttpApi
          Properties: { ApiId: !Ref Guarded, Path: /inside, Method: get }
Outputs:
  Implicit: { Value: !Ref ServerlessHttpApi }
  Guarded: { Value: !Ref Guarded }
`

describe('SAM templates with HTTP APIs', () => {
  it('answer requests', async () => {
    const account = new Account(server)
    const cfn = new CloudFormation(account.config)
    const stack = await deployed(server, cfn, 'sam', template)
    const { Implicit = '', Guarded = '' } = outputsOf(stack)
    const one = await account.send(Implicit, '/orders/7')
    assert.deepEqual(JSON.parse(one.body), { route: 'GET /orders/{id}', id: '7' })
    const any = await account.send(Implicit, '/elsewhere', { method: 'POST' })
    assert.deepEqual(JSON.parse(any.body), { route: '$default', id: null })
    assert.equal((await account.send(Guarded, '/prod/inside')).status, 401)
    assert.equal((await account.send(Guarded, '/prod/inside', { headers: { 'x-word': 'shut' } })).status, 403)
    const open = await account.send(Guarded, '/prod/inside', {
      headers: { 'x-word': 'open', origin: 'https://shop.example' },
    })
    assert.deepEqual([open.status, open.body], [200, '/prod/inside'])
    assert.equal(open.headers['access-control-allow-origin'], 'https://shop.example')
    assert.equal((await deleted(server, cfn, stack)).StackStatus, 'DELETE_COMPLETE')
  })
})
