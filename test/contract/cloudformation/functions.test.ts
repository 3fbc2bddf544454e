import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { created, deleted, history, newAccount, settled } from './support.ts'

const server = testServer()

const Capabilities = ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND']

/** Answers as the CDK's providers do: by https to the host and path of the address, without its port. */
const nodeProvider = `
const https = require('https')
exports.handler = async (event) => {
  const body = JSON.stringify({
    Status: 'SUCCESS',
    PhysicalResourceId: event.PhysicalResourceId || 'made-by-node',
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    Data: { Doubled: String(2 * Number(event.ResourceProperties.Number)) },
  })
  const url = new URL(event.ResponseURL)
  await new Promise((resolve, reject) => {
    const request = https.request(
      { hostname: url.hostname, path: url.pathname + url.search, method: 'PUT', headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) } },
      (response) => { response.resume(); resolve() },
    )
    request.on('error', reject)
    request.end(body)
  })
}
`

const provider = (runtime: string, code: string) => `
Transform: AWS::Serverless-2016-10-31
Parameters: {Number: {Type: Number, Default: 21}}
Resources:
  Provider:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: ${runtime}
      Handler: index.handler
      InlineCode: |
${code
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
  Thing:
    Type: Custom::Thing
    Properties: {ServiceToken: !GetAtt Provider.Arn, Number: !Ref Number, ServiceTimeout: 60}
Outputs:
  Doubled: {Value: !GetAtt Thing.Doubled}
`

const pythonProvider = `
import cfnresponse
def handler(event, context):
    number = int(event['ResourceProperties']['Number'])
    cfnresponse.send(event, context, cfnresponse.SUCCESS, {'Doubled': str(2 * number)}, 'made-by-python')
`

/** Answers as crhelper does. */
const helperProvider = `
import json
from http.client import HTTPSConnection
from urllib.parse import urlsplit
def handler(event, context):
    number = int(event['ResourceProperties']['Number'])
    body = json.dumps({
        'Status': 'SUCCESS', 'PhysicalResourceId': 'made-by-helper', 'StackId': event['StackId'],
        'RequestId': event['RequestId'], 'LogicalResourceId': event['LogicalResourceId'], 'Data': {'Doubled': str(2 * number)},
    })
    url = urlsplit(event['ResponseURL'])
    connection = HTTPSConnection(url.netloc.split(':')[0])
    connection.request('PUT', url.path + '?' + url.query, body, {'content-type': '', 'content-length': str(len(body))})
    connection.getresponse()
`

describe('functions of stacks', () => {
  for (const [runtime, code] of [
    ['python3.13', pythonProvider],
    ['python3.13', helperProvider],
    ['nodejs22.x', nodeProvider],
  ] as const)
    it(`provide custom resources: ${runtime}, ${code.slice(1, 12)}`, { timeout: 120_000 }, async () => {
      const { cfn } = newAccount(server)
      const stack = await created(server, cfn, 'provided', provider(runtime, code), { Capabilities })
      assert.equal(stack.StackStatus, 'CREATE_COMPLETE', (await history(cfn, 'provided')).join('\n'))
      assert.equal(stack.Outputs?.[0]?.OutputValue, '42')
      await cfn.updateStack({
        StackName: 'provided',
        UsePreviousTemplate: true,
        Parameters: [{ ParameterKey: 'Number', ParameterValue: '4' }],
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
      })
      const after = await settled(server, cfn, 'provided')
      assert.equal(after.Outputs?.[0]?.OutputValue, '8')
      assert.equal((await deleted(server, cfn, stack)).StackStatus, 'DELETE_COMPLETE')
    })

  it('are macros', { timeout: 120_000 }, async () => {
    const { cfn } = newAccount(server)
    const macro = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: |
        def handler(event, context):
            fragment = event['fragment']
            if event['params'].get('Fail'):
                return {'requestId': event['requestId'], 'status': 'failure', 'errorMessage': 'as asked'}
            for resource in fragment.get('Resources', {}).values():
                resource.setdefault('Properties', {})['DelaySeconds'] = int(event['templateParameterValues']['Delay'])
            return {'requestId': event['requestId'], 'status': 'success', 'fragment': fragment}
  Macro:
    Type: AWS::CloudFormation::Macro
    Properties: {Name: Delays, FunctionName: !GetAtt Function.Arn}
`
    const declared = await created(server, cfn, 'macro', macro, { Capabilities })
    assert.equal(declared.StackStatus, 'CREATE_COMPLETE', (await history(cfn, 'macro')).join('\n'))
    const body = (params: string) => `
Transform: [{Name: Delays, Parameters: {${params}}}]
Parameters: {Delay: {Type: Number, Default: 7}}
Resources: {Queue: {Type: AWS::SQS::Queue}}
`
    const user = await created(server, cfn, 'user', body(''), { Capabilities })
    assert.equal(user.StackStatus, 'CREATE_COMPLETE', (await history(cfn, 'user')).join('\n'))
    const { TemplateBody = '' } = await cfn.getTemplate({ StackName: 'user', TemplateStage: 'Processed' })
    assert.match(TemplateBody, /"DelaySeconds":7/)
    const failing = await created(server, cfn, 'failing', body('Fail: yes'), { Capabilities })
    assert.equal(failing.StackStatus, 'ROLLBACK_COMPLETE')
    assert.ok(
      (await history(cfn, 'failing')).some((line) =>
        line.includes('::Delays failed with: as asked. Rollback requested by user.'),
      ),
    )
  })
})
