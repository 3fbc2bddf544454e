import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { testServer } from '../../support/server.ts'
import { type Account, newAccount, refused } from './support.ts'

const clock = new VirtualClock(Date.UTC(2026, 2, 6, 12))
const server = testServer({ clock })
const minute = 60_000
const hour = 60 * minute
const advance = (ms: number) => clock.advance(ms, () => server.lambent.idle())
const now = () => new Date(clock.now())

/** A schedule that sends messages to a queue of its name. */
async function schedule(
  account: Account,
  Name: string,
  ScheduleExpression: string,
  more: object = {},
  target = {},
) {
  const Arn = await account.makeQueue(Name)
  await account.scheduler.createSchedule({
    Name,
    ScheduleExpression,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn, RoleArn: account.roleArn, Input: '<aws.scheduler.scheduled-time>', ...target },
    ...more,
  })
  return Arn
}
const times = async (account: Account, name: string) => (await account.take(name)).map(({ body }) => body)

describe('schedules', () => {
  it('come at the times of their zone, and skip those that clocks skip', async () => {
    const account = newAccount(server)
    await schedule(account, 'daily', 'cron(30 2 * * ? *)', { ScheduleExpressionTimezone: 'America/New_York' })
    await advance(4 * 24 * hour)
    // The eighth of March has no half past two.
    assert.deepEqual(await times(account, 'daily'), [
      '2026-03-07T07:30:00Z',
      '2026-03-09T06:30:00Z',
      '2026-03-10T06:30:00Z',
    ])
    await account.scheduler.deleteSchedule({ Name: 'daily' })
    await advance(24 * hour)
    assert.deepEqual(await times(account, 'daily'), [])
  })

  // Scheduler User Guide, "Rate-based schedules".
  it('of a rate begin at once, or at their start, and end at their end', async () => {
    const account = newAccount(server)
    const start = clock.now()
    await schedule(account, 'at-once', 'rate(10 minutes)')
    await schedule(account, 'later', 'rate(10 minutes)', {
      StartDate: new Date(start + 15 * minute),
      EndDate: new Date(start + 36 * minute),
    })
    await advance(hour)
    assert.equal((await times(account, 'at-once')).length, 7)
    const iso = (ms: number) => new Date(start + ms * minute).toISOString().replace('.000', '')
    assert.deepEqual(await times(account, 'later'), [iso(15), iso(25), iso(35)])
    // It would come for each ten minutes of the days that pass below.
    await account.scheduler.deleteSchedule({ Name: 'at-once' })
  })

  it('happen once, and may go then', async () => {
    const account = newAccount(server)
    const text = new Date(clock.now() + hour).toISOString().slice(0, 19)
    await schedule(account, 'stays', `at(${text})`)
    await schedule(account, 'goes', `at(${text})`, { ActionAfterCompletion: 'DELETE' })
    await advance(2 * hour)
    assert.deepEqual(await times(account, 'stays'), [`${text}Z`])
    assert.deepEqual(await times(account, 'goes'), [`${text}Z`])
    await account.scheduler.getSchedule({ Name: 'stays' })
    await refused(
      account.scheduler.getSchedule({ Name: 'goes' }),
      'ResourceNotFoundException',
      'Schedule goes does not exist.',
    )
  })

  it('with a flexible window come within it', async () => {
    const account = newAccount(server)
    await schedule(account, 'flexible', 'cron(0 0 * * ? *)', {
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 60 },
    })
    const midnight = Math.ceil(clock.now() / (24 * hour)) * 24 * hour
    await advance(midnight - clock.now() - 1)
    assert.equal((await times(account, 'flexible')).length, 0)
    await advance(hour + 1)
    assert.equal((await times(account, 'flexible')).length, 1)
  })

  it('that are changed come anew, those that are disabled do not', async () => {
    const account = newAccount(server)
    const Arn = await schedule(account, 'changing', 'rate(10 minutes)')
    const update = (more: object) =>
      account.scheduler.updateSchedule({
        Name: 'changing',
        ScheduleExpression: 'rate(10 minutes)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn, RoleArn: account.roleArn, Input: 'changed' },
        ...more,
      })
    await advance(5 * minute)
    assert.equal((await times(account, 'changing')).length, 1)
    // The same instants go on, with what else has changed.
    await update({})
    await advance(5 * minute)
    assert.deepEqual(await times(account, 'changing'), ['changed'])
    await update({ State: 'DISABLED' })
    await advance(hour)
    assert.deepEqual(await times(account, 'changing'), [])
    await update({ ScheduleExpression: 'rate(1 hour)' })
    await advance(hour - 1)
    assert.equal((await times(account, 'changing')).length, 1)
  })
})

