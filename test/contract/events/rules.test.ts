import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { newAccount, refused } from './support.ts'

const server = testServer()
const EventPattern = JSON.stringify({ source: ['my.app'] })

describe('rules', () => {
  it('are made, described, listed, changed and deleted', async () => {
    const { events, id } = newAccount(server)
    const { RuleArn } = await events.putRule({ Name: 'one', EventPattern, Description: 'first' })
    assert.equal(RuleArn, `arn:aws:events:us-east-1:${id}:rule/one`)
    const { $metadata: _metadata, ...rule } = await events.describeRule({ Name: 'one' })
    assert.deepEqual(rule, {
      Name: 'one',
      Arn: RuleArn,
      EventPattern,
      State: 'ENABLED',
      Description: 'first',
      EventBusName: 'default',
      CreatedBy: id,
    })
    // What is left out is not kept. Source: API Reference, PutRule.
    await events.putRule({ Name: 'one', ScheduleExpression: 'rate(1 day)', State: 'DISABLED' })
    const changed = await events.describeRule({ Name: 'one', EventBusName: 'default' })
    assert.equal(changed.EventPattern, undefined)
    assert.equal(changed.Description, undefined)
    assert.equal(changed.State, 'DISABLED')
    await events.deleteRule({ Name: 'one' })
    await events.deleteRule({ Name: 'one' })
    await refused(
      events.describeRule({ Name: 'one' }),
      'ResourceNotFoundException',
      'Rule one does not exist on EventBus default.',
    )
  })

  it('belong to their bus', async () => {
    const { events, id, bus } = newAccount(server)
    await events.createEventBus({ Name: 'orders' })
    const { RuleArn } = await events.putRule({ Name: 'one', EventBusName: bus('orders'), EventPattern })
    assert.equal(RuleArn, `arn:aws:events:us-east-1:${id}:rule/orders/one`)
    assert.deepEqual((await events.listRules({})).Rules, [])
    assert.equal((await events.listRules({ EventBusName: 'orders' })).Rules?.length, 1)
    await refused(
      events.putRule({ Name: 'one', EventBusName: 'none', EventPattern }),
      'ResourceNotFoundException',
      'Event bus none does not exist.',
    )
    await refused(events.deleteEventBus({ Name: 'orders' }), 'ValidationException')
  })

  it('are listed by pages and prefixes', async () => {
    const { events } = newAccount(server)
    for (const name of ['a-1', 'a-2', 'a-3', 'a-4', 'b-1']) await events.putRule({ Name: name, EventPattern })
    const first = await events.listRules({ NamePrefix: 'a-', Limit: 3 })
    assert.deepEqual(
      first.Rules?.map(({ Name }) => Name),
      ['a-1', 'a-2', 'a-3'],
    )
    const second = await events.listRules({ NamePrefix: 'a-', Limit: 3, NextToken: first.NextToken })
    assert.deepEqual(
      second.Rules?.map(({ Name }) => Name),
      ['a-4'],
    )
    assert.equal(second.NextToken, undefined)
    await refused(events.listRules({ NextToken: first.NextToken }), 'ValidationException')
    assert.equal((await events.listRules({})).Rules?.length, 5)
  })

  it('need a pattern or a schedule, and one that can be read', async () => {
    const { events } = newAccount(server)
    await refused(
      events.putRule({ Name: 'one' }),
      'ValidationException',
      'Parameter(s) EventPattern or ScheduleExpression must be specified.',
    )
    await refused(
      events.putRule({ Name: 'one', EventPattern: '{"source": "x"}' }),
      'InvalidEventPatternException',
      'Event pattern is not valid. Reason: "source" must be an object or an array\n at [Source: (String)"{"source": "x"}"; line: 1, column: 13]',
    )
    await refused(events.putRule({ Name: 'one', EventPattern: '{}' }), 'InvalidEventPatternException')
    await refused(
      events.putRule({ Name: 'one', EventPattern: JSON.stringify({ source: ['x'.repeat(2_040)] }) }),
      'ValidationException',
      'Parameter EventPattern for rule one exceeds limit of 2048.',
    )
  })

  it('are three hundred on a bus', async () => {
    const { events } = newAccount(server)
    await Promise.all(
      Array.from({ length: 300 }, (_, index) => events.putRule({ Name: `r${index}`, EventPattern })),
    )
    await refused(
      events.putRule({ Name: 'more', EventPattern }),
      'LimitExceededException',
      'The requested resource exceeds the maximum number allowed.',
    )
    await events.putRule({ Name: 'r1', EventPattern, Description: 'again' })
  })
})

