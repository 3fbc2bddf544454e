/**
 * Requests that services send to APIs as roles, or as themselves, where signatures are verified. Sources: Step Functions Developer Guide, "Create
 * API Gateway REST APIs with Step Functions"; EventBridge User Guide, "API Gateway targets", "Amazon API Gateway permissions", "Pipes targets".
 */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { APIGateway } from '@aws-sdk/client-api-gateway'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { IAM } from '@aws-sdk/client-iam'
import { Pipes } from '@aws-sdk/client-pipes'
import { SFN } from '@aws-sdk/client-sfn'
import { SQS } from '@aws-sdk/client-sqs'
import { type ClientConfig, testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

interface Seen {
  readonly url: string
  readonly body: string
  readonly headers: NodeJS.Dict<string | string[]>
}

const version = { Version: '2012-10-17' }
const account = '000000000000'
const role = (name: string) => `arn:aws:iam::${account}:role/${name}`

describe('requests of services to APIs', () => {
  const server = testServer({ identity: 'enforce' })
  let config: ClientConfig
  let gateway: APIGateway
  let iam: IAM
  let backend: Server
  const seen: Seen[] = []

  before(async () => {
    backend = createServer(async (request, response) => {
      let body = ''
      for await (const piece of request) body += String(piece)
      seen.push({ url: request.url ?? '', body, headers: request.headers })
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ enriched: JSON.parse(body || 'null') }))
    })
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve))
    const { lambent } = server
    assert.ok(lambent.firstKey)
    config = { ...server.config(), credentials: lambent.firstKey }
    gateway = new APIGateway(config)
    iam = new IAM(config)
    for (const name of ['states', 'events', 'pipes']) await makeRole(name)
  })
  after(() => void backend.close())

  async function makeRole(name: string): Promise<void> {
    const trusting = {
      Effect: 'Allow',
      Principal: { Service: `${name}.amazonaws.com` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    }
    const AssumeRolePolicyDocument = JSON.stringify({ ...version, Statement: [trusting] })
    await iam.createRole({ RoleName: name, AssumeRolePolicyDocument })
    await allow(name, 'sqs:*')
  }

  const allow = (RoleName: string, Action: string | string[], Resource = '*') =>
    iam.putRolePolicy({
      RoleName,
      PolicyName: 'p',
      PolicyDocument: JSON.stringify({ ...version, Statement: [{ Effect: 'Allow', Action, Resource }] }),
    })

  /** An API whose POST /{n} asks for IAM; `service`: a service that its policy lets in for a resource of this ARN. */
  async function api(service?: string, sourceArn = ''): Promise<string> {
    const statement = {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'execute-api:Invoke',
      Resource: 'execute-api:/live/POST/*',
      Condition: { ArnLike: { 'aws:SourceArn': sourceArn } },
    }
    const policy =
      service === undefined ? {} : { policy: JSON.stringify({ ...version, Statement: [statement] }) }
    const { id: restApiId = '', rootResourceId: parentId = '' } = await gateway.createRestApi({
      name: 'a',
      ...policy,
    })
    const { id: resourceId = '' } = await gateway.createResource({ restApiId, parentId, pathPart: '{n}' })
    const method = { restApiId, resourceId, httpMethod: 'POST' }
    await gateway.putMethod({ ...method, authorizationType: 'AWS_IAM' })
    const uri = `http://127.0.0.1:${(backend.address() as AddressInfo).port}/in`
    await gateway.putIntegration({ ...method, type: 'HTTP_PROXY', integrationHttpMethod: 'POST', uri })
    await gateway.createDeployment({ restApiId, stageName: 'live' })
    return restApiId
  }

  const methodArn = (restApiId: string, path: string) =>
    `arn:aws:execute-api:us-east-1:${account}:${restApiId}/live/POST/${path}`

  it('state machines sign as their role, or as Step Functions', async () => {
    const sfn = new SFN(config)
    const own = await api()
    const open = await api(
      'states.amazonaws.com',
      `arn:aws:states:us-east-1:${account}:stateMachine:machine-*`,
    )
    let machines = 0
    const call = async (restApiId: string, AuthType?: string) => {
      const Parameters = {
        ApiEndpoint: `${restApiId}.execute-api.us-east-1.amazonaws.com`,
        Method: 'POST',
        Stage: 'live',
        Path: '/a b',
        QueryParameters: { q: ['ü', '1'] },
        RequestBody: { n: 1 },
        ...(AuthType && { AuthType }),
      }
      const { stateMachineArn } = await sfn.createStateMachine({
        name: `machine-${machines++}`,
        roleArn: role('states'),
        definition: JSON.stringify({
          StartAt: 'Call',
          States: {
            Call: { Type: 'Task', Resource: 'arn:aws:states:::apigateway:invoke', Parameters, End: true },
          },
        }),
      })
      const { executionArn } = await sfn.startExecution({ stateMachineArn, input: '{}' })
      await until(async () => (await sfn.describeExecution({ executionArn })).status !== 'RUNNING')
      return sfn.describeExecution({ executionArn })
    }
    const unsigned = await call(own)
    assert.deepEqual(
      [unsigned.error, unsigned.cause],
      ['ApiGateway.403', '{"message":"Missing Authentication Token"}'],
    )
    const refused = await call(own, 'IAM_ROLE')
    assert.equal(refused.error, 'ApiGateway.403')
    assert.match(
      refused.cause ?? '',
      /^\{"Message":"User: arn:aws:sts::000000000000:assumed-role\/states\/\S+ is not authorized to perform: execute-api:Invoke on resource: \S+ because no identity-based policy allows/,
    )
    await allow('states', 'execute-api:Invoke', methodArn(own, '*'))
    const good = await call(own, 'IAM_ROLE')
    assert.equal(good.status, 'SUCCEEDED', good.cause)
    assert.deepEqual(JSON.parse(good.output ?? '').ResponseBody, { enriched: { n: 1 } })
    assert.equal((await call(own, 'RESOURCE_POLICY')).error, 'ApiGateway.403')
    const byPolicy = await call(open, 'RESOURCE_POLICY')
    assert.equal(byPolicy.status, 'SUCCEEDED', byPolicy.cause)
    assert.equal((await call(open, 'SOMETHING')).status, 'FAILED')
  })

  it('rules sign as the role of their target, or as EventBridge', async () => {
    const events = new EventBridge(config)
    const ruleArn = `arn:aws:events:us-east-1:${account}:rule/r`
    const own = await api()
    const open = await api('events.amazonaws.com', ruleArn)
    await allow('events', 'execute-api:Invoke', methodArn(own, 'by-role'))
    await events.putRule({ Name: 'r', EventPattern: JSON.stringify({ source: ['my.app'] }) })
    const target = (Id: string, restApiId: string, RoleArn?: string) => ({
      Id,
      Arn: methodArn(restApiId, Id),
      InputPath: '$.detail',
      RetryPolicy: { MaximumRetryAttempts: 0 },
      ...(RoleArn && { RoleArn }),
    })
    await events.putTargets({
      Rule: 'r',
      Targets: [
        target('by-role', own, role('events')),
        target('not-allowed', own, role('events')),
        target('by-policy', open),
        target('no-role', own),
      ],
    })
    seen.length = 0
    await events.putEvents({ Entries: [{ Source: 'my.app', DetailType: 'x', Detail: '{"n":2}' }] })
    await server.lambent.idle()
    assert.deepEqual(
      seen.map(({ body }) => JSON.parse(body)),
      [{ n: 2 }, { n: 2 }],
    )
  })

  it('pipes sign as their role, to enrich events and to hand them on', async () => {
    const sqs = new SQS(config)
    const pipes = new Pipes(config)
    const restApiId = await api()
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'source' })
    await allow('pipes', ['sqs:*', 'execute-api:Invoke'])
    seen.length = 0
    await pipes.createPipe({
      Name: 'p',
      RoleArn: role('pipes'),
      Source: `arn:aws:sqs:us-east-1:${account}:source`,
      Enrichment: methodArn(restApiId, '*'),
      EnrichmentParameters: {
        InputTemplate: '{"word": <$.body>}',
        HttpParameters: { PathParameterValues: ['enrich'] },
      },
      Target: methodArn(restApiId, 'target'),
      TargetParameters: { HttpParameters: { QueryStringParameters: { word: '$.enriched.word' } } },
    })
    await until(async () => (await pipes.describePipe({ Name: 'p' })).CurrentState === 'RUNNING')
    await sqs.sendMessage({ QueueUrl, MessageBody: 'hello' })
    await until(() => seen.length >= 2)
    assert.deepEqual(
      seen.map(({ body, url }) => [JSON.parse(body), url]),
      [
        [{ word: 'hello' }, '/in'],
        [{ enriched: { word: 'hello' } }, '/in?word=hello'],
      ],
    )
  })
})
