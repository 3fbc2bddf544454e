/** A SAM template with a pool, its triggers and an API that trusts it. Source: SAM Developer Guide, "Cognito" events, "HttpApiAuth". */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { testServer } from '../../support/server.ts'
import { deleted, deployed } from '../cloudformation/support.ts'
import { outputsOf } from '../cloudformation/types/support.ts'
import { Account, claimsOf, password, refused } from './support.ts'

const server = testServer()

const template = `
Transform: AWS::Serverless-2016-10-31
Resources:
  People:
    Type: AWS::Cognito::UserPool
    Properties:
      UsernameAttributes: [email]
      AutoVerifiedAttributes: [email]
  App:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref People
      ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
  Triggers:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: |
        def handler(event, context):
            if event['triggerSource'] == 'PreSignUp_SignUp':
                if not event['request']['userAttributes']['email'].endswith('@example.com'):
                    raise Exception('Only people of Example may join')
                event['response'].update(autoConfirmUser=True, autoVerifyEmail=True)
            else:
                event['response']['claimsOverrideDetails'] = {'claimsToAddOrOverride': {'tenant': 'example'}}
            return event
      Events:
        Joining:
          Type: Cognito
          Properties: { UserPool: !Ref People, Trigger: [PreSignUp, PreTokenGeneration] }
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: People
        Authorizers:
          People:
            IdentitySource: $request.header.Authorization
            JwtConfiguration:
              issuer: !Sub https://cognito-idp.\${AWS::Region}.amazonaws.com/\${People}
              audience: [!Ref App]
  Who:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: |
        def handler(event, context):
            return event['requestContext']['authorizer']['jwt']['claims']['tenant']
      Events:
        Get:
          Type: HttpApi
          Properties: { ApiId: !Ref Api, Path: /who, Method: get }
Outputs:
  People: { Value: !Ref People }
  App: { Value: !Ref App }
  Api: { Value: !Ref Api }
`

describe('SAM templates with user pools', () => {
  it('sign people up and let them in', async () => {
    const account = new Account(server)
    const cfn = new CloudFormation(account.config)
    const stack = await deployed(server, cfn, 'people', template)
    const { App: ClientId = '', Api = '' } = outputsOf(stack)
    await refused(
      account.browser.signUp({ ClientId, Username: 'ann@other.example', Password: password }),
      'UserLambdaValidationException',
      'PreSignUp failed with error Only people of Example may join.',
    )
    const { UserConfirmed } = await account.browser.signUp({
      ClientId,
      Username: 'ann@example.com',
      Password: password,
    })
    assert.equal(UserConfirmed, true)
    const { AuthenticationResult } = await account.signIn(ClientId, 'ann@example.com')
    assert.equal(claimsOf(AuthenticationResult?.IdToken).tenant, 'example')
    const call = (headers: Record<string, string>) =>
      fetch(`${server.endpoint}/_aws/execute-api/${Api}/$default/who`, { headers })
    assert.equal((await call({})).status, 401)
    const answer = await call({ authorization: `Bearer ${AuthenticationResult?.IdToken}` })
    assert.deepEqual([answer.status, await answer.text()], [200, 'example'])
    assert.equal((await deleted(server, cfn, stack)).StackStatus, 'DELETE_COMPLETE')
  })
})
