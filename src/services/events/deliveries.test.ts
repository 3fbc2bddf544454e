import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openTestStore } from '../../../test/support/test-stores.ts'
import { AwsError } from '../../aws/aws-error.ts'
import type { AccountId, Region } from '../../aws/identifiers.ts'
import { silentLogger } from '../../base/logger.ts'
import { SeededRandom } from '../../base/seeded-random.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import {
  type BackgroundSurroundings,
  type Caller,
  everybodyMay,
  type TrailStep,
} from '../../dispatch/index.ts'
import { JobRunner } from '../../jobs/index.ts'
import { atomic } from '../../store/index.ts'
import { addDeliveries } from './accepting.ts'
import { deadLetterHandler, deliveryHandler } from './deliveries.ts'
import { makeEvent } from './domain/entries.ts'
import type { TargetRecord } from './domain/target-record.ts'
import { deadLetterQueue, deliveryQueue, httpDeliveryQueue } from './records.ts'
import { createRoom } from './room.ts'

const home = { accountId: '123456789012' as AccountId, region: 'us-east-1' as Region }
const rule = { name: 'r', arn: 'arn:aws:events:us-east-1:123456789012:rule/r' }
const lambdaArn = 'arn:aws:lambda:us-east-1:123456789012:function:f:live'

/** Runs one event through a target whose service answers as told. */
async function run(
  target: TargetRecord,
  answer: (operation: string, count: number) => object | AwsError,
  span = 86_400_000,
) {
  const clock = new VirtualClock()
  const store = await openTestStore(clock)
  const random = new SeededRandom(5)
  const jobs = new JobRunner({ store, clock, random, logger: silentLogger })
  const calls: Array<{ operation: string; input: Record<string, unknown>; caller: Caller; at: number }> = []
  const steps: TrailStep[] = []
  const surroundings: BackgroundSurroundings = {
    store,
    clock,
    random,
    logger: silentLogger,
    jobs,
    settings: { identity: 'local', endpoint: 'http://localhost:4566' },
    trail: { tell: (step) => steps.push(step) },
    identityPolicies: everybodyMay,
    call: async <Output>(operation: string, input: object, caller: Caller) => {
      calls.push({ operation, input: input as Record<string, unknown>, caller, at: clock.now() })
      const answered = answer(operation, calls.length)
      if (answered instanceof AwsError) throw answered
      return answered as Output
    },
  }
  const room = createRoom()
  const deliver = deliveryHandler(room, surroundings)
  jobs.handle(deliveryQueue, deliver)
  jobs.handle(httpDeliveryQueue, deliver)
  jobs.handle(deadLetterQueue, deadLetterHandler(surroundings))
  jobs.start()
  const entry = { Source: 'my.app', DetailType: 'order', Detail: '{"key":"k1"}' }
  const event = makeEvent(entry, 'event-1', home, clock.now())
  const commit = atomic(store)
  const bus = { ...home, busName: 'default' }
  const start = clock.now()
  addDeliveries(commit, surroundings, bus, rule, [target], event, { acceptedAt: start })
  await commit.commit()
  await clock.advance(span, () => jobs.idle())
  const waiting = await store.peek(deliveryQueue, 10)
  await jobs.stop()
  await store.close()
  return { calls, steps, event, waiting, start }
}

