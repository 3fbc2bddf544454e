/** The resource types of Lambda, as Cloud Control drives them: what they make is asked of Lambda itself. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { Lambda } from '@aws-sdk/client-lambda'
import { PutObjectCommand, S3 } from '@aws-sdk/client-s3'
import { SQS } from '@aws-sdk/client-sqs'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { buildImage, machineArchitecture } from '../../../support/images/make-image.ts'
import { startTestRegistry } from '../../../support/images/test-registry.ts'
import { testServer } from '../../../support/server.ts'
import { zipOf } from '../../../support/zip.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'
import { created, deleted, eventsOf, template, updated } from '../support.ts'
import { att, outputs, outputsOf, ref } from './support.ts'

const server = testServer()
const account = '330000000001'
const role = `arn:aws:iam::${account}:role/worker`
const node = { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: role }
const answering = (text: string) => ({ ZipFile: `exports.handler = async () => ${JSON.stringify(text)}` })

const resources = new Resources(() => server.config({ account }))
let client: Lambda | undefined
const lambda = () => {
  client ??= new Lambda(server.config({ account }))
  return client
}

async function invoke(FunctionName: string, payload: unknown = {}, Qualifier?: string): Promise<unknown> {
  const { Payload, FunctionError } = await lambda().invoke({
    FunctionName,
    Payload: JSON.stringify(payload),
    ...(Qualifier === undefined ? {} : { Qualifier }),
  })
  const text = Payload?.transformToString() ?? ''
  assert.equal(FunctionError, undefined, text)
  return JSON.parse(text)
}

describe('AWS::Lambda::Function', () => {
  it('runs source from the template, and is changed in place', async () => {
    const type = 'AWS::Lambda::Function'
    const id = await resources.create(type, {
      ...node,
      FunctionName: 'inline',
      Code: answering('one'),
      Environment: { Variables: { COLOUR: 'red' } },
      MemorySize: 256,
      ReservedConcurrentExecutions: 3,
      RecursiveLoop: 'Allow',
      Tags: [{ Key: 'team', Value: 'a' }],
    })
    assert.equal(id, 'inline')
    assert.equal(await invoke('inline'), 'one')
    const model = await resources.read(type, id)
    assert.equal(model.Arn, `arn:aws:lambda:us-east-1:${account}:function:inline`)
    assert.equal(model.MemorySize, 256)
    assert.equal(model.ReservedConcurrentExecutions, 3)
    assert.equal(model.RecursiveLoop, 'Allow')
    assert.deepEqual(model.Tags, [{ Key: 'team', Value: 'a' }])
    await resources.update(type, id, {
      Code: answering('two'),
      Environment: null,
      MemorySize: null,
      ReservedConcurrentExecutions: null,
      RecursiveLoop: null,
      Timeout: 9,
      Tags: [{ Key: 'size', Value: 'b' }],
    })
    assert.equal(await invoke('inline'), 'two')
    const now = await lambda().getFunction({ FunctionName: 'inline' })
    assert.equal(now.Configuration?.MemorySize, 128)
    assert.equal(now.Configuration?.Timeout, 9)
    assert.deepEqual(now.Configuration?.Environment?.Variables ?? {}, {})
    assert.equal(now.Concurrency, undefined)
    assert.deepEqual(now.Tags, { size: 'b' })
    assert.ok((await resources.list(type)).includes('inline'))
    await resources.remove(type, id)
    await refused(lambda().getFunction({ FunctionName: 'inline' }), 'ResourceNotFoundException')
  })

  it('takes code from S3, and refuses inline source of other languages', async () => {
    const type = 'AWS::Lambda::Function'
    const s3 = new S3({ ...server.config({ account }), forcePathStyle: true })
    await s3.createBucket({ Bucket: 'lambda-type-code' })
    const Body = zipOf({ 'app.py': 'def handler(event, context):\n    return event["n"] + 1\n' })
    await s3.putObject({ Bucket: 'lambda-type-code', Key: 'app.zip', Body })
    const id = await resources.create(type, {
      Runtime: 'python3.12',
      Handler: 'app.handler',
      Role: role,
      Code: { S3Bucket: 'lambda-type-code', S3Key: 'app.zip' },
    })
    assert.match(id, /^Function-[A-Z0-9]{12}$/)
    assert.equal(await invoke(id, { n: 2 }), 3)
    const failure = await resources.createFails(type, {
      Runtime: 'java21',
      Handler: 'x',
      Role: role,
      Code: { ZipFile: 'class A {}' },
    })
    assert.equal(failure.ErrorCode, 'InvalidRequest')
  })

  it('runs from an image, whose settings are changed in place', async () => {
    const registry = await startTestRegistry()
    try {
      const image = (body: string) =>
        buildImage({
          layers: [{ entries: [{ path: 'runtime', body, mode: 0o755 }] }],
          config: { Entrypoint: ['/runtime'] },
        })
      registry.push('team/app', 'v1', image('one'))
      registry.push('team/app', 'v2', image('two'))
      const type = 'AWS::Lambda::Function'
      const id = await resources.create(type, {
        Role: role,
        PackageType: 'Image',
        Code: { ImageUri: `${registry.host}/team/app:v1` },
        ImageConfig: { Command: ['a'] },
        Architectures: [machineArchitecture === 'amd64' ? 'x86_64' : 'arm64'],
      })
      const before = await lambda().getFunction({ FunctionName: id })
      assert.equal(before.Configuration?.PackageType, 'Image')
      await resources.update(type, id, {
        Code: { ImageUri: `${registry.host}/team/app:v2` },
        ImageConfig: { Command: ['b'] },
      })
      const after = await lambda().getFunction({ FunctionName: id })
      assert.equal(after.Code?.ImageUri, `${registry.host}/team/app:v2`)
      assert.notEqual(after.Configuration?.CodeSha256, before.Configuration?.CodeSha256)
      assert.deepEqual(after.Configuration?.ImageConfigResponse?.ImageConfig?.Command, ['b'])
      await resources.remove(type, id)
    } finally {
      await registry.close()
    }
  })

  it('leaves nothing behind when its creation fails half-way', async () => {
    const failure = await resources.createFails('AWS::Lambda::Function', {
      ...node,
      FunctionName: 'half',
      Code: answering('x'),
      ReservedConcurrentExecutions: 5000,
    })
    assert.equal(failure.ErrorCode, 'InvalidRequest')
    await refused(lambda().getFunction({ FunctionName: 'half' }), 'ResourceNotFoundException')
  })

  it('has the module that answers custom resources', async () => {
    // Functions reach this server, and nothing else of the machine: the answers are put into a bucket.
    const s3 = new S3({ ...server.config({ account }), forcePathStyle: true })
    const Bucket = 'custom-resource-answers'
    await s3.createBucket({ Bucket })
    const eventFor = async (Key: string) => ({
      ResponseURL: await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key })),
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Thing',
    })
    const answer = async (Key: string) => {
      const { Body } = await s3.getObject({ Bucket, Key })
      return JSON.parse((await Body?.transformToString()) ?? '') as Record<string, unknown>
    }
    const javascript = await resources.create('AWS::Lambda::Function', {
      ...node,
      Code: {
        ZipFile:
          "const response = require('cfn-response')\nexports.handler = (event, context) => response.send(event, context, response.SUCCESS, { a: 1 }, 'thing')",
      },
    })
    await lambda().invoke({ FunctionName: javascript, Payload: JSON.stringify(await eventFor('js')) })
    const python = await resources.create('AWS::Lambda::Function', {
      ...node,
      Runtime: 'python3.12',
      Code: {
        ZipFile:
          'import cfnresponse\ndef handler(event, context):\n    cfnresponse.send(event, context, cfnresponse.FAILED, {"a": 2}, reason="no")\n',
      },
    })
    await lambda().invoke({ FunctionName: python, Payload: JSON.stringify(await eventFor('py')) })
    const shared = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Thing', NoEcho: false }
    const first = await answer('js')
    assert.match(String(first.Reason), /^See the details in CloudWatch Log Stream: /)
    assert.deepEqual(
      { ...first, Reason: '' },
      { ...shared, Status: 'SUCCESS', Reason: '', PhysicalResourceId: 'thing', Data: { a: 1 } },
    )
    assert.deepEqual(
      { ...(await answer('py')), PhysicalResourceId: '' },
      { ...shared, Status: 'FAILED', Reason: 'no', PhysicalResourceId: '', Data: { a: 2 } },
    )
  })
})

describe('versions and aliases', () => {
  it('publish, route and move', async () => {
    const name = await resources.create('AWS::Lambda::Function', {
      ...node,
      FunctionName: 'versioned',
      Code: answering('one'),
    })
    const first = await resources.create('AWS::Lambda::Version', { FunctionName: name, Description: 'first' })
    assert.equal(first, `arn:aws:lambda:us-east-1:${account}:function:versioned:1`)
    const again = await resources.createFails('AWS::Lambda::Version', { FunctionName: name })
    assert.equal(again.ErrorCode, 'AlreadyExists')
    assert.equal(
      again.StatusMessage,
      'A version for this Lambda function exists ( 1 ). Modify the function to create a new version.',
    )
    const alias = await resources.create('AWS::Lambda::Alias', {
      FunctionName: name,
      Name: 'live',
      FunctionVersion: '1',
    })
    assert.equal(alias, `arn:aws:lambda:us-east-1:${account}:function:versioned:live`)
    await resources.update('AWS::Lambda::Function', name, { Code: answering('two') })
    const second = await resources.create('AWS::Lambda::Version', {
      FunctionName: name,
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
    })
    const { Version, ProvisionedConcurrencyConfig } = await resources.read('AWS::Lambda::Version', second)
    assert.equal(Version, '2')
    assert.deepEqual(ProvisionedConcurrencyConfig, { ProvisionedConcurrentExecutions: 1 })
    await resources.update('AWS::Lambda::Alias', alias, {
      RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: 0.25 }] },
      Description: 'both',
    })
    const routed = await resources.read('AWS::Lambda::Alias', alias)
    assert.deepEqual(routed.RoutingConfig, {
      AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: 0.25 }],
    })
    assert.equal(await invoke(name, {}, '1'), 'one')
    await resources.update('AWS::Lambda::Alias', alias, { RoutingConfig: null, FunctionVersion: '2' })
    assert.equal(await invoke(name, {}, 'live'), 'two')
    assert.deepEqual((await lambda().getAlias({ FunctionName: name, Name: 'live' })).RoutingConfig, undefined)
    assert.deepEqual(await resources.list('AWS::Lambda::Version', { FunctionName: name }), [first, second])
    await resources.remove('AWS::Lambda::Alias', alias)
    await resources.remove('AWS::Lambda::Version', first)
    const { Versions = [] } = await lambda().listVersionsByFunction({ FunctionName: name })
    assert.deepEqual(
      Versions.map((one) => one.Version),
      ['$LATEST', '2'],
    )
  })
})

describe('what belongs to a function', () => {
  let name: string
  before(async () => {
    name = await resources.create('AWS::Lambda::Function', {
      ...node,
      FunctionName: 'host',
      Code: answering('x'),
    })
  })

  it('AWS::Lambda::Permission', async () => {
    const id = await resources.create('AWS::Lambda::Permission', {
      FunctionName: name,
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
      SourceArn: 'arn:aws:sns:us-east-1:330000000001:t',
    })
    const [, sid = ''] = id.split('|')
    const { Policy = '' } = await lambda().getPolicy({ FunctionName: name })
    const [statement] = (JSON.parse(Policy) as { Statement: { Sid: string }[] }).Statement
    assert.equal(statement?.Sid, sid)
    const model = await resources.read('AWS::Lambda::Permission', id)
    assert.equal(model.Principal, 'sns.amazonaws.com')
    assert.equal(model.SourceArn, 'arn:aws:sns:us-east-1:330000000001:t')
    await resources.remove('AWS::Lambda::Permission', id)
    await refused(lambda().getPolicy({ FunctionName: name }), 'ResourceNotFoundException')
  })

  it('AWS::Lambda::EventSourceMapping', async () => {
    const sqs = new SQS(server.config({ account }))
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'source' })
    assert.ok(QueueUrl)
    const type = 'AWS::Lambda::EventSourceMapping'
    const id = await resources.create(type, {
      FunctionName: name,
      EventSourceArn: `arn:aws:sqs:us-east-1:${account}:source`,
      BatchSize: 5,
      FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":[1]}}' }] },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 4 },
      Tags: [{ Key: 'a', Value: 'b' }],
    })
    const made = await resources.read(type, id)
    assert.equal(made.BatchSize, 5)
    assert.deepEqual(made.Tags, [{ Key: 'a', Value: 'b' }])
    assert.match(String(made.EventSourceMappingArn), new RegExp(`:event-source-mapping:${id}$`))
    await resources.update(type, id, {
      BatchSize: null,
      FilterCriteria: null,
      FunctionResponseTypes: null,
      ScalingConfig: null,
      Enabled: false,
      Tags: null,
    })
    const now = await lambda().getEventSourceMapping({ UUID: id })
    assert.equal(now.BatchSize, 10)
    assert.equal(now.FilterCriteria, undefined)
    assert.deepEqual(now.FunctionResponseTypes ?? [], [])
    assert.equal(now.ScalingConfig?.MaximumConcurrency, undefined)
    assert.match(now.State ?? '', /^Disabl/)
    await resources.remove(type, id)
    await refused(lambda().getEventSourceMapping({ UUID: id }), 'ResourceNotFoundException')
  })

  it('AWS::Lambda::Url', async () => {
    const type = 'AWS::Lambda::Url'
    const arn = `arn:aws:lambda:us-east-1:${account}:function:host`
    const id = await resources.create(type, {
      TargetFunctionArn: name,
      AuthType: 'NONE',
      Cors: { AllowOrigins: ['*'] },
    })
    assert.equal(id, arn)
    const model = await resources.read(type, id)
    assert.match(String(model.FunctionUrl), /^http/)
    await resources.update(type, id, { Cors: null, InvokeMode: 'RESPONSE_STREAM' })
    const now = await lambda().getFunctionUrlConfig({ FunctionName: name })
    assert.deepEqual(now.Cors?.AllowOrigins ?? [], [])
    assert.equal(now.InvokeMode, 'RESPONSE_STREAM')
    await resources.remove(type, id)
    await refused(lambda().getFunctionUrlConfig({ FunctionName: name }), 'ResourceNotFoundException')
  })

  it('AWS::Lambda::EventInvokeConfig', async () => {
    const type = 'AWS::Lambda::EventInvokeConfig'
    const properties = { FunctionName: name, Qualifier: '$LATEST', MaximumRetryAttempts: 1 }
    const id = await resources.create(type, properties)
    assert.equal(id, 'host|$LATEST')
    assert.equal((await resources.createFails(type, properties)).ErrorCode, 'AlreadyExists')
    await resources.update(type, id, { MaximumRetryAttempts: null, MaximumEventAgeInSeconds: 100 })
    const now = await lambda().getFunctionEventInvokeConfig({ FunctionName: name })
    assert.equal(now.MaximumRetryAttempts, undefined)
    assert.equal(now.MaximumEventAgeInSeconds, 100)
    assert.deepEqual(await resources.list(type, { FunctionName: name }), [id])
    await resources.remove(type, id)
    await refused(lambda().getFunctionEventInvokeConfig({ FunctionName: name }), 'ResourceNotFoundException')
  })
})

describe('layers and code signing', () => {
  it('AWS::Lambda::LayerVersion and its permission', async () => {
    const s3 = new S3({ ...server.config({ account }), forcePathStyle: true })
    await s3.createBucket({ Bucket: 'layer-type-code' })
    await s3.putObject({ Bucket: 'layer-type-code', Key: 'l.zip', Body: zipOf({ 'python/x.py': 'x = 1\n' }) })
    const arn = await resources.create('AWS::Lambda::LayerVersion', {
      LayerName: 'shared',
      Content: { S3Bucket: 'layer-type-code', S3Key: 'l.zip' },
      CompatibleRuntimes: ['python3.12'],
    })
    assert.equal(arn, `arn:aws:lambda:us-east-1:${account}:layer:shared:1`)
    const model = await resources.read('AWS::Lambda::LayerVersion', arn)
    assert.deepEqual(model, { LayerVersionArn: arn, LayerName: 'shared', CompatibleRuntimes: ['python3.12'] })
    const id = await resources.create('AWS::Lambda::LayerVersionPermission', {
      LayerVersionArn: arn,
      Action: 'lambda:GetLayerVersion',
      Principal: '123456789012',
    })
    assert.ok(id.startsWith(`${arn}#`))
    const permission = await resources.read('AWS::Lambda::LayerVersionPermission', id)
    assert.equal(permission.Principal, '123456789012')
    await resources.remove('AWS::Lambda::LayerVersionPermission', id)
    await resources.remove('AWS::Lambda::LayerVersion', arn)
    await refused(lambda().getLayerVersionByArn({ Arn: arn }), 'ResourceNotFoundException')
  })

  it('AWS::Lambda::CodeSigningConfig', async () => {
    const type = 'AWS::Lambda::CodeSigningConfig'
    const publisher = `arn:aws:signer:us-east-1:${account}:/signing-profiles/p/0123456789`
    const arn = await resources.create(type, {
      AllowedPublishers: { SigningProfileVersionArns: [publisher] },
      Description: 'a',
    })
    await resources.update(type, arn, { Description: null })
    const model = await resources.read(type, arn)
    assert.equal(model.Description, undefined)
    assert.match(String(model.CodeSigningConfigId), /^csc-/)
    await resources.remove(type, arn)
    await refused(lambda().getCodeSigningConfig({ CodeSigningConfigArn: arn }), 'ResourceNotFoundException')
  })

  it('AWS::Lambda::CapacityProvider is refused as its operation is', async () => {
    const failure = await resources.createFails('AWS::Lambda::CapacityProvider', {
      PermissionsConfig: { CapacityProviderOperatorRoleArn: role },
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
    })
    assert.match(failure.StatusMessage ?? '', /CreateCapacityProvider/)
  })
})

describe('a stack with functions', () => {
  const stackOf = (text: string, published: string, name: string | undefined, more: object = {}) =>
    template(
      {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
              ],
            },
            Policies: [
              {
                PolicyName: 'queue',
                PolicyDocument: {
                  Version: '2012-10-17',
                  Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }],
                },
              },
            ],
          },
        },
        Queue: { Type: 'AWS::SQS::Queue' },
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            ...(name === undefined ? {} : { FunctionName: name }),
            Runtime: 'nodejs24.x',
            Handler: 'index.handler',
            Role: att('Role.Arn'),
            Code: answering(text),
            Timeout: '5',
          },
        },
        [published]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: ref('Function') } },
        Alias: {
          Type: 'AWS::Lambda::Alias',
          Properties: {
            FunctionName: ref('Function'),
            Name: 'live',
            FunctionVersion: att(`${published}.Version`),
          },
        },
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            FunctionName: ref('Alias'),
            Action: 'lambda:InvokeFunction',
            Principal: 'sns.amazonaws.com',
          },
        },
        Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: ref('Alias'), AuthType: 'NONE' } },
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { FunctionName: ref('Alias'), EventSourceArn: att('Queue.Arn'), BatchSize: '4' },
        },
        Asynchronous: {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: { FunctionName: ref('Function'), Qualifier: 'live', MaximumRetryAttempts: 0 },
          DependsOn: 'Alias',
        },
        ...more,
      },
      outputs(
        'Function',
        'Function.Arn',
        published,
        'Alias',
        'Permission',
        'Url',
        'Url.FunctionUrl',
        'Mapping',
        'Mapping.Id',
        'Asynchronous',
      ),
    )

  it('is created, updated in place, replaced and deleted', async () => {
    const cfn = new CloudFormation(server.config({ account }))
    const capabilities = { Capabilities: ['CAPABILITY_IAM'], Tags: [{ Key: 'team', Value: 'a' }] }
    const stack = await created(server, cfn, 'fns', stackOf('one', 'First', undefined), capabilities)
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const out = outputsOf(stack)
    const name = out.Function ?? ''
    assert.match(name, /^fns-Function-[A-Za-z0-9]{12}$/)
    const arn = `arn:aws:lambda:us-east-1:${account}:function:${name}`
    assert.equal(out.FunctionArn, arn)
    assert.equal(out.First, `${arn}:1`)
    assert.equal(out.Alias, `${arn}:live`)
    assert.match(out.Permission ?? '', /^fns-Permission-[A-Za-z0-9]{12}$/)
    assert.equal(out.Url, `${arn}:live`)
    assert.match(out.UrlFunctionUrl ?? '', /^http/)
    assert.equal(out.Mapping, out.MappingId)
    assert.equal(out.Asynchronous, `${name}|live`)
    assert.equal(await invoke(name, {}, 'live'), 'one')
    const { Tags = {} } = await lambda().listTags({ Resource: arn })
    assert.equal(Tags.team, 'a')
    assert.equal(Tags['aws:cloudformation:logical-id'], 'Function')
    assert.equal((await lambda().getEventSourceMapping({ UUID: out.Mapping })).BatchSize, 4)

    const next = await updated(server, cfn, 'fns', stackOf('two', 'Second', undefined), {
      ...capabilities,
      Tags: [{ Key: 'team', Value: 'b' }],
    })
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    assert.equal(outputsOf(next).Function, name)
    assert.equal(outputsOf(next).Second, `${arn}:2`)
    assert.equal(await invoke(name, {}, 'live'), 'two')
    const { Versions = [] } = await lambda().listVersionsByFunction({ FunctionName: name })
    assert.deepEqual(
      Versions.map(({ Version }) => Version),
      ['$LATEST', '2'],
    )
    assert.equal((await lambda().listTags({ Resource: arn })).Tags?.team, 'b')

    const moved = await updated(server, cfn, 'fns', stackOf('three', 'Third', 'moved'), capabilities)
    assert.equal(moved.StackStatus, 'UPDATE_COMPLETE', moved.StackStatusReason)
    assert.equal(outputsOf(moved).Function, 'moved')
    assert.equal(await invoke('moved', {}, 'live'), 'three')
    await refused(lambda().getFunction({ FunctionName: name }), 'ResourceNotFoundException')
    const gone = await deleted(server, cfn, moved)
    assert.equal(gone.StackStatus, 'DELETE_COMPLETE', gone.StackStatusReason)
    await refused(lambda().getFunction({ FunctionName: 'moved' }), 'ResourceNotFoundException')
  })

  it('rolls back when a function cannot be made', async () => {
    const cfn = new CloudFormation(server.config({ account }))
    const stack = await created(
      server,
      cfn,
      'broken',
      stackOf('one', 'First', undefined, {
        Bad: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            ...node,
            FunctionName: 'bad',
            Code: answering('x'),
            ReservedConcurrentExecutions: 9999,
          },
          DependsOn: 'Alias',
        },
      }),
      { Capabilities: ['CAPABILITY_IAM'] },
    )
    assert.equal(stack.StackStatus, 'ROLLBACK_COMPLETE')
    await refused(lambda().getFunction({ FunctionName: 'bad' }), 'ResourceNotFoundException')
  })

  it('leaves nothing behind of a function that was on its way when another resource failed', async () => {
    const cfn = new CloudFormation(server.config({ account }))
    const stack = await created(
      server,
      cfn,
      'cancelled',
      template({
        Slow: {
          Type: 'AWS::Lambda::Function',
          Properties: { ...node, FunctionName: 'on-its-way', Code: answering('x') },
        },
        Bad: {
          Type: 'AWS::Lambda::Permission',
          Properties: { FunctionName: 'nobody', Action: 'lambda:InvokeFunction', Principal: '*' },
        },
      }),
    )
    assert.equal(stack.StackStatus, 'ROLLBACK_COMPLETE')
    const reasons = (await eventsOf(cfn, 'cancelled')).map((event) => event.ResourceStatusReason ?? '')
    assert.ok(!reasons.includes('Internal Failure'), reasons.join('\n'))
    await refused(lambda().getFunction({ FunctionName: 'on-its-way' }), 'ResourceNotFoundException')
  })
})
