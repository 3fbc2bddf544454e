import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IAM } from '@aws-sdk/client-iam'
import { testServer } from '../../support/server.ts'
import { newAccount, refused } from './support.ts'

const server = testServer()
const arn = 'arn:aws:sqs:us-east-1:123456789012:queue'
const FlexibleTimeWindow = { Mode: 'OFF' } as const
const far = { ScheduleExpression: 'at(2099-01-01T00:00:00)', FlexibleTimeWindow }

describe('schedules', () => {
  it('are made, shown with their defaults, changed and deleted', async () => {
    const { scheduler, id, roleArn } = newAccount(server)
    const Target = { Arn: arn, RoleArn: roleArn, Input: 'hello' }
    const made = await scheduler.createSchedule({ Name: 'one', ...far, Target })
    assert.equal(made.ScheduleArn, `arn:aws:scheduler:us-east-1:${id}:schedule/default/one`)
    const {
      $metadata: _metadata,
      CreationDate,
      LastModificationDate,
      ...found
    } = await scheduler.getSchedule({ Name: 'one' })
    assert.ok(CreationDate && LastModificationDate)
    assert.deepEqual(found, {
      Arn: made.ScheduleArn,
      GroupName: 'default',
      Name: 'one',
      ScheduleExpression: far.ScheduleExpression,
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      Target: { ...Target, RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 } },
      FlexibleTimeWindow,
      ActionAfterCompletion: 'NONE',
    })
    await refused(
      scheduler.createSchedule({ Name: 'one', ...far, Target }),
      'ConflictException',
      'Schedule one already exists.',
    )
    await scheduler.updateSchedule({ Name: 'one', ...far, Target, Description: 'd', State: 'DISABLED' })
    assert.equal((await scheduler.getSchedule({ Name: 'one' })).Description, 'd')
    await scheduler.updateSchedule({ Name: 'one', ...far, Target })
    assert.equal((await scheduler.getSchedule({ Name: 'one' })).Description, undefined)
    await scheduler.deleteSchedule({ Name: 'one' })
    const gone = ['ResourceNotFoundException', 'Schedule one does not exist.'] as const
    await refused(scheduler.getSchedule({ Name: 'one' }), ...gone)
    await refused(scheduler.deleteSchedule({ Name: 'one' }), ...gone)
    await refused(scheduler.updateSchedule({ Name: 'one', ...far, Target }), ...gone)
  })

  it('are made once for one client token', async () => {
    const { scheduler, roleArn } = newAccount(server)
    const input = { Name: 'one', ...far, Target: { Arn: arn, RoleArn: roleArn }, ClientToken: 'token' }
    const first = await scheduler.createSchedule(input)
    assert.equal((await scheduler.createSchedule(input)).ScheduleArn, first.ScheduleArn)
    await refused(scheduler.createSchedule({ ...input, ClientToken: 'other' }), 'ConflictException')
  })

  // Words as AWS answered on 26 January 2025, recorded by a public project, and on 7 September 2026, measured by another.
  it('are refused where AWS refuses them', async () => {
    const { scheduler, roleArn, id } = newAccount(server)
    const create = (more: object, target: object = {}) =>
      scheduler.createSchedule({
        Name: 'x',
        ...far,
        Target: { Arn: arn, RoleArn: roleArn, ...target },
        ...more,
      })
    for (const ScheduleExpression of [
      'cron(0 1 * * * *)',
      'cron(7 20 * * NOT *)',
      'cron(INVALID)',
      'cron()',
      'rate(10 seconds)',
      'rate()',
      'rate(-10 minutes)',
      ' rate(10 minutes)',
      'at(2021-12-31T23:59:59Z)',
      'at(2021-12-31)',
    ])
      await refused(
        create({ ScheduleExpression }),
        'ValidationException',
        `Invalid Schedule Expression ${ScheduleExpression}.`,
      )
    await refused(create({ ScheduleExpressionTimezone: 'Mars/Olympus' }), 'ValidationException')
    await refused(
      create({ FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }),
      'ValidationException',
      'MaximumWindowInMinutes must be provided when FlexibleTimeWindowMode is set to FLEXIBLE.',
    )
    await refused(
      create({ FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 5 } }),
      'ValidationException',
      'MaximumWindowInMinutes must not be provided when FlexibleTimeWindowMode is set to OFF.',
    )
    await refused(
      create({ StartDate: new Date(2_000), EndDate: new Date(1_000) }),
      'ValidationException',
      'The StartDate you specify must come before the EndDate.',
    )
    await refused(
      create({}, { Arn: 'queue' }),
      'ValidationException',
      'Provided Arn is not in correct format.',
    )
    const universal = 'arn:aws:scheduler:::aws-sdk:sqs'
    const lambda = `arn:aws:lambda:us-east-1:${id}:function:f`
    for (const [target, words] of [
      [{ Arn: `${arn}.fifo` }, 'Parameters SqsParameters must be specified.'],
      [{ SqsParameters: { MessageGroupId: 'g' } }, 'Parameters MessageGroupId not valid for the target.'],
      [
        { KinesisParameters: { PartitionKey: 'k' } },
        'Parameters KinesisParameters not supported for the target.',
      ],
      [
        { Arn: `arn:aws:kinesis:us-east-1:${id}:stream/s` },
        'Parameters KinesisParameters must be specified.',
      ],
      [
        { Arn: `arn:aws:events:us-east-1:${id}:event-bus/b` },
        'Parameters EventBridgeParameters must be specified.',
      ],
      [{ Arn: lambda, Input: '{not json' }, 'JSON syntax error in input for the target.'],
      [
        { Arn: lambda.replace('us-east-1', 'us-west-2') },
        'The target ARN provided does not match the current region us-east-1.',
      ],
      [{ Arn: `${universal}:sendMessage`, Input: 'text' }, 'JSON syntax error in input for the target.'],
      [
        { Arn: `${universal}:sendMessage` },
        'You must provide an input to set this target for your schedule.',
      ],
      [{ Arn: `${universal}:getQueueUrl`, Input: '{}' }, 'getQueueUrl API is not supported.'],
      [
        { Arn: `arn:aws:scheduler:us-east-1:${id}:aws-sdk:sqs:sendMessage`, Input: '{}' },
        'scheduler is not a supported service for a target.',
      ],
    ] as const)
      await refused(create({}, target), 'ValidationException', words)
    await refused(
      create({ GroupName: 'none' }),
      'ResourceNotFoundException',
      'Schedule group none does not exist.',
    )
    // A role that is there must trust Scheduler.
    const iam = new IAM(server.config({ account: id }))
    const trust = (Service: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
      })
    await iam.createRole({ RoleName: 'other', AssumeRolePolicyDocument: trust('lambda.amazonaws.com') })
    await refused(
      create({}, { RoleArn: `arn:aws:iam::${id}:role/other` }),
      'ValidationException',
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    )
    await iam.updateAssumeRolePolicy({ RoleName: 'other', PolicyDocument: trust('scheduler.amazonaws.com') })
    await create({}, { RoleArn: `arn:aws:iam::${id}:role/other` })
    // One that guards against confused deputies names the group.
    const guarded = (group: string) =>
      iam.updateAssumeRolePolicy({
        RoleName: 'other',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal: { Service: 'scheduler.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: {
                'aws:SourceAccount': id,
                'aws:SourceArn': `arn:aws:scheduler:us-east-1:${id}:schedule-group/${group}`,
              },
            },
          },
        }),
      })
    await guarded('default')
    await create({ Name: 'guarded' }, { RoleArn: `arn:aws:iam::${id}:role/other` })
    await guarded('another')
    await refused(
      create({ Name: 'refused' }, { RoleArn: `arn:aws:iam::${id}:role/other` }),
      'ValidationException',
    )
  })

  it('are listed by group, prefix, state and pages', async () => {
    const { scheduler, roleArn } = newAccount(server)
    await scheduler.createScheduleGroup({ Name: 'jobs' })
    const Target = { Arn: arn, RoleArn: roleArn }
    for (const [GroupName, Name] of [
      ['default', 'b'],
      ['default', 'a'],
      ['jobs', 'a'],
      ['jobs', 'c'],
    ])
      await scheduler.createSchedule({ Name, GroupName, ...far, Target })
    const names = async (input: object) =>
      (await scheduler.listSchedules(input)).Schedules?.map(({ GroupName, Name }) => `${GroupName}/${Name}`)
    assert.deepEqual(await names({}), ['default/a', 'default/b', 'jobs/a', 'jobs/c'])
    assert.deepEqual(await names({ GroupName: 'jobs' }), ['jobs/a', 'jobs/c'])
    assert.deepEqual(await names({ NamePrefix: 'a' }), ['default/a', 'jobs/a'])
    assert.deepEqual(await names({ State: 'DISABLED' }), [])
    const first = await scheduler.listSchedules({ MaxResults: 3 })
    assert.equal(first.Schedules?.length, 3)
    assert.deepEqual(await names({ MaxResults: 3, NextToken: first.NextToken }), ['jobs/c'])
    await refused(scheduler.listSchedules({ GroupName: 'none' }), 'ResourceNotFoundException')
    await refused(scheduler.listSchedules({ NextToken: 'x' }), 'ValidationException')
  })
})