describe('deliveries', () => {
  it('reach a function, as EventBridge on behalf of its rule', async () => {
    const { calls, steps, event } = await run({ Id: 'x', Arn: lambdaArn }, () => ({}))
    assert.equal(calls.length, 1)
    const [{ operation, input, caller } = assert.fail()] = calls
    assert.equal(operation, 'lambda:Invoke')
    assert.equal(input.FunctionName, lambdaArn)
    assert.equal(input.InvocationType, 'Event')
    assert.equal(Buffer.from(input.Payload as Uint8Array).toString(), event.json)
    assert.equal(caller.principal.arn, 'events.amazonaws.com')
    assert.deepEqual(caller.source, { arn: rule.arn, accountId: home.accountId })
    assert.deepEqual(caller.causes, ['event-1'])
    assert.deepEqual(
      steps.map(({ stage }) => stage),
      ['delivered'],
    )
  })

  it('reach queues, topics, streams and state machines with what belongs to them', async () => {
    const to = async (target: Partial<TargetRecord> & { Arn: string }) => {
      const { calls } = await run({ Id: 'x', ...target }, () => ({}))
      const [{ operation, input, caller } = assert.fail()] = calls
      return { operation, input, caller }
    }
    const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:123456789012:${resource}`
    const RoleArn = 'arn:aws:iam::123456789012:role/path/sender'
    const fifo = await to({ Arn: arn('sqs', 'q.fifo'), SqsParameters: { MessageGroupId: 'g' } })
    assert.equal(fifo.operation, 'sqs:SendMessage')
    assert.equal(fifo.input.QueueUrl, 'http://localhost:4566/123456789012/q.fifo')
    assert.equal(fifo.input.MessageGroupId, 'g')
    assert.equal((await to({ Arn: arn('sns', 'topic') })).input.TopicArn, arn('sns', 'topic'))
    const stream = await to({
      Arn: arn('kinesis', 'stream/s'),
      RoleArn,
      KinesisParameters: { PartitionKeyPath: '$.detail.key' },
    })
    assert.equal(stream.operation, 'kinesis:PutRecord')
    assert.equal(stream.input.PartitionKey, 'k1')
    assert.equal(stream.caller.principal.roleArn, RoleArn)
    assert.equal(stream.caller.principal.arn, 'arn:aws:sts::123456789012:assumed-role/sender/r')
    assert.equal((await to({ Arn: arn('kinesis', 'stream/s'), RoleArn })).input.PartitionKey, 'event-1')
    const machine = await to({ Arn: arn('states', 'stateMachine:m'), RoleArn, Input: '{"a":1}' })
    assert.equal(machine.operation, 'states:StartExecution')
    assert.equal(machine.input.input, '{"a":1}')
    assert.match(String(machine.input.name), /^event-1_/)
  })

  it('are tried again with growing pauses, as often and as long as the target says', async () => {
    const busy = () => new AwsError('ServiceException', 'busy', { fault: 'server' })
    const three = await run(
      { Id: 'x', Arn: lambdaArn, RetryPolicy: { MaximumRetryAttempts: 3 } },
      (_operation, count) => (count < 4 ? busy() : {}),
    )
    assert.equal(three.calls.length, 4)
    assert.deepEqual(
      three.steps.map(({ stage }) => stage),
      ['retrying', 'retrying', 'retrying', 'delivered'],
    )
    const pauses = three.calls.slice(1).map(({ at }, index) => at - (three.calls[index]?.at ?? 0))
    assert.ok(pauses.every((pause, index) => pause >= 500 * 2 ** index && pause <= 1000 * 2 ** index))

    const minute = await run({ Id: 'x', Arn: lambdaArn, RetryPolicy: { MaximumEventAgeInSeconds: 60 } }, busy)
    assert.ok(minute.calls.every(({ at }) => at <= minute.start + 60_000))
    assert.equal(minute.steps.at(-1)?.stage, 'dropped')

    const day = await run({ Id: 'x', Arn: lambdaArn }, busy, 2 * 86_400_000)
    assert.ok(day.calls.length > 140 && day.calls.length <= 186, String(day.calls.length))
    assert.deepEqual(day.waiting, [])
  })

  // EventBridge User Guide, "Event retry policy and using dead-letter queues".
  it('that are given up go to the dead-letter queue, with the reason', async () => {
    const queue = 'arn:aws:sqs:us-east-1:123456789012:letters'
    const target = { Id: 'x', Arn: lambdaArn, DeadLetterConfig: { Arn: queue }, InputPath: '$.detail' }
    const denied = await run(target, (operation) =>
      operation === 'lambda:Invoke'
        ? new AwsError('AccessDeniedException', 'not you', { statusCode: 403 })
        : {},
    )
    assert.equal(denied.calls.length, 2)
    const { operation, input, caller } = denied.calls[1] ?? assert.fail()
    assert.equal(operation, 'sqs:SendMessage')
    assert.equal(input.QueueUrl, 'http://localhost:4566/123456789012/letters')
    assert.equal(input.MessageBody, denied.event.json)
    assert.equal(caller.source?.arn, rule.arn)
    const text = (StringValue: string) => ({ DataType: 'String', StringValue })
    assert.deepEqual(input.MessageAttributes, {
      RULE_ARN: text(rule.arn),
      TARGET_ARN: text(lambdaArn),
      ERROR_CODE: text('NO_PERMISSIONS'),
      ERROR_MESSAGE: text('not you'),
    })

    const exhausted = await run({ ...target, RetryPolicy: { MaximumRetryAttempts: 1 } }, (name) =>
      name === 'lambda:Invoke' ? new AwsError('TooManyRequestsException', 'slow', { statusCode: 429 }) : {},
    )
    const { MessageAttributes } = exhausted.calls.at(-1)?.input ?? {}
    assert.deepEqual(MessageAttributes, {
      RULE_ARN: text(rule.arn),
      TARGET_ARN: text(lambdaArn),
      ERROR_CODE: text('THROTTLING'),
      ERROR_MESSAGE: text('slow'),
      EXHAUSTED_RETRY_CONDITION: text('MaximumRetryAttempts'),
      RETRY_ATTEMPTS: text('1'),
    })
  })

  it('to what nobody delivers to are given up at once', async () => {
    const { calls, steps } = await run(
      { Id: 'x', Arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/c', RoleArn: 'r' },
      () => ({}),
    )
    assert.equal(calls.length, 0)
    assert.equal(steps[0]?.stage, 'dropped')
  })

  it('to a state machine that was started already are done', async () => {
    const { steps } = await run(
      { Id: 'x', Arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m', RoleArn: 'r' },
      () => new AwsError('ExecutionAlreadyExists', 'again'),
    )
    assert.equal(steps[0]?.stage, 'delivered')
  })
})
