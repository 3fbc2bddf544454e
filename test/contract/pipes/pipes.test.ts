import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { newAccount, refused } from './support.ts'

const server = testServer()

describe('pipes', () => {
  it('are made, described, listed, stopped, started, changed and deleted', async () => {
    const account = newAccount(server)
    const { pipes, id, roleArn } = account
    const Source = await account.makeQueue('in')
    const Target = await account.makeQueue('out')
    const made = await pipes.createPipe({
      Name: 'one',
      Source,
      Target,
      RoleArn: roleArn,
      Description: 'd',
      TargetParameters: { InputTemplate: '<$.body>' },
      Tags: { a: '1' },
    })
    assert.equal(made.Arn, `arn:aws:pipes:us-east-1:${id}:pipe/one`)
    assert.equal(made.CurrentState, 'CREATING')
    assert.equal(made.DesiredState, 'RUNNING')
    await account.reaches('one', 'RUNNING')
    const {
      $metadata: _metadata,
      CreationTime,
      LastModifiedTime,
      ...found
    } = await pipes.describePipe({ Name: 'one' })
    assert.ok(CreationTime && LastModifiedTime)
    assert.deepEqual(found, {
      Arn: made.Arn,
      Name: 'one',
      Description: 'd',
      DesiredState: 'RUNNING',
      CurrentState: 'RUNNING',
      Source,
      SourceParameters: {},
      Target,
      TargetParameters: { InputTemplate: '<$.body>' },
      RoleArn: roleArn,
      Tags: { a: '1' },
    })
    await refused(
      pipes.createPipe({ Name: 'one', Source, Target, RoleArn: roleArn }),
      'ConflictException',
      'Pipe one already exists.',
    )
    assert.equal((await pipes.listPipes({ NamePrefix: 'o', CurrentState: 'RUNNING' })).Pipes?.length, 1)
    assert.equal((await pipes.listPipes({ SourcePrefix: 'arn:aws:kinesis' })).Pipes?.length, 0)

    assert.equal((await pipes.stopPipe({ Name: 'one' })).CurrentState, 'STOPPING')
    await account.reaches('one', 'STOPPED')
    await account.send('in', 'waits')
    assert.equal(await account.depth('in'), 1)
    assert.equal((await pipes.startPipe({ Name: 'one' })).CurrentState, 'STARTING')
    assert.deepEqual(await account.take('out', 1), ['waits'])
    await account.reaches('one', 'RUNNING')

    await pipes.updatePipe({
      Name: 'one',
      RoleArn: roleArn,
      TargetParameters: { InputTemplate: '"changed <$.body>"' },
    })
    await account.reaches('one', 'RUNNING')
    await account.send('in', 'again')
    assert.deepEqual(await account.take('out', 1), ['changed again'])

    const resourceArn = made.Arn ?? ''
    await pipes.tagResource({ resourceArn, tags: { b: '2' } })
    await pipes.untagResource({ resourceArn, tagKeys: ['a'] })
    assert.deepEqual((await pipes.listTagsForResource({ resourceArn })).tags, { b: '2' })

    assert.equal((await pipes.deletePipe({ Name: 'one' })).DesiredState, 'DELETED')
    await until(async () => (await pipes.listPipes({})).Pipes?.length === 0, 'the pipe is gone')
    await refused(pipes.describePipe({ Name: 'one' }), 'NotFoundException', 'Pipe one does not exist.')
  })

  it('are listed by pages', async () => {
    const { pipes, roleArn, makeQueue } = newAccount(server)
    const Source = await makeQueue('in')
    const Target = await makeQueue('out')
    for (const Name of ['a', 'b', 'c'])
      await pipes.createPipe({ Name, Source, Target, RoleArn: roleArn, DesiredState: 'STOPPED' })
    const first = await pipes.listPipes({ Limit: 2 })
    assert.deepEqual(
      first.Pipes?.map(({ Name }) => Name),
      ['a', 'b'],
    )
    const second = await pipes.listPipes({ Limit: 2, NextToken: first.NextToken })
    assert.deepEqual(
      second.Pipes?.map(({ Name }) => Name),
      ['c'],
    )
    await refused(pipes.listPipes({ NextToken: 'x' }), 'ValidationException')
  })

  it('that are to be stopped begin so, and those whose source cannot be read fail', async () => {
    const account = newAccount(server)
    const { pipes, roleArn, id } = account
    const Target = await account.makeQueue('out')
    const Source = await account.makeQueue('in')
    await pipes.createPipe({ Name: 'still', Source, Target, RoleArn: roleArn, DesiredState: 'STOPPED' })
    await account.reaches('still', 'STOPPED')
    const nowhere = `arn:aws:sqs:us-east-1:${id}:nowhere`
    await pipes.createPipe({ Name: 'lost', Source: nowhere, Target, RoleArn: roleArn })
    await account.reaches('lost', 'CREATE_FAILED')
    assert.match((await pipes.describePipe({ Name: 'lost' })).StateReason ?? '', /does not exist/)
    await pipes.deletePipe({ Name: 'lost' })
  })

  it('are refused where they cannot be', async () => {
    const { pipes, roleArn, id, makeQueue } = newAccount(server)
    const Source = await makeQueue('in')
    const Target = Source
    const create = (more: object) =>
      pipes.createPipe({ Name: 'x', Source, Target, RoleArn: roleArn, ...more })
    const stream = `arn:aws:kinesis:us-east-1:${id}:stream/s`
    // Words as AWS answered on 7 September 2026, measured by a public project.
    for (const [more, words] of [
      [{ Source: stream }, 'SourceParameters.KinesisStreamParameters Missing required parameter.'],
      [
        { SourceParameters: { KinesisStreamParameters: { StartingPosition: 'LATEST' } } },
        'Invalid source parameter provided for source.',
      ],
      [
        { TargetParameters: { LambdaFunctionParameters: { InvocationType: 'REQUEST_RESPONSE' } } },
        'Invalid target parameter provided for target.',
      ],
      [{ Target: Target.replace('us-east-1', 'eu-west-1') }, 'Creating cross-region pipe is not permitted.'],
      [{ Enrichment: Target }, 'Invalid pipe enrichment.'],
      [
        { TargetParameters: { InputTemplate: '<aws.events.rule-name>' } },
        'Invalid json path reference or predefined variable for placeholder.',
      ],
      [
        { LogConfiguration: { Level: 'INFO' } },
        'Must provide at least 1 log destination in LogConfiguration.',
      ],
      [
        { SourceParameters: { SqsQueueParameters: { BatchSize: 11, MaximumBatchingWindowInSeconds: 1 } } },
        /The configured batch size 11 is greater than the max supported/,
      ],
      [{ Target: `arn:aws:sns:us-east-1:${id}:t.fifo` }, /SNS FIFO/],
    ] as const)
      await refused(create(more), 'ValidationException', words)
    await refused(
      create({
        SourceParameters: { SqsQueueParameters: { BatchSize: 11 } },
      }),
      'ValidationException',
      /batch window/,
    )
    await refused(
      create({ SourceParameters: { FilterCriteria: { Filters: [{ Pattern: '{"body": 1}' }] } } }),
      'ValidationException',
      /Invalid Event Pattern. Reason: "body" must be an object or an array/,
    )
    await refused(create({ Target: stream, TargetParameters: {} }), 'ValidationException', /PartitionKey/)
    await refused(create({ Source: `arn:aws:mq:us-east-1:${id}:broker:b:b-1` }), 'NotImplemented')
    await refused(create({ Target: `arn:aws:ecs:us-east-1:${id}:cluster/c` }), 'NotImplemented')
    await refused(create({ Source: `arn:aws:sns:us-east-1:${id}:topic` }), 'ValidationException')
    await refused(pipes.startPipe({ Name: 'none' }), 'NotFoundException', 'Pipe none does not exist.')
  })
})