describe('schedule groups', () => {
  it('are made, shown, tagged and deleted with their schedules', async () => {
    const { scheduler, id, roleArn } = newAccount(server)
    assert.equal((await scheduler.getScheduleGroup({ Name: 'default' })).State, 'ACTIVE')
    const { ScheduleGroupArn: ResourceArn = '' } = await scheduler.createScheduleGroup({
      Name: 'jobs',
      Tags: [{ Key: 'a', Value: '1' }],
    })
    assert.equal(ResourceArn, `arn:aws:scheduler:us-east-1:${id}:schedule-group/jobs`)
    await refused(
      scheduler.createScheduleGroup({ Name: 'jobs', ClientToken: 'x' }),
      'ConflictException',
      'Schedule group jobs already exists.',
    )
    await scheduler.tagResource({ ResourceArn, Tags: [{ Key: 'b', Value: '2' }] })
    await scheduler.untagResource({ ResourceArn, TagKeys: ['a'] })
    assert.deepEqual((await scheduler.listTagsForResource({ ResourceArn })).Tags, [{ Key: 'b', Value: '2' }])
    const listed = await scheduler.listScheduleGroups({})
    assert.deepEqual(
      listed.ScheduleGroups?.map(({ Name }) => Name),
      ['default', 'jobs'],
    )
    const Target = { Arn: arn, RoleArn: roleArn }
    await scheduler.createSchedule({ Name: 'x', GroupName: 'jobs', ...far, Target })
    await scheduler.deleteScheduleGroup({ Name: 'jobs' })
    await server.lambent.idle()
    await refused(
      scheduler.getScheduleGroup({ Name: 'jobs' }),
      'ResourceNotFoundException',
      'Schedule group jobs does not exist.',
    )
    await refused(scheduler.getSchedule({ Name: 'x', GroupName: 'jobs' }), 'ResourceNotFoundException')
    const stays = 'This operation cannot be performed on schedule group default.'
    await refused(scheduler.deleteScheduleGroup({ Name: 'default' }), 'ValidationException', stays)
    await refused(scheduler.createScheduleGroup({ Name: 'default' }), 'ValidationException', stays)
  })
})