describe('targets', () => {
  const arn = 'arn:aws:sqs:us-east-1:123456789012:queue'

  it('are put, listed, replaced and removed', async () => {
    const { events } = newAccount(server)
    await events.putRule({ Name: 'r', EventPattern })
    const put = await events.putTargets({
      Rule: 'r',
      Targets: [
        { Id: 'b', Arn: arn },
        { Id: 'a', Arn: arn, InputPath: '$.detail', RetryPolicy: { MaximumRetryAttempts: 0 } },
      ],
    })
    assert.equal(put.FailedEntryCount, 0)
    assert.deepEqual(put.FailedEntries, [])
    await events.putTargets({ Rule: 'r', Targets: [{ Id: 'b', Arn: `${arn}-2` }] })
    const { Targets } = await events.listTargetsByRule({ Rule: 'r' })
    assert.deepEqual(Targets, [
      { Id: 'a', Arn: arn, InputPath: '$.detail', RetryPolicy: { MaximumRetryAttempts: 0 } },
      { Id: 'b', Arn: `${arn}-2` },
    ])
    assert.deepEqual((await events.listRuleNamesByTarget({ TargetArn: arn })).RuleNames, ['r'])
    assert.deepEqual((await events.listRuleNamesByTarget({ TargetArn: `${arn}-3` })).RuleNames, [])
    await refused(
      events.deleteRule({ Name: 'r' }),
      'ValidationException',
      "Rule can't be deleted since it has targets.",
    )
    // Changing the rule keeps its targets.
    await events.putRule({ Name: 'r', EventPattern, State: 'DISABLED' })
    assert.equal((await events.listTargetsByRule({ Rule: 'r' })).Targets?.length, 2)
    const page = await events.listTargetsByRule({ Rule: 'r', Limit: 1 })
    assert.equal(page.Targets?.[0]?.Id, 'a')
    const rest = await events.listTargetsByRule({ Rule: 'r', Limit: 1, NextToken: page.NextToken })
    assert.equal(rest.Targets?.[0]?.Id, 'b')
    await events.removeTargets({ Rule: 'r', Ids: ['a', 'b', 'c'] })
    await events.deleteRule({ Name: 'r' })
  })

  // Words as AWS's, recorded by public projects.
  it('are refused where AWS refuses them', async () => {
    const { events } = newAccount(server)
    await events.putRule({ Name: 'r', EventPattern })
    const put = (target: object) =>
      events.putTargets({ Rule: 'r', Targets: [{ Id: 'x', Arn: arn, ...target }] })
    await refused(
      put({ Input: '{}', InputPath: '$.detail' }),
      'ValidationException',
      'Only one of Input, InputPath, or InputTransformer must be provided for target x.',
    )
    await refused(
      put({ InputTransformer: { InputPathsMap: { a: '$.a' }, InputTemplate: '"<a> <notdefinedkey>"' } }),
      'ValidationException',
      'InputTemplate for target x contains invalid placeholder notdefinedkey.',
    )
    await refused(put({ Input: 'text' }), 'ValidationException', 'JSON syntax error in input for target x.')
    const badPath = ['ValidationException', 'InputPath for target x is invalid.'] as const
    for (const path of ['detail', "$.detail['key']"]) {
      await refused(put({ InputPath: path }), ...badPath)
      await refused(
        put({ InputTransformer: { InputPathsMap: { a: path }, InputTemplate: '"<a>"' } }),
        ...badPath,
      )
    }
    for (const InputTemplate of ['[<aws.events.event.json>]', '"<aws.events.event.json>"'])
      await refused(
        put({ InputTransformer: { InputTemplate } }),
        'ValidationException',
        'InputTemplate for target x contains placeholder aws.events.event.json valid only for JSON template.',
      )
    await put({ InputTransformer: { InputTemplate: '{"e": <aws.events.event.json>}' } })
    await refused(
      put({ KinesisParameters: { PartitionKeyPath: '$.id' } }),
      'ValidationException',
      'Parameter(s) KinesisParameters not supported for target: x.',
    )
    await refused(
      events.putTargets({
        Rule: 'r',
        Targets: [
          { Id: 'x', Arn: arn },
          { Id: 'x', Arn: arn },
        ],
      }),
      'ValidationException',
      "Parameter targets is not valid. Reason: More than one target with Id 'x' is provided.",
    )
    await refused(
      put({ Arn: 'queue' }),
      'ValidationException',
      'Parameter queue is not valid. Reason: Provided Arn is not in correct format.',
    )
    await refused(
      put({ Arn: `${arn}.fifo` }),
      'ValidationException',
      'Parameter(s) SqsParameters must be specified for target: x.',
    )
    await put({ Arn: `${arn}.fifo`, SqsParameters: { MessageGroupId: 'g' } })
    const states = 'arn:aws:states:us-east-1:123456789012:stateMachine:m'
    await refused(put({ Arn: states }), 'ValidationException', `RoleArn is required for target ${states}.`)
    await put({ Arn: states, RoleArn: 'arn:aws:iam::123456789012:role/r' })
    for (const [Arn, words] of [
      [`${arn}.fifo`, 'SQS FIFO is not supported by Dead Letter Queues'],
      ['arn:aws:sns:us-east-1:123456789012:t', 'sns is not supported as a dead letter resource'],
    ] as const)
      await refused(put({ DeadLetterConfig: { Arn } }), 'ValidationException', words)
    const elsewhere = 'arn:aws:sqs:eu-west-1:123456789012:q'
    await refused(put({ DeadLetterConfig: { Arn: elsewhere } }), 'ValidationException')
    await refused(
      put({ Id: '!@#$@!#$' }),
      'ValidationException',
      "1 validation error detected: Value '!@#$@!#$' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
    )
    await refused(
      events.putTargets({ Rule: 'none', Targets: [{ Id: 'x', Arn: arn }] }),
      'ResourceNotFoundException',
      'Rule none does not exist on EventBus default.',
    )
    const six = Array.from({ length: 6 }, (_, index) => ({ Id: `t${index}`, Arn: arn }))
    await refused(
      events.putTargets({ Rule: 'r', Targets: six }),
      'LimitExceededException',
      'The requested resource exceeds the maximum number allowed.',
    )
  })
})

