import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { S3 } from '@aws-sdk/client-s3'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { type Account, definition, newAccount, pass, refused } from './support.ts'

const server = testServer()

interface Told {
  readonly status: string | undefined
  readonly output: unknown
  readonly error: string | undefined
  readonly cause: string
}

let machines = 0

/** Runs one Task state with a payload and tells what became of it. */
async function task(
  account: Account,
  Resource: string,
  Parameters: object,
  input: unknown = {},
): Promise<Told> {
  const arn = await account.machine(`Task${machines++}`, {
    Call: { Type: 'Task', Resource, Parameters, End: true },
  })
  const { status, output, error, cause = '' } = await account.run(arn, input)
  return { status, output: output === undefined ? undefined : JSON.parse(output), error, cause }
}

describe('the universal integration', () => {
  let account: Account
  let config: ReturnType<typeof server.config>
  before(() => {
    account = newAccount(server)
    config = server.config({ account: account.id })
  })

  it('calls any operation, with names as the SDK for Java has them', async () => {
    const made = await task(account, 'arn:aws:states:::aws-sdk:sqs:createQueue', {
      QueueName: 'work',
      Attributes: { VisibilityTimeout: '5' },
    })
    const { QueueUrl } = made.output as { QueueUrl: string }
    assert.match(QueueUrl, /\/work$/)
    const sent = await task(account, 'arn:aws:states:::aws-sdk:sqs:sendMessage', {
      QueueUrl,
      MessageBody: 'hello',
    })
    assert.equal(
      (sent.output as { Md5OfMessageBody: string }).Md5OfMessageBody,
      '5d41402abc4b2a76b9719d911017c592',
    )
  })

  it('gives instants as texts and bytes as they are', async () => {
    const s3 = new S3({ ...config, forcePathStyle: true })
    await s3.createBucket({ Bucket: `files-${account.id}` })
    const Bucket = `files-${account.id}`
    const put = await task(
      account,
      'arn:aws:states:::aws-sdk:s3:putObject',
      {
        Bucket,
        Key: 'a.json',
        'Body.$': '$',
      },
      { n: 1 },
    )
    assert.equal(put.status, 'SUCCEEDED', put.cause)
    const got = await task(account, 'arn:aws:states:::aws-sdk:s3:getObject', { Bucket, Key: 'a.json' })
    const { Body, LastModified, ContentLength } = got.output as Record<string, unknown>
    assert.deepEqual([Body, ContentLength], ['{"n":1}', 7])
    assert.match(String(LastModified), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/)
    const missing = await task(account, 'arn:aws:states:::aws-sdk:s3:getObject', { Bucket, Key: 'b' })
    assert.equal(missing.error, 'S3.NoSuchKeyException')
    assert.match(
      missing.cause,
      /^The specified key does not exist\.? \(Service: S3, Status Code: 404, Request ID: /,
    )
    s3.destroy()
  })

  it('names errors by their class, and those without one by the service', async () => {
    const machine = await task(account, 'arn:aws:states:::aws-sdk:sfn:startExecution', {
      StateMachineArn: account.arn('None'),
    })
    assert.equal(machine.error, 'Sfn.StateMachineDoesNotExistException')
    const table = await task(account, 'arn:aws:states:::aws-sdk:dynamodb:getItem', {
      TableName: 'none',
      Key: { id: { S: '1' } },
    })
    assert.equal(table.error, 'DynamoDb.ResourceNotFoundException')
    // Null is a value that the operation refuses.
    const nothing = await task(account, 'arn:aws:states:::aws-sdk:dynamodb:putItem', {
      TableName: 'none',
      Item: null,
    })
    assert.equal(nothing.error, 'DynamoDb.DynamoDbException')
    assert.match(nothing.cause, /at 'item' failed to satisfy constraint: Member must not be null/)
  })

  it('refuses parameters that it does not know, before it calls', async () => {
    const told = await task(
      account,
      'arn:aws:states:::aws-sdk:sqs:sendMessage',
      { 'QueueUrl.$': '$.url', MessageBody: 'x', 'DelaySeconds.$': '$.delay' },
      {
        url: 'u',
        delay: { not: 'a number' },
      },
    )
    assert.equal(told.error, 'States.Runtime')
    assert.match(
      told.cause,
      /could not be used to start the Task: \[The value for the field 'DelaySeconds' must be a NUMBER\]$/,
    )
  })

  it('takes JSON where the operation takes text', async () => {
    const child = await account.machine('Child', { P: pass })
    const told = await task(account, 'arn:aws:states:::aws-sdk:sfn:startExecution', {
      StateMachineArn: child,
      Input: { n: 1 },
    })
    const { ExecutionArn: executionArn } = told.output as { ExecutionArn: string }
    assert.equal((await account.sfn.describeExecution({ executionArn })).input, '{"n":1}')
  })

  it('accepts actions of services that are not here, and none that nobody has', async () => {
    const validate = async (Resource: string) => {
      const states = { Call: { Type: 'Task', Resource: `arn:aws:states:::${Resource}`, End: true } }
      return (await account.sfn.validateStateMachineDefinition({ definition: definition(states) })).result
    }
    assert.equal(await validate('aws-sdk:rekognition:detectLabels'), 'OK')
    assert.equal(await validate('aws-sdk:glue:startJobRun.waitForTaskToken'), 'OK')
    assert.equal(await validate('aws-sdk:rekogniton:detectLabels'), 'FAIL')
    assert.equal(await validate('aws-sdk:glue:startJobRun.sync'), 'FAIL')
    assert.equal(await validate('aws-sdk:sqs:sendMesage'), 'FAIL')
    const told = await task(account, 'arn:aws:states:::aws-sdk:glue:startJobRun', { JobName: 'j' })
    assert.equal(told.error, 'States.Runtime')
    assert.match(told.cause, /aws-sdk:glue:startJobRun/)
  })
})

describe('optimized integrations', () => {
  let account: Account
  let config: ReturnType<typeof server.config>
  before(() => {
    account = newAccount(server)
    config = server.config({ account: account.id })
  })

  it('DynamoDB: items, conditions, and the metadata of the answer', async () => {
    const dynamodb = new DynamoDB(config)
    await dynamodb.createTable({
      TableName: 'items',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    })
    const Item = { id: { S: '1' }, list: { L: [{ N: '1' }, { BOOL: true }, { NULL: true }] } }
    // A text alone is a value too, and so is the text of a truth.
    const put = {
      TableName: 'items',
      Item: { id: '1', list: { L: [{ N: '1' }, { BOOL: 'true' }, { NULL: true }] } },
    }
    assert.equal((await task(account, 'arn:aws:states:::dynamodb:putItem', put)).status, 'SUCCEEDED')
    const got = await task(
      account,
      'arn:aws:states:::dynamodb:getItem',
      {
        TableName: 'items',
        Key: { id: { 'S.$': '$.id' } },
      },
      { id: '1' },
    )
    const { Item: found, SdkHttpMetadata } = got.output as {
      Item: object
      SdkHttpMetadata: { HttpStatusCode: number }
    }
    assert.deepEqual(found, Item)
    assert.equal(SdkHttpMetadata.HttpStatusCode, 200)
    const again = await task(account, 'arn:aws:states:::dynamodb:putItem', {
      TableName: 'items',
      Item,
      ConditionExpression: 'attribute_not_exists(id)',
    })
    assert.equal(again.error, 'DynamoDB.ConditionalCheckFailedException')
    assert.match(
      again.cause,
      /\(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ConditionalCheckFailedException; Request ID: .*; Proxy: null\)$/,
    )
    const invalid = await task(account, 'arn:aws:states:::dynamodb:getItem', {
      TableName: 'items',
      Key: { other: { S: '1' } },
    })
    assert.equal(invalid.error, 'DynamoDB.AmazonDynamoDBException')
    // The universal integration names the same as the SDK for Java does, and takes both: as AWS has answered (aws/aws-sdk-js#4294,
    // aws/aws-sdk-js-v3#4948, boto/boto3#4253).
    const universal = (action: string, given: object) =>
      task(account, `arn:aws:states:::aws-sdk:dynamodb:${action}`, { TableName: 'items', ...given })
    const others = {
      truth: { BOOL: true },
      nothing: { NULL: true },
      names: { SS: ['a'] },
      numbers: { NS: ['1'] },
    }
    await universal('putItem', { Item: { id: { S: '2' }, ...others } })
    const named = await universal('getItem', { Key: { id: { S: '2' } } })
    const javas = {
      id: { S: '2' },
      truth: { Bool: true },
      nothing: { Nul: true },
      names: { Ss: ['a'] },
      numbers: { Ns: ['1'] },
    }
    assert.deepEqual(named.output, { Item: javas })
    assert.equal((await universal('putItem', { Item: { ...javas, id: { S: '3' } } })).status, 'SUCCEEDED')
    const copied = await dynamodb.getItem({ TableName: 'items', Key: { id: { S: '3' } } })
    assert.deepEqual(copied.Item, { id: { S: '3' }, ...others })
    dynamodb.destroy()
  })

  it('SQS and SNS: messages may be any JSON; a token brings the task to its end', async () => {
    const { sfn, machine, ended, history } = account
    const sqs = new SQS(config)
    const sns = new SNS(config)
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'tokens' })
    const queueArn = `arn:aws:sqs:us-east-1:${account.id}:tokens`
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: queueArn }],
    })
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } })
    const { TopicArn = '' } = await sns.createTopic({ Name: 'news' })
    await sns.subscribe({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: queueArn,
      Attributes: { RawMessageDelivery: 'true' },
    })
    const receive = async (): Promise<string> => {
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 })
      const [{ Body = '', ReceiptHandle = '' } = {}] = Messages
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
      return Body
    }
    const published = await task(account, 'arn:aws:states:::sns:publish', { TopicArn, Message: { a: 1 } })
    assert.equal(published.status, 'SUCCEEDED', published.cause)
    assert.equal(await receive(), '{"a":1}')
    const stateMachineArn = await machine('Waits', {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Parameters: { QueueUrl, MessageBody: { 'token.$': '$$.Task.Token' } },
        End: true,
      },
    })
    const { executionArn = '' } = await sfn.startExecution({ stateMachineArn })
    const { token } = JSON.parse(await receive()) as { token: string }
    await sfn.sendTaskSuccess({ taskToken: token, output: '{"yes":true}' })
    assert.equal((await ended(executionArn)).output, '{"yes":true}')
    assert.deepEqual(
      (await history(executionArn)).map(({ type }) => type),
      [
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskSubmitted',
        'TaskSucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ],
    )
    const gone = await task(account, 'arn:aws:states:::sqs:sendMessage', {
      QueueUrl: QueueUrl.replace('tokens', 'none'),
      MessageBody: 'x',
    })
    assert.equal(gone.error, 'SQS.QueueDoesNotExistException')
    sqs.destroy()
    sns.destroy()
  })

  it('EventBridge: events name the execution, and one that is refused fails the task', async () => {
    const { output } = await task(account, 'arn:aws:states:::events:putEvents', {
      Entries: [{ Source: 'tests', DetailType: 'one', Detail: { a: 1 } }],
    })
    assert.equal((output as { FailedEntryCount: number }).FailedEntryCount, 0)
    const failed = await task(account, 'arn:aws:states:::events:putEvents', {
      Entries: [{ Source: 'aws.tests', DetailType: 'one', Detail: '{}' }],
    })
    assert.equal(failed.error, 'EventBridge.FailedEntry')
    assert.equal((JSON.parse(failed.cause) as { FailedEntryCount: number }).FailedEntryCount, 1)
  })

  it('Step Functions: a machine starts another and waits for it', async () => {
    const child = await account.machine('Child', { Give: { ...pass, Result: { got: 1 } } })
    const failing = await account.machine('Failing', { Stop: { Type: 'Fail', Error: 'E', Cause: 'c' } })
    const start = (pattern: string, StateMachineArn: string) =>
      task(account, `arn:aws:states:::states:startExecution${pattern}`, { StateMachineArn, Input: { a: 1 } })
    assert.match(
      String(((await start('', child)).output as { ExecutionArn: string }).ExecutionArn),
      /:execution:Child:/,
    )
    assert.equal(((await start('.sync', child)).output as { Output: string }).Output, '{"got":1}')
    assert.deepEqual(((await start('.sync:2', child)).output as { Output: object }).Output, { got: 1 })
    assert.deepEqual(((await start('.sync:2', child)).output as { Input: object }).Input, { a: 1 })
    const failed = await start('.sync', failing)
    assert.equal(failed.error, 'States.TaskFailed')
    assert.equal((JSON.parse(failed.cause) as { Error: string }).Error, 'E')
    assert.equal(
      (await start('', account.arn('None'))).error,
      'StepFunctions.StateMachineDoesNotExistException',
    )
  })
})

