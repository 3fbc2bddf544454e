/**
 * Resource types whose attempts are made again, as after a server was killed between the work and the record of it: what the
 * first attempt made is taken, and doing a thing twice is doing it once.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import { IAM } from '@aws-sdk/client-iam'
import { Lambda } from '@aws-sdk/client-lambda'
import { S3 } from '@aws-sdk/client-s3'
import { SQS } from '@aws-sdk/client-sqs'
import { AwsError } from '../../../../src/aws/aws-error.ts'
import type { AccountId, Region } from '../../../../src/aws/identifiers.ts'
import { systemClock } from '../../../../src/base/system-clock.ts'
import type { ResourceProperties, ResourceRequest, ResourceType } from '../../../../src/dispatch/index.ts'
import { table } from '../../../../src/services/dynamodb/resources/table.ts'
import { group } from '../../../../src/services/iam/resources/group.ts'
import { inlinePolicy } from '../../../../src/services/iam/resources/inline-policy.ts'
import { instanceProfile } from '../../../../src/services/iam/resources/instance-profile.ts'
import { managedPolicy } from '../../../../src/services/iam/resources/managed-policy.ts'
import { oidcProvider } from '../../../../src/services/iam/resources/oidc-provider.ts'
import { role } from '../../../../src/services/iam/resources/role.ts'
import { serviceLinkedRole } from '../../../../src/services/iam/resources/service-linked-role.ts'
import { user } from '../../../../src/services/iam/resources/user.ts'
import { alias } from '../../../../src/services/lambda/resources/alias.ts'
import { eventInvokeConfig } from '../../../../src/services/lambda/resources/event-invoke-config.ts'
import { eventSourceMapping } from '../../../../src/services/lambda/resources/event-source-mapping.ts'
import { lambdaFunction } from '../../../../src/services/lambda/resources/function.ts'
import { permission } from '../../../../src/services/lambda/resources/permission.ts'
import { url } from '../../../../src/services/lambda/resources/url.ts'
import { version } from '../../../../src/services/lambda/resources/version.ts'
import { bucket } from '../../../../src/services/s3/resources/bucket.ts'
import { bucketPolicy } from '../../../../src/services/s3/resources/bucket-policy.ts'
import { testServer } from '../../../support/server.ts'

const server = testServer()
const account = '330000000009'
const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${account}:${rest}`
const roleArn = `arn:aws:iam::${account}:role/any`

type Methods = Readonly<Record<string, (input: object) => Promise<unknown>>>
let clients: Readonly<Record<string, Methods>> | undefined

/** Calls operations through the SDK, and tells refusals as the server's own calls do. */
async function call(operation: string, input: object): Promise<unknown> {
  const config = server.config({ account })
  clients ??= {
    dynamodb: new DynamoDB(config),
    iam: new IAM(config),
    lambda: new Lambda(config),
    s3: new S3({ ...config, forcePathStyle: true }),
  } as unknown as Record<string, Methods>
  const [prefix = '', name = ''] = operation.split(':')
  const method = `${name[0]?.toLowerCase()}${name.slice(1)}`
  try {
    return (await clients[prefix]?.[method]?.(input)) ?? assert.fail(`no ${operation}`)
  } catch (error) {
    const { name: code, message } = error as Error
    throw new AwsError(code, message)
  }
}

function requestOf(logicalId: string, properties: ResourceProperties, again: boolean): ResourceRequest {
  return {
    call: call as ResourceRequest['call'],
    accountId: account as AccountId,
    region: 'us-east-1' as Region,
    partition: 'aws',
    endpoint: server.endpoint,
    clock: systemClock,
    signal: new AbortController().signal,
    properties,
    logicalId,
    stackTags: { team: 'a' },
    again,
    name: ({ lowerCase } = {}) => (lowerCase ? `again-${logicalId.toLowerCase()}` : `again-${logicalId}`),
  }
}

/** Makes, changes and removes, each twice; leaves it made when `keep` is set. */
async function twice(
  type: ResourceType,
  logicalId: string,
  properties: ResourceProperties,
  next: ResourceProperties = properties,
  keep = false,
): Promise<string> {
  const first = await type.create(requestOf(logicalId, properties, false))
  const second = await type.create(requestOf(logicalId, properties, true))
  assert.deepEqual(second, first, `${logicalId} made again`)
  const existing = { physicalId: first.physicalId, attributes: first.attributes }
  if (type.update && next !== properties) {
    const change = { ...requestOf(logicalId, next, false), ...existing, previous: properties }
    const changed = await type.update(change)
    assert.deepEqual(await type.update({ ...change, again: true }), changed, `${logicalId} changed again`)
    // The way back of a change that never was.
    const back = { ...requestOf(logicalId, properties, false), ...existing, previous: next }
    await type.update(back)
    await type.update(back)
  }
  if (keep) return first.physicalId
  for (let round = 0; round < 2; round++)
    await type.remove({ ...requestOf(logicalId, properties, round > 0), ...existing })
  return first.physicalId
}

