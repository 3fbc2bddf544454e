/** The resource types of S3, as Cloud Control drives them: what they make is asked of S3 itself. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { S3 } from '@aws-sdk/client-s3'
import { SQS } from '@aws-sdk/client-sqs'
import { testServer } from '../../../support/server.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'
import { created, deleted, template, updated } from '../support.ts'
import { outputs, outputsOf, ref } from './support.ts'

const server = testServer()
const account = '330000000003'
const resources = new Resources(() => server.config({ account }))
let client: S3 | undefined
const s3 = () => {
  client ??= new S3({ ...server.config({ account }), forcePathStyle: true })
  return client
}
const type = 'AWS::S3::Bucket'

/** Every setting that acts, in the template's form. */
const settings = {
  VersioningConfiguration: { Status: 'Enabled' },
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
  },
  CorsConfiguration: {
    CorsRules: [
      { AllowedMethods: ['GET'], AllowedOrigins: ['*'], ExposedHeaders: ['etag'], MaxAge: 60, Id: 'all' },
    ],
  },
  LifecycleConfiguration: {
    Rules: [
      {
        Id: 'old',
        Status: 'Enabled',
        Prefix: 'logs/',
        TagFilters: [{ Key: 'a', Value: 'b' }],
        ExpirationInDays: 30,
        Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 10 }],
        NoncurrentVersionExpiration: { NoncurrentDays: 7 },
      },
      { Id: 'parts', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
    ],
  },
  WebsiteConfiguration: {
    IndexDocument: 'index.html',
    ErrorDocument: 'oops.html',
    RoutingRules: [
      { RoutingRuleCondition: { KeyPrefixEquals: 'a/' }, RedirectRule: { ReplaceKeyPrefixWith: 'b/' } },
    ],
  },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: false,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: false,
  },
  OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
  LoggingConfiguration: { DestinationBucketName: 'all-settings', LogFilePrefix: 'log/' },
  Tags: [{ Key: 'team', Value: 'a' }],
}