describe('event buses', () => {
  it('the default one is there by itself', async () => {
    const { events, bus } = newAccount(server)
    const { $metadata: _metadata, ...found } = await events.describeEventBus({})
    assert.deepEqual(found, { Name: 'default', Arn: bus('default') })
    assert.deepEqual(
      (await events.listEventBuses({})).EventBuses?.map(({ Name }) => Name),
      ['default'],
    )
    await refused(
      events.deleteEventBus({ Name: 'default' }),
      'ValidationException',
      'Cannot delete event bus default.',
    )
    await refused(
      events.createEventBus({ Name: 'default' }),
      'ResourceAlreadyExistsException',
      'Event bus default already exists.',
    )
    await refused(
      events.createEventBus({ Name: 'team/bus' }),
      'ValidationException',
      "Event bus name must not contain '/'.",
    )
  })

  it('are made, described, listed and deleted', async () => {
    const { events, bus } = newAccount(server)
    const made = await events.createEventBus({
      Name: 'one',
      Description: 'd',
      Tags: [{ Key: 'k', Value: 'v' }],
    })
    assert.equal(made.EventBusArn, bus('one'))
    const found = await events.describeEventBus({ Name: bus('one') })
    assert.equal(found.Name, 'one')
    assert.equal(found.Description, 'd')
    assert.ok(found.CreationTime)
    await events.updateEventBus({ Name: 'one', Description: 'e' })
    assert.equal((await events.describeEventBus({ Name: 'one' })).Description, 'e')
    await refused(
      events.createEventBus({ Name: 'one' }),
      'ResourceAlreadyExistsException',
      'Event bus one already exists.',
    )
    for (const Name of ['two', 'three']) await events.createEventBus({ Name })
    const page = await events.listEventBuses({ NamePrefix: 't', Limit: 1 })
    assert.deepEqual(
      page.EventBuses?.map(({ Name }) => Name),
      ['three'],
    )
    const rest = await events.listEventBuses({ NamePrefix: 't', Limit: 1, NextToken: page.NextToken })
    assert.deepEqual(
      rest.EventBuses?.map(({ Name }) => Name),
      ['two'],
    )
    await events.deleteEventBus({ Name: 'one' })
    await events.deleteEventBus({ Name: 'one' })
    await refused(
      events.describeEventBus({ Name: 'one' }),
      'ResourceNotFoundException',
      'Event bus one does not exist.',
    )
  })

  // As AWS answered on 19 June 2024, recorded by a public project.
  it('have policies', async () => {
    const { events, bus } = newAccount(server)
    await events.putPermission({
      Action: 'events:PutEvents',
      Principal: '123456789012',
      StatementId: 'one',
    })
    await events.putPermission({
      Action: 'events:PutEvents',
      Principal: '*',
      StatementId: 'two',
      Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-1' },
    })
    const { Policy } = await events.describeEventBus({})
    assert.deepEqual(JSON.parse(Policy ?? ''), {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'one',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::123456789012:root' },
          Action: 'events:PutEvents',
          Resource: bus('default'),
        },
        {
          Sid: 'two',
          Effect: 'Allow',
          Principal: '*',
          Action: 'events:PutEvents',
          Resource: bus('default'),
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
        },
      ],
    })
    await events.removePermission({ StatementId: 'one' })
    await refused(
      events.removePermission({ StatementId: 'one' }),
      'ResourceNotFoundException',
      'Statement with the provided id does not exist.',
    )
    await events.removePermission({ RemoveAllPermissions: true })
    assert.equal((await events.describeEventBus({})).Policy, undefined)
    const own = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Sid: 's', Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: '*' }],
    })
    await events.putPermission({ Policy: own })
    assert.equal((await events.describeEventBus({})).Policy, own)
    await refused(events.putPermission({ Policy: 'none' }), 'ValidationException')
    await refused(
      events.putPermission({ EventBusName: 'none', Policy: own }),
      'ResourceNotFoundException',
      'Event bus none does not exist.',
    )
  })

  it('and rules have tags', async () => {
    const { events, bus } = newAccount(server)
    await events.createEventBus({ Name: 'one', Tags: [{ Key: 'a', Value: '1' }] })
    const { RuleArn = '' } = await events.putRule({
      Name: 'r',
      EventBusName: 'one',
      EventPattern,
      Tags: [{ Key: 'b', Value: '2' }],
    })
    for (const ResourceARN of [bus('one'), RuleArn]) {
      await events.tagResource({ ResourceARN, Tags: [{ Key: 'c', Value: '3' }] })
      assert.equal((await events.listTagsForResource({ ResourceARN })).Tags?.length, 2)
      await events.untagResource({ ResourceARN, TagKeys: ['a', 'b'] })
      assert.deepEqual((await events.listTagsForResource({ ResourceARN })).Tags, [{ Key: 'c', Value: '3' }])
    }
    await refused(
      events.listTagsForResource({ ResourceARN: `${RuleArn}x` }),
      'ResourceNotFoundException',
      'Rule rx does not exist on EventBus one.',
    )
    await refused(
      events.listTagsForResource({ ResourceARN: 'arn:aws:sqs:us-east-1:1:q' }),
      'ValidationException',
    )
  })
})

describe('TestEventPattern', () => {
  const Event = JSON.stringify({
    id: '1',
    account: '123456789012',
    source: 'my.app',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [],
    'detail-type': 'order',
    detail: { amount: 5 },
  })

  it('says whether a pattern matches', async () => {
    const { events } = newAccount(server)
    assert.equal((await events.testEventPattern({ EventPattern, Event })).Result, true)
    const other = JSON.stringify({ detail: { amount: [{ numeric: ['>', 5] }] } })
    assert.equal((await events.testEventPattern({ EventPattern: other, Event })).Result, false)
  })

  it('refuses what is no event, and no pattern', async () => {
    const { events } = newAccount(server)
    for (const text of ['text', '"text"', '[]', '{}'])
      await refused(
        events.testEventPattern({ EventPattern, Event: text }),
        'ValidationException',
        'Parameter Event is not valid.',
      )
    await refused(events.testEventPattern({ EventPattern: '[1]', Event }), 'InvalidEventPatternException')
  })
})
