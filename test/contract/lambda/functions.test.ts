import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import type { CreateFunctionRequest } from '@aws-sdk/client-lambda'
import { testServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'
import { makeActive, makeFunction, newAccount, refused, untilUpdated } from './support.ts'

const server = testServer()
const code = zipOf({ 'index.py': 'def handler(event, context):\n    return event\n' })

/** What CreateFunction needs, for an account. */
function request(id: string, more: Partial<CreateFunctionRequest> = {}): CreateFunctionRequest {
  return {
    FunctionName: 'f',
    Role: `arn:aws:iam::${id}:role/worker`,
    Runtime: 'python3.13',
    Handler: 'index.handler',
    Code: { ZipFile: code },
    ...more,
  }
}

// Words and shapes: observed on AWS, 2023-11-20 and 2024-03-27, unless their place in the sources says otherwise.
describe('a function', () => {
  it('is made Pending with AWS’s defaults, and becomes Active', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    const { $metadata, LastModified, RevisionId, RuntimeVersionConfig, ...made } =
      await lambda.createFunction(request(account.id))
    assert.equal($metadata.httpStatusCode, 201)
    assert.match(LastModified ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/)
    assert.match(
      RuntimeVersionConfig?.RuntimeVersionArn ?? '',
      /^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/,
    )
    assert.deepEqual(made, {
      Architectures: ['x86_64'],
      CodeSha256: createHash('sha256').update(code).digest('base64'),
      CodeSize: code.length,
      Description: '',
      EphemeralStorage: { Size: 512 },
      FunctionArn: arn('f'),
      FunctionName: 'f',
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/f' },
      MemorySize: 128,
      PackageType: 'Zip',
      Role: `arn:aws:iam::${account.id}:role/worker`,
      Runtime: 'python3.13',
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
      Timeout: 3,
      TracingConfig: { Mode: 'PassThrough' },
      Version: '$LATEST',
    })
    await untilUpdated(account, 'f')
    const active = await lambda.getFunctionConfiguration({ FunctionName: 'f' })
    assert.deepEqual(
      [active.State, active.StateReason, active.StateReasonCode, active.LastUpdateStatus],
      ['Active', undefined, undefined, 'Successful'],
    )
    assert.notEqual(active.RevisionId, RevisionId)
    await refused(
      lambda.createFunction(request(account.id)),
      'ResourceConflictException',
      'Function already exist: f',
    )
  })

  it('is shown with its code, which can be downloaded for a while', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f', { Code: { ZipFile: code }, Tags: { team: 'a' } })
    for (const name of ['f', arn('f'), `${account.id}:function:f`, 'function:f']) {
      const shown = await lambda.getFunction({ FunctionName: name })
      assert.equal(shown.Configuration?.FunctionArn, arn('f'), name)
    }
    const { Code, Tags, Configuration } = await lambda.getFunction({ FunctionName: arn('f', '$LATEST') })
    assert.equal(Configuration?.FunctionArn, arn('f', '$LATEST'))
    assert.deepEqual(Tags, { team: 'a' })
    assert.equal(Code?.RepositoryType, 'S3')
    const answer = await fetch(Code?.Location ?? '')
    assert.equal(answer.headers.get('content-type'), 'application/zip')
    assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), new Uint8Array(code))
    const forged = (Code?.Location ?? '').replace(/expires=\d/, 'expires=9')
    assert.equal((await fetch(forged)).status, 403)
  })

  it('is changed: settings and code, each with a new revision', async () => {
    const account = newAccount(server)
    const { lambda } = account
    await makeActive(account, 'f')
    const before = await lambda.getFunctionConfiguration({ FunctionName: 'f' })
    const changed = await lambda.updateFunctionConfiguration({
      FunctionName: 'f',
      Description: 'changed',
      MemorySize: 512,
      Timeout: 10,
      Environment: { Variables: { ENV_A: 'a' } },
      LoggingConfig: { LogFormat: 'JSON' },
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      ...(before.RevisionId === undefined ? {} : { RevisionId: before.RevisionId }),
    })
    assert.deepEqual(
      [
        changed.State,
        changed.LastUpdateStatus,
        changed.LastUpdateStatusReason,
        changed.LastUpdateStatusReasonCode,
      ],
      ['Active', 'InProgress', 'The function is being created.', 'Creating'],
    )
    assert.deepEqual(changed.LoggingConfig, {
      LogFormat: 'JSON',
      ApplicationLogLevel: 'INFO',
      SystemLogLevel: 'INFO',
      LogGroup: '/aws/lambda/f',
    })
    assert.deepEqual(changed.Environment, { Variables: { ENV_A: 'a' } })
    await untilUpdated(account, 'f')
    await refused(
      lambda.updateFunctionConfiguration({ FunctionName: 'f', RevisionId: before.RevisionId }),
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    )
    const other = zipOf({ 'index.py': 'def handler(event, context):\n    return 2\n' })
    const dry = await lambda.updateFunctionCode({ FunctionName: 'f', ZipFile: other, DryRun: true })
    const sha256 = createHash('sha256').update(other).digest('base64')
    assert.equal(dry.CodeSha256, sha256)
    const kept = await lambda.getFunctionConfiguration({ FunctionName: 'f' })
    assert.equal(kept.CodeSha256, before.CodeSha256)
    assert.equal(kept.MemorySize, 512)
    const updated = await lambda.updateFunctionCode({
      FunctionName: 'f',
      ZipFile: other,
      Architectures: ['arm64'],
    })
    assert.deepEqual([updated.CodeSha256, updated.Architectures], [sha256, ['arm64']])
    assert.equal(updated.Description, 'changed')
    await untilUpdated(account, 'f')
    const text = await lambda.updateFunctionConfiguration({
      FunctionName: 'f',
      LoggingConfig: { LogFormat: 'Text' },
      Environment: { Variables: {} },
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
    })
    assert.deepEqual(text.LoggingConfig, { LogFormat: 'Text', LogGroup: '/aws/lambda/f' })
    assert.deepEqual(text.Environment, { Variables: {} })
    assert.deepEqual(text.VpcConfig?.SubnetIds, [])
  })

  it('is deleted with all that is its own', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f', { Publish: true })
    await lambda.createAlias({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' })
    await refused(
      lambda.deleteFunction({ FunctionName: 'f', Qualifier: '$LATEST' }),
      'InvalidParameterValueException',
      '$LATEST version cannot be deleted without deleting the function.',
    )
    await refused(
      lambda.deleteFunction({ FunctionName: 'f', Qualifier: '1' }),
      'ResourceConflictException',
      /^Version '1' is currently referenced by Aliases: \['live'\]/,
    )
    await lambda.deleteAlias({ FunctionName: 'f', Name: 'live' })
    await lambda.deleteFunction({ FunctionName: 'f', Qualifier: '1' })
    const { Versions } = await lambda.listVersionsByFunction({ FunctionName: 'f' })
    assert.deepEqual(
      Versions?.map(({ Version }) => Version),
      ['$LATEST'],
    )
    const { $metadata } = await lambda.deleteFunction({ FunctionName: 'f' })
    assert.equal($metadata.httpStatusCode, 204)
    for (const call of [
      () => lambda.deleteFunction({ FunctionName: 'f' }),
      () => lambda.getFunction({ FunctionName: 'f' }),
      () => lambda.getFunctionConfiguration({ FunctionName: 'f' }),
      () => lambda.updateFunctionConfiguration({ FunctionName: 'f', Description: 'x' }),
      () => lambda.invoke({ FunctionName: 'f' }),
    ]) {
      await refused(call(), 'ResourceNotFoundException', `Function not found: ${arn('f')}`)
    }
    const { AccountUsage } = await lambda.getAccountSettings({})
    assert.deepEqual([AccountUsage?.FunctionCount, AccountUsage?.TotalCodeSize], [0, 0])
  })

  it('is listed by name, a page at a time, with its versions when they are asked for', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    for (const name of ['a', 'b', 'c']) await makeFunction(account, name, { Publish: name === 'b' })
    const seen: Array<string | undefined> = []
    let Marker: string | undefined
    do {
      const page = await lambda.listFunctions({ MaxItems: 2, ...(Marker ? { Marker } : {}) })
      assert.ok((page.Functions?.length ?? 0) <= 2)
      seen.push(...(page.Functions ?? []).map(({ FunctionArn }) => FunctionArn))
      Marker = page.NextMarker
    } while (Marker)
    assert.deepEqual(seen, [arn('a'), arn('b'), arn('c')])
    const first = await lambda.listFunctions({ FunctionVersion: 'ALL', MaxItems: 3 })
    const rest = await lambda.listFunctions({ FunctionVersion: 'ALL', Marker: first.NextMarker })
    assert.deepEqual(
      [...(first.Functions ?? []), ...(rest.Functions ?? [])].map(({ FunctionArn }) => FunctionArn),
      [arn('a', '$LATEST'), arn('b', '$LATEST'), arn('b', '1'), arn('c', '$LATEST')],
    )
    assert.equal(first.Functions?.length, 3)
    assert.equal(first.Functions?.[0]?.State, undefined)
    assert.equal(first.Functions?.[0]?.RuntimeVersionConfig, undefined)
    assert.deepEqual(
      (await lambda.listFunctions({ FunctionVersion: 'ALL', MasterRegion: 'us-east-1' })).Functions,
      [],
    )
  })
})