describe('AWS::S3::Bucket', () => {
  it('has all settings of the template, and tells them again', async () => {
    const sqs = new SQS(server.config({ account }))
    await sqs.createQueue({ QueueName: 'told' })
    const Queue = `arn:aws:sqs:us-east-1:${account}:told`
    await sqs.setQueueAttributes({
      QueueUrl: (await sqs.getQueueUrl({ QueueName: 'told' })).QueueUrl,
      Attributes: {
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 's3.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: Queue,
            },
          ],
        }),
      },
    })
    const NotificationConfiguration = {
      QueueConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Queue,
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
        },
      ],
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    }
    const wanted = { BucketName: 'all-settings', ...settings, NotificationConfiguration }
    const id = await resources.create(type, wanted)
    assert.equal(id, 'all-settings')
    const model = await resources.read(type, id)
    for (const [name, value] of Object.entries(wanted))
      if (name !== 'NotificationConfiguration' && name !== 'BucketEncryption')
        assert.deepEqual(model[name], value, name)
    assert.deepEqual(
      (model.NotificationConfiguration as typeof NotificationConfiguration).EventBridgeConfiguration,
      NotificationConfiguration.EventBridgeConfiguration,
    )
    assert.equal(model.Arn, 'arn:aws:s3:::all-settings')
    assert.equal(model.RegionalDomainName, 'all-settings.s3.us-east-1.amazonaws.com')
    assert.equal(model.WebsiteURL, `http://all-settings.s3-website.localhost:${server.port}`)
    const told = await s3().getBucketNotificationConfiguration({ Bucket: id })
    assert.equal(told.QueueConfigurations?.[0]?.QueueArn, Queue)

    await resources.update(type, id, {
      ...Object.fromEntries(Object.keys(settings).map((name) => [name, null])),
      NotificationConfiguration: null,
    })
    assert.equal((await s3().getBucketVersioning({ Bucket: id })).Status, 'Suspended')
    await refused(s3().getBucketCors({ Bucket: id }), 'NoSuchCORSConfiguration')
    await refused(s3().getBucketLifecycleConfiguration({ Bucket: id }), 'NoSuchLifecycleConfiguration')
    await refused(s3().getBucketWebsite({ Bucket: id }), 'NoSuchWebsiteConfiguration')
    await refused(s3().getBucketTagging({ Bucket: id }), 'NoSuchTagSet')
    const { $metadata: _, ...nobody } = await s3().getBucketNotificationConfiguration({ Bucket: id })
    assert.deepEqual(nobody, {})
    await resources.remove(type, id)
    await refused(s3().headBucket({ Bucket: id }), 'NotFound')
  })

  it('has a name of small letters when the template gives none, and an access list', async () => {
    const id = await resources.create(type, {
      AccessControl: 'PublicRead',
      OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
      PublicAccessBlockConfiguration: {},
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
      },
      MetricsConfigurations: [{ Id: 'whole' }, { Id: 'part', Prefix: 'a' }],
      InventoryConfigurations: [
        {
          Id: 'daily',
          Enabled: true,
          IncludedObjectVersions: 'All',
          ScheduleFrequency: 'Daily',
          Destination: { BucketArn: 'arn:aws:s3:::reports', Format: 'CSV' },
        },
      ],
      Tags: [],
    })
    assert.match(id, /^bucket-[a-z0-9]{12}$/)
    assert.equal((await s3().getBucketAcl({ Bucket: id })).Grants?.length, 2)
    const { MetricsConfigurationList = [] } = await s3().listBucketMetricsConfigurations({ Bucket: id })
    assert.equal(MetricsConfigurationList.length, 2)
    const { ObjectLockConfiguration } = await s3().getObjectLockConfiguration({ Bucket: id })
    assert.equal(ObjectLockConfiguration?.Rule?.DefaultRetention?.Days, 1)
    assert.ok((await resources.list(type)).includes(id))
  })

  it('takes log deliveries where it has lists, and has none by itself', async () => {
    const AccessControl = 'LogDeliveryWrite'
    const id = await resources.create(type, {
      AccessControl,
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
    })
    const { Grants = [] } = await s3().getBucketAcl({ Bucket: id })
    assert.deepEqual(
      Grants.filter(({ Grantee }) => Grantee?.URI).map(({ Permission }) => Permission),
      ['WRITE', 'READ_ACP'],
    )
    assert.match(
      (await resources.createFails(type, { AccessControl })).StatusMessage ?? '',
      /Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting/,
    )
  })

  it('is not deleted while it holds objects, and not taken from who has it', async () => {
    const properties = { BucketName: 'full-bucket', AccessControl: 'Private' }
    const id = await resources.create(type, properties)
    assert.equal((await resources.createFails(type, properties)).ErrorCode, 'AlreadyExists')
    await s3().putObject({ Bucket: id, Key: 'a', Body: 'x' })
    const { ProgressEvent } = await resources.control.deleteResource({ TypeName: type, Identifier: id })
    const failure = await resources.failed(ProgressEvent)
    assert.equal(failure.ErrorCode, 'GeneralServiceException')
    assert.equal(failure.StatusMessage, 'The bucket you tried to delete is not empty')
    await s3().deleteObject({ Bucket: id, Key: 'a' })
    await resources.remove(type, id)
  })

  it('refuses what is not built, and leaves nothing behind', async () => {
    const failure = await resources.createFails(type, {
      BucketName: 'described-bucket',
      MetadataTableConfiguration: {
        S3TablesDestination: {
          TableBucketArn: `arn:aws:s3tables:us-east-1:${account}:bucket/t`,
          TableName: 't',
        },
      },
    })
    assert.match(failure.StatusMessage ?? '', /MetadataTable/)
    await refused(s3().headBucket({ Bucket: 'described-bucket' }), 'NotFound')
  })

  it('replicates into another one', async () => {
    const VersioningConfiguration = { Status: 'Enabled' }
    const copies = await resources.create(type, { BucketName: 'copies-bucket', VersioningConfiguration })
    const ReplicationConfiguration = {
      Role: `arn:aws:iam::${account}:role/r`,
      Rules: [
        {
          Id: 'all',
          Status: 'Enabled',
          Priority: 1,
          Filter: { And: { Prefix: '', TagFilters: [{ Key: 'a', Value: 'b' }] } },
          DeleteMarkerReplication: { Status: 'Disabled' },
          Destination: { Bucket: `arn:aws:s3:::${copies}`, StorageClass: 'STANDARD_IA' },
        },
      ],
    }
    const properties = { BucketName: 'copied-bucket', VersioningConfiguration, ReplicationConfiguration }
    const id = await resources.create(type, properties)
    assert.deepEqual((await resources.read(type, id)).ReplicationConfiguration, ReplicationConfiguration)
    await resources.remove(type, id)
    await resources.remove(type, copies)
  })
})