describe('HTTP endpoints', () => {
  const seen: { method?: string; url?: string; headers: Record<string, unknown>; body: string }[] = []
  const endpoint = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { method = '', url = '', headers } = request
    seen.push({ method, url, headers, body })
    response.statusCode = url.startsWith('/missing') ? 404 : 200
    response.setHeader('content-type', url.startsWith('/picture') ? 'image/png' : 'application/json')
    response.end(
      url.startsWith('/bytes') ? Buffer.of(0xff, 0xfe) : url.startsWith('/missing') ? 'gone' : '{"ok":true}',
    )
  })
  let account: Account
  let address = ''
  let ConnectionArn = ''
  before(async () => {
    account = newAccount(server)
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`
    const events = new EventBridge(server.config({ account: account.id }))
    await events.createConnection({
      Name: 'key',
      AuthorizationType: 'API_KEY',
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: 'secret' },
        InvocationHttpParameters: {
          QueryStringParameters: [{ Key: 'q', Value: 'connection' }],
          BodyParameters: [{ Key: 'from', Value: 'connection' }],
        },
      },
    })
    await until(
      async () => (await events.describeConnection({ Name: 'key' })).ConnectionState === 'AUTHORIZED',
      'the connection',
    )
    ConnectionArn = (await events.describeConnection({ Name: 'key' })).ConnectionArn ?? ''
    events.destroy()
  })
  after(() => endpoint.close())

  const call = (parameters: object, path = '/things') =>
    task(account, 'arn:aws:states:::http:invoke', {
      ApiEndpoint: `${address}${path}`,
      Method: 'POST',
      Authentication: { ConnectionArn },
      ...parameters,
    })

  it('are called with what the connection adds', async () => {
    const { output, cause } = await call({
      Headers: { 'X-Mine': 'yes' },
      QueryParameters: { q: 'task', list: ['a', 'b'] },
      RequestBody: { n: 1, from: 'task' },
    })
    assert.deepEqual((output as { ResponseBody: object })?.ResponseBody, { ok: true }, cause)
    const request = seen.at(-1)
    assert.equal(request?.headers['x-key'], 'secret')
    assert.equal(request?.headers['x-mine'], 'yes')
    assert.match(request?.url ?? '', /[?&]q=connection(&|$)/)
    assert.deepEqual(JSON.parse(request?.body ?? ''), { n: 1, from: 'connection' })
  })

  it('take forms, and fail with their status', async () => {
    await call({
      RequestBody: { a: [1, 2], b: { c: 'd e' } },
      Transform: { RequestBodyEncoding: 'URL_ENCODED', RequestEncodingOptions: { ArrayFormat: 'BRACKETS' } },
    })
    assert.equal(decodeURIComponent(seen.at(-1)?.body ?? ''), 'a[]=1&a[]=2&b[c]=d e&from=connection')
    const missing = await call({}, '/missing')
    assert.deepEqual([missing.error, missing.cause], ['States.Http.StatusCode.404', 'gone'])
    assert.equal((await call({ Nothing: 1 })).error, 'States.Runtime')
  })

  it('are not called with headers or bodies that AWS does not send, and answer with text', async () => {
    const before = seen.length
    for (const name of ['Host', 'authorization', 'Date', 'X-Amzn-Trace-Id', 'x-forwarded-for']) {
      const { error, cause } = await call({ Headers: { [name]: 'x' } })
      assert.equal(error, 'States.Runtime')
      assert.match(cause, /is not supported by Step Functions/)
    }
    // The connection adds to the body, which a text does not allow.
    assert.equal((await call({ RequestBody: 'text' })).error, 'States.Runtime')
    assert.equal(seen.length, before)
    for (const path of ['/picture', '/bytes']) assert.equal((await call({}, path)).error, 'States.Runtime')
    assert.equal(seen.length, before + 2)
  })

  it('fail by their connection', async () => {
    const none = await call({ Authentication: { ConnectionArn: `${ConnectionArn}0` } })
    assert.equal(none.error, 'Events.ConnectionResource.ResourceNotFound')
    const events = new EventBridge(server.config({ account: account.id }))
    await events.deauthorizeConnection({ Name: 'key' })
    events.destroy()
    assert.equal((await call({})).error, 'Events.ConnectionResource.InvalidConnectionState')
  })
})

describe('APIs of API Gateway', () => {
  it('are called by their host name, and fail with their status', async () => {
    const account = newAccount(server)
    const target = createServer((request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ url: request.url, method: request.method }))
    })
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
    const apis = new ApiGatewayV2(server.config({ account: account.id }))
    const { ApiId = '' } = await apis.createApi({ Name: 'one', ProtocolType: 'HTTP' })
    const { IntegrationId } = await apis.createIntegration({
      ApiId,
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'ANY',
      IntegrationUri: `http://127.0.0.1:${(target.address() as AddressInfo).port}/there`,
      PayloadFormatVersion: '1.0',
    })
    await apis.createRoute({ ApiId, RouteKey: 'GET /things', Target: `integrations/${IntegrationId}` })
    await apis.createStage({ ApiId, StageName: '$default', AutoDeploy: true })
    const call = (Path: string) =>
      task(account, 'arn:aws:states:::apigateway:invoke', {
        ApiEndpoint: `${ApiId}.execute-api.us-east-1.amazonaws.com`,
        Method: 'GET',
        Path,
        QueryParameters: { q: ['a b'] },
      })
    const { output, cause } = await call('/things')
    const { ResponseBody, StatusCode } = output as { ResponseBody: object; StatusCode: number }
    assert.deepEqual([StatusCode, ResponseBody], [200, { url: '/there?q=a+b', method: 'GET' }], cause)
    assert.equal((await call('/none')).error, 'ApiGateway.404')
    apis.destroy()
    target.close()
  })
})

