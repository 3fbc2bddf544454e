import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { S3 } from '@aws-sdk/client-s3'
import { SQS } from '@aws-sdk/client-sqs'
import { refused } from '../../support/refused.ts'
import { testServer } from '../../support/server.ts'
import { created, deleted, history, newAccount, settled, template } from './support.ts'

const server = testServer()

const queue = (Properties: object, more: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties, ...more })

describe('change sets', () => {
  it('begin a stack, which waits until one is executed', async () => {
    const { cfn } = newAccount(server)
    const body = template({ A: queue({}), B: queue({ QueueName: { 'Fn::Sub': '${A.QueueName}-b' } }) })
    const first = await cfn.createChangeSet({
      StackName: 'new',
      ChangeSetName: 'one',
      ChangeSetType: 'CREATE',
      TemplateBody: body,
    })
    const other = await cfn.createChangeSet({
      StackName: 'new',
      ChangeSetName: 'two',
      ChangeSetType: 'CREATE',
      TemplateBody: body,
    })
    assert.equal(first.StackId, other.StackId)
    assert.equal((await settled(server, cfn, 'new')).StackStatus, 'REVIEW_IN_PROGRESS')
    const described = await cfn.describeChangeSet({ ChangeSetName: first.Id })
    assert.equal(described.Status, 'CREATE_COMPLETE')
    assert.equal(described.ExecutionStatus, 'AVAILABLE')
    assert.deepEqual(
      described.Changes?.map(({ ResourceChange }) => [
        ResourceChange?.Action,
        ResourceChange?.LogicalResourceId,
      ]),
      [
        ['Add', 'A'],
        ['Add', 'B'],
      ],
    )
    assert.equal((await cfn.listChangeSets({ StackName: 'new' })).Summaries?.length, 2)
    await cfn.executeChangeSet({ StackName: 'new', ChangeSetName: 'one' })
    const stack = await settled(server, cfn, 'new')
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE')
    assert.equal(stack.ChangeSetId, first.Id)
    assert.deepEqual((await history(cfn, 'new')).slice(0, 2), [
      'new REVIEW_IN_PROGRESS User Initiated',
      'new CREATE_IN_PROGRESS User Initiated',
    ])
    assert.deepEqual((await cfn.listChangeSets({ StackName: 'new' })).Summaries, [])
    await refused(cfn.describeChangeSet({ ChangeSetName: other.Id }), 'ChangeSetNotFound')
    await refused(
      cfn.createChangeSet({
        StackName: 'new',
        ChangeSetName: 'x',
        ChangeSetType: 'CREATE',
        TemplateBody: body,
      }),
      'ValidationError',
      'Stack [new] already exists and cannot be created again with the changeSet [x].',
    )
  })

  it('tell what is replaced, with values', async () => {
    const { cfn } = newAccount(server)
    const body = (name: string, delay: number) =>
      template({
        Named: queue({ QueueName: name, DelaySeconds: delay }),
        Uses: queue({
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Named', 'Arn'] }, maxReceiveCount: 2 },
        }),
      })
    await created(server, cfn, 'shown', body('before', 1))
    const { Id: ChangeSetName } = await cfn.createChangeSet({
      StackName: 'shown',
      ChangeSetName: 'c',
      TemplateBody: body('after', 2),
    })
    const { Changes = [] } = await cfn.describeChangeSet({ ChangeSetName, IncludePropertyValues: true })
    const named = Changes[0]?.ResourceChange
    assert.equal(named?.Action, 'Modify')
    assert.equal(named?.Replacement, 'True')
    assert.match(named?.PhysicalResourceId ?? '', /before$/)
    const name = named?.Details?.find(({ Target }) => Target?.Name === 'QueueName')?.Target
    assert.deepEqual(
      [name?.BeforeValue, name?.AfterValue, name?.RequiresRecreation, name?.Path],
      ['before', 'after', 'Always', '/Properties/QueueName'],
    )
    assert.deepEqual(JSON.parse(named?.AfterContext ?? ''), {
      Properties: { QueueName: 'after', DelaySeconds: '2' },
    })
    const plain = await cfn.describeChangeSet({ ChangeSetName })
    assert.equal(plain.Changes?.[0]?.ResourceChange?.AfterContext, undefined)
    await cfn.executeChangeSet({ ChangeSetName })
    assert.equal((await settled(server, cfn, 'shown')).StackStatus, 'UPDATE_COMPLETE')
  })

  it('without changes fail, and can be deleted', async () => {
    const { cfn } = newAccount(server)
    const body = template({ A: queue({}) })
    await created(server, cfn, 'same', body)
    const { Id: ChangeSetName } = await cfn.createChangeSet({
      StackName: 'same',
      ChangeSetName: 'c',
      TemplateBody: body,
    })
    const { Status, StatusReason, ExecutionStatus } = await cfn.describeChangeSet({ ChangeSetName })
    assert.deepEqual(
      [Status, ExecutionStatus, StatusReason],
      [
        'FAILED',
        'UNAVAILABLE',
        "The submitted information didn't contain changes. Submit different information to create a change set.",
      ],
    )
    await refused(cfn.executeChangeSet({ ChangeSetName }), 'InvalidChangeSetStatus')
    await cfn.deleteChangeSet({ ChangeSetName })
    await refused(cfn.describeChangeSet({ StackName: 'same', ChangeSetName: 'c' }), 'ChangeSetNotFound')
  })

  it('take resources in', async () => {
    const { cfn, config } = newAccount(server)
    const sqs = new SQS(config)
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'wild', Attributes: { DelaySeconds: '4' } })
    const body = template({
      Wild: queue({ QueueName: 'wild', DelaySeconds: 4 }, { DeletionPolicy: 'Retain' }),
    })
    const { Id: ChangeSetName } = await cfn.createChangeSet({
      StackName: 'imported',
      ChangeSetName: 'c',
      ChangeSetType: 'IMPORT',
      TemplateBody: body,
      ResourcesToImport: [
        { ResourceType: 'AWS::SQS::Queue', LogicalResourceId: 'Wild', ResourceIdentifier: { QueueUrl } },
      ],
    })
    const { Changes } = await cfn.describeChangeSet({ ChangeSetName })
    assert.equal(Changes?.[0]?.ResourceChange?.Action, 'Import')
    await cfn.executeChangeSet({ ChangeSetName })
    const stack = await settled(server, cfn, 'imported')
    assert.equal(stack.StackStatus, 'IMPORT_COMPLETE')
    assert.deepEqual((await history(cfn, 'imported')).slice(2, 4), [
      'Wild IMPORT_IN_PROGRESS',
      'Wild IMPORT_COMPLETE',
    ])
    // What it is now, and what somebody makes of it.
    const detect = async () => {
      await cfn.detectStackDrift({ StackName: 'imported' })
      return (await cfn.describeStackResourceDrifts({ StackName: 'imported' })).StackResourceDrifts?.[0]
    }
    assert.equal((await detect())?.StackResourceDriftStatus, 'IN_SYNC')
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { DelaySeconds: '9' } })
    const drift = await detect()
    assert.equal(drift?.StackResourceDriftStatus, 'MODIFIED')
    assert.deepEqual(drift?.PropertyDifferences, [
      { PropertyPath: '/DelaySeconds', ExpectedValue: '4', ActualValue: '9', DifferenceType: 'NOT_EQUAL' },
    ])
    await deleted(server, cfn, stack)
    assert.equal((await sqs.listQueues({})).QueueUrls?.length, 1)
  })
})