describe('targets', () => {
  // Scheduler API Reference, Target, `Input`.
  it('that name no input get a notification', async () => {
    const account = newAccount(server)
    const before = now()
    await schedule(account, 'plain', 'rate(1 day)', {}, { Input: undefined })
    await advance(0)
    const [message] = await account.take('plain')
    const { id, ...event } = JSON.parse(message?.body ?? '')
    assert.match(id, /^[0-9a-f-]{36}$/)
    assert.deepEqual(event, {
      version: '0',
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: account.id,
      time: before.toISOString().replace(/\.\d+/, ''),
      region: 'us-east-1',
      resources: [`arn:aws:scheduler:us-east-1:${account.id}:schedule/default/plain`],
      detail: '{}',
    })
  })

  // Scheduler User Guide, "Adding context attributes".
  it('learn of the schedule and the invocation', async () => {
    const account = newAccount(server)
    const Input =
      '<aws.scheduler.schedule-arn> <aws.scheduler.execution-id> <aws.scheduler.attempt-number> <aws.scheduler.scheduled-time>'
    await schedule(account, 'facts', 'rate(1 day)', {}, { Input })
    const [text] = await times(account, 'facts')
    assert.match(
      text ?? '',
      new RegExp(`^arn:aws:scheduler:us-east-1:${account.id}:schedule/default/facts [0-9a-f-]{36} 1 2026-`),
    )
  })

  // Scheduler User Guide, "Using universal targets".
  it('may be any operation', async () => {
    const account = newAccount(server)
    const call = (Name: string, action: string, Input: object) =>
      account.scheduler.createSchedule({
        Name,
        ScheduleExpression: 'rate(1 day)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: `arn:aws:scheduler:::aws-sdk:${action}`,
          RoleArn: account.roleArn,
          Input: JSON.stringify(Input),
        },
      })
    await call('make', 'sqs:createQueue', { QueueName: 'made', Attributes: { DelaySeconds: '0' } })
    await advance(1)
    const { QueueUrl } = await account.sqs.getQueueUrl({ QueueName: 'made' })
    await call('send', 'sqs:sendMessage', { QueueUrl, MessageBody: 'at <aws.scheduler.attempt-number>' })
    assert.deepEqual(await times(account, 'made'), ['at 1'])
    await call('group', 'cloudwatchlogs:createLogGroup', { logGroupName: 'by-schedule' })
    await call('rule', 'eventbridge:putRule', { Name: 'r', ScheduleExpression: 'rate(1 day)' })
    await server.lambent.idle()
    await refused(call('read', 'sqs:getQueueUrl', {}), 'ValidationException')
    await refused(call('list', 's3:listBuckets', {}), 'ValidationException')
  })

  // Scheduler User Guide, "Configuring a dead-letter queue for EventBridge Scheduler".
  it('that cannot be reached leave a dead letter', async () => {
    const account = newAccount(server)
    const letters = await account.makeQueue('letters')
    const Arn = `arn:aws:sqs:us-east-1:${account.id}:nowhere`
    await account.scheduler.createSchedule({
      Name: 'lost',
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn, RoleArn: account.roleArn, Input: 'hello', DeadLetterConfig: { Arn: letters } },
    })
    const [letter] = await account.take('letters')
    assert.equal(letter?.body, 'hello')
    const { EXECUTION_ID, ERROR_MESSAGE, SCHEDULED_TIME, ...attributes } = letter?.attributes ?? {}
    assert.ok(EXECUTION_ID && ERROR_MESSAGE && SCHEDULED_TIME)
    assert.deepEqual(attributes, {
      ERROR_CODE: 'NO_RESOURCE',
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: '0',
      SCHEDULE_ARN: `arn:aws:scheduler:us-east-1:${account.id}:schedule/default/lost`,
      TARGET_ARN: Arn,
    })
  })
})