describe('a function is refused', () => {
  const account = newAccount
  const cases: ReadonlyArray<readonly [string, Partial<CreateFunctionRequest>, string, string | RegExp]> = [
    [
      'for a zip that is none',
      { Code: { ZipFile: Buffer.from('nonsense') } },
      'InvalidParameterValueException',
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    ],
    [
      'for an empty zip',
      { Code: { ZipFile: zipOf({}) } },
      'InvalidParameterValueException',
      'Uploaded file must be a non-empty zip',
    ],
    [
      'for a zip that leaves its folder',
      { Code: { ZipFile: zipOf({ '../../etc/passwd': 'x' }) } },
      'InvalidParameterValueException',
      /^Could not unzip uploaded file\. /,
    ],
    [
      'without code',
      { Code: {} },
      'InvalidParameterValueException',
      'Please provide a source for function code.',
    ],
    [
      'for two sources of code',
      { Code: { ZipFile: code, S3Bucket: 'bucket', S3Key: 'key' } },
      'InvalidParameterValueException',
      'Please do not provide other FunctionCode parameters when providing a ZipFile.',
    ],
    [
      'for an image in a zip',
      { Code: { ImageUri: 'x/y:z' } },
      'InvalidParameterValueException',
      "Please don't provide ImageUri when creating a function with packageType Zip.",
    ],
    [
      'for code in a bucket that is not there',
      { Code: { S3Bucket: 'bucket', S3Key: 'key' } },
      'InvalidParameterValueException',
      'Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist',
    ],
    [
      'for a runtime that nobody knows',
      { Runtime: 'python9' as never },
      'InvalidParameterValueException',
      /^Value python9 at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: \[.*python3\.13.*\] or be a valid ARN$/,
    ],
    [
      'for a runtime of yesterday',
      { Runtime: 'nodejs14.x' },
      'InvalidParameterValueException',
      'The runtime parameter of nodejs14.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use the new runtime (nodejs24.x) while creating or updating functions.',
    ],
    [
      'without a handler',
      { Handler: undefined },
      'InvalidParameterValueException',
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    ],
    [
      'for too little memory',
      { MemorySize: 127 },
      'ValidationException',
      "1 validation error detected: Value '127' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
    ],
    [
      'for too much memory',
      { MemorySize: 10_241 },
      'InvalidParameterValueException',
      "'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 10240",
    ],
    [
      'for too long a timeout',
      { Timeout: 901 },
      'InvalidParameterValueException',
      /less than or equal to 900$/,
    ],
    [
      'for reserved variables',
      { Environment: { Variables: { AWS_REGION: 'x', OTHER: 'y', LAMBDA_TASK_ROOT: 'z' } } },
      'InvalidParameterValueException',
      'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, LAMBDA_TASK_ROOT',
    ],
    [
      'for too large an environment',
      { Environment: { Variables: { LARGE: 'x'.repeat(4096) } } },
      'InvalidParameterValueException',
      /exceeded the 4KB limit\. String measured: \{"LARGE":"x+"\}$/,
    ],
    [
      'for too long a name',
      { FunctionName: 'x'.repeat(65) },
      'InvalidParameterValueException',
      /at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64$/,
    ],
    [
      'for a role that is none',
      { Role: 'worker' },
      'ValidationException',
      /^1 validation error detected: Value 'worker' at 'role'/,
    ],
    [
      'for SnapStart with a runtime that has none',
      { Runtime: 'nodejs22.x', SnapStart: { ApplyOn: 'PublishedVersions' } },
      'InvalidParameterValueException',
      'nodejs22.x is not supported for SnapStart enabled functions.',
    ],
    [
      'for half a VPC',
      { VpcConfig: { SubnetIds: ['subnet-1'] } },
      'InvalidParameterValueException',
      'SubnetIds and SecurityIds must coexist or be both empty list.',
    ],
    [
      'for file systems',
      {
        FileSystemConfigs: [
          {
            Arn: 'arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-0123456789abcdef0',
            LocalMountPath: '/mnt/a',
          },
        ],
      },
      'NotImplemented',
      /file systems/,
    ],
    [
      'in another region',
      { FunctionName: 'arn:aws:lambda:eu-west-1:123456789012:function:f' },
      'ResourceNotFoundException',
      "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    ],
  ]
  for (const [why, more, error, message] of cases) {
    it(why, async () => {
      const { id, lambda } = account(server)
      await refused(lambda.createFunction(request(id, more)), error, message)
      assert.deepEqual((await lambda.listFunctions({})).Functions, [])
    })
  }
})