describe('change sets look ahead', () => {
  it('and fail for properties that types do not take', async () => {
    const { cfn } = newAccount(server)
    const { Id: ChangeSetName } = await cfn.createChangeSet({
      StackName: 'early',
      ChangeSetName: 'c',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ A: queue({ Colour: 'red' }) }),
    })
    const { Status, StatusReason } = await cfn.describeChangeSet({ ChangeSetName })
    assert.equal(Status, 'FAILED')
    assert.match(
      StatusReason ?? '',
      /^The following hook\(s\)\/validation failed: \[AWS::EarlyValidation::PropertyValidation\]/,
    )
    const { OperationEvents } = await cfn.describeEvents({ ChangeSetName, Filters: { FailedEvents: true } })
    assert.deepEqual(
      OperationEvents?.map((event) => [event.EventType, event.ValidationPath, event.ValidationStatusReason]),
      [['VALIDATION_ERROR', '/Resources/A/Properties', 'extraneous key [Colour] is not permitted']],
    )
    assert.equal((await history(cfn, 'early')).length, 1)
  })

  it('and take in what exists by its name, where they are told so', async () => {
    const { cfn, config } = newAccount(server)
    const logs = new CloudWatchLogs(config)
    await logs.createLogGroup({ logGroupName: '/mine' })
    const { Id: ChangeSetName } = await cfn.createChangeSet({
      StackName: 'takes',
      ChangeSetName: 'c',
      ChangeSetType: 'CREATE',
      ImportExistingResources: true,
      TemplateBody: template({
        Mine: {
          Type: 'AWS::Logs::LogGroup',
          DeletionPolicy: 'Retain',
          Properties: { LogGroupName: '/mine' },
        },
        New: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/new' } },
      }),
    })
    const { Changes = [] } = await cfn.describeChangeSet({ ChangeSetName })
    assert.deepEqual(
      Changes.map(({ ResourceChange }) => ResourceChange?.Action),
      ['Import', 'Add'],
    )
    await cfn.executeChangeSet({ ChangeSetName })
    assert.equal((await settled(server, cfn, 'takes')).StackStatus, 'CREATE_COMPLETE')
    assert.ok((await history(cfn, 'takes')).includes('Mine IMPORT_COMPLETE'))
  })

  it('into nested stacks', async () => {
    const { cfn, config } = newAccount(server)
    const s3 = new S3({ ...config, forcePathStyle: true })
    await s3.createBucket({ Bucket: 'inner-templates' })
    const put = (name: string) =>
      s3.putObject({
        Bucket: 'inner-templates',
        Key: 'inner.json',
        Body: template({ Q: queue({ QueueName: name }) }),
      })
    await put('one')
    const outer = template({
      Inner: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL: `${server.endpoint}/inner-templates/inner.json` },
      },
    })
    await created(server, cfn, 'outer', outer)
    await put('two')
    const { Id: ChangeSetName } = await cfn.createChangeSet({
      StackName: 'outer',
      ChangeSetName: 'c',
      UsePreviousTemplate: true,
      IncludeNestedStacks: true,
    })
    const { Changes = [] } = await cfn.describeChangeSet({ ChangeSetName })
    const innerId = Changes[0]?.ResourceChange?.ChangeSetId ?? ''
    const inner = await cfn.describeChangeSet({ ChangeSetName: innerId })
    assert.equal(inner.ParentChangeSetId, ChangeSetName)
    assert.equal(inner.Changes?.[0]?.ResourceChange?.Replacement, 'True')
    await cfn.executeChangeSet({ ChangeSetName })
    assert.equal((await settled(server, cfn, 'outer')).StackStatus, 'UPDATE_COMPLETE')
    assert.deepEqual(
      (await new SQS(config).listQueues({})).QueueUrls?.map((url) => url.split('/').at(-1)),
      ['two'],
    )
  })
})

