import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SQS } from '@aws-sdk/client-sqs'
import { refused } from '../../support/refused.ts'
import { testServer } from '../../support/server.ts'
import { created, deleted, eventsOf, history, newAccount, settled, template, updated } from './support.ts'

const server = testServer()

const queues = template(
  {
    Dead: { Type: 'AWS::SQS::Queue' },
    Main: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: { 'Fn::Sub': 'main-${Env}' },
        VisibilityTimeout: 30,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
      },
    },
  },
  {
    Parameters: { Env: { Type: 'String', Default: 'dev' } },
    Outputs: { Url: { Value: { Ref: 'Main' }, Description: 'where' } },
  },
)

describe('a stack', () => {
  it('is created along its graph, and deleted the other way', async () => {
    const { cfn, config, account } = newAccount(server)
    const stack = await created(server, cfn, 'one', queues, { Tags: [{ Key: 'team', Value: 'a' }] })
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE')
    assert.deepEqual(stack.Parameters, [{ ParameterKey: 'Env', ParameterValue: 'dev' }])
    assert.deepEqual(stack.Outputs, [
      { OutputKey: 'Url', OutputValue: `${server.endpoint}/${account}/main-dev`, Description: 'where' },
    ])
    assert.deepEqual(await history(cfn, 'one'), [
      'one CREATE_IN_PROGRESS User Initiated',
      'Dead CREATE_IN_PROGRESS',
      'Dead CREATE_IN_PROGRESS Resource creation Initiated',
      'Dead CREATE_COMPLETE',
      'Main CREATE_IN_PROGRESS',
      'Main CREATE_IN_PROGRESS Resource creation Initiated',
      'Main CREATE_COMPLETE',
      'one CREATE_COMPLETE',
    ])
    const sqs = new SQS(config)
    const { QueueUrls = [] } = await sqs.listQueues({})
    assert.equal(QueueUrls.length, 2)
    assert.match(QueueUrls.find((url) => url.includes('Dead')) ?? '', /\/one-Dead-[0-9A-Z]{12}$/)
    const { Tags } = await sqs.listQueueTags({ QueueUrl: QueueUrls.find((url) => url.includes('main')) })
    assert.deepEqual(Tags, {
      team: 'a',
      'aws:cloudformation:stack-name': 'one',
      'aws:cloudformation:logical-id': 'Main',
      'aws:cloudformation:stack-id': stack.StackId,
    })
    const gone = await deleted(server, cfn, stack)
    assert.equal(gone.StackStatus, 'DELETE_COMPLETE')
    assert.ok(gone.DeletionTime)
    assert.deepEqual((await history(cfn, stack.StackId ?? '')).slice(8), [
      'one DELETE_IN_PROGRESS User Initiated',
      'Main DELETE_IN_PROGRESS',
      'Main DELETE_COMPLETE',
      'Dead DELETE_IN_PROGRESS',
      'Dead DELETE_COMPLETE',
      'one DELETE_COMPLETE',
    ])
    assert.equal((await sqs.listQueues({})).QueueUrls, undefined)
    await refused(
      cfn.describeStacks({ StackName: 'one' }),
      'ValidationError',
      'Stack with id one does not exist',
    )
    assert.deepEqual((await cfn.describeStacks({})).Stacks, [])
    assert.equal((await cfn.listStacks({})).StackSummaries?.[0]?.StackStatus, 'DELETE_COMPLETE')
  })

  it('is updated in place, by replacement and by removal, and cleans up', async () => {
    const { cfn, config } = newAccount(server)
    const queue = (name: string, properties = {}) => ({
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: name, ...properties },
    })
    const before = await created(
      server,
      cfn,
      'two',
      template({
        Same: queue('same'),
        Changed: queue('changed'),
        Renamed: queue('old'),
        Gone: queue('gone'),
      }),
    )
    const start = (await history(cfn, 'two')).length
    const after = await updated(
      server,
      cfn,
      'two',
      template({
        Same: queue('same'),
        Changed: queue('changed', { DelaySeconds: 5 }),
        Renamed: queue('new'),
        Fresh: queue('fresh'),
      }),
    )
    assert.equal(after.StackStatus, 'UPDATE_COMPLETE')
    assert.ok(after.LastUpdatedTime)
    const told = (await history(cfn, 'two')).slice(start)
    assert.equal(told[0], 'two UPDATE_IN_PROGRESS User Initiated')
    assert.deepEqual(
      told.filter((line) => line.startsWith('Renamed')),
      [
        'Renamed UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.',
        'Renamed UPDATE_IN_PROGRESS Resource creation Initiated',
        'Renamed UPDATE_COMPLETE',
        'Renamed DELETE_IN_PROGRESS',
        'Renamed DELETE_COMPLETE',
      ],
    )
    assert.deepEqual(
      told.filter((line) => line.startsWith('Changed')),
      ['Changed UPDATE_IN_PROGRESS', 'Changed UPDATE_COMPLETE'],
    )
    assert.ok(!told.some((line) => line.startsWith('Same')))
    assert.ok(
      told.indexOf('two UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') < told.indexOf('Gone DELETE_IN_PROGRESS'),
    )
    assert.equal(told.at(-1), 'two UPDATE_COMPLETE')
    const sqs = new SQS(config)
    const names = (await sqs.listQueues({})).QueueUrls?.map((url) => url.split('/').at(-1)).sort()
    assert.deepEqual(names, ['changed', 'fresh', 'new', 'same'])
    const { StackResources = [] } = await cfn.describeStackResources({ StackName: 'two' })
    assert.deepEqual(
      StackResources.map(({ LogicalResourceId, ResourceStatus }) => [
        LogicalResourceId,
        ResourceStatus,
      ]).sort(),
      [
        ['Changed', 'UPDATE_COMPLETE'],
        ['Fresh', 'CREATE_COMPLETE'],
        ['Renamed', 'UPDATE_COMPLETE'],
        ['Same', 'CREATE_COMPLETE'],
      ],
    )
    await refused(
      cfn.updateStack({ StackName: 'two', UsePreviousTemplate: true }),
      'ValidationError',
      'No updates are to be performed.',
    )
    assert.equal(before.StackId, after.StackId)
  })

  it('that cannot be created is rolled back, with the reasons', async () => {
    const { cfn, config } = newAccount(server)
    const sqs = new SQS(config)
    await sqs.createQueue({ QueueName: 'taken', Attributes: { DelaySeconds: '7' } })
    const body = template({
      Fine: { Type: 'AWS::SQS::Queue' },
      Taken: {
        Type: 'AWS::SQS::Queue',
        DependsOn: 'Fine',
        Properties: { QueueName: 'taken', DelaySeconds: 1 },
      },
      Never: { Type: 'AWS::SQS::Queue', DependsOn: 'Taken' },
    })
    const stack = await created(server, cfn, 'three', body)
    assert.equal(stack.StackStatus, 'ROLLBACK_COMPLETE')
    const told = await history(cfn, 'three')
    const failure = told.find((line) => line.startsWith('Taken CREATE_FAILED')) ?? ''
    assert.match(
      failure,
      /^Taken CREATE_FAILED Resource handler returned message: ".*\(Service: Sqs, Status Code: 400, Request ID: [0-9a-f-]{36}\)" \(RequestToken: [0-9a-f-]{36}, HandlerErrorCode: AlreadyExists\)$/,
    )
    assert.deepEqual(told.slice(told.indexOf(failure) + 1), [
      'three ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Taken]. Rollback requested by user.',
      'Taken DELETE_COMPLETE',
      'Fine DELETE_IN_PROGRESS',
      'Fine DELETE_COMPLETE',
      'three ROLLBACK_COMPLETE',
    ])
    assert.equal((await sqs.listQueues({})).QueueUrls?.length, 1)
    await refused(
      cfn.updateStack({ StackName: 'three', TemplateBody: body }),
      'ValidationError',
      `Stack:${stack.StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
    )
    assert.equal((await deleted(server, cfn, stack)).StackStatus, 'DELETE_COMPLETE')

    const kept = await created(server, cfn, 'kept', body, { OnFailure: 'DO_NOTHING' })
    assert.equal(kept.StackStatus, 'CREATE_FAILED')
    assert.equal(kept.StackStatusReason, 'The following resource(s) failed to create: [Taken]. ')
    await cfn.rollbackStack({ StackName: 'kept' })
    assert.equal((await settled(server, cfn, 'kept')).StackStatus, 'ROLLBACK_COMPLETE')

    const { StackId = '' } = await cfn.createStack({
      StackName: 'gone',
      TemplateBody: body,
      OnFailure: 'DELETE',
    })
    const gone = await settled(server, cfn, StackId)
    assert.equal(gone.StackStatus, 'DELETE_COMPLETE')
  })

  it('whose update fails goes back to what it was', async () => {
    const { cfn, config } = newAccount(server)
    const sqs = new SQS(config)
    await sqs.createQueue({ QueueName: 'taken', Attributes: { DelaySeconds: '7' } })
    const body = (next: boolean) =>
      template(
        {
          InPlace: {
            Type: 'AWS::SQS::Queue',
            Properties: { QueueName: 'place', DelaySeconds: next ? 9 : 1 },
          },
          Replaced: { Type: 'AWS::SQS::Queue', Properties: { QueueName: next ? 'after' : 'before' } },
          ...(next
            ? {
                Bad: {
                  Type: 'AWS::SQS::Queue',
                  DependsOn: ['InPlace', 'Replaced'],
                  Properties: { QueueName: 'taken', DelaySeconds: 1 },
                },
              }
            : {}),
        },
        { Outputs: { Name: { Value: { 'Fn::GetAtt': ['Replaced', 'QueueName'] } } } },
      )
    await created(server, cfn, 'four', body(false))
    const start = (await history(cfn, 'four')).length
    const stack = await updated(server, cfn, 'four', body(true))
    assert.equal(stack.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.equal(stack.Outputs?.[0]?.OutputValue, 'before')
    const told = (await history(cfn, 'four')).slice(start)
    assert.ok(
      told.includes('four UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Bad]. '),
    )
    const back = told.slice(told.findIndex((line) => line.includes('UPDATE_ROLLBACK_IN_PROGRESS')) + 1)
    assert.deepEqual([...back].sort(), [
      'Bad DELETE_COMPLETE',
      'InPlace UPDATE_COMPLETE',
      'InPlace UPDATE_IN_PROGRESS',
      'Replaced DELETE_COMPLETE',
      'Replaced DELETE_IN_PROGRESS',
      'Replaced UPDATE_COMPLETE',
      'four UPDATE_ROLLBACK_COMPLETE',
      'four UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    ])
    const names = (await sqs.listQueues({})).QueueUrls?.map((url) => url.split('/').at(-1)).sort()
    assert.deepEqual(names, ['before', 'place', 'taken'])
    const url = (await sqs.getQueueUrl({ QueueName: 'place' })).QueueUrl
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['DelaySeconds'] })
    assert.equal(Attributes?.DelaySeconds, '1')
  })

  it('keeps what its policies say', async () => {
    const { cfn, config } = newAccount(server)
    const stack = await created(
      server,
      cfn,
      'five',
      template({
        Kept: { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain', Properties: { QueueName: 'kept' } },
        Gone: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'gone' } },
      }),
    )
    await deleted(server, cfn, stack)
    const told = await history(cfn, stack.StackId ?? '')
    assert.ok(told.includes('Kept DELETE_SKIPPED'))
    const names = (await new SQS(config).listQueues({})).QueueUrls?.map((url) => url.split('/').at(-1))
    assert.deepEqual(names, ['kept'])
  })

  it('answers in pages', async () => {
    const { cfn } = newAccount(server)
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`Q${index}`, { Type: 'AWS::SQS::Queue' }]),
    )
    await created(server, cfn, 'many', template(many))
    assert.equal((await eventsOf(cfn, 'many')).length, 2 + 3 * 60)
    const page = await cfn.describeStackEvents({ StackName: 'many' })
    assert.equal(page.StackEvents?.length, 100)
    assert.ok(page.NextToken)
    // Tools put them in order by their time.
    const times = page.StackEvents?.map(({ Timestamp }) => Number(Timestamp)) ?? []
    assert.deepEqual(
      [...new Set(times)].sort((one, other) => other - one),
      times,
    )
  })
})
