/**
 * WebSocket APIs of templates, from the template to a message. Sources: SAM Developer Guide, AWS::Serverless::WebSocketApi; CloudFormation
 * template reference, AWS::ApiGatewayV2.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { testServer } from '../../support/server.ts'
import { created, deleted, deployed, updated } from '../cloudformation/support.ts'
import { outputsOf } from '../cloudformation/types/support.ts'
import { asked, connected, refusal, SocketAccount } from './sockets.ts'

const server = testServer()

/** A room: who connects is kept in a table; what one says all hear, by `@connections`. */
const room = `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: { Runtime: python3.13, Handler: index.handler }
Resources:
  People:
    Type: AWS::Serverless::SimpleTable
    Properties: { PrimaryKey: { Name: id, Type: String } }
  Join:
    Type: AWS::Serverless::Function
    Properties:
      Environment: { Variables: { TABLE: !Ref People } }
      Policies: [{ DynamoDBCrudPolicy: { TableName: !Ref People } }]
      InlineCode: |
        import boto3, os
        def handler(event, context):
            boto3.resource('dynamodb').Table(os.environ['TABLE']).put_item(Item={'id': event['requestContext']['connectionId']})
            return {'statusCode': 200}
  Say:
    Type: AWS::Serverless::Function
    Properties:
      Environment: { Variables: { TABLE: !Ref People } }
      Policies:
        - DynamoDBCrudPolicy: { TableName: !Ref People }
        - Statement: [{ Effect: Allow, Action: execute-api:ManageConnections, Resource: '*' }]
      InlineCode: |
        import boto3, json, os
        def handler(event, context):
            where = event['requestContext']
            table = boto3.resource('dynamodb').Table(os.environ['TABLE'])
            api = boto3.client('apigatewaymanagementapi', endpoint_url='https://' + where['domainName'] + '/' + where['stage'])
            for person in table.scan()['Items']:
                try:
                    api.post_to_connection(ConnectionId=person['id'], Data=json.loads(event['body'])['text'].encode())
                except api.exceptions.GoneException:
                    table.delete_item(Key={'id': person['id']})
            return {'statusCode': 200}
  Gate:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        def handler(event, context):
            effect = 'Allow' if event['queryStringParameters']['name'] == 'friend' else 'Deny'
            statement = {'Action': 'execute-api:Invoke', 'Effect': effect, 'Resource': event['methodArn']}
            return {'principalId': 'x', 'policyDocument': {'Version': '2012-10-17', 'Statement': [statement]}}
  Room:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      RouteSelectionExpression: $request.body.action
      StageName: prod
      Auth:
        AuthType: CUSTOM
        AuthArn: !GetAtt Gate.Arn
        IdentitySource: [route.request.querystring.name]
      Routes:
        $connect: { FunctionArn: !GetAtt Join.Arn }
        say: { FunctionArn: !GetAtt Say.Arn }
Outputs:
  Api: { Value: !Ref Room }
`

describe('templates with WebSocket APIs', () => {
  it('of SAM make rooms where all hear what one says', async () => {
    const account = new SocketAccount(server)
    const cfn = new CloudFormation(account.config)
    const stack = await deployed(server, cfn, 'room', room)
    const { Api = '' } = outputsOf(stack)
    assert.equal((await refusal(account.dial(Api, '/prod?name=foe'))).status, 403)
    const first = await connected(account.dial(Api, '/prod?name=friend'))
    const second = await connected(account.dial(Api, '/prod?name=friend'))
    const both = [asked(first, { action: 'say', text: 'hello all' }), heardBy(second)]
    assert.deepEqual(await Promise.all(both), ['hello all', 'hello all'])
    first.close()
    second.close()
    assert.equal((await deleted(server, cfn, stack)).StackStatus, 'DELETE_COMPLETE')
  })

  it('of CloudFormation make, change and delete all parts', async () => {
    const account = new SocketAccount(server)
    const cfn = new CloudFormation(account.config)
    const template = (text: string) => `
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: parts, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action }
  Mock:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: MOCK, TemplateSelectionExpression: '\\$default', RequestTemplates: { $default: '{"statusCode":200}' } }
  Answer:
    Type: AWS::ApiGatewayV2::IntegrationResponse
    Properties: { ApiId: !Ref Api, IntegrationId: !Ref Mock, IntegrationResponseKey: $default, ResponseTemplates: { $default: '${text}' } }
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: $default, RouteResponseSelectionExpression: $default, Target: !Sub 'integrations/\${Mock}' }
  Response:
    Type: AWS::ApiGatewayV2::RouteResponse
    Properties: { ApiId: !Ref Api, RouteId: !Ref Route, RouteResponseKey: $default }
  ${text}Deployment:
    Type: AWS::ApiGatewayV2::Deployment
    DependsOn: [Answer, Response]
    Properties: { ApiId: !Ref Api }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: live, DeploymentId: !Ref ${text}Deployment }
Outputs:
  Api: { Value: !Ref Api }
  Endpoint: { Value: !GetAtt Api.ApiEndpoint }
`
    const stack = await created(server, cfn, 'parts', template('one'))
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const { Api = '', Endpoint } = outputsOf(stack)
    assert.equal(Endpoint, `ws://${Api}.execute-api.us-east-1.localhost:${server.port}`)
    const client = await connected(account.dial(Api))
    assert.equal(await asked(client, '{}'), 'one')
    const next = await updated(server, cfn, 'parts', template('two'))
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    assert.equal(await asked(client, '{}'), 'two')
    client.close()
    assert.equal((await deleted(server, cfn, stack)).StackStatus, 'DELETE_COMPLETE')
  })
})

async function heardBy(client: Parameters<typeof asked>[0]): Promise<string> {
  return new Promise((resolve) => client.once('message', (data) => resolve(String(data))))
}