describe('definitions', () => {
  let account: Account
  before(() => {
    account = newAccount(server)
  })
  const diagnosticsOf = async (state: object) => {
    const { diagnostics = [] } = await account.sfn.validateStateMachineDefinition({
      definition: definition({ A: { Type: 'Task', End: true, ...state } }),
    })
    return diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location}`)
  }
  const unknown = (arn: string) =>
    `SCHEMA_VALIDATION_FAILED: The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource`

  it('with resources that do not exist are refused', async () => {
    for (const Resource of [
      'arn:aws:states:::aws-sdk:sqs:sendNothing',
      'arn:aws:states:::aws-sdk:sqs:SendMessage',
      'arn:aws:states:::aws-sdk:nothing:sendMessage',
      'arn:aws:states:::aws-sdk:sqs:sendMessage.sync',
      'arn:aws:states:::sqs:receiveMessage',
      'arn:aws:states:::lambda:invoke.sync',
      'arn:aws:states:::dynamodb:getItem.waitForTaskToken',
    ])
      assert.deepEqual(await diagnosticsOf({ Resource }), [unknown(Resource)])
    assert.deepEqual(await diagnosticsOf({ Resource: 'arn:aws:states:::ecs:runTask.sync' }), [])
  })

  it('with parameters that an operation does not have are refused', async () => {
    assert.deepEqual(
      await diagnosticsOf({
        Resource: 'arn:aws:states:::sqs:sendMessage',
        Parameters: { 'QueueUrl.$': '$.q', Body: 'x' },
      }),
      [
        'SCHEMA_VALIDATION_FAILED: The field "Body" is not supported by Step Functions at /States/A/Parameters',
        "SCHEMA_VALIDATION_FAILED: The field 'MessageBody' is required but was missing at /States/A/Parameters",
      ],
    )
    const text = definition({
      A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: {}, End: true },
    })
    const { sfn, roleArn } = account
    await refused(
      sfn.createStateMachine({ name: 'No', roleArn, definition: text }),
      'InvalidDefinition',
      /^Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: The field 'FunctionName' is required but was missing at \/States\/A\/Parameters'/,
    )
  })
})