const document = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
})
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}

describe('attempts that are made again', () => {
  it('of IAM', async () => {
    const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
    const wanted = { AssumeRolePolicyDocument: trust, ManagedPolicyArns: [readOnly] }
    await twice(role, 'Role', wanted, {
      ...wanted,
      ManagedPolicyArns: [],
      Policies: [{ PolicyName: 'p', PolicyDocument: document('s3:*') }],
      Description: 'x',
    })
    const kept = await twice(role, 'Kept', { AssumeRolePolicyDocument: trust }, undefined, true)
    const other = await twice(role, 'Other', { AssumeRolePolicyDocument: trust }, undefined, true)
    await twice(instanceProfile, 'Profile', { Roles: [kept] }, { Roles: [other] })
    const team = await twice(
      group,
      'Group',
      { Path: '/a/' },
      { Path: '/b/', ManagedPolicyArns: [readOnly] },
      true,
    )
    await twice(user, 'User', { Groups: [team] }, { LoginProfile: { Password: 'Very-secret-1' } })
    await twice(inlinePolicy('Role'), 'Inline', {
      RoleName: kept,
      PolicyName: 'inline',
      PolicyDocument: document('s3:*'),
    })
    const policy = { PolicyDocument: document('s3:*'), Roles: [kept] }
    const first = await managedPolicy.create(requestOf('Managed', policy, false))
    const second = await managedPolicy.create(requestOf('Managed', policy, true))
    assert.equal(second.physicalId, first.physicalId)
    await managedPolicy.remove({ ...requestOf('Managed', policy, false), ...first })
    await managedPolicy.remove({ ...requestOf('Managed', policy, true), ...first })
    await twice(
      oidcProvider,
      'Provider',
      {
        Url: 'https://id.example',
        ClientIdList: ['a'],
        ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
      },
      {
        Url: 'https://id.example',
        ClientIdList: ['b'],
        ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
      },
    )
    await twice(serviceLinkedRole, 'Linked', { AWSServiceName: 'elasticloadbalancing.amazonaws.com' })
  })

  it('of Lambda', async () => {
    const sqs = new SQS(server.config({ account }))
    await sqs.createQueue({ QueueName: 'source' })
    const code = (text: string) => ({ ZipFile: `exports.handler = async () => '${text}'` })
    const wanted = { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: roleArn, Code: code('a') }
    const FunctionName = await twice(
      lambdaFunction,
      'Function',
      wanted,
      { ...wanted, Code: code('b'), ReservedConcurrentExecutions: 2, RecursiveLoop: 'Allow', Timeout: 7 },
      true,
    )
    const published = await twice(version, 'Version', { FunctionName }, undefined, true)
    const FunctionVersion = published.slice(published.lastIndexOf(':') + 1)
    const live = { FunctionName, Name: 'live', FunctionVersion }
    await twice(alias, 'Alias', live, {
      ...live,
      Description: 'x',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
    })
    await twice(permission, 'Permission', {
      FunctionName,
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
    })
    const mapping = { FunctionName, EventSourceArn: arn('sqs', 'source') }
    await twice(eventSourceMapping, 'Mapping', mapping, { ...mapping, BatchSize: 3, Enabled: false })
    const site = { TargetFunctionArn: FunctionName, AuthType: 'NONE' }
    await twice(url, 'Url', site, { ...site, Cors: { AllowOrigins: ['*'] } })
    const retries = { FunctionName, Qualifier: '$LATEST', MaximumRetryAttempts: 2 }
    await twice(eventInvokeConfig, 'Config', retries, { ...retries, MaximumRetryAttempts: 0 })
  })

  it('of S3 and DynamoDB', async () => {
    const Bucket = await twice(
      bucket,
      'Bucket',
      {},
      {
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: { Rules: [{ Id: 'r', Status: 'Enabled', ExpirationInDays: 1 }] },
        MetricsConfigurations: [{ Id: 'm' }],
        Tags: [{ Key: 'a', Value: 'b' }],
      },
      true,
    )
    await twice(bucketPolicy, 'Policy', {
      Bucket,
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Deny', Principal: '*', Action: 's3:DeleteBucket', Resource: `arn:aws:s3:::${Bucket}` },
        ],
      },
    })
    const wanted = {
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }
    await twice(table, 'Table', wanted, {
      ...wanted,
      AttributeDefinitions: [...wanted.AttributeDefinitions, { AttributeName: 'a', AttributeType: 'S' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-a',
          KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 't', Enabled: true },
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
      StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
    })
  })
})