describe('exports', () => {
  it('are imported by other stacks, and stay while they are', async () => {
    const { cfn } = newAccount(server)
    const exporting = (value: string, name = 'shared') =>
      template({ A: queue({}) }, { Outputs: { O: { Value: value, Export: { Name: name } } } })
    const importing = template({ B: queue({ QueueName: { 'Fn::ImportValue': 'shared' } }) })
    const early = await created(server, cfn, 'early', importing)
    assert.equal(early.StackStatus, 'ROLLBACK_COMPLETE')
    const from = await created(server, cfn, 'from', exporting('name-a'))
    const twice = await created(server, cfn, 'twice', exporting('name-b'))
    assert.equal(twice.StackStatus, 'ROLLBACK_COMPLETE')
    assert.ok(
      (await history(cfn, 'twice')).includes(
        'twice ROLLBACK_IN_PROGRESS Export with name shared is already exported by stack from. Rollback requested by user.',
      ),
    )
    const to = await created(server, cfn, 'to', importing)
    assert.equal(to.StackStatus, 'CREATE_COMPLETE')
    assert.deepEqual((await cfn.listExports({})).Exports, [
      { ExportingStackId: from.StackId, Name: 'shared', Value: 'name-a' },
    ])
    assert.deepEqual((await cfn.listImports({ ExportName: 'shared' })).Imports, ['to'])
    await cfn.updateStack({ StackName: 'from', TemplateBody: exporting('name-c') })
    const back = await settled(server, cfn, 'from')
    assert.equal(back.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    const kept = await deleted(server, cfn, from)
    assert.equal(kept.StackStatus, 'DELETE_FAILED')
    assert.match(kept.StackStatusReason ?? '', /Cannot delete export shared as it is in use by to/)
    await deleted(server, cfn, to)
    assert.equal((await deleted(server, cfn, from)).StackStatus, 'DELETE_COMPLETE')
    assert.deepEqual((await cfn.listExports({})).Exports, [])
  })
})