describe('AWS::S3::BucketPolicy', () => {
  it('is put, changed and deleted', async () => {
    const Bucket = await resources.create(type, { BucketName: 'with-policy' })
    const document = (Action: string) => ({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action,
          Resource: 'arn:aws:s3:::with-policy/*',
        },
      ],
    })
    const properties = { Bucket, PolicyDocument: document('s3:GetObject') }
    const id = await resources.create('AWS::S3::BucketPolicy', properties)
    assert.equal(id, Bucket)
    const taken = await resources.createFails('AWS::S3::BucketPolicy', properties)
    assert.equal(taken.StatusMessage, 'The bucket policy already exists on bucket with-policy.')
    await resources.update('AWS::S3::BucketPolicy', id, { PolicyDocument: document('s3:PutObject') })
    assert.deepEqual(
      (await resources.read('AWS::S3::BucketPolicy', id)).PolicyDocument,
      document('s3:PutObject'),
    )
    await resources.remove('AWS::S3::BucketPolicy', id)
    await refused(s3().getBucketPolicy({ Bucket }), 'NoSuchBucketPolicy')
  })
})

describe('a stack with a bucket', () => {
  const stackOf = (name: string | undefined, more: object = {}) =>
    template(
      {
        Bucket: {
          Type: 'AWS::S3::Bucket',
          Properties: { ...(name === undefined ? {} : { BucketName: name }), ...more },
        },
        Policy: {
          Type: 'AWS::S3::BucketPolicy',
          Properties: {
            Bucket: ref('Bucket'),
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Deny',
                  Principal: '*',
                  Action: 's3:PutObject',
                  Resource: { 'Fn::Sub': '${Bucket.Arn}/locked/*' },
                },
              ],
            },
          },
        },
      },
      outputs('Bucket', 'Bucket.Arn', 'Bucket.DomainName', 'Bucket.WebsiteURL', 'Policy'),
    )

  it('is created, updated in place, replaced and deleted once it is empty', async () => {
    const cfn = new CloudFormation(server.config({ account }))
    const stack = await created(server, cfn, 'Store', stackOf(undefined), {
      Tags: [{ Key: 'team', Value: 'a' }],
    })
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const out = outputsOf(stack)
    const Bucket = out.Bucket ?? ''
    assert.match(Bucket, /^store-bucket-[a-z0-9]{12}$/)
    assert.equal(out.BucketArn, `arn:aws:s3:::${Bucket}`)
    assert.equal(out.BucketDomainName, `${Bucket}.s3.amazonaws.com`)
    assert.equal(out.Policy, Bucket)
    const tags = async () =>
      Object.fromEntries(
        (await s3().getBucketTagging({ Bucket })).TagSet?.map(({ Key, Value }) => [Key, Value]) ?? [],
      )
    assert.equal((await tags()).team, 'a')
    const next = await updated(
      server,
      cfn,
      'Store',
      stackOf(undefined, { VersioningConfiguration: { Status: 'Enabled' } }),
      { Tags: [{ Key: 'team', Value: 'b' }] },
    )
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    assert.equal((await s3().getBucketVersioning({ Bucket })).Status, 'Enabled')
    assert.equal((await tags()).team, 'b')
    const moved = await updated(server, cfn, 'Store', stackOf('moved-store'))
    assert.equal(moved.StackStatus, 'UPDATE_COMPLETE', moved.StackStatusReason)
    assert.equal(outputsOf(moved).Bucket, 'moved-store')
    await refused(s3().headBucket({ Bucket }), 'NotFound')
    await s3().putObject({ Bucket: 'moved-store', Key: 'a', Body: 'x' })
    const stuck = await deleted(server, cfn, moved)
    assert.equal(stuck.StackStatus, 'DELETE_FAILED')
    assert.equal(stuck.StackStatusReason, 'The following resource(s) failed to delete: [Bucket]. ')
    await s3().deleteObject({ Bucket: 'moved-store', Key: 'a' })
    const gone = await deleted(server, cfn, moved)
    assert.equal(gone.StackStatus, 'DELETE_COMPLETE', gone.StackStatusReason)
  })
})
